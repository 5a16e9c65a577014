import AssayTable

/// Any database with an ADBC 1.1 driver, opened by library and options (mostly `uri`).
public final class ADBCEngine: Engine {
  public let name: String
  public let version: String
  public let dialect: any Dialect
  private let pool: SessionPool

  init(database: ADBCDatabase, profile: ADBCProfile, versionQuery: String = "SELECT version()")
    async throws(EngineError)
  {
    let pool = SessionPool(database: database, profile: profile)
    name = profile.name
    dialect = profile.dialect
    self.pool = pool
    do throws(EngineError) {
      let answer = try await BatchStream(SessionStream.open(versionQuery, pool: pool)).rows(limit: 1)
      version = answer.first?.first.map { "\($0)" } ?? ""
    } catch {
      await pool.close()
      throw error
    }
  }

  /// Loads a driver, opens a database and asks for its version.
  ///
  /// - Parameters:
  ///   - name: what messages call the engine.
  ///   - driver: path of the driver library.
  ///   - options: database options of the driver, such as `uri`.
  ///   - dialect: how the database's SQL is written.
  ///   - observer: sees every SQL text.
  public static func open(
    name: String, driver: String, entryPoint: String = "AdbcDriverInit", options: [String: String],
    dialect: any Dialect, observer: StatementObserver? = nil
  ) async throws(EngineError) -> ADBCEngine {
    let profile = ADBCProfile.generic(name: name, dialect: dialect, observer: observer)
    let sorted = options.sorted { $0.key < $1.key }.map { (key: $0.key, value: $0.value) }
    let opened = await onOwnThread { () -> Result<ADBCDatabase, ADBCFailure> in
      do throws(ADBCFailure) {
        return .success(try ADBCDatabase(ADBCDriver(path: driver, entryPoint: entryPoint), options: sorted))
      } catch {
        return .failure(error)
      }
    }
    switch opened {
    case .success(let database): return try await ADBCEngine(database: database, profile: profile)
    case .failure(let failure):
      throw EngineError(kind: .connection, message: failure.message, engine: name)
    }
  }

  public func query(_ sql: String) async throws(EngineError) -> BatchStream {
    BatchStream(try await SessionStream.open(sql, pool: pool))
  }

  public func execute(_ sql: String) async throws(EngineError) {
    // What a transaction leaves open must not reach the next user of the connection.
    let isReusable = !sql.uppercased().contains("BEGIN") && !sql.uppercased().contains("TRANSACTION")
    try await pool.withSession(isReusable: isReusable) { (session, token) async throws(EngineError) in
      try await session.execute(sql, token: token)
    }
  }

  public func schema(of sql: String) async throws(EngineError) -> Schema {
    try await pool.withSession { (session, token) async throws(EngineError) in
      try await session.schema(of: sql, token: token)
    }
  }

  public func writer(to table: TableName, schema: Schema) async throws(EngineError) -> any TableWriter {
    try await ADBCTableWriter.create(table, schema: schema, pool: pool)
  }

  public func cancelAll() { pool.cancelAll() }

  public func close() async { await pool.close() }
}
