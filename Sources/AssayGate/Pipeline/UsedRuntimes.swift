import AssayConcurrency

/// The engines and model runtimes that a fixture's tables were made with, now or when they were kept, with their
/// versions.
final class UsedRuntimes: Sendable {
  private let state = Locked<[String: String]>([:])

  /// The versions by name.
  var versions: [String: String] { state.withLock { $0 } }

  /// Adds some.
  func add(_ runtimes: [String: String]) { state.withLock { $0.merge(runtimes) { _, new in new } } }
}
