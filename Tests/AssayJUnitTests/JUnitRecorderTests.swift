import AssayGate
import Foundation
import TestSupport
import Testing

@testable import AssayJUnit

@Suite("The JUnit recorder")
struct JUnitRecorderTests {
  @Test("writes one suite for each table of a version, and maps verdicts")
  func mapping() throws {
    let report = try RecordedReport(SampleRun.events())
    #expect(
      report.suites.map(\.name) == [
        "flights.2013-04.flights", "flights.2013-04.features", "flights.2013-04.score", "flights.2013-05.flights",
        "flights.2013-05.features",
      ])
    let features = report.suites[1]
    #expect(features.package == "flights")
    #expect(features.file == "fixtures/flights/assay.yaml")
    #expect(features.timestamp == "2026-11-23T08:52:27")
    #expect(features.properties.contains(JUnitProperty("runtime.duckdb", "1.5.5")))
    #expect(features.properties.contains(JUnitProperty("rows", "27662")))
    #expect(report.cases.map { $0.results.first?.kind } == [nil, .failure, nil, .skipped, .error, .skipped, nil, nil])
    #expect(report.totals.tests == 8 && report.totals.failures == 1 && report.totals.errors == 1)
    #expect(report.totals.skipped == 2 && report.totals.time == 1.25)
  }

  @Test("says which verdicts and tables are those of an earlier run, what was not judged again, and the notices")
  func reuse() throws {
    var events = SampleRun.events()
    for index in events.indices {
      switch events[index] {
      case .stageFinished(var stage) where stage.version == "2013-04" && stage.stage == "features":
        stage.isCached = true
        events[index] = .stageFinished(stage)
      case .versionFinished(var version) where version.version == "2013-04":
        for table in version.tables.indices where version.tables[table].table == "features" {
          version.tables[table].isCached = true
        }
        events[index] = .versionFinished(version)
      case .caseFinished(var result) where result.verdict == .skipped && result.version == "2013-04":
        result.message = "unchanged since main (1a2b3c4): not judged again"
        events[index] = .caseFinished(result)
      case .fixtureFinished(var fixture):
        fixture.notices = ["the approval of version 2013-04 ends tomorrow", "two\nlines"]
        events[index] = .fixtureFinished(fixture)
      default: break
      }
    }
    let report = try RecordedReport(events)
    func has(_ suite: Int, _ name: String, _ value: String) -> Bool {
      report.suites[suite].properties.contains(JUnitProperty(name, value))
    }
    #expect(has(1, "stage.cached", "true") && has(1, "verdicts.cached", "true"))
    #expect(!has(0, "stage.cached", "true") && !has(0, "verdicts.cached", "true"))
    #expect(!has(4, "stage.cached", "true") && !has(4, "verdicts.cached", "true"))
    #expect(has(0, "notice", "the approval of version 2013-04 ends tomorrow") && has(0, "notice.2", "two lines"))
    #expect(has(2, "unchanged", "1"))
    #expect(report.suites.flatMap(\.properties).count { $0.name == "unchanged" || $0.name == "notice" } == 2)
    try SampleRun.withFolder { folder in
      let recorder = JUnitRecorder(output: "TEST.xml", workingDirectory: folder, dialect: .jenkins)
      try SampleRun.send(events, to: recorder)
      #expect(try JUnitValidator().validate(path: folder + "/TEST.xml", dialect: .jenkins) == [])
    }
  }

  @Test("says of a failure what, where, by how much, and how to run it again")
  func failure() throws {
    let failed = try RecordedReport(SampleRun.events()).cases[1]
    #expect(failed.className == "flights.2013-04.features")
    #expect(failed.file == "fixtures/flights/assay.yaml" && failed.line == 27)
    #expect(failed.results[0].type == "mode_spike")
    #expect(failed.results[0].message == "2.2 % of the rows have the value 0, in the reference 0.0 %")
    #expect(
      failed.results[0].text == """
        fixtures/flights/assay.yaml:27: 2.2 % of the rows have the value 0, in the reference 0.0 %
        fixtures/flights/assay.yaml:27: mode_share 0.022124 (0.0204 to 0.0239), n 27662, mode_share(new)
        fixtures/flights/assay.yaml:27: limit: max 0.005
        fixtures/flights/assay.yaml:27: time_hour          carrier  temp
        fixtures/flights/assay.yaml:27: 2013-04-03 09:00Z  UA       0
        fixtures/flights/assay.yaml:27: see test-results/assay/flights/mode_spike.temp.csv
        fixtures/flights/assay.yaml:27: run again: assay run fixtures/flights --version 2013-04 \
        --check features.mode_spike.temp
        """)
    #expect(
      failed.properties == [
        JUnitProperty("severity", "fail"), JUnitProperty("n", "27662"),
        JUnitProperty("metric.mode_share", "0.022124"),
        JUnitProperty("metric.mode_share.definition", "mode_share(new)"),
        JUnitProperty("metric.mode_share.lower", "0.0204"), JUnitProperty("metric.mode_share.upper", "0.0239"),
        JUnitProperty("limit", "max 0.005"),
        JUnitProperty("attachment", "test-results/assay/flights/mode_spike.temp.csv"),
      ])
    #expect(failed.systemOut == "[[ATTACHMENT|test-results/assay/flights/mode_spike.temp.csv]]")
  }

  @Test("shows a warning as a passed case with a property and a line of output")
  func warning() throws {
    let warned = try RecordedReport(SampleRun.events()).cases[2]
    #expect(warned.results.isEmpty)
    #expect(warned.properties.contains(JUnitProperty("warning", "moved by D = 0.63, limit 0.10")))
    #expect(warned.properties.contains(JUnitProperty("why", "weather is seasonal")))
    #expect(warned.systemOut == "warning: moved by D = 0.63, limit 0.10")
  }

  @Test("shows suppressions with the days that are left")
  func suppression() throws {
    let suppressed = try RecordedReport(SampleRun.events()).cases[5]
    #expect(suppressed.results[0].kind == .skipped)
    #expect(suppressed.properties.contains(JUnitProperty("suppressed.until", "2026-12-31")))
    #expect(suppressed.properties.contains(JUnitProperty("suppressed.days-left", "38")))
    #expect(suppressed.results[0].text.contains("suppressed until 2026-12-31, 38 days left: ticket 12"))
  }

  @Test("numbers names, limits and metrics that come twice")
  func duplicates() throws {
    let twice = SampleRun.result(
      .pass, "features", "null_rate", metrics: [Metric("a", 1, n: 5), Metric("a", 2.5, n: 27)],
      limits: ["min 1", "max 2"])
    let report = try RecordedReport(SampleRun.events(cases: [twice, twice, twice], exitCode: .passed))
    #expect(report.cases.map(\.name) == ["null_rate", "null_rate (2)", "null_rate (3)"])
    let names = report.cases[0].properties.map(\.name)
    #expect(
      names == [
        "severity", "n", "metric.a", "metric.a.definition", "metric.a.2", "metric.a.2.n", "metric.a.2.definition",
        "limit", "limit.2",
      ])
  }

  @Test("keeps suites apart whose names are the same, and cases that come late")
  func collidingSuites() throws {
    var dotted = SampleRun.result(.pass, "c", "k")
    (dotted.fixture, dotted.version, dotted.table) = ("a", "b.x", "c")
    var other = dotted
    (other.fixture, other.version) = ("a.b", "x")
    let finished = VersionResult(fixture: "a", version: "b.x", rows: nil, tables: [], seconds: 0)
    var tally = Tally()
    (0..<4).forEach { _ in tally.add(.pass) }
    let report = try RecordedReport([
      .runStarted(SampleRun.header), .caseFinished(dotted), .caseFinished(other), .caseFinished(dotted),
      .versionFinished(finished), .caseFinished(dotted),
      .runFinished(Outcome(tally: tally, firstDivergence: nil, failures: [], exitCode: .passed, seconds: 1)),
    ])
    #expect(report.suites.map(\.name) == ["a.b.x.c", "a.b.x.c (2)", "a.b.x.c (3)"])
    #expect(report.cases.map(\.name) == ["k", "k (2)", "k", "k"])
  }

  @Test("writes paths from the repository's root")
  func repositoryRoot() throws {
    let report = try RecordedReport(SampleRun.events(), repositoryRoot: { ($0 as NSString).deletingLastPathComponent })
    let name = try #require(report.suites.first?.file?.split(separator: "/").first)
    #expect(report.cases.allSatisfy { $0.file == "\(name)/fixtures/flights/assay.yaml" })
    #expect(report.cases[1].systemOut == "[[ATTACHMENT|\(name)/test-results/assay/flights/mode_spike.temp.csv]]")
  }

  @Test("cleans and cuts whatever comes, and stays valid")
  func dirtyText() throws {
    let dirt = "\u{1B}[31mé]]>\0<&\"'\u{FFFE}\r\n\u{0}🙂\t\u{85}  x  "
    let long = String(repeating: "日本\n", count: 40_000)
    let cases = [Verdict.fail, .error, .warn, .inconclusive, .skipped, .pass].map { verdict in
      var item = SampleRun.result(
        verdict, dirt, dirt, version: dirt, column: dirt, slice: long, metrics: [Metric(dirt, .infinity, n: -1)],
        limits: [dirt, long], line: 0, message: dirt + long, details: [long, dirt, "", "\n"],
        attachments: [dirt, "a/b.csv"], why: dirt, suppression: .init(until: dirt, why: long, daysLeft: -3))
      item.location.file = "m\n.yaml"
      item.seconds = .nan
      return item
    }
    let report = try RecordedReport(SampleRun.events(cases: cases, exitCode: .notEvaluated))
    #expect(report.cases.count == 6)
    for item in report.cases {
      #expect(item.line == 1)
      #expect(item.name.utf8.count <= 1_010 && !item.name.contains("\n"))
      #expect(item.results.allSatisfy { $0.text.utf8.count <= 65_536 && ($0.message ?? "").utf8.count <= 1_000 })
      #expect(item.properties.allSatisfy { $0.value.utf8.count <= 65_536 })
    }
    #expect(report.cases[0].results[0].message?.hasPrefix("é]]>␀<&\"'\\u{FFFE} ␀🙂 \\u{85} x") == true)
    #expect(report.cases[0].results[0].text.hasSuffix("m .yaml:1: … cut"))
  }

  @Test("stays valid for random text in every field", arguments: 0..<40)
  func randomText(seed: Int) throws {
    var generator = SplitMix64(state: UInt64(seed))
    func text() -> String {
      let alphabet: [ClosedRange<UInt32>] = [
        0...0x1F, 0x20...0x7E, 0x7F...0xA0, 0xD7F0...0xD7FF, 0xE000...0xE005, 0xFFF0...0xFFFF, 0x1FFF0...0x1FFFF,
      ]
      return String(
        String.UnicodeScalarView(
          (0..<Int.random(in: 0...30, using: &generator)).compactMap { _ in
            Unicode.Scalar(UInt32.random(in: alphabet.randomElement(using: &generator)!, using: &generator))
          }))
    }
    let cases = (0..<20).map { _ in
      SampleRun.result(
        Verdict.allCases.randomElement(using: &generator)!, text(), text(), version: text(), column: text(),
        metrics: [Metric(text(), 1, n: 1)], limits: [text()], message: text(), details: [text()], attachments: [text()],
        why: text())
    }
    #expect(try RecordedReport(SampleRun.events(cases: cases, exitCode: .failed)).cases.count >= 20)
  }
}

/// The report that events make, read back; its creation fails the test when either schema or a rule is broken.
struct RecordedReport {
  var suites: [JUnitSuite] = []
  var cases: [JUnitCase] = []
  var totals = JUnitTotals()

  init(_ events: [GateEvent], repositoryRoot: ((String) -> String)? = nil) throws {
    self = try SampleRun.withFolder { folder in
      let recorder = JUnitRecorder(
        output: "out/TEST-assay.xml", workingDirectory: folder, repositoryRoot: repositoryRoot?(folder))
      try recorder.invalidate()
      try SampleRun.send(events, to: recorder)
      return try RecordedReport(path: folder + "/out/TEST-assay.xml")
    }
  }

  init(path: String) throws {
    let violations = try JUnitValidator().validate(path: path)
    try #require(violations == [])
    let gate = try JUnitSchema(source: Array(GateSchema.text.utf8), name: "gate-junit.xsd")
    try #require(try JUnitValidator().validate(path: path, schema: gate) == [])
    try JUnitReader(path: path).read { event in
      switch event {
      case .report(_, let totals, _): self.totals = totals
      case .suite(let suite, _, _): suites.append(suite)
      case .testCase(let testCase, _): cases.append(testCase)
      case .suiteOutput: Issue.record("suites of a run have no output")
      case .suiteEnd: break
      }
    }
  }

  /// No case failed and none is an error: a reader takes the run for passed.
  var isGreen: Bool { totals.failures + totals.errors == 0 }
}

/// A small generator with a seed.
struct SplitMix64: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}
