import AssayStatistics

/// `mean_bias_error`: predicted numbers are neither too high nor too low in the mean by more than a limit.
public struct MeanBiasErrorCheck: PredictionCheck {
  public static let declaration = CheckDeclaration(
    name: "mean_bias_error",
    summary: "Predicted numbers are neither too high nor too low in the mean by more than a limit.",
    documentation: """
      The mean of prediction − label, in the label's own unit: above 0 the model promises too much, below 0 too little. \
      Give `between: [-2, 2]`, since both directions cost. \(rowsDocumentation) \(intervalDocumentation)
      """,
    arguments: columnsAndLimit,
    examples: [
      CheckExample(
        "In balance", table: "p,y\n1,2\n3,2\n",
        entry: "mean_bias_error: { label: y, prediction: p, between: [-0.5, 0.5] }", verdicts: [.pass],
        says: "mean_bias_error 0"),
      CheckExample(
        "A model that expects too little", table: "p,y\n1,3\n2,3\n",
        entry: "mean_bias_error: { label: y, prediction: p, between: [-0.5, 0.5] }", verdicts: [.fail],
        says: "-1.5 is below the minimum -0.5"),
      CheckExample(
        "A number without an end", table: "p,y\n1,1\ninf,2\n",
        entry: "mean_bias_error: { label: y, prediction: p, between: [-0.5, 0.5] }", verdicts: [.error],
        says: "infinite number"),
    ])

  public let entry: LimitedEntry

  public init(_ entry: LimitedEntry) { self.entry = entry }

  public func cases(of table: TableShape) throws(CheckError) -> [CheckCase] {
    try cases(of: table, definition: "mean_bias_error(mean prediction - mean label)") {
      errors throws(StatisticsError) in try errors.meanBiasError()
    }
  }
}
