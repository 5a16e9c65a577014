import AssayEngine
import AssayTable

/// Where golden rows of a replay leave the approved ones.
struct GoldenComparison: Sendable {
  let manifest: Manifest
  /// What was approved for the version.
  let baseline: Baseline

  /// The columns whose values some entry keeps private.
  var privateColumns: Set<String> {
    manifest.checks.reduce(into: manifest.privateColumns) { $0.formUnion($1.privateColumns) }
  }

  /// The columns of a table that are compared with nothing, because no value of them is kept.
  private func privateColumns(of table: String) -> Set<String> {
    manifest.checks.reduce(into: manifest.privateColumns) { columns, entry in
      if entry.table == table { columns.formUnion(entry.privateColumns) }
    }
  }

  /// A golden row that left its approved value.
  struct Difference: Sendable, Hashable {
    /// The row's key; `nil` for null.
    var key: [String?]
    var approved: String?
    var today: String?
  }

  /// The golden checks of a table for which rows are approved.
  func checks(of table: String) -> [GoldenCheck] {
    guard baseline.tables[table]?.golden != nil else { return [] }
    return manifest.checks.filter { $0.table == table }.compactMap { $0.check as? GoldenCheck }
  }

  /// The approved rows of a table, looked up in today's.
  func lookUp(
    _ table: String, _ made: Replay.Made, _ engine: any Engine
  ) async throws(GateStop) -> KeyedRows? {
    guard let approved = baseline.tables[table]?.golden else { return nil }
    let measurer = TableMeasurer(
      engine: engine, table: made.table, schema: made.schema, visible: [:],
      privateColumns: privateColumns(of: table),
      rows: made.rows, goldenRows: approved)
    let measurement = Measurement.keyedRows(key: approved.key, rows: approved.sample ?? approved.rows.count)
    let measured = try await measurer.measure([Scope(): [measurement]])
    guard case .keyedRows(let rows)? = measured.values[Scope()]?[""]?[measurement] else { return nil }
    return rows
  }

  /// The golden rows that differ in a column, by their keys.
  func differences(_ table: String, column: String, _ today: KeyedRows) -> [Difference] {
    guard let approved = baseline.tables[table]?.golden else { return [] }
    for check in checks(of: table) where check.compares(column, key: approved.key) {
      let found = check.differences(column, today, approved)
      if !found.isEmpty { return found }
    }
    return []
  }

  /// The first of some columns in which a golden row differs.
  func firstColumn(_ table: String, _ columns: [String], _ today: KeyedRows) -> String? {
    let hidden = privateColumns(of: table)
    return columns.first { !hidden.contains($0) && !differences(table, column: $0, today).isEmpty }
  }
}
