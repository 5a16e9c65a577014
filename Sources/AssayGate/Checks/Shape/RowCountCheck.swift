/// `row_count`: the number of rows lies within a limit.
public struct RowCountCheck: Check {
  public static let declaration = CheckDeclaration(
    name: "row_count",
    summary: "The number of rows lies within a limit.",
    documentation: """
      Counts the rows of the table, of a slice, or of those that `where` selects. A table that shrinks or grows out of \
      proportion is the cheapest sign of a join that lost or multiplied rows, or of a load that stopped half-way. An \
      empty table is a row count of 0, not an error.
      """,
    arguments: Limit.arguments,
    examples: [
      CheckExample(
        "Two rows are enough", table: "a\n1\n2\n", entry: "row_count: { min: 2 }", verdicts: [.pass],
        says: "row_count 2"),
      CheckExample(
        "A table that lost its rows", table: "a\n1\n", entry: "row_count: { between: [2, 10] }", verdicts: [.fail],
        says: "1 is below the minimum 2"),
    ])

  private let limit: Limit

  public init(_ arguments: Arguments) throws(ManifestError) { limit = try Limit(arguments) }

  public var needsReference: Bool { limit.needsReference }

  public var needsBaseline: Bool { limit.needsBaseline }

  public static var judgesTablesWithoutTypes: Bool { true }

  public func cases(of table: TableShape) -> [CheckCase] {
    let limit = limit
    var one = CheckCase(measurements: [.rows], reference: limit.needsReference ? [.rows] : []) {
      evidence throws(CheckError) in
      let rows = try evidence.count(.rows)
      var reference: Metric?
      if limit.needsReference, case .count(let count) = try evidence.referenced(.rows) {
        reference = Metric("row_count", Double(count), n: count)
      }
      return try limit.judge(Metric("row_count", Double(rows), n: rows), evidence: evidence, reference: reference)
    }
    one.judgesSmallSlices = true
    return [one]
  }
}
