import AssayEngine
import Foundation

/// A stage that is a query in a file.
struct SQLStage {
  let engine: any Engine

  /// Runs the query; its rows become the table.
  func run(
    _ files: [InputFile], inputs: [(name: String, table: TableName)], into table: TableName
  ) async throws(TableFailure) {
    guard let file = files.first, files.count == 1 else {
      throw TableFailure("a stage's query is one file, and the path names \(files.count)")
    }
    guard let data = FileManager.default.contents(atPath: file.path) else {
      throw TableFailure("\(file.shown) cannot be read; check that it is there and its permissions")
    }
    guard let text = String(data: data, encoding: .utf8) else {
      throw TableFailure("\(file.shown) is not UTF-8 text")
    }
    if StageQuery.body(text).isEmpty { throw TableFailure("\(file.shown) holds no query") }
    let query = StageQuery(dialect: engine.dialect, tables: inputs)
    do {
      try await engine.createTable(table, as: query.select(text))
    } catch {
      if error.kind == .cancelled { throw TableFailure.stopped }
      // The engine counts lines of the wrapped text, whose first line is the statement that makes the table.
      let place = error.position.map { position in
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false).count
        let own = min(max(1, position.line - query.leadingLines), lines)
        return ":\(own)\(position.column.map { ":\($0)" } ?? "")"
      }
      throw TableFailure("\(file.shown)\(place ?? ""): \(error.message)")
    }
  }
}
