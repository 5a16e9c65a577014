import AssayEngine

extension Engine {
  /// Creates a table from a query.
  func createTable(_ table: TableName, as query: String) async throws(EngineError) {
    try await execute(dialect.createTable(table, as: query))
  }

  /// Creates a view of a query.
  func createView(_ table: TableName, as query: String) async throws(EngineError) {
    try await execute(dialect.createView(table, as: query))
  }

  /// Creates a schema if it is not there.
  func createSchema(_ name: String) async throws(EngineError) { try await execute(dialect.createSchema(name)) }

  /// Drops a schema with all that is in it. That it cannot be dropped costs space and nothing else.
  func dropSchema(_ name: String) async { try? await execute(dialect.dropSchema(name)) }

  /// The table expression over Parquet files.
  func parquet(_ files: [String]) throws(EngineError) -> String {
    try supported(dialect.readParquet(files), "read Parquet files")
  }

  /// The table expression over CSV files with a header.
  func csv(_ files: [String], _ options: CSVOptions = CSVOptions()) throws(EngineError) -> String {
    try supported(dialect.readCSV(files, options), "read CSV files")
  }

  /// Writes a query's rows to a file.
  func copy(
    _ query: String, to path: String, _ format: StageDeclaration.TableFormat
  ) async throws(EngineError) {
    let statement =
      format == .parquet ? dialect.copyToParquet(query, path: path) : dialect.copyToCSV(query, path: path)
    try await execute(try supported(statement, "write \(format.rawValue) files"))
  }

  private func supported(_ text: String?, _ what: String) throws(EngineError) -> String {
    if let text { return text }
    throw EngineError(kind: .notImplemented, message: "this engine cannot \(what)", engine: name)
  }
}
