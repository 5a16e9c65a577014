import AssayStatistics

/// `calibration_bias`: the mean prediction differs from the mean outcome by no more than a limit.
public struct CalibrationBiasCheck: ScoreCheck {
  public static let declaration = CheckDeclaration(
    name: "calibration_bias",
    summary: "The mean prediction differs from the mean outcome by no more than a limit.",
    documentation: """
      The mean score minus the share of positive labels: above 0 the model promises too much, below 0 too little. Give \
      `between: [-0.05, 0.05]`, since both directions cost.
      """,
    arguments: columnsAndLimit,
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

  public let entry: LimitedEntry

  public init(_ entry: LimitedEntry) { self.entry = entry }

  public func cases(of table: TableShape) throws(CheckError) -> [CheckCase] {
    try cases(of: table, definition: "calibration_bias(mean score - mean label)") { scores throws(StatisticsError) in
      (try scores.calibrationBias(), [try Figure.reliability(scores)])
    }
  }
}
