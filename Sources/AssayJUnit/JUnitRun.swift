import AssayGate
import Foundation

/// A run on its way into a JUnit report.
struct JUnitRun {
  let writer: JUnitWriter
  /// The first error; it is final.
  var failure: (any Error)?
  /// The report of an earlier run is gone.
  var isInvalidated = false

  private let workingDirectory: String
  private let root: String
  private let hostname: String?
  private var header: RunHeader?
  private var fixtures: [String: FixtureHeader] = [:]
  private var unfinished: [String] = []
  private var suites: [SuiteKey: Int] = [:]
  /// The first suite of each fixture, which says what is to be said of the fixture.
  private var firstSuites: [String: Int] = [:]
  /// The cases of the open suites that were not judged again, since nothing that they look at has changed.
  private var unchanged: [Int: Int] = [:]
  private var stages: [String: StageResult] = [:]
  private var runSuite: Int?
  private var tally = Tally()
  private var reported: Set<String> = []
  private var lastPath = (shown: "", relative: "")

  private struct SuiteKey: Hashable {
    var fixture: String
    var version: String?
    var table: String?
  }

  init(
    output: String, workingDirectory: String, root: String, dialect: JUnitDialect, publication: ReportPublication?
  ) {
    writer = JUnitWriter(
      output: output, workingDirectory: workingDirectory, dialect: dialect, publication: publication)
    self.workingDirectory = workingDirectory
    self.root = root
    hostname = Self.readHostname()
  }

  mutating func invalidate() throws {
    try writer.invalidate()
    isInvalidated = true
  }

  mutating func record(_ event: GateEvent) throws {
    switch event {
    case .runStarted(let header):
      self.header = header
    case .fixtureStarted(let fixture):
      fixtures[fixture.name] = fixture
      unfinished.append(fixture.name)
    case .versionStarted:
      stages = [:]
    case .stageStarted:
      break
    case .stageFinished(let stage):
      stages[stage.stage] = stage
      if let failure = stage.failure { try record(failure, of: stage) }
    case .caseFinished(let result):
      try record(result)
    case .versionFinished(let version):
      tellReuse(version)
      suites.values.forEach(writer.close)
      suites = [:]
      stages = [:]
    case .fixtureFinished(let fixture):
      try record(fixture)
    case .runFinished(let outcome):
      try conclude(outcome)
    }
  }

  private mutating func record(_ result: CaseResult) throws {
    let suite = suite(
      SuiteKey(fixture: result.fixture, version: result.version, table: result.table), name: result.className)
    tally.add(result.verdict)
    if UnchangedCases.contains(result) { unchanged[suite, default: 0] += 1 }
    let attachments = result.attachments.map {
      JUnitFormat.relativePath($0, workingDirectory: workingDirectory, root: root)
    }
    try writer.append(
      JUnitCase(result, file: relativePath(result.location.file), attachments: attachments), to: suite)
  }

  private mutating func record(_ failure: String, of stage: StageResult) throws {
    let suite = suite(
      SuiteKey(fixture: stage.fixture, version: stage.version, table: stage.stage),
      name: "\(stage.fixture).\(stage.version).\(stage.stage)")
    try append(
      .error, failure, name: "stage", type: "StageError", manifest: fixtures[stage.fixture]?.manifest,
      seconds: stage.seconds, to: suite)
  }

  /// Says what a version's verdicts owe to earlier runs.
  private mutating func tellReuse(_ version: VersionResult) {
    for table in version.tables where table.isCached {
      let key = SuiteKey(fixture: version.fixture, version: version.version, table: table.table)
      if let suite = suites[key] { writer.addProperties([JUnitProperty("verdicts.cached", "true")], to: suite) }
    }
    for (suite, count) in unchanged { writer.addProperties([JUnitProperty("unchanged", String(count))], to: suite) }
    unchanged = [:]
  }

  private mutating func record(_ fixture: FixtureResult) throws {
    unfinished.removeAll { $0 == fixture.name }
    defer {
      let notices = fixture.notices.enumerated().map { index, notice in
        JUnitProperty(index == 0 ? "notice" : "notice.\(index + 1)", JUnitFormat.line(notice))
      }
      if let suite = firstSuites[fixture.name] { writer.addProperties(notices, to: suite) }
    }
    guard !fixture.failures.isEmpty else { return }
    let suite = suite(SuiteKey(fixture: fixture.name), name: fixture.name)
    for failure in fixture.failures {
      try append(
        .error, failure, name: "fixture", type: "FixtureError", manifest: fixtures[fixture.name]?.manifest, to: suite)
    }
    writer.close(suite)
    suites[SuiteKey(fixture: fixture.name)] = nil
  }

  private mutating func conclude(_ outcome: Outcome) throws {
    for failure in outcome.failures where !isReported(failure) {
      try append(.error, failure, name: "run", type: "RunError", manifest: onlyManifest, to: openRunSuite())
    }
    for gap in gaps(in: outcome) where !isReported(gap.message) {
      try append(
        gap.kind, gap.message, name: gap.name, type: gap.type, manifest: gap.manifest ?? onlyManifest,
        to: openRunSuite())
    }
    try writer.finish(started: header?.started ?? Date(), seconds: outcome.seconds)
  }

  /// Something that the cases do not show, and without which the report would be greener than the run.
  private struct Gap {
    var name: String
    var type: String
    var message: String
    var manifest: String?
    var kind = JUnitResult.Kind.error
  }

  private func gaps(in outcome: Outcome) -> [Gap] {
    var gaps = unfinished.map {
      Gap(
        name: $0, type: "DidNotFinish", message: "fixture '\($0)' did not finish; its missing checks have no verdict",
        manifest: fixtures[$0]?.manifest)
    }
    if outcome.tally != tally {
      gaps.append(
        Gap(
          name: "cases", type: "IncompleteReport",
          message: "the run counted \(outcome.tally.inWords), this report holds \(tally.inWords): it is not complete"))
    }
    let code = outcome.exitCode
    let failing = writer.totals.failures + writer.totals.errors
    if code.rawValue > 128 {
      gaps.append(
        Gap(
          name: "signal", type: "Interrupted",
          message: "the run was \(code.description)\(Self.signalName(code.rawValue - 128)) before it was complete"))
    } else if code == .failed {
      if failing == 0 {
        gaps.append(
          Gap(
            name: "exit code", type: "ExitCode",
            message: outcome.recordedBaselines > 0
              ? "the run recorded \(outcome.recordedBaselines) baselines, so it ended with exit code 1: it is no judgement"
              : "the run ended with exit code 1 although none of its \(tally.total) checks failed: --fail-on counts the "
                + "\(tally[.warn]) warnings or \(tally[.inconclusive]) inconclusive checks",
            kind: .failure))
      }
    } else if code != .passed, writer.totals.errors + gaps.count == 0 {
      gaps.append(
        Gap(
          name: "exit code", type: "ExitCode",
          message: "the run ended with exit code \(code.rawValue) (\(code.description)); \(noVerdict ?? "see its log")")
      )
    } else if code == .passed, let noVerdict {
      gaps.append(Gap(name: "checks", type: "NothingChecked", message: noVerdict))
    }
    return gaps
  }

  private var noVerdict: String? {
    let judged = tally[.pass] + tally[.warn] + tally[.fail] + tally[.inconclusive]
    return judged == 0 ? "no check reached a verdict, which is not a pass" : nil
  }

  private var onlyManifest: String? { fixtures.count == 1 ? fixtures.values.first?.manifest : nil }

  /// The run's failures repeat those of fixtures and stages, some with a name in front.
  private func isReported(_ message: String) -> Bool {
    reported.contains(message) || reported.contains { message.hasSuffix(": " + $0) }
  }

  private mutating func append(
    _ kind: JUnitResult.Kind, _ message: String, name: String, type: String, manifest: String?,
    seconds: Double = 0, to suite: Int
  ) throws {
    reported.insert(message)
    let place = SourceLocation(leading: message)
    let file = (place?.file ?? manifest).map { relativePath($0) }
    let line = max(1, place?.line ?? 1)
    let shown = message.isEmpty ? "no message" : message
    let inOneLine = JUnitFormat.line(shown)
    try writer.append(
      JUnitCase(
        className: "", name: name, time: seconds, assertions: 0, file: file, line: file == nil ? nil : line,
        results: [
          JUnitResult(
            kind, type: type, message: inOneLine,
            text: JUnitFormat.located(inOneLine == shown ? [shown] : [inOneLine, shown], file: file, line: line))
        ]), to: suite)
  }

  private mutating func openRunSuite() -> Int {
    if let runSuite { return runSuite }
    let suite = writer.open(JUnitSuite(name: "assay.run", hostname: hostname, properties: runProperties))
    runSuite = suite
    return suite
  }

  private mutating func suite(_ key: SuiteKey, name: String) -> Int {
    if let suite = suites[key] { return suite }
    let fixture = fixtures[key.fixture]
    var properties = runProperties
    if let digest = fixture?.manifestDigest { properties.append(JUnitProperty("assay.manifest.sha256", digest)) }
    if let version = key.version { properties.append(JUnitProperty("version", version)) }
    if let table = key.table {
      properties.append(JUnitProperty("table", table))
      if let stage = stages[table] {
        properties.append(JUnitProperty("stage.kind", stage.kind))
        if let rows = stage.rows { properties.append(JUnitProperty("rows", String(rows))) }
        properties.append(JUnitProperty("stage.seconds", JUnitFormat.seconds(stage.seconds)))
        if stage.isCached { properties.append(JUnitProperty("stage.cached", "true")) }
        if stage.isSkipped { properties.append(JUnitProperty("stage.skipped", "true")) }
      }
    }
    let suite = writer.open(
      JUnitSuite(
        name: name, package: key.fixture, file: fixture.map { relativePath($0.manifest) }, hostname: hostname,
        properties: properties))
    suites[key] = suite
    if firstSuites[key.fixture] == nil { firstSuites[key.fixture] = suite }
    return suite
  }

  private var runProperties: [JUnitProperty] {
    guard let header else { return [] }
    return [
      JUnitProperty("assay.version", header.tool), JUnitProperty("assay.run", header.id),
      JUnitProperty("assay.seed", String(header.seed)),
    ] + header.runtimes.sorted { $0.key < $1.key }.map { JUnitProperty("runtime.\($0.key)", $0.value) }
  }

  private mutating func relativePath(_ path: String) -> String {
    // Almost always the manifest of the case before.
    if lastPath.shown != path {
      lastPath = (path, JUnitFormat.relativePath(path, workingDirectory: workingDirectory, root: root))
    }
    return lastPath.relative
  }

  /// The name that the system has for itself; `ProcessInfo.hostName` may ask the network.
  private static func readHostname() -> String? {
    // One more than is handed out, so that there is a zero at the end also when the name was cut.
    var bytes = [CChar](repeating: 0, count: 257)
    guard gethostname(&bytes, bytes.count - 1) == 0 else { return nil }
    let name = String(decoding: bytes.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    return name.isEmpty ? nil : name
  }

  private static func signalName(_ number: Int32) -> String {
    switch number {
    case 1: " (SIGHUP)"
    case 2: " (SIGINT)"
    case 3: " (SIGQUIT)"
    case 15: " (SIGTERM)"
    default: ""
    }
  }
}

extension Tally {
  /// `11 cases (8 pass, 3 fail)`.
  fileprivate var inWords: String {
    let parts = Verdict.allCases.filter { self[$0] > 0 }.map { "\(self[$0]) \($0.rawValue)" }
    return "\(total) cases" + (parts.isEmpty ? "" : " (\(parts.joined(separator: ", ")))")
  }
}

extension SourceLocation {
  /// The place that a message begins with: `assay.yaml:14:9: unknown key`; `nil` when it begins otherwise.
  init?(leading message: String) {
    let parts = message.prefix { $0 != "\n" }.split(separator: ":", maxSplits: 3, omittingEmptySubsequences: false)
    guard parts.count >= 3, !parts[0].isEmpty, let line = Int(parts[1]), line >= 1 else { return nil }
    if let column = Int(parts[2]), column >= 1, parts.count == 4 {
      self.init(file: String(parts[0]), line: line, column: column)
    } else if parts[2].hasPrefix(" ") {
      self.init(file: String(parts[0]), line: line)
    } else {
      return nil
    }
  }
}
