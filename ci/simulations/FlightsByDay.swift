import AssayConcurrency
import AssayEngine
import AssayGate
import Foundation

/// The flights of January to March, split at random by day: no drift, but rows of one day come together.
///
/// Each split is a fixture of its own, judged by the gate from files to verdicts, once with `cluster: day` and once as if
/// rows were independent.
struct FlightsByDay {
  /// What the gate said of one split.
  struct Split: Sendable {
    /// The verdict for each column, with clusters and without.
    var clustered: [String: Verdict] = [:]
    var independent: [String: Verdict] = [:]
  }

  static let columns = [
    "hour", "minute", "dow", "distance", "plane_age", "seats", "temp", "dewp", "humid", "wind_speed", "wind_dir",
    "precip", "pressure", "visib", "carrier", "origin", "dest",
  ]

  let seed: UInt64
  let fixture: String

  /// Judges random splits, one after the other; the gate uses all cores.
  func splits(_ count: Int) async throws -> [Split] {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(
      "assay-trust-\(UInt64.random(in: 0 ... .max))")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let engine = try await DuckDBEngine.open()
    do {
      let days = try await load(engine)
      var splits: [Split] = []
      for number in 0..<count { splits.append(try await split(number, days, engine, folder)) }
      await engine.close()
      return splits
    } catch {
      await engine.close()
      throw error
    }
  }

  /// Makes the features of the reference by the fixture's own stage, and says which days there are.
  private func load(_ engine: DuckDBEngine) async throws -> [String] {
    let data = fixture + "/data"
    let flights = ["01", "02", "03"].map { "\(data)/flights/2013-\($0).parquet" }
    let tables = [
      ("flights", flights), ("weather", ["\(data)/weather.parquet"]), ("planes", ["\(data)/planes.parquet"]),
    ]
    for (name, files) in tables {
      let list = files.map { "'\($0)'" }.joined(separator: ", ")
      try await engine.execute("CREATE VIEW \(name) AS SELECT * FROM read_parquet([\(list)])")
    }
    let stage = try String(contentsOfFile: fixture + "/stages/features.sql", encoding: .utf8)
    try await engine.execute("CREATE TABLE features AS (\(stage))")
    let rows = try await engine.rows("SELECT DISTINCT CAST(day AS VARCHAR) FROM features ORDER BY 1")
    return rows.compactMap { if case .text(let day)? = $0.first { day } else { nil } }
  }

  private func split(_ number: Int, _ days: [String], _ engine: DuckDBEngine, _ folder: URL) async throws -> Split {
    var random = RandomNumbers(seed: seed, stream: 1 << 62 | UInt64(number))
    let shuffled = days.shuffled(using: &random)
    for (name, part) in [
      ("reference", shuffled.prefix(days.count / 2)), ("current", shuffled.suffix(days.count - days.count / 2)),
    ] {
      let list = part.map { "DATE '\($0)'" }.joined(separator: ", ")
      try await engine.execute(
        "COPY (SELECT * FROM features WHERE day IN (\(list))) TO '\(folder.path)/\(name).parquet' (FORMAT parquet)")
    }
    let names = Self.columns.joined(separator: ", ")
    let manifest = """
      assay: 1
      fixture: split
      budget: \(2 * Manifest.defaultBudget)
      data:
        features:
          reference: reference.parquet
          versions: { current: current.parquet }
      checks:
        features:
          - drift: { columns: [\(names)], cluster: day }
            id: clustered
          - drift: { columns: [\(names)] }
            id: independent
      """
    try manifest.write(to: folder.appendingPathComponent("assay.yaml"), atomically: true, encoding: .utf8)
    var options = Gate.Options(fixtures: [folder.path])
    options.output = folder.path + "/output"
    let recorder = VerdictRecorder()
    let outcome = await Gate(options, recorders: [recorder]).run()
    let results = recorder.results
    guard outcome.failures.isEmpty, results.count == 2 * Self.columns.count else {
      throw SimulationError("split \(number) was not judged: \(outcome.failures.joined(separator: "; "))")
    }
    var split = Split()
    for result in results {
      guard result.verdict != .error, let column = result.column else {
        throw SimulationError("split \(number), \(result.check): \(result.message)")
      }
      if result.check == "clustered" {
        split.clustered[column] = result.verdict
      } else {
        split.independent[column] = result.verdict
      }
    }
    return split
  }
}

/// Keeps what a run said of each case.
private final class VerdictRecorder: Recorder {
  let name = "verdicts"
  private let kept = Locked<[CaseResult]>([])

  var results: [CaseResult] { kept.withLock { $0 } }

  func invalidate() {}

  func record(_ event: GateEvent) {
    if case .caseFinished(let result) = event { kept.withLock { $0.append(result) } }
  }
}
