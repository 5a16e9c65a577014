/// `null_rate`: the share of missing values lies within a limit.
public struct NullRateCheck: Check {
  public static let declaration = CheckDeclaration(
    name: "null_rate",
    summary: "The share of missing values of a column lies within a limit.",
    documentation: """
      One case per column. A value is missing when it is null, or NaN in a column of floating-point numbers. A lower \
      limit is as useful as an upper one: a column that is usually missing in a tenth of the rows, and suddenly never, \
      was filled by somebody.
      """,
    arguments: [ArgumentDeclaration("columns", .columns, required: true, "The columns, or `all`.")] + Limit.arguments,
    examples: [
      CheckExample(
        "One in four is missing", table: "a\n1\n\"\"\n3\n4\n", entry: "null_rate: { columns: a, max: 0.25 }",
        verdicts: [.pass], says: "null_rate 0.25"),
      CheckExample(
        "A column that somebody filled", table: "a,b\n1,\n2,0\n", entry: "null_rate: { columns: [a, b], min: 0.1 }",
        verdicts: [.fail, .pass], says: "0 is below the minimum 0.1"),
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
    let limit = limit
    return try table.columns(columns).map { field in
      let missing = Measurement.rowsWhere(.missing(field.name, floating: field.type.isFloatingPoint))
      return CheckCase(
        column: field.name, measurements: [.rows, missing], reference: limit.needsReference ? [.rows, missing] : []
      ) { evidence throws(CheckError) in
        let rows = try evidence.rows()
        let rate = Double(try evidence.count(missing)) / Double(rows)
        var reference: Metric?
        if limit.needsReference, case .count(let all) = try evidence.referenced(.rows), all > 0,
          case .count(let count) = try evidence.referenced(missing)
        {
          reference = Metric("null_rate", Double(count) / Double(all), n: all)
        }
        return try limit.judge(Metric("null_rate", rate, n: rows), evidence: evidence, reference: reference)
      }
    }
  }
}
