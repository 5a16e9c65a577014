import AssayConcurrency
import AssayGate
import Dispatch

/// The fixtures that tests of this process have open: whoever opens the same one shares its session, and with it the
/// replays; the last who closes it ends it.
final class OpenFixtures: Sendable {
  static let shared = OpenFixtures()

  private struct Entry {
    var session: Task<FixtureSession, any Error>
    var users = 0
  }

  private struct State {
    var entries: [String: Entry] = [:]
    /// What the tests of an XCTest class have opened.
    var owned: [ObjectIdentifier: Set<String>] = [:]
  }

  private let state = Locked(State())

  /// Opens a fixture; for each success there has to be one `close`.
  func open(_ path: String) async throws -> FixtureSession {
    let session = state.withLock { Self.add(path, to: &$0) }
    do {
      return try await session.value
    } catch {
      await close(path)
      throw error
    }
  }

  /// Opens a fixture for an owner, who keeps it until `closeAll`.
  func open(_ path: String, for owner: ObjectIdentifier) async throws -> FixtureSession {
    let session = state.withLock { state in
      if state.owned[owner, default: []].insert(path).inserted { return Self.add(path, to: &state) }
      return state.entries[path]?.session ?? Self.add(path, to: &state)
    }
    do {
      return try await session.value
    } catch {
      if state.withLock({ $0.owned[owner]?.remove(path) }) != nil { await close(path) }
      throw error
    }
  }

  /// Closes what `open` opened.
  func close(_ path: String) async {
    let last = state.withLock { state -> Task<FixtureSession, any Error>? in
      guard var entry = state.entries[path] else { return nil }
      entry.users -= 1
      state.entries[path] = entry.users > 0 ? entry : nil
      return entry.users > 0 ? nil : entry.session
    }
    try? await last?.value.close()
  }

  /// Closes all that an owner has open, and waits for it; not to be called from a task.
  func closeAll(of owner: ObjectIdentifier) {
    let paths = state.withLock { $0.owned.removeValue(forKey: owner) } ?? []
    guard !paths.isEmpty else { return }
    let done = DispatchSemaphore(value: 0)
    Task.detached {
      for path in paths { await self.close(path) }
      done.signal()
    }
    done.wait()
  }

  private static func add(_ path: String, to state: inout State) -> Task<FixtureSession, any Error> {
    var entry = state.entries[path] ?? Entry(session: Task.detached { try await FixtureSession.open(path) })
    entry.users += 1
    state.entries[path] = entry
    return entry.session
  }
}
