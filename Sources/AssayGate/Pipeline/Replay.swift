import AssayEngine
import AssayModels
import AssayTable
import Foundation

/// All tables of one version, made by today's code or known from the cache to be what today's code would make.
struct Replay: Sendable {
  /// A table in the engine.
  struct Made: Sendable {
    var table: TableName
    var schema: Schema
    var rows: Int
  }

  /// A table that is made, or can be.
  struct Known: Sendable {
    /// Its place in the engine.
    var table: TableName
    /// The number of rows; `nil` as long as it was not made.
    var rows: Int?
    /// What it holds: equal digests, equal rows. `nil` as long as that is not known.
    var digest: String?
    /// Its rows in the cache.
    var stored: StageEntry.Output?
  }

  /// The version, or `reference`.
  let version: String
  /// The tables by name, there or not.
  private(set) var tables: [String: Result<Known, TableFailure>] = [:]

  /// Whether every table of the version was known from an earlier run.
  var isCached = true

  init(version: String) { self.version = version }

  mutating func set(_ name: String, _ result: Result<Known, TableFailure>) { tables[name] = result }

  /// What a table holds, when that is known.
  func digest(_ name: String) -> String? { (try? tables[name]?.get())?.digest }
}

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
  /// The tables that may be left out when the cache does not have them; see `Gate.Options.changedSince`.
  var unaffected: Set<String> = []
  let emit: @Sendable (GateEvent) -> Void
  var loaded = LoadedTables()
  let runtimes = UsedRuntimes()

  private var keys: TableKeys { TableKeys(manifest: manifest, inputs: inputs, programs: programs) }

  /// The name of the engine's schema for tables that all versions share.
  private static let sharedSchema = "shared"
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
      let made = try await make(name, known.table) { () async throws(TableFailure) in
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

  // MARK: Steps

  /// What came of a table, and how.
  private struct Step {
    var result: Result<Replay.Known, TableFailure>
    var isCached = false
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
    // Made when somebody who is affected reads it.
    if unaffected.contains(stage.name) { return step }
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
    result.inputs = step.inputs
    result.output = known?.digest
    result.alwaysRuns = step.alwaysRuns
    return result
  }

  // MARK: Making

  private static func schema(_ version: String) -> String {
    version == sharedSchema ? sharedSchema : "version \(version)"
  }

  private func reference(_ data: DataDeclaration, _ version: String) -> PathReference? {
    if let shared = data.shared { return shared }
    return version == Self.referenceVersion ? data.reference : data.versions.first { $0.name == version }?.path
  }

  private func loadData(
    _ data: DataDeclaration, _ place: TableName, _ replay: Replay
  ) async throws(GateStop) -> Result<Replay.Made, TableFailure> {
    let opened = try await engine.opened()
    let path = reference(data, replay.version)
    return try await make(data.name, place) { () async throws(TableFailure) in
      guard let path else {
        let what = replay.version == Self.referenceVersion ? "reference" : "version '\(replay.version)'"
        throw TableFailure("table '\(data.name)' has no \(what); add it at \(data.location)")
      }
      try await TableLoader(engine: opened.engine).load(try resolve(path), as: place) {
        file throws(TableFailure) in try self.place(file, opened.scratch)
      }
    }
  }

  private func resolve(_ path: PathReference) throws(TableFailure) -> [InputFile] {
    do throws(InputError) {
      return try inputs.files(path)
    } catch {
      throw error.isStop ? TableFailure.stopped : TableFailure(error.message)
    }
  }

  private func place(_ file: InputFile, _ scratch: ScratchFolder) throws(TableFailure) -> String {
    do { return try scratch.place(file) } catch {
      throw TableFailure("\(file.shown) cannot be handed over: \(error.localizedDescription)")
    }
  }

  private func make(
    _ name: String, _ table: TableName, _ body: () async throws(TableFailure) -> Void
  ) async throws(GateStop) -> Result<Replay.Made, TableFailure> {
    try stop.check()
    let engine = try await engine.opened().engine
    if let schema = table.schema, loaded.addSchema(schema) {
      do throws(EngineError) { try await engine.createSchema(schema) } catch {
        if error.kind == .cancelled { throw GateStop.current }
      }
    }
    let made: Result<Replay.Made, TableFailure>
    do throws(TableFailure) {
      try await body()
      let reference = engine.dialect.tableReference(table)
      let schema: Schema
      let rows: [[Value]]
      do throws(EngineError) {
        schema = try await engine.schema(of: "SELECT * FROM \(reference)")
        rows = try await engine.rows("SELECT count(*) FROM \(reference)", limit: 1)
      } catch {
        throw error.kind == .cancelled ? TableFailure.stopped : TableFailure("table '\(name)': \(error.message)")
      }
      if let twice = Self.firstRepeated(schema.names) {
        throw TableFailure("table '\(name)' has two columns named '\(twice)'; rename one")
      }
      made = .success(Replay.Made(table: table, schema: schema, rows: rows.first?.first?.integer ?? 0))
    } catch {
      try stop.check()
      if error.isStop { throw GateStop.current }
      made = .failure(error)
    }
    loaded[table] = made
    return made
  }

  private static func firstRepeated(_ names: [String]) -> String? {
    var seen: Set<String> = []
    return names.first { !seen.insert($0).inserted }
  }

  private func run(
    _ stage: StageDeclaration, _ replay: Replay, _ table: TableName
  ) async throws(GateStop) -> Result<Replay.Made, TableFailure> {
    var inputs: [(name: String, made: Replay.Made)] = []
    for key in stage.from {
      guard replay.tables[key.name] != nil else {
        return .failure(TableFailure("not run, because '\(key.name)' was not made"))
      }
      switch try await load(key.name, of: replay) {
      case .success(let made): inputs.append((key.name, made))
      case .failure(let failure):
        return .failure(TableFailure("not run, because '\(key.name)' is not there: \(failure.message)"))
      }
    }
    let opened = try await engine.opened()
    let engine = opened.engine
    return try await make(stage.name, table) { () async throws(TableFailure) in
      switch stage.kind {
      case .sql(let path):
        try await SQLStage(engine: engine).run(
          try resolve(path), inputs: inputs.map { ($0.name, $0.made.table) }, into: table)
      case .model(let path, let modelInputs, let outputs):
        guard let file = try resolve(path).first, let input = inputs.first, inputs.count == 1 else {
          throw TableFailure("a model stage reads one table; stage '\(stage.name)' names \(inputs.count)")
        }
        let place = try place(file, opened.scratch)
        let runner: any ModelRunner
        do throws(ModelError) {
          runner = try await models.runner(place, inputs: modelInputs, outputs: outputs)
        } catch {
          throw TableFailure(error.description.replacing(place, with: file.shown))
        }
        try await ModelStage(engine: engine, stop: stop).run(
          runner, file: place, shown: file.shown, keep: stage.keep.map(\.name), input: input.made, name: input.name,
          into: table)
      case .command(let words, let format):
        try await CommandStage(engine: engine, stop: stop, scratch: opened.scratch).run(
          stage, words: words.map(\.name), format: format, manifest: manifest,
          version: replay.version, inputs: inputs.map { ($0.name, $0.made.table) }, into: table)
      }
    }
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
