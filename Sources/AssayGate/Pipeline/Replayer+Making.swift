import AssayEngine
import AssayModels
import AssayTable

/// How one table comes into the engine: read from its files, or run from its inputs.
extension Replayer {
  static func schema(_ version: String) -> String {
    version == sharedSchema ? sharedSchema : "version \(version)"
  }

  func reference(_ data: DataDeclaration, _ version: String) -> PathReference? {
    if let shared = data.shared { return shared }
    return version == Self.referenceVersion ? data.reference : data.versions.first { $0.name == version }?.path
  }

  func loadData(
    _ data: DataDeclaration, _ place: TableName, _ replay: Replay
  ) async throws(GateStop) -> Result<Replay.Made, TableFailure> {
    let opened = try await engine.opened()
    let path = reference(data, replay.version)
    return try await make(data.name, place, replay) { () async throws(TableFailure) in
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

  func make(
    _ name: String, _ table: TableName, _ replay: Replay, _ body: () async throws(TableFailure) -> Void
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
        throw TableFailure(
          ExactText.isSame(twice.first, twice.second)
            ? "table '\(name)' has two columns named '\(twice.second)'; rename one"
            : "table '\(name)' has two columns that look alike, '\(LookAlikes.spelt(twice.first))' and "
              + "'\(LookAlikes.spelt(twice.second))'; rename one")
      }
      let count = rows.first?.first?.integer ?? 0
      made = .success(
        Replay.Made(table: table, schema: schema, rows: count, emptiness: count == 0 ? emptiness(name, replay) : nil))
    } catch {
      try stop.check()
      if error.isStop { throw GateStop.current }
      made = .failure(error)
    }
    loaded[table] = made
    return made
  }

  /// The first name that an earlier one is equal to, or looks like: names whose characters are composed in other ways
  /// would be one to whoever reads the report.
  private static func firstRepeated(_ names: [String]) -> (first: String, second: String)? {
    var seen: Set<String> = []
    for name in names {
      let (isNew, earlier) = seen.insert(name)
      if !isNew { return (earlier, name) }
    }
    return nil
  }

  func run(
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
    return try await make(stage.name, table, replay) { () async throws(TableFailure) in
      do throws(TableFailure) { try await run(stage, replay, inputs, opened, table) } catch {
        throw error.blaming(inputs)
      }
    }
  }

  private func run(
    _ stage: StageDeclaration, _ replay: Replay, _ inputs: [(name: String, made: Replay.Made)],
    _ opened: RunEngine.Opened, _ table: TableName
  ) async throws(TableFailure) {
    let engine = opened.engine
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

  // MARK: Tables without rows

  /// Why a table that has no rows has none, as far as that comes from a CSV file that holds a heading alone; whatever is
  /// in the cache, it is the same.
  private func emptiness(_ name: String, _ replay: Replay) -> String? {
    if let data = manifest.data.first(where: { $0.name == name }) {
      guard let path = reference(data, replay.version), let files = try? inputs.files(path), let first = files.first,
        TableLoader.isCSV(first.name)
      else { return nil }
      let shown = files.count == 1 ? first.shown : "each of its \(files.count) files, such as \(first.shown),"
      return "\(shown) holds a heading alone, which does not tell the types of the columns"
    }
    guard let stage = manifest.stages.first(where: { $0.name == name }) else { return nil }
    for key in stage.from where rows(key.name, replay) == 0 {
      if let cause = emptiness(key.name, replay) { return "its input '\(key.name)' has none: \(cause)" }
    }
    return nil
  }

  private func rows(_ name: String, _ replay: Replay) -> Int? {
    guard case .success(let known)? = replay.tables[name] else { return nil }
    return known.rows ?? (try? loaded[known.table]?.get())?.rows
  }
}

extension TableFailure {
  /// The failure of a stage, with the reason why one of its inputs has no rows: its columns are text then, whatever they
  /// are in other versions.
  fileprivate func blaming(_ inputs: [(name: String, made: Replay.Made)]) -> TableFailure {
    guard !isStop, let (name, made) = inputs.first(where: { $0.made.emptiness != nil }), let cause = made.emptiness
    else { return self }
    return TableFailure("\(message) · its input '\(name)' has no rows: \(cause)")
  }
}
