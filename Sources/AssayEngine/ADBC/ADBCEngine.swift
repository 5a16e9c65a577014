import AssayConcurrency
import AssayTable

/// Any database with an ADBC 1.1 driver, opened by library and options (mostly `uri`).
public final class ADBCEngine: Engine {
  /// What messages and baselines call it.
  public let name: String
  /// What the database answered when it was opened.
  public let version: String
  /// How its SQL is written.
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
    let opened = await OwnThread.run { () -> Result<ADBCDatabase, ADBCFailure> in
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

  /// Starts a query on a connection of its own; see `Engine.query(_:)`.
  public func query(_ sql: String) async throws(EngineError) -> BatchStream {
    BatchStream(try await SessionStream.open(sql, pool: pool))
  }

  /// Runs statements; a connection whose state they may have changed is closed afterwards.
  public func execute(_ sql: String) async throws(EngineError) {
    let isReusable = !ConnectionState.mayChange(by: sql)
    try await pool.withSession(isReusable: isReusable) { (session, token) async throws(EngineError) in
      try await session.execute(sql, token: token)
    }
  }

  /// Prepares the query only; see `Engine.schema(of:)`.
  public func schema(of sql: String) async throws(EngineError) -> Schema {
    try await pool.withSession { (session, token) async throws(EngineError) in
      try await session.schema(of: sql, token: token)
    }
  }

  /// Creates the table at once; see `Engine.writer(to:schema:)`.
  public func writer(to table: TableName, schema: Schema) async throws(EngineError) -> any TableWriter {
    try await ADBCTableWriter.create(table, schema: schema, pool: pool)
  }

  /// Reaches every connection that is busy now.
  public func cancelAll() { pool.cancelAll() }

  /// Waits until all connections and the database are closed.
  public func close() async { await pool.close() }
}
