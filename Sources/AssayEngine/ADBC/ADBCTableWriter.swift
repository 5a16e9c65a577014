import AssayTable

/// Collects batches and hands them to the driver in larger appends.
actor ADBCTableWriter: TableWriter {
  private let pool: SessionPool
  private let table: TableName
  private let schema: Schema
  private var pending: [RecordBatch] = []
  private var pendingRows = 0
  private var rows = 0
  private var isOpen = true

  private static let rowsPerAppend = 122_880

  private init(pool: SessionPool, table: TableName, schema: Schema) {
    self.pool = pool
    self.table = table
    self.schema = schema
  }

  static func create(_ table: TableName, schema: Schema, pool: SessionPool) async throws(EngineError) -> ADBCTableWriter
  {
    let dialect = pool.profile.dialect
    var columns: [String] = []
    for field in schema.fields {
      guard let type = dialect.typeName(field.type) else {
        throw EngineError(
          kind: .notImplemented,
          message: "column '\(field.name)' is \(field.type), which \(pool.profile.name) cannot store",
          engine: pool.profile.name)
      }
      columns.append("\(dialect.quote(field.name)) \(type)")
    }
    let sql = "CREATE TABLE \(dialect.tableReference(table)) (\(columns.joined(separator: ", ")))"
    try await pool.withSession { (session, token) async throws(EngineError) in
      try await session.execute(sql, token: token)
    }
    return ADBCTableWriter(pool: pool, table: table, schema: schema)
  }

  func write(_ batch: RecordBatch) async throws(EngineError) {
    guard isOpen else { throw problem(.transaction, "the writer to \(table) is finished; open another one") }
    guard batch.schema.names == schema.names, batch.schema.fields.map(\.type) == schema.fields.map(\.type) else {
      throw problem(.invalidInput, "a batch of (\(batch.schema)) does not fit in \(table), which has (\(schema))")
    }
    guard batch.rowCount > 0 else { return }
    let plain: RecordBatch
    do throws(TableError) {
      // DuckDB's ingest forgets the nulls of dictionary-encoded columns, and no count of rows would show it.
      plain = try batch.withoutDictionaries()
    } catch {
      throw problem(.notImplemented, "\(error)")
    }
    // One append needs one memory layout.
    if let last = pending.last, !last.hasSameLayout(as: plain) { try await flush() }
    pending.append(plain)
    pendingRows += batch.rowCount
    rows += batch.rowCount
    if pendingRows >= ADBCTableWriter.rowsPerAppend { try await flush() }
  }

  func finish() async throws(EngineError) -> Int {
    guard isOpen else { throw problem(.transaction, "the writer to \(table) is already finished") }
    try await flush()
    isOpen = false
    let reference = pool.profile.dialect.tableReference(table)
    let counted = try await SessionStream.open("SELECT count(*) FROM \(reference)", pool: pool)
    guard case .integer(let found)? = try await BatchStream(counted).rows(limit: 1).first?.first else {
      throw problem(.internal, "the rows of \(table) could not be counted")
    }
    guard found == Int64(rows) else {
      await drop()
      throw problem(
        .lostRows,
        "\(rows) rows were written to \(table), but it has \(found); the table was dropped. A constraint on the table "
          + "loses rows without an error: write to a table without constraints, then INSERT … SELECT")
    }
    return rows
  }

  func abort() async {
    guard isOpen else { return }
    isOpen = false
    pending = []
    await drop()
  }

  private func flush() async throws(EngineError) {
    guard !pending.isEmpty else { return }
    let batches = pending
    pending = []
    pendingRows = 0
    let table = table
    try await pool.withSession { (session, token) async throws(EngineError) in
      try await session.append(batches, to: table, token: token)
    }
  }

  private func drop() async {
    let sql = pool.profile.dialect.dropTable(table)
    // The error that led here is the one to report.
    try? await pool.withSession { (session, token) async throws(EngineError) in
      try await session.execute(sql, token: token)
    }
  }

  private func problem(_ kind: EngineError.Kind, _ message: String) -> EngineError {
    EngineError(kind: kind, message: message, engine: pool.profile.name)
  }
}
