import AssayEngine
import AssayTable
import Foundation

/// Writes the rows that made a case fail, up to 100, with the columns that identify them, to a file beside the reports.
struct FailingRowsFile {
  let judge: TableJudge
  let check: CheckEntry
  let slice: String?
  /// The values of the columns that make the slice, as text.
  let sliceValues: [String?]
  let column: String?

  /// The most rows that are written.
  static let limit = 100

  private var hidden: Set<String> { judge.privateColumns }

  /// Writes the file; says in the judgement where it is. Returns the file's path, or nothing when there is none.
  func write(
    _ failing: FailingRows, scope: Scope, into judgement: inout Judgement
  ) async throws(GateStop) -> [String] {
    do {
      let (columns, rows) = try await find(failing, scope)
      guard !rows.isEmpty, !columns.isEmpty else { return [] }
      let folder =
        "\(judge.options.output)/rows/\(FileName.safe(judge.plan.manifest.fixture))/\(FileName.safe(judge.version))"
      let parts = [check.id, column, slice].compactMap(\.self).map(FileName.safe)
      let name = FileName.short(parts.joined(separator: "+"))
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
      let path = "\(folder)/\(name).csv"
      let text = CSVText.render([columns] + rows.prefix(Self.limit))
      try Data(text.utf8).write(to: URL(fileURLWithPath: path), options: .atomic)
      judgement.details +=
        ([columns] + rows.prefix(3)).map { row in
          // A line for each row, whatever is in a name or a value.
          "  " + row.map { $0.map { ReportText.oneLine($0, maximumBytes: 200) } ?? "null" }.joined(separator: "  ")
        }
      return [Display.path(path)]
    } catch let error as EngineError where error.kind == .cancelled {
      throw GateStop.current
    } catch {
      let reason = (error as? EngineError)?.message ?? error.localizedDescription
      judgement.details.append("the failing rows could not be written: \(reason)")
      return []
    }
  }

  private func find(_ failing: FailingRows, _ scope: Scope) async throws -> ([String], [[String?]]) {
    let dialect = judge.engine.dialect
    let sql = MeasurementSQL(dialect: dialect)
    let source = dialect.tableReference(judge.made.table)
    let names = judge.made.schema.names
    var conditions = scope.filter.map { [RowFilter.parenthesised($0)] } ?? []
    for (column, value) in zip(sql.sliceColumns(scope.by), sliceValues) {
      conditions.append(value.map { "\(column) = \(dialect.textLiteral($0))" } ?? "\(column) IS NULL")
    }
    let query: String
    let shown: [String]
    switch failing {
    case .listed(let columns, let rows):
      let kept = columns.indices.filter { !hidden.contains(columns[$0]) && !(column.map(hidden.contains) ?? false) }
      return (kept.map { columns[$0] }, rows.map { row in kept.map { row[checked: $0] } })
    case .meeting(let condition, let columns):
      shown = identified(columns, names)
      conditions.append(sql.condition(condition))
      guard !shown.isEmpty else { return ([], []) }
      query =
        "SELECT \(shown.map(dialect.quote).joined(separator: ", ")) FROM \(source) WHERE "
        + "\(conditions.joined(separator: " AND ")) ORDER BY \((1...shown.count).map(String.init).joined(separator: ", ")) "
        + "LIMIT \(Self.limit)"
    case .duplicated(let columns):
      let keys = columns.map(dialect.quote).joined(separator: ", ")
      shown = columns.filter { !hidden.contains($0) }
      let list = (shown.map(dialect.quote) + ["count(*) AS \(dialect.quote("rows"))"]).joined(separator: ", ")
      let filter = conditions.isEmpty ? "" : " WHERE \(conditions.joined(separator: " AND "))"
      query =
        "SELECT \(list) FROM \(source)\(filter) GROUP BY \(keys) HAVING count(*) > 1 ORDER BY \(keys) LIMIT \(Self.limit)"
      let rows = try await judge.engine.query(query).rows(limit: Self.limit)
      return (shown + ["rows"], rows.map { $0.map(\.text) })
    }
    let rows = try await judge.engine.query(query).rows(limit: Self.limit)
    return (shown, rows.map { $0.map(\.text) })
  }

  /// The key of the table, when a check knows it, and the columns that failed; without a key, every column.
  private func identified(_ columns: [String], _ names: [String]) -> [String] {
    let entries = judge.plan.manifest.checks.filter { $0.table == judge.table }
    let key = entries.lazy.map(\.check.keyColumns).first { !$0.isEmpty } ?? names
    return (key + columns.filter { !key.contains($0) }).filter { names.contains($0) && !hidden.contains($0) }
  }
}
