import AssayEngine
import AssayTable

/// Measures how a table relates to others: one query for each relation, and one more for examples where it found any.
///
/// Counts do not depend on the order of rows. Sides are put one below the other and grouped, so that missing values are
/// equal to each other and no engine needs a join that knows it.
struct RelationMeasurer {
  let engine: any Engine
  let table: TableName
  let schema: Schema
  /// The version's other tables, by name.
  let visible: [String: TableName]
  /// The same table in the reference; `nil` when there is none.
  let reference: TableName?

  /// The most examples.
  private static let limit = 100

  private var dialect: any Dialect { engine.dialect }
  private var source: String { dialect.tableReference(table) }

  /// Takes the relations among some requests.
  func measure(_ requests: [Scope: Set<Measurement>], into result: inout Measurements) async throws(GateStop) {
    let wanted = requests.flatMap { scope, measurements in measurements.map { (scope, $0) } }
    for (scope, measurement) in wanted {
      guard case .relation(let relation) = measurement else { continue }
      var measured: Measured
      do throws(EngineError) {
        measured = .relation(try await counts(relation))
      } catch {
        if error.kind == .cancelled { throw GateStop.current }
        measured = .failed(CheckError(error.message))
      }
      result.values[scope, default: [:]]["", default: [:]][measurement] = measured
    }
  }

  private func counts(_ relation: TableRelation) async throws(EngineError) -> RelationCounts {
    switch relation {
    case .fanOut(let other, let key): .fanOut(try await fanOut(other, key))
    case .overlap(let other, let columns): .overlap(try await overlap(other, columns))
    case .differences(let other, let key, let columns): .differences(try await differences(other, key, columns))
    case .conflicts(let label, let columns): .conflicts(try await conflicts(label, columns))
    }
  }

  /// The other table in SQL and its columns, when it is there and has the columns as the same kinds of values.
  ///
  /// An engine would convert values of other kinds, or fail and show one of them.
  private func find(
    _ other: TableRelation.OtherTable, _ columns: [String]
  ) async throws(EngineError) -> (source: String, schema: Schema) {
    let found: String
    switch other {
    case .named(let name):
      guard let table = visible[name] else {
        throw EngineError(
          kind: .catalog, message: "the check wants table '\(name)', which is not there", engine: engine.name)
      }
      found = dialect.tableReference(table)
    case .reference:
      guard let reference else {
        throw EngineError(
          kind: .catalog,
          message: "there is no reference to compare with: give the table's data a 'reference' in the manifest",
          engine: engine.name)
      }
      found = dialect.tableReference(reference)
    }
    let otherSchema = try await engine.schema(of: "SELECT * FROM \(found)")
    for name in columns {
      guard let field = otherSchema[name] else {
        throw EngineError(
          kind: .binder, message: "\(other.shown) has no column '\(name)' to compare with", engine: engine.name)
      }
      if let own = schema[name], !Self.isSameKind(own.type, field.type) {
        throw EngineError(
          kind: .binder, message: "column '\(name)' is \(own.type), and \(field.type) in \(other.shown)",
          engine: engine.name)
      }
    }
    return (found, otherSchema)
  }

  private static func isSameKind(_ left: DataType, _ right: DataType) -> Bool {
    if left == right || left.isNumeric && right.isNumeric { return true }
    switch (left, right) {
    case (.timestamp, .timestamp), (.timestamp, .date), (.date, .timestamp): return true
    default: return false
    }
  }

  /// Names that no column of the table has.
  private func names(_ words: [String]) -> [String] {
    var prefix = "assay_"
    while schema.names.contains(where: { $0.lowercased().hasPrefix(prefix) }) { prefix += "_" }
    return words.map { dialect.quote(prefix + $0) }
  }

  private func list(_ columns: [String]) -> String { columns.map(dialect.quote).joined(separator: ", ") }

  private func firstRow(_ query: String) async throws(EngineError) -> [Int] {
    try counts(try await values(query), of: query)
  }

  /// The only row of a query of aggregates.
  private func values(_ query: String) async throws(EngineError) -> [Value] {
    guard let row = try await engine.query(query).rows(limit: 1).first else {
      throw EngineError(
        kind: .internal, message: "no row was returned for an aggregate", engine: engine.name, sql: query)
    }
    return row
  }

  /// Values as counts. A sum over no rows is null, and means that nothing was found; what is no count must not mean that.
  private func counts(_ values: [Value], of query: String) throws(EngineError) -> [Int] {
    var counts: [Int] = []
    for value in values {
      guard let count = value == .null ? 0 : value.integer else {
        throw EngineError(
          kind: .internal, message: "\(value) was returned where rows are counted", engine: engine.name, sql: query)
      }
      counts.append(count)
    }
    return counts
  }

  /// Rows of a query in the order of their columns, each column by the name that people know.
  private func examples(_ query: String, headings: [String]) async throws(EngineError) -> QueryRows {
    let order = headings.indices.map { String($0 + 1) }.joined(separator: ", ")
    let rows = try await engine.query("\(query) ORDER BY \(order) LIMIT \(Self.limit)").rows(limit: Self.limit)
    return QueryRows(count: rows.count, columns: headings, first: rows)
  }

  /// For each combination of some columns the rows here and in the other table.
  private func grouped(_ other: String, _ columns: [String], _ here: String, _ there: String) -> String {
    let list = list(columns)
    return
      "SELECT \(list), count(\(here)) AS \(here), count(\(there)) AS \(there) FROM ("
      + "SELECT \(list), 1 AS \(here), \(dialect.cast("NULL", .int32)) AS \(there) FROM \(source) UNION ALL "
      + "SELECT \(list), \(dialect.cast("NULL", .int32)), 1 FROM \(other)) AS both_sides GROUP BY \(list)"
  }

  private func fanOut(
    _ other: TableRelation.OtherTable, _ key: [String]
  ) async throws(EngineError) -> RelationCounts.FanOut {
    let names = names(["here", "there"])
    let (here, there) = (names[0], names[1])
    let groups = grouped(try await find(other, key).source, key, here, there)
    func total(_ part: String, where condition: String) -> String {
      "sum(CASE WHEN \(condition) THEN \(part) ELSE 0 END)"
    }
    let row = try await firstRow(
      "SELECT sum(\(there)), \(total("1", where: "\(here) > \(there)")), "
        + "\(total("\(here) - \(there)", where: "\(here) > \(there)")), \(total("1", where: "\(here) < \(there)")), "
        + "\(total("\(there) - \(here)", where: "\(here) < \(there)")) FROM (\(groups)) AS g")
    var found = RelationCounts.FanOut(
      sourceRows: row[checked: 0] ?? 0, multiplied: (row[checked: 1] ?? 0, row[checked: 2] ?? 0),
      lost: (row[checked: 3] ?? 0, row[checked: 4] ?? 0), examples: QueryRows(count: 0, columns: [], first: []))
    if found.multiplied.keys + found.lost.keys > 0 {
      found.examples = try await examples(
        "SELECT \(list(key)), \(there), \(here) FROM (\(groups)) AS g WHERE \(here) <> \(there)",
        headings: key + ["rows before", "rows here"])
    }
    return found
  }

  private func overlap(
    _ other: TableRelation.OtherTable, _ columns: [String]
  ) async throws(EngineError) -> RelationCounts.Overlap {
    let names = names(["here", "there"])
    let (here, there) = (names[0], names[1])
    let groups = grouped(try await find(other, columns).source, columns, here, there)
    let row = try await firstRow(
      "SELECT sum(\(there)), sum(CASE WHEN \(there) > 0 THEN \(here) ELSE 0 END) FROM (\(groups)) AS g")
    var found = RelationCounts.Overlap(
      otherRows: row[checked: 0] ?? 0, shared: row[checked: 1] ?? 0,
      examples: QueryRows(count: 0, columns: [], first: []))
    if found.shared > 0 {
      found.examples = try await examples(
        "SELECT \(list(columns)), \(here) FROM (\(groups)) AS g WHERE \(here) > 0 AND \(there) > 0",
        headings: columns + ["rows"])
    }
    return found
  }

  private func conflicts(_ label: String, _ columns: [String]) async throws(EngineError) -> RelationCounts.Conflicts {
    let rows = names(["rows"])[0]
    let column = dialect.quote(label)
    let list = list(columns)
    // Two different labels are as bad as twenty, and cost no set of them.
    let groups =
      "SELECT \(list), count(*) AS \(rows) FROM \(source) "
      + "WHERE \(column) IS NOT NULL GROUP BY \(list) HAVING min(\(column)) <> max(\(column))"
    let row = try await firstRow("SELECT count(*), sum(\(rows)) FROM (\(groups)) AS g")
    var found = RelationCounts.Conflicts(
      groups: row[checked: 0] ?? 0, rows: row[checked: 1] ?? 0, examples: QueryRows(count: 0, columns: [], first: []))
    if found.groups > 0 {
      found.examples = try await examples("SELECT \(list), \(rows) FROM (\(groups)) AS g", headings: columns + ["rows"])
    }
    return found
  }

  private func differences(
    _ other: TableRelation.OtherTable, _ key: [String], _ columns: [TableRelation.Compared]
  ) async throws(EngineError) -> RelationCounts.Differences {
    let (otherSource, otherSchema) = try await find(other, key + columns.map(\.name))
    let marks = names(["here", "there"])
    let (here, there) = (marks[0], marks[1])
    func side(_ source: String, _ mark: String) -> String {
      "(SELECT 1 AS \(mark), \(list(key + columns.map(\.name))) FROM \(source))"
    }
    let on = key.map { "a.\(dialect.quote($0)) = b.\(dialect.quote($0))" }.joined(separator: " AND ")
    let from = "\(side(source, here)) AS a FULL OUTER JOIN \(side(otherSource, there)) AS b ON \(on)"
    let isPair = "a.\(here) = 1 AND b.\(there) = 1"
    let conditions = columns.map { differ($0) }
    var expressions = [
      dialect.count(where: isPair), dialect.count(where: "b.\(there) IS NULL"),
      dialect.count(where: "a.\(here) IS NULL"),
    ]
    expressions += conditions.map { dialect.count(where: "\(isPair) AND \($0)") }
    expressions += columns.filter(\.isNumeric).map { column in
      "max(CASE WHEN \(isPair) AND \(isFinite(column)) THEN \(difference(column)) END)"
    }
    let query = "SELECT \(expressions.joined(separator: ", ")) FROM \(from)"
    let row = try await values(query)
    let counts = try counts(Array(row.prefix(3 + columns.count)), of: query)
    var largest = row.dropFirst(3 + columns.count).map(\.double)
    let rowCounts = try await firstRow(
      "SELECT (SELECT count(*) FROM \(source)), (SELECT count(*) FROM \(otherSource))")
    let pairs = counts[checked: 0] ?? 0
    let only = (here: counts[checked: 1] ?? 0, there: counts[checked: 2] ?? 0)
    var found = RelationCounts.Differences(
      pairs: pairs, only: only,
      // x rows here and y rows there of one key make x·y pairs, which is x + y halved for one of each alone.
      repeatsKeys: 2 * pairs + only.here + only.there != rowCounts.reduce(0, +), differing: Array(counts.dropFirst(3)),
      largest: columns.map { $0.isNumeric && !largest.isEmpty ? largest.removeFirst() : nil },
      columnsOnlyThere: otherSchema.names.filter { schema[$0] == nil },
      examples: QueryRows(count: 0, columns: [], first: []))
    if !found.repeatsKeys, found.differing.contains(where: { $0 > 0 }) {
      let shown =
        key.map { "a.\(dialect.quote($0))" }
        + columns.flatMap { ["a.\(dialect.quote($0.name))", "b.\(dialect.quote($0.name))"] }
      found.examples = try await examples(
        "SELECT \(shown.joined(separator: ", ")) FROM \(from) WHERE \(isPair) AND (\(conditions.joined(separator: " OR ")))",
        headings: key + columns.flatMap { [$0.name, "\($0.name) there"] })
    }
    return found
  }

  /// Whether the two values of a column differ: never null.
  private func differ(_ column: TableRelation.Compared) -> String {
    let (left, right) = ("a.\(dialect.quote(column.name))", "b.\(dialect.quote(column.name))")
    let oneIsMissing = "(\(left) IS NULL) <> (\(right) IS NULL)"
    guard column.isNumeric, let tolerance = column.tolerance else {
      return "(\(oneIsMissing) OR coalesce(\(left) <> \(right), FALSE))"
    }
    // Infinite values and NaN have no difference: they are equal to themselves only.
    let apart =
      "CASE WHEN \(isFinite(column)) THEN \(difference(column)) > \(dialect.literal(.number(tolerance))) "
      + "ELSE \(left) <> \(right) END"
    return "(\(oneIsMissing) OR coalesce(\(apart), FALSE))"
  }

  private func isFinite(_ column: TableRelation.Compared) -> String {
    ["a", "b"].map { dialect.isFinite(dialect.castToDouble("\($0).\(dialect.quote(column.name))")) }
      .joined(separator: " AND ")
  }

  private func difference(_ column: TableRelation.Compared) -> String {
    let sides = ["a", "b"].map { dialect.castToDouble("\($0).\(dialect.quote(column.name))") }
    return "abs(\(sides[0]) - \(sides[1]))"
  }
}
