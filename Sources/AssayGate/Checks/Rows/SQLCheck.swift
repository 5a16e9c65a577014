import AssayTable

/// `sql`: a query that must return no rows.
public struct SQLCheck: Check {
  public static let declaration = CheckDeclaration(
    name: "sql",
    summary: "A query returns no rows.",
    documentation: """
      The query sees the checked table under its name, and the tables listed in `from`; each row that it returns is a \
      fault, and up to 100 are shown, in the order of their columns. It is the way to say what no other check can, such as \
      rules across tables. `by` and `where` do not apply.
      """,
    arguments: [
      ArgumentDeclaration("query", .text, required: true, "The query, in the engine's SQL."),
      ArgumentDeclaration("from", .list(.text), "Other tables that the query sees."),
      Allowance.argument,
    ],
    examples: [
      CheckExample(
        "Nobody lands before taking off", table: "departure,arrival\n1,2\n3,5\n",
        entry: "sql: { query: 'SELECT * FROM input WHERE arrival < departure' }", verdicts: [.pass], says: "no row"),
      CheckExample(
        "Somebody does", table: "departure,arrival\n1,2\n3,2\n",
        entry: "sql: { query: 'SELECT * FROM input WHERE arrival < departure' }", verdicts: [.fail],
        says: "1 row (50 %) returned by the query"),
    ])

  /// The query.
  let query: String
  /// The tables that it sees beside the checked one.
  let from: [String]
  private let allowance: Allowance

  public init(_ arguments: Arguments) throws(ManifestError) {
    query = arguments.text("query") ?? ""
    from = arguments.texts("from") ?? []
    allowance = try Allowance(arguments)
  }

  public static var judgesWholeTable: Bool { true }

  public var otherTables: [String] { from }

  public func cases(of table: TableShape) -> [CheckCase] {
    let allowance = allowance
    let measurement = Measurement.query(ExactText(query), from: [table.name] + from, limit: 100)
    return [
      CheckCase(measurements: [.rows, measurement]) { evidence throws(CheckError) in
        guard case .rows(let found) = try evidence.measured(measurement) else {
          throw CheckError("internal error: \(measurement) gave no rows")
        }
        var judgement = allowance.judge(
          failing: found.count, of: try evidence.rows(), metric: "rows_returned", what: "returned by the query")
        if judgement.verdict != .pass, !evidence.privateColumns.isEmpty {
          judgement.details.append("the rows are not shown: some columns are private, and a query may rename them")
        } else if judgement.verdict != .pass {
          judgement.failingRows = .listed(columns: found.columns, rows: found.first.map { $0.map(\.description) })
        }
        return judgement
      }
    ]
  }
}
