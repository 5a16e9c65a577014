import AssayTable
import Synchronization

/// A query's result on a session of the pool; the session goes back when the stream has ended or is dropped.
final class SessionStream: BatchSource {
  let schema: Schema
  private let sql: String
  private let session: ADBCSession
  private let token: QueryToken
  private let pool: SessionPool
  private let isReusable: Bool
  private let isReturned = Atomic<Bool>(false)

  private init(schema: Schema, sql: String, session: ADBCSession, token: QueryToken, pool: SessionPool) {
    self.schema = schema
    self.sql = sql
    self.session = session
    self.token = token
    self.pool = pool
    isReusable = !ConnectionState.mayChange(by: sql)
  }

  static func open(_ sql: String, pool: SessionPool) async throws(EngineError) -> SessionStream {
    let token = QueryToken()
    let session = try pool.take(for: token)
    do throws(EngineError) {
      let schema = try await cancellable(token) { () async throws(EngineError) in
        try await session.open(sql, token: token)
      }
      return SessionStream(schema: schema, sql: sql, session: session, token: token, pool: pool)
    } catch {
      pool.giveBack(session, isReusable: false)
      throw error
    }
  }

  func nextBatches() async throws(EngineError) -> [RecordBatch] {
    let batches = try await onSession { (session, sql, token) async throws(EngineError) in
      try await session.pull(sql: sql, token: token)
    }
    if let batches, batches.isEmpty { returnSession(isReusable: isReusable) }
    return batches ?? []
  }

  func read(_ body: @escaping @Sendable (RecordBatch) -> Bool) async throws(EngineError) -> BatchReading {
    let reading = try await onSession { (session, sql, token) async throws(EngineError) in
      try await session.read(sql: sql, token: token, body)
    }
    if reading == .atEnd { returnSession(isReusable: isReusable) }
    return reading ?? .atEnd
  }

  /// Calls the session; nil when it was returned already.
  private func onSession<Success: Sendable>(
    _ call: @escaping @Sendable (ADBCSession, String, QueryToken) async throws(EngineError) -> Success
  ) async throws(EngineError) -> Success? {
    if token.isCancelled {
      returnSession(isReusable: false)
      throw .cancelled(engine: pool.profile.name, sql: sql)
    }
    guard !isReturned.load(ordering: .acquiring) else { return nil }
    do throws(EngineError) {
      let (session, token, sql) = (session, token, sql)
      return try await cancellable(token) { () async throws(EngineError) in try await call(session, sql, token) }
    } catch {
      returnSession(isReusable: false)
      throw error
    }
  }

  func cancel() { token.cancel() }

  deinit { returnSession(isReusable: isReusable) }

  /// Ends the stream on the connection's thread; once.
  private func returnSession(isReusable: Bool) {
    guard !isReturned.exchange(true, ordering: .acquiringAndReleasing) else { return }
    let (session, pool) = (session, pool)
    session.thread.submit {
      session.assumeIsolated { $0.endStream() }
      pool.giveBack(session, isReusable: isReusable)
    }
  }
}
