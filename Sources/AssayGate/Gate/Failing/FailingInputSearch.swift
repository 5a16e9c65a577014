import AssayEngine
import AssayTable
import Foundation

/// Finds the fewest rows of a version's data whose replay, up to the divergent stage, still leads to the same first
/// divergence: by delta debugging, on an engine of its own.
final class FailingInputSearch {
  /// The most replays of one search.
  static let mostReplays = 200
  /// The most rows that are searched when not even those of a key lead there.
  static let mostRows = 2_000_000

  /// What was found.
  struct Found: Sendable {
    /// The tables, each as the content of a Parquet file.
    var tables: [(name: String, content: Data, rows: Int)]
    var replays: Int
    var isMinimal: Bool
  }

  /// The rows that are searched of one table: a file in which each has a number.
  private struct Base {
    var table: String
    var file: String
    var rows: Int
    var number: String
  }

  private let manifest: Manifest
  private let version: String
  private let stage: String
  private let column: String
  private let comparison: GoldenComparison
  private let inputs: ResolvedInputs
  private let source: any Engine
  private let engine: RunEngine
  private let stop: StopSwitch
  private let needed: [String]
  private let models = ModelCache()
  private let loaded = LoadedTables()
  private let started = ContinuousClock.now
  private var shared: [String: Result<Replay.Known, TableFailure>]?
  private var replays = 0
  private var mostReplays = FailingInputSearch.mostReplays
  private var seconds: Double
  /// Whether replays or time ran out before some rows were tried at all.
  private(set) var isCutShort = false
  /// The golden row that must have today's value still; `nil` when any approved row may differ.
  private var target: GoldenComparison.Difference?
  private var folder = ""
  private var lastFolder: String?

  /// - Parameters:
  ///   - inputs: what the version's replay took.
  ///   - source: the engine that has the version's tables.
  ///   - seconds: the time that the search may take.
  init(
    manifest: Manifest, version: String, stage: String, column: String, comparison: GoldenComparison,
    inputs: ResolvedInputs, source: any Engine, memoryLimit: Int?, seconds: Double, stop: StopSwitch
  ) {
    self.manifest = manifest
    self.version = version
    self.stage = stage
    self.column = column
    self.comparison = comparison
    self.inputs = inputs
    self.source = source
    self.stop = stop
    self.seconds = seconds
    engine = RunEngine(memoryLimit: memoryLimit, stop: stop)
    needed = Plan.closure(of: [stage], in: manifest)
  }

  /// Does the search with an engine that is open, and closes it.
  func outcome(
    _ body: (FailingInputSearch) async throws(SearchFailure) -> Found
  ) async -> Result<Found, SearchFailure> {
    let result: Result<Found, SearchFailure>
    do throws(SearchFailure) {
      do {
        folder = try await engine.opened().scratch.makeFolder("smallest")
      } catch {
        throw SearchFailure("the smallest failing input was not searched: no engine could be opened for it")
      }
      result = .success(try await body(self))
    } catch {
      result = .failure(error)
    }
    await engine.close()
    return result
  }

  /// Makes the rows fewer that meet the conditions; `nil` when all of them together do not lead to the divergence.
  ///
  /// - Parameter target: a golden row that must have the value of the whole version's replay; `nil` when it is enough
  ///   that some approved row differs.
  func minimize(
    _ tables: [(table: String, made: Replay.Made)], _ conditions: [String?], target: GoldenComparison.Difference?
  ) async throws(SearchFailure) -> Found? {
    self.target = target
    var bases: [Base] = []
    for (index, table) in tables.enumerated() {
      guard let base = try await base(table.table, table.made, conditions[index]) else { return nil }
      bases.append(base)
    }
    let all = Array(0..<bases.reduce(0) { $0 + $1.rows })
    do throws(GateStop) {
      guard !all.isEmpty else { return nil }
      let answer = try await shows(all, bases)
      if answer == nil { isCutShort = true }
      guard answer == true else { return nil }
      let outcome = try await DeltaDebugging.minimize(all) { (items) async throws(GateStop) in
        try await self.shows(items, bases)
      }
      let files = try await self.write(outcome.items, bases, to: "found")
      var found = Found(tables: [], replays: replays, isMinimal: outcome.isMinimal)
      for (base, file) in zip(bases, files) {
        guard let content = FileManager.default.contents(atPath: file.path) else { throw GateStop.current }
        found.tables.append((base.table, content, file.rows))
      }
      return found
    } catch {
      throw stop.reason == nil
        ? SearchFailure("the smallest failing input was not found: a replay could not be set up") : .stopped
    }
  }

  /// Allows a further, shorter search when the first one has run out of replays or time.
  func allowMore() {
    mostReplays = replays + Self.mostReplays / 4
    seconds += seconds / 2
  }

  private func base(
    _ table: String, _ made: Replay.Made, _ condition: String?
  ) async throws(SearchFailure) -> Base? {
    if condition == nil, made.rows > Self.mostRows {
      throw SearchFailure(
        "the smallest failing input was not searched among all \(Format.rows(made.rows)) of '\(table)'")
    }
    var number = "assay_row"
    while made.schema.names.contains(where: { $0.lowercased() == number }) { number += "_" }
    let file = "\(folder)/\(UUID().uuidString).parquet"
    let dialect = source.dialect
    do throws(EngineError) {
      let rows = "FROM \(dialect.tableReference(made.table))\(condition.map { " WHERE \($0)" } ?? "")"
      try await source.copy("SELECT row_number() OVER () - 1 AS \(number), * \(rows)", to: file, .parquet)
      let count = try await source.rows("SELECT count(*) FROM \(try source.parquet([file]))", limit: 1)
      return Base(table: table, file: file, rows: count.first?.first?.integer ?? 0, number: number)
    } catch {
      if error.kind == .cancelled { throw .stopped }
      // A key of another type than the column's: all rows are tried then.
      return nil
    }
  }

  // MARK: Replays

  /// Whether some rows lead to the same first divergence; `nil` when replays or time have run out, but for the first
  /// replay, so that a busy machine finds what a single one shows.
  private func shows(_ items: [Int], _ bases: [Base]) async throws(GateStop) -> Bool? {
    guard replays == 0 || (replays < mostReplays && (ContinuousClock.now - started).seconds < seconds) else {
      return nil
    }
    try stop.check()
    replays += 1
    let files = try await write(items, bases, to: "replay \(replays)")
    let replaced = files.map { file in
      InputFile(
        digest: InputDigest(address: file.path, sha256: "", size: 1), path: file.path, name: file.name,
        shown: "\(file.table).parquet")
    }
    var replayer = Replayer(
      manifest: manifest,
      inputs: inputs.replacing(Dictionary(zip(bases.map(\.table), replaced)) { $1 }, of: version), engine: engine,
      stop: stop, models: models, emit: { _ in })
    replayer.loaded = loaded
    let known: [String: Result<Replay.Known, TableFailure>]
    if let shared { known = shared } else { known = try await replayer.shared(needed) }
    shared = known
    let replay = try await replayer.replay(version, needed: needed, shared: known)
    let answer = try await isSame(replay, replayer)
    await replayer.drop(version)
    return answer
  }

  /// Whether the first golden rows that differ are those of the stage, in the column.
  private func isSame(_ replay: Replay, _ replayer: Replayer) async throws(GateStop) -> Bool {
    let opened = try await engine.opened()
    for table in needed where !comparison.checks(of: table).isEmpty {
      guard case .success(let made) = try await replayer.load(table, of: replay),
        let today = try await comparison.lookUp(table, made, opened.engine)
      else { return false }
      let first = comparison.firstColumn(table, made.schema.names, today)
      if table == stage {
        guard let target else { return first == column }
        return first == column
          && comparison.differences(table, column: column, today).contains {
            $0.key == target.key && KeyedRows.isSame($0.today, target.today)
          }
      }
      if first != nil || today.repeatedKeys > 0 { return false }
    }
    return false
  }

  private struct Written {
    var table: String
    var path: String
    var name: String
    var rows: Int
  }

  /// Writes some rows of each table to a file of its own.
  private func write(_ items: [Int], _ bases: [Base], to name: String) async throws(GateStop) -> [Written] {
    let opened = try await engine.opened().engine
    let target = "\(folder)/\(name)"
    if let lastFolder { try? FileManager.default.removeItem(atPath: lastFolder) }
    lastFolder = target
    var written: [Written] = []
    var first = 0
    do {
      try FileManager.default.createDirectory(atPath: target, withIntermediateDirectories: true)
      for (index, base) in bases.enumerated() {
        let own = items.filter { $0 >= first && $0 < first + base.rows }.map { $0 - first }
        first += base.rows
        let file = "\(index).parquet"
        try await opened.copy(
          "SELECT * EXCLUDE (\(base.number)) FROM \(try opened.parquet([base.file])) WHERE "
            + "\(Self.condition(base.number, own)) ORDER BY \(base.number)", to: "\(target)/\(file)", .parquet)
        written.append(Written(table: base.table, path: "\(target)/\(file)", name: file, rows: own.count))
      }
    } catch { throw GateStop.current }
    return written
  }

  /// The condition that a number is among some, which are in order: by their ranges.
  static func condition(_ name: String, _ numbers: [Int]) -> String {
    var ranges: [ClosedRange<Int>] = []
    for number in numbers {
      if let last = ranges.last, last.upperBound + 1 == number {
        ranges[ranges.count - 1] = last.lowerBound...number
      } else {
        ranges.append(number...number)
      }
    }
    let parts = ranges.map { "\(name) BETWEEN \($0.lowerBound) AND \($0.upperBound)" }
    return parts.isEmpty ? "FALSE" : parts.joined(separator: " OR ")
  }
}
