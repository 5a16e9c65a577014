import AssayStatistics

/// `calibration_bias`: the mean prediction differs from the mean outcome by no more than a limit.
public struct CalibrationBiasCheck: Check {
  public static let declaration = CheckDeclaration(
    name: "calibration_bias",
    summary: "The mean prediction differs from the mean outcome by no more than a limit.",
    documentation: """
      The mean score minus the share of positive labels: above 0 the model promises too much, below 0 too little. Give \
      `between: [-0.05, 0.05]`, since both directions cost.
      """,
    arguments: ScoreCase.arguments,
    examples: [
      CheckExample(
        "In balance", table: "p,y\n0.25,0\n0.75,1\n",
        entry: "calibration_bias: { label: y, score: p, between: [-0.05, 0.05] }", verdicts: [.pass],
        says: "calibration_bias 0"),
      CheckExample(
        "A model that expects too little", table: "p,y\n0.1,0\n0.3,1\n",
        entry: "calibration_bias: { label: y, score: p, between: [-0.05, 0.05] }", verdicts: [.fail],
        says: "-0.3 is below the minimum -0.05"),
    ])

  private let arguments: Arguments
  private let limit: Limit

  public init(_ arguments: Arguments) throws(ManifestError) {
    self.arguments = arguments
    limit = try Limit(arguments)
  }

  public var needsReference: Bool { limit.needsReference }

  public var needsBaseline: Bool { limit.needsBaseline }

  public func cases(of table: TableShape) throws(CheckError) -> [CheckCase] {
    return try ScoreCase.make(
      arguments, limit: limit, metric: "calibration_bias", definition: "calibration_bias(mean score - mean label)",
      table: table
    ) { scores throws(StatisticsError) in
      (try scores.calibrationBias(), [try Figure.reliability(scores)])
    }
  }
}
