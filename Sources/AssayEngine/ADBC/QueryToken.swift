import AssayConcurrency

/// The way to stop one query from any thread, past the queue of its connection.
final class QueryToken: Sendable {
  private struct State {
    var isCancelled = false
    var isInsisting = false
    /// The statement of the driver call that is under way; nil between calls.
    var running: ADBCStatement?
  }

  private let state = Locked(State())

  var isCancelled: Bool { state.withLock { $0.isCancelled } }

  /// Marks the query as cancelled and stops the driver call that is under way.
  func cancel() {
    let (running, isFirst) = state.withLock { state in
      state.isCancelled = true
      let isFirst = state.running != nil && !state.isInsisting
      if isFirst { state.isInsisting = true }
      return (state.running, isFirst)
    }
    running?.cancel()
    guard isFirst else { return }
    // A driver forgets a cancel that arrives just before its call begins, so it is repeated until the call is over.
    Task.detached {
      while true {
        try? await Task.sleep(for: .milliseconds(20))
        guard let running = self.stillRunning() else { return }
        running.cancel()
      }
    }
  }

  private func stillRunning() -> ADBCStatement? {
    state.withLock { state in
      if state.running == nil { state.isInsisting = false }
      return state.running
    }
  }

  /// Runs driver calls of a statement that `cancel` can stop; nil when the query was cancelled before.
  func run<Success>(
    _ statement: ADBCStatement, _ body: () throws(ADBCFailure) -> Success
  ) throws(ADBCFailure) -> Success? {
    let isCancelled = state.withLock { state in
      if !state.isCancelled { state.running = statement }
      return state.isCancelled
    }
    if isCancelled { return nil }
    defer { state.withLock { $0.running = nil } }
    return try body()
  }
}

/// Waits for a call and cancels its token when the waiting task is cancelled.
func cancellable<Success: Sendable>(
  _ token: QueryToken, _ body: @Sendable () async throws(EngineError) -> Success
) async throws(EngineError) -> Success {
  let result: Result<Success, EngineError> = await withTaskCancellationHandler {
    do throws(EngineError) {
      return .success(try await body())
    } catch {
      return .failure(error)
    }
  } onCancel: {
    token.cancel()
  }
  return try result.get()
}
