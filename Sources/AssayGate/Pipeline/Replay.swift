import AssayEngine
import AssayModels
import AssayTable
import Foundation

/// All tables of one version, made by today's code.
struct Replay: Sendable {
  /// A table that was made.
  struct Made: Sendable {
    var table: TableName
    var schema: Schema
    var rows: Int
  }

  /// The version, or `reference`.
  let version: String
  /// The tables by name, made or not.
  private(set) var tables: [String: Result<Made, TableFailure>] = [:]

  init(version: String) { self.version = version }

  /// The tables that were made, by name.
  var made: [String: TableName] { tables.compactMapValues { try? $0.get().table } }

  mutating func set(_ name: String, _ result: Result<Made, TableFailure>) { tables[name] = result }
}

/// Replays a fixture's stages over its versions.
struct Replayer {
  let manifest: Manifest
  let inputs: ResolvedInputs
  let engine: any Engine
  let stop: StopSwitch
  let scratch: ScratchFolder
  let models: ModelCache
  let emit: @Sendable (GateEvent) -> Void

  private var loader: TableLoader { TableLoader(engine: engine) }

  /// The name of the engine's schema for tables that all versions share.
  private static let sharedSchema = "shared"

  /// Loads the data tables that all versions share.
  func loadShared(_ needed: [String]) async throws(GateStop) -> [String: Result<Replay.Made, TableFailure>] {
    var tables: [String: Result<Replay.Made, TableFailure>] = [:]
    try? await engine.createSchema(Self.sharedSchema)
    for data in manifest.data where needed.contains(data.name) {
      guard let path = data.shared else { continue }
      tables[data.name] = try await make(data.name, in: Self.sharedSchema) { table async throws(TableFailure) in
        try await loader.load(try resolve(path), as: table, place: place)
      }
    }
    return tables
  }

  /// Replays the tables that are needed over one version.
  func replay(
    _ version: String, needed: [String], shared: [String: Result<Replay.Made, TableFailure>]
  ) async throws(GateStop) -> Replay {
    var replay = Replay(version: version)
    let schema = "version \(version)"
    do {
      try await engine.createSchema(schema)
    } catch {
      if error.kind == .cancelled { throw GateStop.current }
    }
    for data in manifest.data where needed.contains(data.name) {
      if let table = shared[data.name] {
        replay.set(data.name, table)
        continue
      }
      let started = ContinuousClock.now
      let path =
        version == Self.referenceVersion ? data.reference : data.versions.first { $0.name == version }?.path
      let result = try await make(data.name, in: schema) { table async throws(TableFailure) in
        guard let path else {
          throw TableFailure(
            "table '\(data.name)' has no \(version == Self.referenceVersion ? "reference" : "version '\(version)'"); add it at \(data.location)"
          )
        }
        try await loader.load(try resolve(path), as: table, place: place)
      }
      replay.set(data.name, result)
      emit(.stageFinished(self.result(data.name, "data", version, result, started)))
    }
    for stage in manifest.stages where needed.contains(stage.name) {
      emit(.stageStarted(fixture: manifest.fixture, version: version, stage: stage.name))
      let started = ContinuousClock.now
      let result = try await run(stage, replay, schema)
      replay.set(stage.name, result)
      emit(.stageFinished(self.result(stage.name, stage.kind.name, version, result, started)))
    }
    return replay
  }

  /// The name under which the reference is replayed.
  static let referenceVersion = "reference"

  private func result(
    _ name: String, _ kind: String, _ version: String, _ result: Result<Replay.Made, TableFailure>,
    _ started: ContinuousClock.Instant
  ) -> StageResult {
    var failure: String?
    if case .failure(let error) = result { failure = error.message }
    return StageResult(
      fixture: manifest.fixture, version: version, stage: name, kind: kind, rows: try? result.get().rows,
      seconds: (ContinuousClock.now - started).seconds, failure: failure)
  }

  private func resolve(_ path: PathReference) throws(TableFailure) -> [InputFile] {
    do throws(InputError) {
      return try inputs.files(path)
    } catch {
      throw error.isStop ? TableFailure.stopped : TableFailure(error.message)
    }
  }

  private func place(_ file: InputFile) throws(TableFailure) -> String {
    do { return try scratch.place(file) } catch {
      throw TableFailure("\(file.shown) cannot be handed over: \(error.localizedDescription)")
    }
  }

  private func make(
    _ name: String, in schema: String, _ body: (TableName) async throws(TableFailure) -> Void
  ) async throws(GateStop) -> Result<Replay.Made, TableFailure> {
    try stop.check()
    let table = TableName(schema: schema, name: name)
    do throws(TableFailure) {
      try await body(table)
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
      return .success(Replay.Made(table: table, schema: schema, rows: rows.first?.first?.integer ?? 0))
    } catch {
      try stop.check()
      if error.isStop { throw GateStop.current }
      return .failure(error)
    }
  }

  private static func firstRepeated(_ names: [String]) -> String? {
    var seen: Set<String> = []
    return names.first { !seen.insert($0).inserted }
  }

  // MARK: Stages

  private func run(
    _ stage: StageDeclaration, _ replay: Replay, _ schema: String
  ) async throws(GateStop) -> Result<Replay.Made, TableFailure> {
    var inputs: [(name: String, made: Replay.Made)] = []
    for key in stage.from {
      switch replay.tables[key.name] {
      case .success(let made)?: inputs.append((key.name, made))
      case .failure(let failure)?:
        return .failure(TableFailure("not run, because '\(key.name)' is not there: \(failure.message)"))
      case nil: return .failure(TableFailure("not run, because '\(key.name)' was not made"))
      }
    }
    return try await make(stage.name, in: schema) { table async throws(TableFailure) in
      switch stage.kind {
      case .sql(let path):
        try await SQLStage(engine: engine).run(
          try resolve(path), inputs: inputs.map { ($0.name, $0.made.table) }, into: table)
      case .model(let path, let modelInputs, let outputs):
        guard let file = try resolve(path).first, let input = inputs.first, inputs.count == 1 else {
          throw TableFailure("a model stage reads one table; stage '\(stage.name)' names \(inputs.count)")
        }
        let place = try place(file)
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
        try await CommandStage(engine: engine, stop: stop, scratch: scratch).run(
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
