import AssayEngine
import AssayTable
import Foundation

/// Adds to a divergence the inputs that led there, and the fewest rows of the version's data that still show it.
///
/// Whatever keeps it from that is a note on the divergence: it changes no verdict.
struct DivergenceStudy {
  let plan: Plan
  let options: Gate.Options
  /// The fixture's path as the user wrote it.
  let path: String
  let replayer: Replayer
  let replay: Replay
  let comparison: GoldenComparison
  let stop: StopSwitch

  /// The most rows of an input that are shown.
  private static let shownRows = 3
  /// The most columns of an input that are shown.
  private static let shownColumns = 8
  /// The golden rows whose keys are tried for a start.
  private static let triedKeys = 3

  private var manifest: Manifest { plan.manifest }

  /// The divergence with what was found.
  func complete(_ divergence: Divergence) async throws(GateStop) -> Divergence {
    var divergence = divergence
    guard let stage = manifest.stages.first(where: { $0.name == divergence.stage }), let column = divergence.column
    else { return divergence }
    guard case .success(let made) = try await replayer.load(stage.name, of: replay) else { return divergence }
    let engine = try await replayer.engine.opened().engine
    guard !comparison.checks(of: stage.name).isEmpty,
      let today = try await comparison.lookUp(stage.name, made, engine)
    else {
      divergence.note =
        "no golden rows were approved for '\(stage.name)', so no rows of the input can be named; add a 'golden' check"
      return divergence
    }
    let differing = comparison.differences(stage.name, column: column, today)
    guard let first = differing.first else {
      divergence.note =
        "no golden row differs in \(column), so no rows of the input can be named; approve more rows ('rows') to see some"
      return divergence
    }
    let keys = baselineKey(stage.name)
    divergence.inputs = try await inputs(of: stage, keys, first.key, column, engine)
    let tables = manifest.data.filter {
      $0.shared == nil && Plan.closure(of: [stage.name], in: manifest).contains($0.name)
    }
    guard !tables.isEmpty else { return divergence }
    do throws(SearchFailure) {
      divergence.smallest = try await search(stage.name, column, tables.map(\.name), keys, differing, engine)
    } catch {
      try stop.check()
      divergence.note = error.reason
    }
    return divergence
  }

  private func baselineKey(_ table: String) -> [String] { comparison.baseline.tables[table]?.golden?.key ?? [] }

  // MARK: Inputs

  /// The rows of a stage's inputs that share columns with a key; those that share all of it first.
  private func inputs(
    of stage: StageDeclaration, _ names: [String], _ key: [String?], _ column: String, _ engine: any Engine
  ) async throws(GateStop) -> [Divergence.Input] {
    var found: [(shared: Int, input: Divergence.Input)] = []
    let dialect = engine.dialect
    for from in stage.from {
      guard case .success(let made) = try await replayer.load(from.name, of: replay),
        let condition = KeyCondition.sql(names, key, made.schema, dialect)
      else { continue }
      let own = names.filter { made.schema[$0] != nil }
      let further = made.schema.names.filter { !own.contains($0) }
      let columns = (own + further.filter { $0 == column } + further.filter { $0 != column })
        .filter { !comparison.privateColumns.contains($0) }.prefix(Self.shownColumns)
      guard !columns.isEmpty else { continue }
      let source = "FROM \(dialect.tableReference(made.table)) WHERE \(condition)"
      let order = (1...columns.count).map(String.init).joined(separator: ", ")
      do throws(EngineError) {
        let count = try await engine.rows("SELECT count(*) \(source)", limit: 1).first?.first?.integer ?? 0
        let rows = try await engine.rows(
          "SELECT \(columns.map(dialect.quote).joined(separator: ", ")) \(source) ORDER BY \(order) LIMIT \(Self.shownRows)"
        )
        found.append(
          (
            own.count,
            Divergence.Input(
              table: from.name, rows: [Array(columns)] + rows.map { $0.map { $0.text ?? "null" } }, count: count)
          ))
      } catch {
        // A key of another type than the column's: the table shares the name alone.
        if error.kind == .cancelled { throw GateStop.current }
      }
    }
    return found.enumerated().sorted { ($1.element.shared, $0.offset) < ($0.element.shared, $1.offset) }
      .map(\.element.input)
  }

  // MARK: Search

  private func search(
    _ stage: String, _ column: String, _ tables: [String], _ names: [String],
    _ differing: [GoldenComparison.Difference], _ engine: any Engine
  ) async throws(SearchFailure) -> SmallestInput {
    var schemas: [(table: String, made: Replay.Made)] = []
    for table in tables {
      let loaded: Result<Replay.Made, TableFailure>
      do throws(GateStop) { loaded = try await replayer.load(table, of: replay) } catch { throw .stopped }
      guard case .success(let made) = loaded else { throw SearchFailure("table '\(table)' is not there") }
      if let hidden = made.schema.names.first(where: comparison.privateColumns.contains) {
        throw SearchFailure(
          "the smallest failing input is not written: column '\(hidden)' of '\(table)' is private, and its values may not "
            + "be kept in a file")
      }
      schemas.append((table, made))
    }
    let search = FailingInputSearch(
      manifest: manifest, version: replay.version, stage: stage, column: column, comparison: comparison,
      inputs: replayer.inputs, source: engine, memoryLimit: options.memoryLimit,
      seconds: options.searchSeconds, stop: stop)
    let found = await search.outcome { search async throws(SearchFailure) in
      let starts = differing.prefix(Self.triedKeys).map { target in
        (target, schemas.map { KeyCondition.sql(names, target.key, $0.made.schema, engine.dialect) })
      }.filter { $0.1.contains { $0 != nil } }
      // Rows that share the key are enough where each row of the stage is made of them alone.
      for (target, conditions) in starts {
        if let found = try await search.minimize(schemas, conditions, target: target) { return found }
      }
      // Else rows around it count too: with them, the golden row must have today's value still.
      let whole = try await search.minimize(schemas, schemas.map { _ in nil }, target: differing.first)
      if let whole, whole.isMinimal { return whole }
      search.allowMore()
      for (_, conditions) in starts {
        if let found = try await search.minimize(schemas, conditions, target: nil) { return found }
      }
      if let whole { return whole }
      throw SearchFailure(
        "the smallest failing input was not found: "
          + (search.isCutShort
            ? "replays took longer than the time there is for it"
            : "the version's rows, replayed alone, do not lead to the same divergence"))
    }
    let result = try found.get()
    return try await publish(result)
  }

  /// Writes the rows below the folder for reports.
  private func publish(_ found: FailingInputSearch.Found) async throws(SearchFailure) -> SmallestInput {
    let folder =
      "\(options.output)/smallest/\(FileName.safe(manifest.fixture))/\(FileName.safe(replay.version))"
    var files: [SmallestInput.File] = []
    do {
      try? FileManager.default.removeItem(atPath: folder)
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
      for table in found.tables {
        let file = "\(folder)/\(FileName.safe(table.name)).parquet"
        try table.content.write(to: URL(fileURLWithPath: file), options: .atomic)
        files.append(SmallestInput.File(table: table.name, path: Display.path(file), rows: table.rows))
      }
    } catch {
      throw SearchFailure("the smallest failing input cannot be written: \(error.localizedDescription)")
    }
    let given = files.map { ReplacedData(table: $0.table, file: $0.path) }
    return SmallestInput(
      files: files, replays: found.replays, isMinimal: found.isMinimal,
      rerun: Rerun.command(path, version: replay.version, given))
  }
}

/// Why no smallest failing input is there.
struct SearchFailure: Error, Sendable {
  var reason: String

  init(_ reason: String) { self.reason = reason }

  static var stopped: SearchFailure { SearchFailure("the run was stopped") }
}
