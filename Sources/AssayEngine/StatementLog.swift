import AssayConcurrency

/// Sees every SQL text just before an engine's driver gets it, also those that the engine itself issues.
///
/// It is called on the connection's thread: return quickly.
public typealias StatementObserver = @Sendable (String) -> Void

/// Collects the SQL texts that an engine issues, for tests and for debugging.
///
/// Rows that a `TableWriter` appends without SQL show as a comment: `-- append 3 rows to t`.
public final class StatementLog: Sendable {
  private let texts = Locked<[String]>([])

  /// Starts empty; give `observer` to an engine's configuration.
  public init() {}

  /// Adds each text it is called with.
  public var observer: StatementObserver {
    { text in self.texts.withLock { $0.append(text) } }
  }

  /// The texts in the order in which they were issued.
  public var statements: [String] { texts.withLock { $0 } }

  /// Forgets what was collected.
  public func removeAll() { texts.withLock { $0.removeAll() } }
}
