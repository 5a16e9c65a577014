/// `join_fan_out`: a stage's output has no more rows for a key than the table that it came from.
public struct JoinFanOutCheck: Check {
  public static let declaration = CheckDeclaration(
    name: "join_fan_out",
    summary: "No key has more rows here than in the table that they came from: a join multiplied none.",
    documentation: """
      A join with a table that holds its key twice repeats rows, and nothing else looks wrong: every value is a right \
      one. For each combination of values of `key` the rows here are counted against those of the table `from`; missing \
      values count as equal. With `lossless: true`, keys that have fewer rows here, or none, fail as well: an inner join \
      where an outer one was meant.
      """,
    arguments: [
      ArgumentDeclaration("from", .name, required: true, "The table that the rows came from."),
      ArgumentDeclaration(
        "key", .columns, required: true, "The columns that both tables have and that identify a row."),
      ArgumentDeclaration("lossless", .boolean, "Whether rows that got lost fail too; false by default."),
      Allowance.argument,
    ],
    examples: [
      CheckExample(
        "Every order has one row", table: "order,city\n1,Rome\n2,\n", others: ["orders": "order\n1\n2\n"],
        entry: "join_fan_out: { from: orders, key: order }", verdicts: [.pass],
        says: "no row is more than a key of order has"),
      CheckExample(
        "A customer with two addresses", table: "order,city\n1,Rome\n2,Oslo\n2,Bern\n",
        others: ["orders": "order\n1\n2\n"], entry: "join_fan_out: { from: orders, key: order }", verdicts: [.fail],
        says: "1 row (33.3 %) is more than a key of order has in table 'orders'"),
      CheckExample(
        "An order whose customer has none", table: "order,city\n1,Rome\n", others: ["orders": "order\n1\n2\n"],
        entry: "join_fan_out: { from: orders, key: order, lossless: true }", verdicts: [.fail],
        says: "is more, or fewer, than a key"),
    ])

  private let from: String
  private let key: [String]
  private let isLossless: Bool
  private let allowance: Allowance

  public init(_ arguments: Arguments) throws(ManifestError) {
    from = arguments.text("from") ?? ""
    key = try SilentArguments.names("key", arguments)
    isLossless = arguments.boolean("lossless") ?? false
    allowance = try Allowance(arguments)
  }

  public static var judgesWholeTable: Bool { true }

  public var otherTables: [String] { [from] }

  public var keyColumns: [String] { key }

  public func cases(of table: TableShape) throws(CheckError) -> [CheckCase] {
    for name in key { _ = try table.column(name) }
    let relation = Measurement.relation(.fanOut(from: .named(from), key: key))
    let (from, key, isLossless, allowance) = (from, key, isLossless, allowance)
    return [
      CheckCase(measurements: [.rows, relation]) { evidence throws(CheckError) in
        guard case .fanOut(let found) = try evidence.relation(relation) else {
          throw CheckError("internal error: \(relation) counted no rows by key")
        }
        let rows = try evidence.rows()
        if found.sourceRows == 0 { throw CheckError("table '\(from)' has no rows to compare with") }
        let failing = found.multiplied.rows + (isLossless ? found.lost.rows : 0)
        var judgement = allowance.judge(
          failing: failing, of: max(rows, found.sourceRows), metric: "rows_by_fan_out",
          what: "\(failing > 1 ? "are" : "is") more\(isLossless ? ", or fewer," : "") than a key of "
            + "\(key.joined(separator: ", ")) has in table '\(from)'")
        judgement.message += " against \(Format.whole(found.sourceRows))"
        judgement.metrics.append(Metric("rows_lost", Double(found.lost.rows), n: found.sourceRows))
        for (count, what) in [(found.multiplied, "more"), (found.lost, "fewer")] where count.keys > 0 {
          judgement.details.append(
            "\(Format.whole(count.keys)) \(count.keys == 1 ? "key has" : "keys have") \(what) rows here than in table "
              + "'\(from)', by \(Format.whole(count.rows))")
        }
        if judgement.verdict != .pass { judgement.failingRows = FailingRows(found.examples) }
        return judgement
      }
    ]
  }
}
