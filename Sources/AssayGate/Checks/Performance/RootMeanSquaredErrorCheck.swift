import AssayStatistics

/// `root_mean_squared_error`: the root of the mean squared error of predicted numbers lies within a limit.
public struct RootMeanSquaredErrorCheck: PredictionCheck {
  public static let declaration = CheckDeclaration(
    name: "root_mean_squared_error",
    summary: "The root of the mean squared error of predicted numbers lies within a limit.",
    documentation: """
      The square root of the mean of (prediction − label)², in the label's own unit; lower is better, and far errors \
      count for more than near ones. \(rowsDocumentation) \(intervalDocumentation) The interval is that of the mean \
      square, of whose bounds the roots are taken.
      """,
    arguments: columnsAndLimit,
    examples: [
      CheckExample(
        "Within the limit", table: "p,y\n3,0\n4,0\n",
        entry: "root_mean_squared_error: { label: y, prediction: p, max: 4 }", verdicts: [.pass],
        says: "root_mean_squared_error 3.5355"),
      CheckExample(
        "One far error", table: "p,y\n1,1\n2,2\n3,3\n100,4\n",
        entry: "root_mean_squared_error: { label: y, prediction: p, max: 10 }", verdicts: [.fail],
        says: "48 is above the maximum 10"),
      CheckExample(
        "Text is no number", table: "p,y\na,1\n",
        entry: "root_mean_squared_error: { label: y, prediction: p, max: 10 }", verdicts: [.error],
        says: "this check needs a number"),
    ])

  public let entry: LimitedEntry

  public init(_ entry: LimitedEntry) { self.entry = entry }

  public func cases(of table: TableShape) throws(CheckError) -> [CheckCase] {
    try cases(of: table, definition: "root_mean_squared_error") { errors throws(StatisticsError) in
      try errors.rootMeanSquaredError()
    }
  }
}
