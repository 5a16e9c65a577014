import AssayConcurrency

/// Thrown where work was cut short because the run is being stopped; why is known to the run's `StopSwitch`.
struct GateStop: Error, Sendable {
  static var current: GateStop { GateStop() }
}

/// Why a run was stopped before its end.
public enum StopReason: Sendable, Hashable {
  /// A signal: 2 is SIGINT, 15 is SIGTERM.
  case signal(Int32)
  /// The run's time limit, in seconds.
  case timeout(Double)

  /// The reason in words.
  public var description: String {
    switch self {
    case .signal(2): "interrupted (SIGINT)"
    case .signal(15): "terminated (SIGTERM)"
    case .signal(let number): "ended by signal \(number)"
    case .timeout(let seconds): "the run's time limit of \(Format.number(seconds)) s was reached"
    }
  }
}

/// Stops a run from outside: from a signal handler's queue or a timer. The first reason counts.
public final class StopSwitch: Sendable {
  private struct State {
    var reason: StopReason?
    var actions: [Int: @Sendable () -> Void] = [:]
    var next = 0
  }

  private let state = Locked(State())

  /// Creates a switch that is on.
  public init() {}

  /// Why the run was stopped; `nil` while it was not.
  public var reason: StopReason? { state.withLock(\.reason) }

  /// Stops the run.
  public func stop(_ reason: StopReason) {
    let actions = state.withLock { state -> [@Sendable () -> Void] in
      guard state.reason == nil else { return [] }
      state.reason = reason
      return Array(state.actions.values)
    }
    for action in actions { action() }
  }

  /// Throws when the run was stopped.
  func check() throws(GateStop) {
    if reason != nil { throw GateStop.current }
  }

  /// Registers what must happen at a stop, such as cancelling a query; it happens at once when the run was stopped
  /// already. Returns the number under which it can be taken back.
  func onStop(_ action: @escaping @Sendable () -> Void) -> Int {
    let (number, stopped) = state.withLock { state -> (Int, Bool) in
      state.next += 1
      state.actions[state.next] = action
      return (state.next, state.reason != nil)
    }
    if stopped { action() }
    return number
  }

  /// Takes back what `onStop` registered.
  func forget(_ number: Int) { state.withLock { _ = $0.actions.removeValue(forKey: number) } }
}
