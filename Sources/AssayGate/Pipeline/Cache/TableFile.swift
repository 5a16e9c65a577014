import AssayEngine
import AssayTable
import Foundation

/// A table of the engine as a Parquet file, and back: the same rows in the same order, in columns of the same types.
struct TableFile {
  let engine: any Engine

  /// Types that Parquet keeps as they are; others are cast when the table is read again, after a look whether that gives
  /// the same values.
  private static let plain: Set<String> = [
    "BOOLEAN", "TINYINT", "SMALLINT", "INTEGER", "BIGINT", "UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT", "FLOAT",
    "DOUBLE", "VARCHAR", "BLOB", "DATE", "TIMESTAMP", "TIMESTAMP WITH TIME ZONE",
  ]

  /// A table that was written.
  struct Written {
    var sha256: String
    var size: Int
    var casts: [StageEntry.Output.Cast]
    /// Why the file cannot stand for the table.
    var fault: String?
  }

  /// Writes a table.
  ///
  /// Throws the reason when it cannot be written; whoever calls removes what is left.
  func write(_ table: TableName, to path: String) async throws(CacheFailure) -> Written {
    let reference = engine.dialect.tableReference(table)
    do {
      try await engine.copy("SELECT * FROM \(reference)", to: path, .parquet)
    } catch {
      throw CacheFailure(reason: error.message)
    }
    var written: Written
    do throws(InputError) {
      let hashed = try FileHasher.hash(path, [.sha256])
      written = Written(sha256: hashed.digests[.sha256] ?? "", size: hashed.stamp.size, casts: [])
    } catch {
      throw CacheFailure(reason: error.message)
    }
    guard let columns = await types(of: "SELECT * FROM \(reference)") else {
      written.fault = "its columns cannot be asked for"
      return written
    }
    written.casts = columns.filter { !Self.isPlain($0.type) }
    if !written.casts.isEmpty, await !isSame(reference, path, written.casts) {
      let list = MessageText.list(written.casts.map { "'\($0.column)' (\($0.type))" })
      written.fault = "Parquet does not keep \(list) as it is; cast it to another type"
    }
    return written
  }

  /// Makes a table of a file.
  func read(_ path: String, _ casts: [StageEntry.Output.Cast], into table: TableName) async throws(EngineError) {
    // A table as the stage made it, not a view of the file: what reads it must find it as it was, and the file may go.
    try await engine.createTable(table, as: select(path, casts))
  }

  private func select(_ path: String, _ casts: [StageEntry.Output.Cast]) throws(EngineError) -> String {
    let quote = engine.dialect.quote
    let replaced = casts.map { "CAST(\(quote($0.column)) AS \($0.type)) AS \(quote($0.column))" }
    let columns = replaced.isEmpty ? "*" : "* REPLACE (\(replaced.joined(separator: ", ")))"
    return "SELECT \(columns) FROM \(try engine.parquet([path]))"
  }

  private func types(of query: String) async -> [StageEntry.Output.Cast]? {
    guard let rows = try? await engine.rows("DESCRIBE \(query)") else { return nil }
    var columns: [StageEntry.Output.Cast] = []
    for row in rows {
      guard row.count >= 2, let name = row[0].text, let type = row[1].text else { return nil }
      columns.append(StageEntry.Output.Cast(column: name, type: type))
    }
    return columns
  }

  private static func isPlain(_ type: String) -> Bool {
    plain.contains(type) || type.hasPrefix("DECIMAL(") && !type.contains("[")
  }

  /// Whether the file gives the same values back, row by row.
  private func isSame(_ reference: String, _ path: String, _ casts: [StageEntry.Output.Cast]) async -> Bool {
    let quote = engine.dialect.quote
    // Names that no column has: a column's name would win over that of a table.
    let (made, kept) = (quote("assay made"), quote("assay kept"))
    let differs = casts.map { "\(made).\(quote($0.column)) IS DISTINCT FROM \(kept).\(quote($0.column))" }
    guard let source = try? select(path, casts),
      let rows = try? await engine.rows(
        "SELECT count(*) FROM \(reference) AS \(made) POSITIONAL JOIN (\(source)) AS \(kept) WHERE \(differs.joined(separator: " OR "))",
        limit: 1),
      let described = await types(of: source)
    else { return false }
    let types = Dictionary(described.map { ($0.column, $0.type) }) { first, _ in first }
    return rows.first?.first?.integer == 0 && casts.allSatisfy { types[$0.column] == $0.type }
  }
}
