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
    if token.isCancelled {
      returnSession(isReusable: false)
      throw .cancelled(engine: pool.profile.name, sql: sql)
    }
    guard !isReturned.load(ordering: .acquiring) else { return [] }
    do throws(EngineError) {
      let (session, token, sql) = (session, token, sql)
      let batches = try await cancellable(token) { () async throws(EngineError) in
        try await session.pull(sql: sql, token: token)
      }
      if batches.isEmpty { returnSession(isReusable: isReusable) }
      return batches
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
