import AssayStatistics

/// `r_squared`: the coefficient of determination of predicted numbers lies within a limit.
public struct RSquaredCheck: PredictionCheck {
  public static let declaration = CheckDeclaration(
    name: "r_squared",
    summary: "The coefficient of determination of predicted numbers lies within a limit.",
    documentation: """
      R² = 1 − Σ(prediction − label)² / Σ(label − mean label)²: 1 for perfect predictions, 0 for those that are no \
      better than the mean of the labels, below 0 for worse ones. It depends on how far the labels are spread, so that \
      slices are compared better by `mean_absolute_error`. Labels that are all equal have no R², which is an error. \
      \(rowsDocumentation) It has no interval.
      """,
    arguments: columnsAndLimit,
    examples: [
      CheckExample(
        "Most of it is explained", table: "p,y\n2.5,3\n0,-0.5\n2,2\n8,7\n",
        entry: "r_squared: { label: y, prediction: p, min: 0.9 }", verdicts: [.pass], says: "r_squared 0.9486"),
      CheckExample(
        "Worse than the mean", table: "p,y\n3,1\n2,2\n1,3\n",
        entry: "r_squared: { label: y, prediction: p, min: 0 }", verdicts: [.fail], says: "-3 is below the minimum 0"),
      CheckExample(
        "Labels that are all equal", table: "p,y\n1,2\n2,2\n",
        entry: "r_squared: { label: y, prediction: p, min: 0 }", verdicts: [.error], says: "no variance to explain"),
    ])

  public let entry: LimitedEntry

  public init(_ entry: LimitedEntry) { self.entry = entry }

  public func cases(of table: TableShape) throws(CheckError) -> [CheckCase] {
    try cases(of: table, definition: "r_squared") { errors throws(StatisticsError) in
      PredictionErrors.Estimate(value: try errors.rSquared(), interval: nil)
    }
  }
}
