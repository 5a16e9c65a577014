import AssayEngine
import AssayTable
import Foundation

/// A fixture that is kept open: its versions are replayed on demand, and its tables can be read and checked one by one.
///
/// For tests and tools; a gate uses `Gate`. Close it when done: its scratch database goes with it.
public actor FixtureSession {
  /// The fixture's manifest.
  public nonisolated let manifest: Manifest
  private nonisolated let engine: any Engine
  private nonisolated let scratch: ScratchFolder
  private nonisolated let runEngine: RunEngine
  private nonisolated let cache: ReplayCache
  private nonisolated let loaded = LoadedTables()
  private nonisolated let programs: ProgramDigests
  private nonisolated let path: String
  private let stop: StopSwitch
  private let models = ModelCache()
  private var shared: Task<Result<SharedTables, GateStop>, Never>?
  private var resolved: [String: Task<ResolvedInputs, any Error>] = [:]
  private var replays: [String: Task<Result<MadeTables, GateStop>, Never>] = [:]

  private typealias MadeTables = [String: Result<Replay.Made, TableFailure>]
  private typealias SharedTables = [String: Result<Replay.Known, TableFailure>]

  private init(
    manifest: Manifest, engine: any Engine, scratch: ScratchFolder, path: String, cache: ReplayCache
  ) {
    self.manifest = manifest
    self.engine = engine
    self.scratch = scratch
    self.path = path
    self.cache = cache
    let stop = StopSwitch()
    self.stop = stop
    runEngine = RunEngine(engine, scratch, stop: stop)
    programs = ProgramDigests.current(manifest)
  }

  /// Opens a fixture. Stages whose inputs did not change since an earlier run are loaded from the replay cache.
  ///
  /// Throws `ManifestErrors` for a manifest that does not parse, and the engine's error when it does not start.
  public static func open(_ path: String) async throws -> FixtureSession {
    try await open(path, cache: .standard())
  }

  /// Opens a fixture with a cache.
  static func open(_ path: String, cache: ReplayCache) async throws -> FixtureSession {
    let manifest = try ManifestReader.read(path: path, checks: CheckRegistry.all)
    let engine = try await DuckDBEngine.open(DuckDBConfiguration(threads: 1))
    return FixtureSession(
      manifest: manifest, engine: engine, scratch: try ScratchFolder(in: engine.scratchFolder), path: path, cache: cache
    )
  }

  /// A table of a version: a data table, or the output of a stage. The version is replayed once.
  ///
  /// Throws a `CheckError` that says why the table is not there.
  public func table(_ name: String, version: String) async throws -> ReplayedTable {
    guard manifest.tables.contains(name) else {
      throw CheckError(
        "fixture '\(manifest.fixture)' has no table '\(name)'\(Suggestion.clause(for: name, among: manifest.tables))")
    }
    guard manifest.versions.contains(version) || version == Replayer.referenceVersion else {
      throw CheckError(
        "fixture '\(manifest.fixture)' has no version '\(version)'\(Suggestion.clause(for: version, among: manifest.versions))"
      )
    }
    let tables = try await replay(version)
    switch tables[name] {
    case .success(let made)?:
      var reference: Result<TableReference, TableFailure>?
      if version != Replayer.referenceVersion, Plan.hasReference(name, in: manifest) {
        if let stored = StoredReference(
          manifest, path: path, inputs: try await inputs(version), tables: [name],
          key: ProfileKey.setting(ProfileKey.environment))
        {
          reference = stored.table(name).map(TableReference.profile)
        } else {
          reference = try await self.replay(Replayer.referenceVersion)[name]?.map(TableReference.rows)
        }
      }
      return ReplayedTable(
        name: name, version: version, manifest: manifest, path: path, engine: engine, made: made,
        visible: tables.compactMapValues { try? $0.get().table }, reference: reference)
    case .failure(let failure)?: throw CheckError("table '\(name)' is not there: \(failure.message)")
    case nil: throw CheckError("table '\(name)' was not made")
    }
  }

  /// All tables of a version, in the engine.
  private func replay(_ version: String) async throws -> MadeTables {
    let replayer = Replayer(
      manifest: manifest, inputs: try await inputs(version), engine: runEngine, stop: stop, models: models,
      cache: cache.mode == .off ? nil : cache, programs: programs, emit: { _ in }, loaded: loaded)
    let tables = manifest.tables
    // Tables that all versions share are made once, whichever version asks first.
    let shared =
      shared
      ?? Task {
        do throws(GateStop) {
          let shared = try await replayer.shared(tables)
          var replay = Replay(version: "")
          for (name, table) in shared { replay.set(name, table) }
          _ = try await Self.load(replay, replayer)
          return .success(shared)
        } catch {
          return .failure(error)
        }
      }
    self.shared = shared
    let task =
      replays[version]
      ?? Task {
        do throws(GateStop) {
          let replay = try await replayer.replay(version, needed: tables, shared: try await shared.value.get())
          return .success(try await Self.load(replay, replayer))
        } catch {
          return .failure(error)
        }
      }
    replays[version] = task
    return try await task.value.get()
  }

  private static func load(_ replay: Replay, _ replayer: Replayer) async throws(GateStop) -> MadeTables {
    var made: MadeTables = [:]
    for name in replay.tables.keys.sorted() { made[name] = try await replayer.load(name, of: replay) }
    return made
  }

  /// The verified inputs of a version, with those that all versions share.
  ///
  /// Throws `InputErrors` when the fixture has a lock and an input is not what it says.
  private func inputs(_ version: String) async throws -> ResolvedInputs {
    if let known = resolved[version] { return try await known.value }
    let (manifest, path, stop) = (manifest, path, stop)
    let task = Task {
      let tables = Set(manifest.tables)
      let isReference = version == Replayer.referenceVersion
      let inputs = try await InputResolver(manifest, isParanoid: false, stop: stop).resolve(
        FixtureInput.of(manifest, tables: tables, referenceTables: isReference ? tables : [], versions: [version])
          + (isReference ? [] : FixtureInput.profile(manifest)))
      if let lock = try InputLock.read(directory: manifest.directory) {
        let faults = LockComparison(manifest: manifest, path: path, lock: lock).faults(inputs, isComplete: false)
        if !faults.isEmpty { throw InputErrors(faults.map { InputError($0) }) }
      }
      return inputs
    }
    resolved[version] = task
    return try await task.value
  }

  /// Ends the session and removes its scratch files.
  public func close() async {
    scratch.remove()
    await engine.close()
  }
}

/// A table of a replayed version.
public struct ReplayedTable: Sendable {
  /// The table's name.
  public let name: String
  /// The version.
  public let version: String
  let manifest: Manifest
  let path: String
  let engine: any Engine
  let made: Replay.Made
  let visible: [String: TableName]
  let reference: Result<TableReference, TableFailure>?

  /// The number of rows.
  public var rowCount: Int { made.rows }

  /// The columns.
  public var schema: Schema { made.schema }

  /// The values of a numeric column in the table's order; NaN where the value is null. Takes 8 bytes a row.
  public func doubles(_ column: String) async throws -> [Double] {
    let field = try TableShape(name: name, schema: schema).column(column)
    let dialect = engine.dialect
    let stream = try await engine.query(
      "SELECT \(dialect.quote(field.name)) FROM \(dialect.tableReference(made.table))")
    var values: [Double] = []
    values.reserveCapacity(rowCount)
    while let batch = try await stream.next() { try batch.columns.first?.appendDoubles(to: &values) }
    return values
  }

  /// The rows of a query over this table, which it sees under its name.
  public func rows(_ query: String, limit: Int = 1000) async throws -> [[Value]] {
    let text = StageQuery(dialect: engine.dialect, tables: [(name, made.table)]).select(query, limit: limit)
    return try await engine.query(text).rows(limit: limit)
  }

  /// Judges a check, written as in the manifest: `null_rate: { columns: temp, max: 0.05 }`.
  ///
  /// Throws `ManifestErrors` when the text is no check.
  ///
  /// - Parameters:
  ///   - check: one entry of the manifest's lists under `checks`, without the `- ` in front.
  ///   - output: the folder for files of failing rows; by default one below the system's folder for temporary files.
  public func judge(_ check: String, output: String? = nil) async throws -> [CaseResult] {
    let entry = try ManifestReader.entry(check, table: name, file: "check", checks: CheckRegistry.all)
    var alone = manifest
    alone.checks = [entry]
    let plan = try Plan(alone, versions: version == Replayer.referenceVersion ? [] : [version])
    var options = Gate.Options(fixtures: [path])
    // Other versions may be under way, and a stage must have one thread.
    options.threads = 1
    options.output = output ?? NSTemporaryDirectory() + "assay-expectations"
    let baseline = try BaselineStore(manifest).read(version)
    let judge = TableJudge(
      version: version, table: name, made: made, checks: plan.selected, plan: plan, options: options, path: path,
      engine: engine, stop: StopSwitch(), visible: visible, baseline: baseline, baselineProblem: nil)
    var known = Measurements()
    var recording = BaselineRecording()
    var departures = Departures(manifest: manifest, version: version)
    var results: [CaseResult] = []
    try await judge.judge(
      reference: reference, measuredReference: &known, recording: &recording,
      departures: &departures
    ) { results.append($0) }
    return results
  }
}
