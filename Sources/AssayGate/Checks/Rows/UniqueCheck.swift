/// `unique`: no combination of values occurs twice.
public struct UniqueCheck: Check {
  public static let declaration = CheckDeclaration(
    name: "unique",
    summary: "No combination of values of some columns occurs twice.",
    documentation: """
      Counts the rows beyond the first of each combination. Nulls count as equal, so that a key that is missing twice \
      is found. The columns are also the key by which failing rows of other checks are named.
      """,
    arguments: [
      ArgumentDeclaration("columns", .columns, required: true, "The columns that together are the key."),
      Allowance.argument,
    ],
    examples: [
      CheckExample(
        "A compound key", table: "day,id\n1,a\n1,b\n2,a\n", entry: "unique: { columns: [day, id] }", verdicts: [.pass],
        says: "no row"),
      CheckExample(
        "A row that came twice", table: "id\n1\n2\n2\n", entry: "unique: { columns: id }", verdicts: [.fail],
        says: "1 row (33.3 %) repeats"),
    ])

  private let columns: ColumnSelection
  private let allowance: Allowance

  public init(_ arguments: Arguments) throws(ManifestError) {
    columns = arguments.columns("columns") ?? .all
    allowance = try Allowance(arguments)
  }

  public var keyColumns: [String] {
    if case .named(let keys) = columns { keys.map(\.name) } else { [] }
  }

  public func cases(of table: TableShape) throws(CheckError) -> [CheckCase] {
    let names = try table.columns(columns).map(\.name)
    let allowance = allowance
    let measurement = Measurement.duplicates(names)
    return [
      CheckCase(measurements: [.rows, measurement]) { evidence throws(CheckError) in
        let rows = try evidence.rows()
        let duplicates = try evidence.count(measurement)
        let key = names.count > 6 ? "all \(names.count) columns" : names.joined(separator: ", ")
        var judgement = allowance.judge(
          failing: duplicates, of: rows, metric: "duplicate_rows",
          what: "\(duplicates > 1 ? "repeat" : "repeats") an earlier one in \(key)")
        if judgement.verdict != .pass { judgement.failingRows = .duplicated(names) }
        return judgement
      }
    ]
  }
}
