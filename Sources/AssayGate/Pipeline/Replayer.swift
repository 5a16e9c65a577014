import AssayEngine
import AssayTable
import Foundation

/// Replays a fixture's stages over its versions.
///
/// What the cache has is not made again, and not even loaded before somebody reads it.
struct Replayer {
  let manifest: Manifest
  let inputs: ResolvedInputs
  let engine: RunEngine
  let stop: StopSwitch
  let models: ModelCache
  /// Results of earlier runs; `nil` when none are asked for and no digests of outputs either.
  var cache: ReplayCache?
  /// What tables are made with; asked for with a cache only.
  var programs = ProgramDigests()
  /// What a change can affect; other tables are left out when the cache does not have them. `nil` when all are needed.
  var scope: ChangeScope?
  let emit: @Sendable (GateEvent) -> Void
  var loaded = LoadedTables()
  let runtimes = UsedRuntimes()

  private var keys: TableKeys { TableKeys(manifest: manifest, inputs: inputs, programs: programs) }

  /// The name of the engine's schema for tables that all versions share.
  static let sharedSchema = "shared"
  /// The name under which the reference is replayed.
  static let referenceVersion = "reference"

  /// Finds the data tables that all versions share.
  func shared(_ needed: [String]) async throws(GateStop) -> [String: Result<Replay.Known, TableFailure>] {
    var tables: [String: Result<Replay.Known, TableFailure>] = [:]
    for data in manifest.data where needed.contains(data.name) && data.shared != nil {
      tables[data.name] = try await self.data(data, Replay(version: Self.sharedSchema)).result
    }
    return tables
  }

  /// Replays the tables that are needed over one version.
  func replay(
    _ version: String, needed: [String], shared: [String: Result<Replay.Known, TableFailure>]
  ) async throws(GateStop) -> Replay {
    var replay = Replay(version: version)
    for data in manifest.data where needed.contains(data.name) {
      if let table = shared[data.name] {
        replay.set(data.name, table)
        continue
      }
      let started = ContinuousClock.now
      let step = try await self.data(data, replay)
      replay.set(data.name, step.result)
      replay.isCached = replay.isCached && step.isCached
      emit(.stageFinished(result(data.name, "data", version, step, started)))
    }
    for stage in manifest.stages where needed.contains(stage.name) {
      emit(.stageStarted(fixture: manifest.fixture, version: version, stage: stage.name))
      let started = ContinuousClock.now
      let step = try await self.stage(stage, replay)
      replay.set(stage.name, step.result)
      replay.isCached = replay.isCached && step.isCached
      emit(.stageFinished(result(stage.name, stage.kind.name, version, step, started)))
    }
    return replay
  }

  /// A table of a replay in the engine, made or loaded now unless it is there.
  func load(_ name: String, of replay: Replay) async throws(GateStop) -> Result<Replay.Made, TableFailure> {
    let known: Replay.Known
    switch replay.tables[name] {
    case .success(let table)?: known = table
    case .failure(let failure)?: return .failure(failure)
    case nil: return .failure(TableFailure("table '\(name)' was not made"))
    }
    if let made = loaded[known.table] { return made }
    if let stored = known.stored, let path = cache?.rows(stored) {
      let opened = try await engine.opened()
      let made = try await make(name, known.table, replay) { () async throws(TableFailure) in
        do throws(EngineError) {
          try await TableFile(engine: opened.engine).read(path, stored.casts, into: known.table)
        } catch {
          throw error.kind == .cancelled ? TableFailure.stopped : TableFailure(error.message)
        }
      }
      if case .success = made { return made }
      // Pruned or damaged since it was looked up.
      loaded[known.table] = nil
    }
    if let data = manifest.data.first(where: { $0.name == name }) {
      return try await loadData(data, known.table, replay)
    }
    guard let stage = manifest.stages.first(where: { $0.name == name }) else {
      return .failure(TableFailure("table '\(name)' was not made"))
    }
    return try await run(stage, replay, known.table)
  }

  /// Several tables in the engine, by name: those that are there.
  func load(_ names: [String], of replay: Replay) async throws(GateStop) -> [String: TableName] {
    var tables: [String: TableName] = [:]
    for name in names where replay.tables[name] != nil {
      if case .success(let made) = try await load(name, of: replay) { tables[name] = made.table }
    }
    return tables
  }

  /// Drops what a version made.
  func drop(_ version: String) async {
    let schema = Self.schema(version)
    guard loaded.removeSchema(schema), let opened = await engine.openedAlready() else { return }
    await opened.engine.dropSchema(schema)
  }

  /// What came of a table, and how.
  private struct Step {
    var result: Result<Replay.Known, TableFailure>
    var isCached = false
    var isSkipped = false
    /// Why the table is made in every run.
    var alwaysRuns: String?
    var inputs: [StageResult.Input] = []
  }

  private func data(_ data: DataDeclaration, _ replay: Replay) async throws(GateStop) -> Step {
    let path = reference(data, replay.version)
    let place = TableName(
      schema: data.shared == nil ? Self.schema(replay.version) : Self.sharedSchema, name: data.name)
    var step = Step(result: .failure(TableFailure("")))
    if let path, let files = try? inputs.files(path) {
      step.inputs = files.map { StageResult.Input(name: $0.digest.address, digest: $0.digest.sha256) }
    }
    let key = cache == nil ? nil : path.flatMap(keys.data)
    var known = Replay.Known(table: place, digest: path.flatMap(keys.digest))
    if let key, let entry = cache?.stage(key) {
      known.rows = entry.rows
      runtimes.add(entry.runtimes)
      step.isCached = true
      step.result = .success(known)
      return step
    }
    if let scope, data.shared == nil, !scope.needs(data.name, replay.version) {
      step.isSkipped = true
      step.result = .success(known)
      return step
    }
    switch try await loadData(data, place, replay) {
    case .failure(let failure): step.result = .failure(failure)
    case .success(let made):
      known.rows = made.rows
      step.result = .success(known)
      if let key {
        cache?.keep(try await entry(data.name, "data", replay.version, key, nil, made.rows), key, rows: nil)
      }
    }
    return step
  }

  private func stage(_ stage: StageDeclaration, _ replay: Replay) async throws(GateStop) -> Step {
    let place = TableName(schema: Self.schema(replay.version), name: stage.name)
    let tables = stage.from.compactMap { key in replay.digest(key.name).map { (name: key.name, digest: $0) } }
    var step = Step(result: .success(Replay.Known(table: place)), alwaysRuns: TableKeys.fault(of: stage))
    step.inputs =
      keys.files(of: stage).map { StageResult.Input(name: $0.address, digest: $0.sha256) }
      + tables.map { StageResult.Input(name: $0.name, digest: $0.digest) }
    let key =
      cache != nil && tables.count == stage.from.count
      ? keys.stage(stage, version: replay.version, tables: tables) : nil
    if let key, let entry = cache?.stage(key), let output = entry.output {
      runtimes.add(entry.runtimes)
      step.isCached = true
      step.result = .success(
        Replay.Known(table: place, rows: entry.rows, digest: output.sha256, stored: output))
      return step
    }
    if let scope, !scope.needs(stage.name, replay.version) {
      step.isSkipped = true
      return step
    }
    switch try await run(stage, replay, place) {
    case .failure(let failure): step.result = .failure(failure)
    case .success(let made):
      var known = Replay.Known(table: place, rows: made.rows)
      if let cache {
        step.alwaysRuns = try await keep(stage, replay, made, key, cache, step.alwaysRuns, &known)
      }
      step.result = .success(known)
    }
    return step
  }

  /// Gives a stage's table its digest, and keeps it; returns why it is not kept.
  private func keep(
    _ stage: StageDeclaration, _ replay: Replay, _ made: Replay.Made, _ key: CacheKey?, _ cache: ReplayCache,
    _ fault: String?, _ known: inout Replay.Known
  ) async throws(GateStop) -> String? {
    let opened = try await engine.opened()
    let file = cache.newFile(".parquet")
    let path: String
    do { path = try file ?? "\(opened.scratch.makeFolder("digest"))/table.parquet" } catch { return fault }
    defer { unlink(path) }
    let written: TableFile.Written
    do throws(CacheFailure) {
      written = try await TableFile(engine: opened.engine).write(made.table, to: path)
    } catch {
      try stop.check()
      if file != nil { cache.giveUp(error.reason) }
      return fault
    }
    var fault = fault ?? written.fault
    if written.fault == nil { known.digest = written.sha256 }
    if fault == nil, case .sql(let path) = stage.kind, let file = try? inputs.files(path).first {
      let text = FileManager.default.contents(atPath: file.path).map { String(decoding: $0, as: UTF8.self) }
      fault = await QueryStability(engine: opened.engine).fault(text ?? "", tables: stage.from.map(\.name))
      try stop.check()
    }
    guard fault == nil, let key, file != nil else { return fault }
    let output = StageEntry.Output(
      sha256: written.sha256, size: written.size, casts: written.casts, modified: 0, changed: 0, inode: 0, device: 0)
    cache.keep(
      try await entry(stage.name, stage.kind.name, replay.version, key, output, made.rows), key, rows: path)
    return nil
  }

  private func entry(
    _ table: String, _ kind: String, _ version: String, _ key: CacheKey, _ output: StageEntry.Output?, _ rows: Int
  ) async throws(GateStop) -> StageEntry {
    let opened = try await engine.opened()
    var used = [opened.engine.name: opened.engine.version]
    if kind == "model" { used.merge(await models.runtimes) { _, new in new } }
    return StageEntry(
      fixture: manifest.fixture, version: version, table: table, kind: kind, key: key.parts, output: output, rows: rows,
      runtimes: used)
  }

  private func result(
    _ name: String, _ kind: String, _ version: String, _ step: Step, _ started: ContinuousClock.Instant
  ) -> StageResult {
    var failure: String?
    if case .failure(let error) = step.result { failure = error.message }
    let known = try? step.result.get()
    var result = StageResult(
      fixture: manifest.fixture, version: version, stage: name, kind: kind, rows: known?.rows,
      seconds: (ContinuousClock.now - started).seconds, failure: failure)
    result.isCached = step.isCached
    result.isSkipped = step.isSkipped
    result.inputs = step.inputs
    result.output = known?.digest
    result.alwaysRuns = step.alwaysRuns
    return result
  }
}

extension StageDeclaration.Kind {
  /// `sql`, `command` or `model`.
  var name: String {
    switch self {
    case .sql: "sql"
    case .command: "command"
    case .model: "model"
    }
  }
}

extension Duration {
  /// The duration in seconds.
  var seconds: Double { Double(components.seconds) + Double(components.attoseconds) * 1e-18 }
}
