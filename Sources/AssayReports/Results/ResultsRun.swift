import AssayGate
import Foundation

/// A run on its way into `results.json`.
struct ResultsRun {
  let report: ReportFile
  /// The first error; it is final.
  var failure: (any Error)?
  /// The file of an earlier run is gone.
  var isInvalidated = false

  private let now: @Sendable () -> Date
  private var header: RunHeader?
  private var fixtures: [Fixture] = []
  private var version: OpenVersion?
  private var spool: BufferedFile?
  /// Writes into the spool; stands within the array `versions` of a fixture.
  private var json = JSONWriter()

  private struct Fixture {
    var header: FixtureHeader
    var result: FixtureResult?
    /// Where the spool has the elements of `versions`, with commas between them.
    var versions: [Range<Int>] = []
    var tally = Tally()
  }

  private struct OpenVersion {
    var fixture: Int
    var name: String
    var start: Int
    var stages: [StageResult] = []
  }

  init(report: ReportFile, now: @escaping @Sendable () -> Date) {
    self.report = report
    self.now = now
    json.beginObject(lines: true)
    json.key("fixtures")
    json.beginArray(lines: true)
    json.beginObject(lines: true)
    json.key("versions")
    json.beginArray(lines: true)
  }

  mutating func invalidate() throws {
    var json = JSONWriter()
    Self.head(&json, exitCode: 2, failures: ["the run did not finish"], finished: nil, divergence: nil)
    json.key("fixtures")
    json.array([String]()) { $0.string($1) }
    Self.tail(&json, header: nil, seconds: nil, status: .didNotFinish, tally: Tally())
    try report.invalidate(with: String(decoding: json.bytes, as: UTF8.self))
    isInvalidated = true
  }

  mutating func record(_ event: GateEvent) throws {
    switch event {
    case .runStarted(let header): self.header = header
    case .fixtureStarted(let header): fixtures.append(Fixture(header: header))
    case .versionStarted(let fixture, let version): _ = try open(fixture, version)
    case .stageStarted: break
    case .stageFinished(let stage):
      try open(stage.fixture, stage.version)
      version?.stages.append(stage)
    case .caseFinished(let result): try record(result)
    case .versionFinished(let result):
      try open(result.fixture, result.version)
      try closeVersion(result)
    case .fixtureFinished(let result):
      try closeVersion(nil)
      fixtures[index(of: result.name)].result = result
    case .runFinished(let outcome):
      try closeVersion(nil)
      try write(outcome)
    }
  }

  private mutating func record(_ result: CaseResult) throws {
    try open(result.fixture, result.version)
    guard let version else { return }
    json.removeAll()
    json.result(result)
    try spool?.append(json.bytes)
    fixtures[version.fixture].tally.add(result.verdict)
  }

  /// Opens a version, closing another that did not finish.
  private mutating func open(_ fixture: String, _ name: String) throws {
    let index = index(of: fixture)
    if let version, version.fixture == index, version.name == name { return }
    try closeVersion(nil)
    if spool == nil { spool = try report.makeSpool() }
    guard let spool else { return }
    version = OpenVersion(fixture: index, name: name, start: spool.position)
    json.removeAll()
    json.resumeArray(count: fixtures[index].versions.count)
    json.beginObject(lines: true)
    json.key("cases")
    json.beginArray(lines: true)
    try spool.append(json.bytes)
  }

  private mutating func closeVersion(_ result: VersionResult?) throws {
    guard let version, let spool else { return }
    json.removeAll()
    json.endArray()
    json.approval(result?.baseline?.approval)
    json.field("rows", result?.rows)
    json.field("seconds", result?.seconds)
    json.key("stages")
    json.array(version.stages, lines: true) { $0.stage($1) }
    json.field("verdictsCached", (result?.tables ?? []).filter(\.isCached).map(\.table))
    json.field("version", version.name)
    json.endObject()
    try spool.append(json.bytes)
    fixtures[version.fixture].versions.append(version.start..<spool.position)
    self.version = nil
  }

  /// The last fixture of a name; one that was not announced is made up.
  private mutating func index(of name: String) -> Int {
    if let index = fixtures.lastIndex(where: { $0.header.name == name }) { return index }
    fixtures.append(
      Fixture(
        header: FixtureHeader(
          name: name, manifest: "", manifestDigest: "", versions: [], reference: nil, checksPerVersion: 0, budget: 0)))
    return fixtures.count - 1
  }

  private func write(_ outcome: Outcome) throws {
    try report.replace { file in
      var json = JSONWriter()
      Self.head(
        &json, exitCode: outcome.exitCode.rawValue, failures: outcome.failures, finished: now(),
        divergence: outcome.firstDivergence)
      json.key("fixtures")
      json.beginArray(lines: true)
      for fixture in fixtures { try write(fixture, to: file, &json) }
      json.endArray()
      Self.tail(
        &json, header: header, seconds: outcome.seconds, status: .init(outcome.exitCode), tally: outcome.tally,
        runtimes: outcome.runtimes, notes: outcome.notes, recorded: outcome.recordedBaselines,
        warnings: outcome.warnings)
      try file.append(json.bytes)
    }
  }

  private func write(_ fixture: Fixture, to file: BufferedFile, _ json: inout JSONWriter) throws {
    let header = fixture.header
    json.beginObject(lines: true)
    json.field("budget", header.budget.isFinite ? header.budget : 0)
    json.field("checksPerVersion", header.checksPerVersion)
    json.field("failures", fixture.result?.failures ?? ["the fixture did not finish"])
    json.divergence(fixture.result?.firstDivergence)
    json.key("inputs")
    json.array(fixture.result?.inputs ?? [], lines: true) { $0.input($1) }
    json.field("manifest", header.manifest)
    json.field("manifestDigest", header.manifestDigest)
    json.field("name", header.name)
    json.field("notices", fixture.result?.notices ?? [])
    json.field("recorded", fixture.result?.recorded ?? [])
    json.field("reference", header.reference)
    if !header.replacedData.isEmpty { json.field("replacedData", header.replacedData) }
    json.field("seconds", fixture.result?.seconds)
    json.tally(fixture.result?.tally ?? fixture.tally)
    json.key("versions")
    json.beginArray(lines: true)
    try file.append(json.bytes)
    json.removeAll()
    for range in fixture.versions { try spool?.copy(range, to: file) }
    json.resumeArray(count: fixture.versions.count)
    json.endArray()
    json.endObject()
  }

  private static func head(
    _ json: inout JSONWriter, exitCode: Int32, failures: [String], finished: Date?, divergence: Divergence?
  ) {
    json.beginObject(lines: true)
    json.field("exitCode", Int(exitCode))
    json.field("failures", failures)
    json.field("finished", finished.map(Self.seconds))
    json.divergence(divergence)
  }

  private static func tail(
    _ json: inout JSONWriter, header: RunHeader?, seconds: Double?, status: Results.Status, tally: Tally,
    runtimes: [String: String] = [:], notes: [String] = [], recorded: Int = 0, warnings: [String] = []
  ) {
    json.field("format", Results.format)
    if !notes.isEmpty { json.field("notes", notes) }
    json.field("recordedBaselines", recorded > 0 ? recorded : nil)
    json.field("runId", header?.id)
    json.key("runtimes")
    json.beginObject()
    let all = (header?.runtimes ?? [:]).merging(runtimes) { _, new in new }
    for (name, version) in all.sorted(by: { $0.key < $1.key }) { json.field(name, version) }
    json.endObject()
    json.field("seconds", seconds)
    if let seed = header?.seed {
      json.key("seed")
      json.number(seed)
    }
    json.field("started", header.map { Self.seconds($0.started) })
    json.field("status", status.rawValue)
    json.tally(tally)
    json.field("tool", header?.tool)
    if !warnings.isEmpty { json.field("warnings", warnings) }
    json.endObject()
    json.endLine()
  }

  /// Seconds since 1970, to the millisecond.
  static func seconds(_ date: Date) -> Double { (date.timeIntervalSince1970 * 1_000).rounded() / 1_000 }
}

extension Results.Status {
  /// Creates the status of a run that ended with an exit code.
  init(_ code: ExitCode) {
    self =
      switch code {
      case .passed: .passed
      case .failed: .failed
      case .notEvaluated: .notEvaluated
      case .usage: .usage
      case _ where code.rawValue > 128: .interrupted
      default: .internalError
      }
  }
}
