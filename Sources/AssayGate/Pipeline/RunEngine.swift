import AssayConcurrency
import AssayEngine

/// The engine of a fixture's run, opened when the first table must be made or measured: a run that finds everything in
/// the cache needs none.
///
/// It has one thread, but for measurements of large tables: see `FixtureRun`.
actor RunEngine {
  /// An engine with its folder for files.
  struct Opened: Sendable {
    let engine: any Engine
    let scratch: ScratchFolder
  }

  private let memoryLimit: Int?
  private let stop: StopSwitch
  private var opening: Task<Result<Opened, EngineFailure>, Never>?
  private var registered: Int?
  /// Whether whoever made the value closes the engine.
  private let isBorrowed: Bool

  /// An engine to be opened.
  init(memoryLimit: Int?, stop: StopSwitch) {
    self.memoryLimit = memoryLimit
    self.stop = stop
    isBorrowed = false
  }

  /// An engine that is open, and that whoever opened it closes.
  init(_ engine: any Engine, _ scratch: ScratchFolder, stop: StopSwitch) {
    memoryLimit = nil
    self.stop = stop
    isBorrowed = true
    opening = Task { .success(Opened(engine: engine, scratch: scratch)) }
  }

  /// The engine, opened by the first call. That it does not open ends the run: the reason is in `failure` then.
  func opened() async throws(GateStop) -> Opened {
    let memoryLimit = memoryLimit
    let task =
      opening
      ?? Task {
        do {
          let engine = try await DuckDBEngine.open(DuckDBConfiguration(memoryLimit: memoryLimit, threads: 1))
          return .success(Opened(engine: engine, scratch: try ScratchFolder(in: engine.scratchFolder)))
        } catch {
          return .failure(EngineFailure(message: "\(error)"))
        }
      }
    opening = task
    guard case .success(let opened) = await task.value else { throw GateStop.current }
    if registered == nil, !isBorrowed { registered = stop.onStop { opened.engine.cancelAll() } }
    return opened
  }

  /// The engine if it was opened.
  func openedAlready() async -> Opened? {
    guard let opening else { return nil }
    return try? await opening.value.get()
  }

  /// Why the engine did not open.
  func failure() async -> String? {
    guard let opening, case .failure(let failure) = await opening.value else { return nil }
    return failure.message
  }

  /// Removes the scratch files and closes the engine, if it was opened here.
  func close() async {
    guard !isBorrowed, let opened = await openedAlready() else { return }
    if let registered { stop.forget(registered) }
    registered = nil
    opened.scratch.remove()
    await opened.engine.close()
  }

  private struct EngineFailure: Error {
    var message: String
  }
}
