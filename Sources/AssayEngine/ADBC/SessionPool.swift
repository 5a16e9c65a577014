import AssayConcurrency
import AssayTable

/// The connections of an engine: idle ones to be reused, busy ones to be cancelled and closed.
final class SessionPool: Sendable {
  private struct State {
    var idle: [ADBCSession] = []
    var busy: [ObjectIdentifier: (session: ADBCSession, token: QueryToken)] = [:]
    var isClosed = false
  }

  let profile: ADBCProfile
  private let database: ADBCDatabase
  private let state = Locked(State())
  /// More connections than this are closed when they become idle.
  private static let mostIdle = 4

  init(database: ADBCDatabase, profile: ADBCProfile) {
    self.database = database
    self.profile = profile
  }

  /// An idle session, or a new one; it counts as busy until it is given back.
  func take(for token: QueryToken) throws(EngineError) -> ADBCSession {
    let session = state.withLock { state -> ADBCSession? in
      if state.isClosed { return nil }
      let session = state.idle.popLast() ?? ADBCSession(database: database, profile: profile)
      state.busy[ObjectIdentifier(session)] = (session, token)
      return session
    }
    guard let session else { throw .closed(engine: profile.name) }
    return session
  }

  /// Takes a session back. After an error it is closed, since a script may have left a transaction open.
  func giveBack(_ session: ADBCSession, isReusable: Bool) {
    let isKept = state.withLock { state in
      state.busy[ObjectIdentifier(session)] = nil
      guard isReusable, !state.isClosed, state.idle.count < SessionPool.mostIdle else { return false }
      state.idle.append(session)
      return true
    }
    if !isKept {
      session.thread.submit { session.assumeIsolated { $0.shutDown() } }
    }
  }

  /// Runs one call on a session of its own.
  func withSession<Success: Sendable>(
    isReusable: Bool = true,
    _ body: @Sendable (ADBCSession, QueryToken) async throws(EngineError) -> Success
  ) async throws(EngineError) -> Success {
    let token = QueryToken()
    let session = try take(for: token)
    do throws(EngineError) {
      let success = try await cancellable(token) { () async throws(EngineError) in try await body(session, token) }
      giveBack(session, isReusable: isReusable)
      return success
    } catch {
      giveBack(session, isReusable: false)
      throw error
    }
  }

  func cancelAll() {
    let tokens = state.withLock { $0.busy.values.map(\.token) }
    for token in tokens { token.cancel() }
  }

  /// Cancels everything, closes all connections and the database.
  func close() async {
    let sessions = state.withLock { state in
      state.isClosed = true
      let all = state.idle + state.busy.values.map(\.session)
      state.idle = []
      return all
    }
    cancelAll()
    for session in sessions { await session.shutDown() }
    let database = database
    await OwnThread.run { database.close() }
  }
}
