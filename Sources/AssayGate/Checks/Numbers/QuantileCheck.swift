/// `quantile`: a quantile of a column lies within a limit.
public struct QuantileCheck: Check {
  public static let declaration = CheckDeclaration(
    name: "quantile",
    summary: "A quantile of a numeric column lies within a limit.",
    documentation: """
      One case per column. Missing values are left out. The quantile interpolates between neighbours as NumPy's and \
      R's default do (Hyndman and Fan's type 7).
      """,
    arguments: [
      ArgumentDeclaration("columns", .columns, required: true, "The columns, or `all` numeric ones."),
      ArgumentDeclaration("p", .share, required: true, "Which quantile: 0.5 is the median."),
    ] + Limit.arguments,
    examples: [
      CheckExample(
        "A median", table: "x\n1\n2\n3\n10\n", entry: "quantile: { columns: x, p: 0.5, max: 3 }", verdicts: [.pass],
        says: "quantile(0.5) 2.5"),
      CheckExample(
        "A tail that grew", table: "x\n1\n2\n3\n100\n", entry: "quantile: { columns: x, p: 1, max: 10 }",
        verdicts: [.fail], says: "100 is above the maximum 10"),
    ])

  private let columns: ColumnSelection
  private let p: Double
  private let limit: Limit

  public init(_ arguments: Arguments) throws(ManifestError) {
    columns = arguments.columns("columns") ?? .all
    p = arguments.number("p") ?? 0.5
    limit = try Limit(arguments)
  }

  public var needsReference: Bool { limit.needsReference }

  public var needsBaseline: Bool { limit.needsBaseline }

  public func cases(of table: TableShape) throws(CheckError) -> [CheckCase] {
    try table.columns(columns, eligible: { $0.type.isNumeric }).map { field throws(CheckError) in
      let field = try table.numericColumn(field.name)
      return NumberCase.make(
        metric: "quantile(\(Format.number(p)))", column: field.name,
        measurement: .quantile(field.name, p: p, floating: field.type.isFloatingPoint), limit: limit)
    }
  }
}
