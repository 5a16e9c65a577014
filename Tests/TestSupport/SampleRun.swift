import AssayGate
import Foundation

/// The events of a run as the gate sends them: one fixture, its reference and two versions, every verdict once.
public enum SampleRun {
  /// 2026-11-23T08:52:27 in UTC.
  public static let started = Date(timeIntervalSince1970: 1_795_423_947)

  public static let header = RunHeader(
    id: "7f3a9c01", started: started, tool: "0.1.0", seed: 20_261_123,
    runtimes: ["onnxruntime": "1.32.0", "duckdb": "1.5.5"])

  public static let fixture = FixtureHeader(
    name: "flights", manifest: "fixtures/flights/assay.yaml",
    manifestDigest: "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    versions: ["2013-04", "2013-05"],
    reference: "2013-01…03", checksPerVersion: 6, budget: 0.05)

  /// Verdicts of the first version: one of each.
  public static let cases: [CaseResult] = [
    result(
      .pass, "flights", "row_count", metrics: [Metric("rows", 27_662, n: 27_662)], limits: ["min 20000"], line: 17),
    result(
      .fail, "features", "mode_spike", column: "temp",
      metrics: [
        Metric("mode_share", 0.022124, n: 27_662, definition: "mode_share(new)", lower: 0.0204, upper: 0.0239)
      ], limits: ["max 0.005"], line: 27, message: "2.2 % of the rows have the value 0, in the reference 0.0 %",
      details: ["time_hour          carrier  temp", "2013-04-03 09:00Z  UA       0"],
      attachments: ["test-results/assay/flights/mode_spike.temp.csv"]),
    result(
      .warn, "features", "drift", column: "temp", metrics: [Metric("ks", 0.63, n: 30, definition: "ks(clustered)")],
      limits: ["max 0.1"], line: 24, severity: .warn, message: "moved by D = 0.63, limit 0.10",
      why: "weather is seasonal"),
    result(
      .inconclusive, "features", "drift", column: "seats", metrics: [Metric("ks", 0.04, n: 100)], limits: ["max 0.1"],
      line: 24, message: "estimate 0.04, limit 0.10: 1,050 rows would do"),
    result(
      .error, "score", "roc_auc", slice: "origin=EWR", line: 30, message: "the slice has one class only: no ROC AUC",
      rerun: ""),
    result(
      .skipped, "score", "null_rate", column: "p_late", line: 33, message: "suppressed: null_rate 0.3, limit 0.25",
      suppression: .init(until: "2026-12-31", why: "ticket 12", daysLeft: 38)),
  ]

  public static let divergence = Divergence(
    fixture: "flights", version: "2013-04", stage: "features", column: "temp",
    message: "today's replay leaves the approved one in 612 of 27,662 rows (2.2 %)",
    examples: [
      ["time_hour", "carrier", "approved", "today"], ["2013-04-03 09:00Z", "UA", "null", "0"],
      ["2013-04-03 09:00Z", "B6", "null", "0"],
    ], carriesInto: ["score.p_late", "decision.notify"],
    location: SourceLocation(file: "fixtures/flights/stages/features.sql", line: 18),
    rerun: "assay run fixtures/flights --version 2013-04 --stage features")

  /// A whole run; the first version has ``cases``, the second only passes.
  public static func events(exitCode: ExitCode = .notEvaluated) -> [GateEvent] {
    var tally = Tally()
    var events: [GateEvent] = [.runStarted(header), .fixtureStarted(fixture)]
    events += version("reference", rows: 77_911, cases: [], seconds: 0.31)
    events += version("2013-04", rows: 27_662, cases: cases, seconds: 0.42)
    let green = [
      result(.pass, "flights", "row_count", version: "2013-05", limits: ["min 20000"], line: 17),
      result(.pass, "features", "null_rate", version: "2013-05", column: "temp", limits: ["max 0.25"], line: 20),
    ]
    events += version("2013-05", rows: 28_128, cases: green, seconds: 0.4)
    for item in cases + green { tally.add(item.verdict) }
    events.append(
      .fixtureFinished(
        FixtureResult(name: "flights", tally: tally, firstDivergence: divergence, failures: [], seconds: 1.2)))
    events.append(
      .runFinished(
        Outcome(tally: tally, firstDivergence: divergence, failures: [], exitCode: exitCode, seconds: 1.25)))
    return events
  }

  /// A run of one fixture and one version with the given cases.
  public static func events(
    cases: [CaseResult], exitCode: ExitCode, failures: [String] = [], fixtureFailures: [String] = []
  ) -> [GateEvent] {
    var tally = Tally()
    for item in cases { tally.add(item.verdict) }
    return [.runStarted(header), .fixtureStarted(fixture)] + version("2013-04", rows: 100, cases: cases, seconds: 0.5)
      + [
        .fixtureFinished(
          FixtureResult(name: "flights", tally: tally, firstDivergence: nil, failures: fixtureFailures, seconds: 0.5)),
        .runFinished(
          Outcome(tally: tally, firstDivergence: nil, failures: failures, exitCode: exitCode, seconds: 0.5)),
      ]
  }

  /// One version's events.
  public static func version(_ version: String, rows: Int, cases: [CaseResult], seconds: Double) -> [GateEvent] {
    var events: [GateEvent] = [.versionStarted(fixture: "flights", version: version)]
    for (stage, kind) in [("flights", "data"), ("features", "sql"), ("score", "model")] {
      events.append(.stageStarted(fixture: "flights", version: version, stage: stage))
      events.append(
        .stageFinished(
          StageResult(fixture: "flights", version: version, stage: stage, kind: kind, rows: rows, seconds: 0.1)))
    }
    events += cases.map { .caseFinished($0) }
    var tables: [VersionResult.TableTally] = []
    for item in cases {
      if tables.last?.table != item.table { tables.append(.init(table: item.table, tally: Tally())) }
      tables[tables.count - 1].tally.add(item.verdict)
    }
    return events + [
      .versionFinished(
        VersionResult(fixture: "flights", version: version, rows: rows, tables: tables, seconds: seconds))
    ]
  }

  /// A case of the fixture `flights`.
  public static func result(
    _ verdict: Verdict, _ table: String, _ kind: String, version: String = "2013-04", column: String? = nil,
    slice: String? = nil, metrics: [Metric] = [], limits: [String] = [], line: Int = 10, severity: Severity = .fail,
    message: String = "holds", details: [String] = [], attachments: [String] = [], why: String? = nil,
    suppression: CaseResult.Suppression? = nil, rerun: String? = nil
  ) -> CaseResult {
    let check = "\(table).\(kind)" + (column.map { ".\($0)" } ?? "")
    return CaseResult(
      fixture: "flights", version: version, table: table, check: check, kind: kind, column: column, slice: slice,
      verdict: verdict, severity: severity, message: message, details: details, metrics: metrics, limits: limits,
      n: metrics.first?.n ?? 27_662, location: SourceLocation(file: fixture.manifest, line: line, column: 7),
      rerun: rerun ?? "assay run fixtures/flights --version \(version) --check \(check)", attachments: attachments,
      why: why, suppression: suppression, seconds: 0.0125)
  }

  /// Runs a body with a new folder, which is removed afterwards.
  public static func withFolder<Value>(_ body: (String) throws -> Value) throws -> Value {
    let folder = NSTemporaryDirectory() + "/assay-tests-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    return try body(folder)
  }

  /// Sends events to a recorder.
  public static func send(_ events: [GateEvent], to recorder: some Recorder) throws {
    for event in events { try recorder.record(event) }
  }
}
