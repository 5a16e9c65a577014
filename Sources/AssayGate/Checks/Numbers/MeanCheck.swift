/// `mean`: the mean of a column lies within a limit.
public struct MeanCheck: Check {
  public static let declaration = CheckDeclaration(
    name: "mean",
    summary: "The mean of a numeric column lies within a limit.",
    documentation: """
      One case per column. Missing values are left out. The sum is exact before it is rounded once, so that the mean \
      does not depend on the order of the rows or on the number of threads.
      """,
    arguments: [ArgumentDeclaration("columns", .columns, required: true, "The columns, or `all` numeric ones.")]
      + Limit.arguments,
    examples: [
      CheckExample(
        "A mean within its limit", table: "x\n1\n2\n6\n", entry: "mean: { columns: x, between: [2, 4] }",
        verdicts: [.pass], says: "mean 3"),
      CheckExample(
        "A unit that changed", table: "x\n1000\n3000\n", entry: "mean: { columns: x, max: 10 }", verdicts: [.fail],
        says: "2,000 is above the maximum 10"),
      CheckExample(
        "Text has no mean, and that is not a pass", table: "x\na\nb\n", entry: "mean: { columns: x, max: 10 }",
        verdicts: [.error], says: "this check needs a number"),
    ])

  private let columns: ColumnSelection
  private let limit: Limit

  public init(_ arguments: Arguments) throws(ManifestError) {
    columns = arguments.columns("columns") ?? .all
    limit = try Limit(arguments)
  }

  public var needsReference: Bool { limit.needsReference }

  public var needsBaseline: Bool { limit.needsBaseline }

  public func cases(of table: TableShape) throws(CheckError) -> [CheckCase] {
    try table.columns(columns, eligible: { $0.type.isNumeric }).map { field throws(CheckError) in
      NumberCase.make(
        metric: "mean", column: try table.numericColumn(field.name).name, measurement: .mean(field.name), limit: limit)
    }
  }
}
