import AssayTable

/// `train_serve_skew`: two paths give the same values for the same entities.
public struct TrainServeSkewCheck: Check {
  public static let declaration = CheckDeclaration(
    name: "train_serve_skew",
    summary: "Two paths give the same values for the same entities: what is served is what was trained on.",
    documentation: """
      Rows of this table are joined with those of the table `with` by `key`: the same entities, computed by the path \
      that training takes and by the one that serving takes. One case for the rows as a whole, where an entity that only \
      one path knows fails, and one per column, where pairs whose values differ by more than the column's `tolerance` \
      fail; without one, values must be equal. A value that is missing on one side only differs. A missing key belongs \
      to no entity. Unless `columns` names some, a column that only one of the tables has is an error. `allow` is how many rows, or which share of them, may fail in each case.
      """,
    arguments: [
      ArgumentDeclaration("with", .name, required: true, "The table of the other path."),
      ArgumentDeclaration("key", .columns, required: true, "The columns that identify an entity in both tables."),
      ArgumentDeclaration("columns", .columns, "The columns to compare; all beside the key by default."),
      ArgumentDeclaration("tolerance", .map(.number), "The difference that values of a numeric column may have."),
      Allowance.argument,
    ],
    examples: [
      CheckExample(
        "The last digits may differ", table: "id,x\n1,0.5\n2,\n", others: ["served": "id,x\n2,\n1,0.50001\n"],
        entry: "train_serve_skew: { with: served, key: id, tolerance: { x: 0.001 } }", verdicts: [.pass, .pass],
        says: "2 pairs of rows by id"),
      CheckExample(
        "Zero is served where training had nothing", table: "id,x\n1,0.5\n2,\n3,1\n",
        others: ["served": "id,x\n1,0.5\n2,0\n"], entry: "train_serve_skew: { with: served, key: id }",
        verdicts: [.fail, .fail], says: "1 row (33.3 %) without a counterpart"),
      CheckExample(
        "A key that repeats", table: "id,x\n1,0.5\n1,0.6\n", others: ["served": "id,x\n1,0.5\n"],
        entry: "train_serve_skew: { with: served, key: id }", verdicts: [.error, .skipped],
        says: "rows repeat a key of id"),
      CheckExample(
        "A feature that only training knows", table: "id,x\n1,0.5\n", others: ["trained": "id,x,wind\n1,0.5,12\n"],
        entry: "train_serve_skew: { with: trained, key: id }", verdicts: [.error, .pass],
        says: "table 'trained' has column 'wind', which table 'input' does not"),
    ])

  private let other: String
  private let key: [String]
  private let columns: ColumnSelection
  private let tolerances: [String: Double]
  private let allowance: Allowance

  public init(_ arguments: Arguments) throws(ManifestError) {
    other = arguments.text("with") ?? ""
    key = try SilentArguments.names("key", arguments)
    columns = arguments.columns("columns") ?? .all
    tolerances = try UnchangedCheck.tolerances(arguments)
    allowance = try Allowance(arguments)
  }

  public static var judgesWholeTable: Bool { true }

  public var otherTables: [String] { [other] }

  public var keyColumns: [String] { key }

  public func cases(of table: TableShape) throws(CheckError) -> [CheckCase] {
    for name in key { _ = try table.column(name) }
    for name in tolerances.keys.sorted() { _ = try table.numericColumn(name) }
    let compared = try table.columns(columns).filter { !self.key.contains($0.name) }
      .map { TableRelation.Compared($0, tolerance: tolerances[$0.name]) }
    if compared.isEmpty { throw CheckError("there is no column to compare beside the key") }
    for name in tolerances.keys.sorted() where !compared.contains(where: { $0.name == name }) {
      throw CheckError("'tolerance' names column '\(name)', which is not compared")
    }
    let relation = Measurement.relation(.differences(in: .named(other), key: key, columns: compared))
    let (other, key, allowance, name) = (other, key, allowance, table.name)
    let comparesAll = if case .all = columns { true } else { false }
    let whole = CheckCase(measurements: [.rows, relation]) { evidence throws(CheckError) in
      let found = try Self.pairs(relation, evidence, other: other, key: key)
      if comparesAll, !found.columnsOnlyThere.isEmpty {
        let lost = found.columnsOnlyThere.map { "'\($0)'" }.joined(separator: ", ")
        throw CheckError(
          "table '\(other)' has column\(found.columnsOnlyThere.count > 1 ? "s" : "") \(lost), which table '\(name)' does "
            + "not; bring it here, or name the columns to compare in 'columns'")
      }
      let failing = found.only.here + found.only.there
      var judgement = allowance.judge(
        failing: failing, of: found.pairs + failing, metric: "unpaired_rows",
        what: "without a counterpart, \(Format.whole(found.pairs)) pairs of rows by \(key.joined(separator: ", "))")
      if failing > 0 {
        judgement.details.append(
          "\(Format.rows(found.only.here)) only here, \(Format.rows(found.only.there)) only in table '\(other)'")
      }
      return judgement
    }
    return [whole]
      + compared.enumerated().map { index, column in
        CheckCase(column: column.name, measurements: [.rows, relation]) { evidence throws(CheckError) in
          // The case for the rows as a whole is the error; one is enough.
          if let found = try? evidence.differences(relation), found.repeatsKeys || found.pairs == 0 {
            return Judgement(.skipped, "there are no pairs of rows in which to compare \(column.name)", n: 0)
          }
          let found = try Self.pairs(relation, evidence, other: other, key: key)
          return Self.judge(column, at: index, found, evidence, other: other, key: key, allowance: allowance)
        }
      }
  }

  private static func pairs(
    _ relation: Measurement, _ evidence: Evidence, other: String, key: [String]
  ) throws(CheckError) -> RelationCounts.Differences {
    let found = try evidence.differences(relation)
    _ = try evidence.rows()
    let shown = key.joined(separator: ", ")
    if found.repeatsKeys {
      throw CheckError(
        "rows repeat a key of \(shown), here or in table '\(other)', so their counterparts cannot be told; name the columns "
          + "that identify an entity")
    }
    if found.pairs == 0 {
      throw CheckError("no row has a key of \(shown) that table '\(other)' has too, so nothing can be compared")
    }
    return found
  }

  private static func judge(
    _ column: TableRelation.Compared, at index: Int, _ found: RelationCounts.Differences, _ evidence: Evidence,
    other: String, key: [String], allowance: Allowance
  ) -> Judgement {
    let failing = found.differing[index]
    let by = column.tolerance.map { " by more than \(Format.number($0))" } ?? ""
    var judgement = allowance.judge(
      failing: failing, of: found.pairs, metric: "skewed_rows",
      what: "\(failing > 1 ? "differ" : "differs") in \(column.name) from table '\(other)'\(by)")
    if let largest = found.largest[index] {
      judgement.metrics.append(Metric("largest_difference", largest, n: found.pairs))
      if judgement.verdict != .pass, largest > 0, !evidence.privateColumns.contains(column.name) {
        judgement.details.append("the largest difference is \(Format.number(largest))")
      }
    }
    if judgement.verdict != .pass, !evidence.privateColumns.contains(column.name) {
      let position = key.count + 2 * index
      let rows = found.examples.first.filter { $0.count > position + 1 && $0[position] != $0[position + 1] }
      judgement.failingRows = .listed(
        columns: key + [column.name, "\(column.name) there"],
        rows: rows.map { row in (row.prefix(key.count) + row[position...position + 1]).map(\.description) })
    }
    return judgement
  }
}
