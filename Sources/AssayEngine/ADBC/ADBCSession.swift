import AssayTable
import CArrow

/// One connection on its own thread, with at most one live stream: a second query on the same connection would make
/// some drivers read the first result to its end.
actor ADBCSession {
  /// Where this session's calls run; they may block.
  nonisolated let thread: ConnectionThread
  nonisolated let profile: ADBCProfile
  nonisolated var unownedExecutor: UnownedSerialExecutor { thread.asUnownedSerialExecutor() }

  private let database: ADBCDatabase
  private var connection: ADBCConnection?
  private var result: ADBCResult?
  private var importer: ArrowImporter?
  private var isShutDown = false

  /// A pull hands over at most about this many rows, and stops early after this time, so that a change of thread is
  /// paid once for many small batches and a slow query still shows its first rows.
  private static let rowsPerPull = 32_768
  private static let timePerPull = Duration.milliseconds(10)
  /// A read that keeps nothing goes on for about this time; closing the connection waits for it.
  private static let timePerRead = Duration.milliseconds(100)

  init(database: ADBCDatabase, profile: ADBCProfile) {
    self.database = database
    self.profile = profile
    thread = ConnectionThread(name: "assay-\(profile.name)")
  }

  deinit {
    let (result, connection, thread) = (result, connection, thread)
    thread.submit {
      result?.close()
      result?.statement.close()
      connection?.close()
    }
    thread.stop()
  }

  // MARK: Calls

  /// Starts a query and returns the columns of its result.
  func open(_ sql: String, token: QueryToken) throws(EngineError) -> Schema {
    let (importer, result) = try run(sql, token: token) { (statement) throws(ADBCFailure) in
      try statement.setSQL(sql)
      let result = try statement.executeQuery()
      do throws(ADBCFailure) {
        return (try ADBCSession.importer(try result.schema()), result)
      } catch {
        result.close()
        throw error
      }
    }
    self.importer = importer
    self.result = result
    return importer.schema
  }

  /// The next batches of the live stream; none at the end.
  func pull(sql: String, token: QueryToken) throws(EngineError) -> [RecordBatch] {
    var batches: [RecordBatch] = []
    var rows = 0
    _ = try read(sql: sql, token: token, for: ADBCSession.timePerPull) { batch in
      rows += batch.rowCount
      batches.append(batch)
      return rows < ADBCSession.rowsPerPull
    }
    return batches
  }

  /// Hands the next batches of the live stream to `body`, here on the connection's thread.
  func read(
    sql: String, token: QueryToken, _ body: @Sendable (RecordBatch) -> Bool
  ) throws(EngineError) -> BatchReading {
    try read(sql: sql, token: token, for: ADBCSession.timePerRead, body)
  }

  /// Hands batches that are not empty to `body` until it returns false, the stream ends or the time is over.
  private func read(
    sql: String, token: QueryToken, for time: Duration, _ body: (RecordBatch) -> Bool
  ) throws(EngineError) -> BatchReading {
    if isShutDown { throw .closed(engine: profile.name) }
    guard let result, let importer else { return .atEnd }
    let end = ContinuousClock.now + time
    let reading: BatchReading
    do throws(ADBCFailure) {
      let reached = try token.run(result.statement) { () throws(ADBCFailure) -> BatchReading in
        while var array = try result.next() {
          let batch = try ADBCSession.batch(importer, &array)
          guard batch.rowCount > 0 else { continue }
          if !body(batch) { return .stopped }
          if ContinuousClock.now > end { return .open }
        }
        return .atEnd
      }
      guard let reached, !token.isCancelled else { throw ADBCFailure.cancelledHere }
      reading = reached
    } catch {
      endStream()
      throw describe(error, sql: sql, token: token)
    }
    // Some drivers fail when they are asked for more after the end.
    if case .atEnd = reading { endStream() }
    return reading
  }

  /// Releases the live stream, if any.
  func endStream() {
    result?.close()
    result?.statement.close()
    result = nil
    importer = nil
  }

  func execute(_ sql: String, token: QueryToken) throws(EngineError) {
    let statement = try run(sql, token: token) { (statement) throws(ADBCFailure) in
      try statement.setSQL(sql)
      try statement.executeUpdate()
      return statement
    }
    statement.close()
  }

  func schema(of sql: String, token: QueryToken) throws(EngineError) -> Schema {
    let (importer, statement) = try run(sql, token: token) { (statement) throws(ADBCFailure) in
      try statement.setSQL(sql)
      return (try ADBCSession.importer(try statement.executeSchema()), statement)
    }
    statement.close()
    return importer.schema
  }

  /// Appends batches of one memory layout to a table that exists. The driver may lose rows without an error.
  func append(_ batches: [RecordBatch], to table: TableName, token: QueryToken) throws(EngineError) {
    let rows = batches.reduce(0) { $0 + $1.rowCount }
    let text = "-- append \(rows) rows to \(table)"
    let statement = try run(text, token: token) { (statement) throws(ADBCFailure) in
      if let schema = table.schema { try statement.setOption("adbc.ingest.target_db_schema", schema) }
      try statement.setOption("adbc.ingest.target_table", table.name)
      try statement.setOption("adbc.ingest.mode", "adbc.ingest.mode.append")
      var stream: ArrowArrayStream
      do throws(TableError) {
        stream = try ArrowArrayStream(exporting: batches)
      } catch {
        throw ADBCFailure(operation: "append", status: 7, message: error.description)
      }
      // The driver moves the stream out and sets `release` to NULL; otherwise it is still ours.
      defer { stream.release?(&stream) }
      try statement.bind(&stream)
      try statement.executeUpdate()
      return statement
    }
    statement.close()
  }

  /// Closes the connection for good.
  func shutDown() {
    isShutDown = true
    endStream()
    connection?.close()
    connection = nil
  }

  // MARK: -

  /// Makes a statement, runs `body` with it so that it can be cancelled, and closes it when `body` throws.
  private func run<Success>(
    _ sql: String, token: QueryToken, _ body: (ADBCStatement) throws(ADBCFailure) -> Success
  ) throws(EngineError) -> Success {
    guard !sql.utf8.contains(0) else {
      throw EngineError(
        kind: .syntax, message: "the SQL text has a NUL character, behind which no engine reads; remove it",
        engine: profile.name, sql: sql)
    }
    if isShutDown { throw .closed(engine: profile.name) }
    endStream()
    profile.observer?(sql)
    do throws(ADBCFailure) {
      let connection = try openConnection()
      let statement = try ADBCStatement(connection)
      do throws(ADBCFailure) {
        let success = try token.run(statement) { () throws(ADBCFailure) in try body(statement) }
        guard let success else { throw ADBCFailure.cancelledHere }
        return success
      } catch {
        statement.close()
        throw error
      }
    } catch {
      throw describe(error, sql: sql, token: token)
    }
  }

  private func openConnection() throws(ADBCFailure) -> ADBCConnection {
    if let connection { return connection }
    let opened = try ADBCConnection(database)
    connection = opened
    return opened
  }

  private func describe(_ failure: ADBCFailure, sql: String, token: QueryToken) -> EngineError {
    token.isCancelled ? .cancelled(engine: profile.name, sql: sql) : profile.classify(failure, sql)
  }

  private static func importer(_ schema: ArrowSchema) throws(ADBCFailure) -> ArrowImporter {
    var schema = schema
    do throws(TableError) {
      return try ArrowImporter(consuming: &schema)
    } catch {
      throw ADBCFailure(operation: "get_schema", status: ADBCFailure.internal, message: error.description)
    }
  }

  private static func batch(_ importer: ArrowImporter, _ array: inout ArrowArray) throws(ADBCFailure) -> RecordBatch {
    do throws(TableError) {
      return try importer.batch(consuming: &array)
    } catch {
      throw ADBCFailure(operation: "get_next", status: ADBCFailure.internal, message: error.description)
    }
  }
}

extension ADBCFailure {
  /// The query was cancelled between two driver calls.
  static let cancelledHere = ADBCFailure(operation: "cancel", status: cancelled, message: "cancelled")
}
