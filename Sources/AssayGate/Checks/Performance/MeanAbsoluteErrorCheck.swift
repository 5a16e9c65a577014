import AssayStatistics

/// `mean_absolute_error`: the mean distance between predictions and true numbers lies within a limit.
public struct MeanAbsoluteErrorCheck: PredictionCheck {
  public static let declaration = CheckDeclaration(
    name: "mean_absolute_error",
    summary: "The mean distance between predictions and true numbers lies within a limit.",
    documentation: """
      The mean of |prediction − label|, in the label's own unit; lower is better. One far error counts no more than its \
      size: ask for `root_mean_squared_error` where far errors cost more. \(rowsDocumentation) \
      \(intervalDocumentation)
      """,
    arguments: columnsAndLimit,
    examples: [
      CheckExample(
        "Half a minute off in the mean", table: "p,y\n3,2.5\n0,-0.5\n2,2\n8,7\n",
        entry: "mean_absolute_error: { label: y, prediction: p, max: 0.6 }", verdicts: [.pass],
        says: "mean_absolute_error 0.5"),
      CheckExample(
        "Too far off", table: "p,y\n10,1\n5,6\n",
        entry: "mean_absolute_error: { label: y, prediction: p, max: 2 }", verdicts: [.fail],
        says: "5 is above the maximum 2"),
      CheckExample(
        "A row without a prediction is not a pass", table: "p,y\n1,1\n,2\n",
        entry: "mean_absolute_error: { label: y, prediction: p, max: 2 }", verdicts: [.error],
        says: "have no prediction in 'p'"),
    ])

  public let entry: LimitedEntry

  public init(_ entry: LimitedEntry) { self.entry = entry }

  public func cases(of table: TableShape) throws(CheckError) -> [CheckCase] {
    try cases(of: table, definition: "mean_absolute_error") { errors throws(StatisticsError) in
      try errors.meanAbsoluteError()
    }
  }
}
