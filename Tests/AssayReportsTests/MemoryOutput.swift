import AssayConcurrency
import AssayReports

/// A stream into a string.
final class MemoryOutput: TextOutput {
  let isTerminal: Bool
  private let content = Locked("")

  init(isTerminal: Bool = false) { self.isTerminal = isTerminal }

  func write(_ text: String) { content.withLock { $0 += text } }

  var text: String { content.withLock { $0 } }
}

/// Seconds that a test sets.
final class ManualClock: Sendable {
  private let seconds = Locked(0.0)

  var now: Double {
    get { seconds.withLock { $0 } }
    set { seconds.withLock { $0 = newValue } }
  }
}
