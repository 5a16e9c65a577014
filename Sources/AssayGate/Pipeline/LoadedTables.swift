import AssayConcurrency
import AssayEngine

/// The tables that a run's engine holds, so that each is made once, whichever version asks first.
final class LoadedTables: Sendable {
  private struct State {
    var tables: [TableName: Result<Replay.Made, TableFailure>] = [:]
    var schemas: Set<String> = []
  }

  private let state = Locked(State())

  /// What came of a table; `nil` when nobody made it yet.
  subscript(table: TableName) -> Result<Replay.Made, TableFailure>? {
    get { state.withLock { $0.tables[table] } }
    set { state.withLock { $0.tables[table] = newValue } }
  }

  /// Notes a schema; whether it has to be created.
  func addSchema(_ name: String) -> Bool { state.withLock { $0.schemas.insert(name).inserted } }

  /// Forgets a schema with its tables; whether it was there.
  func removeSchema(_ name: String) -> Bool {
    state.withLock { state in
      state.tables = state.tables.filter { $0.key.schema != name }
      return state.schemas.remove(name) != nil
    }
  }
}
