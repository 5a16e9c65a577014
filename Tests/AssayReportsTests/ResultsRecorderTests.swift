import AssayGate
import Foundation
import TestSupport
import Testing

@testable import AssayReports

@Suite("results.json")
struct ResultsRecorderTests {
  private static let ended = Date(timeIntervalSince1970: 1_795_423_948.25)

  private func bytes(_ events: [GateEvent], now: Date = ended) throws -> Data {
    try SampleRun.withFolder { folder in
      let recorder = ResultsRecorder(output: "out/results.json", workingDirectory: folder, now: { now })
      try recorder.invalidate()
      try SampleRun.send(events, to: recorder)
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder + "/out") == ["results.json"])
      return try Data(contentsOf: URL(filePath: folder + "/out/results.json"))
    }
  }

  private func results(_ events: [GateEvent]) throws -> Results {
    try JSONDecoder().decode(Results.self, from: bytes(events))
  }

  @Test("holds the run")
  func run() throws {
    let results = try results(SampleRun.events())
    #expect(results.format == "assay.results/1" && results.status == .notEvaluated && results.exitCode == 2)
    #expect(results.runId == "7f3a9c01" && results.tool == "0.1.0" && results.seed == 20_261_123)
    #expect(results.started == 1_795_423_947 && results.finished == 1_795_423_948.25 && results.seconds == 1.25)
    #expect(results.runtimes == ["duckdb": "1.5.5", "onnxruntime": "1.32.0"])
    #expect(results.tally == .init(error: 1, fail: 1, inconclusive: 1, pass: 3, skipped: 1, total: 8, warn: 1))
    let fixture = try #require(results.fixtures.first)
    #expect(fixture.name == "flights" && fixture.budget == 0.05 && fixture.checksPerVersion == 6)
    #expect(fixture.firstDivergence == results.firstDivergence && fixture.failures.isEmpty)
    #expect(fixture.versions.map(\.version) == ["reference", "2013-04", "2013-05"])
    #expect(fixture.versions.map(\.cases.count) == [0, 6, 2])
    #expect(fixture.versions[1].stages.map(\.stage) == ["flights", "features", "score"])
    #expect(fixture.versions[1].rows == 27_662 && fixture.versions[1].seconds == 0.42)
  }

  @Test("holds all of a case")
  func caseFields() throws {
    let cases = try results(SampleRun.events()).fixtures[0].versions[1].cases
    #expect(
      cases[1]
        == Results.Case(
          attachments: ["test-results/assay/flights/mode_spike.temp.csv"], check: "features.mode_spike.temp",
          column: "temp", details: ["time_hour          carrier  temp", "2013-04-03 09:00Z  UA       0"],
          file: "fixtures/flights/assay.yaml", kind: "mode_spike", limits: ["max 0.005"], line: 27,
          message: "2.2 % of the rows have the value 0, in the reference 0.0 %",
          metrics: [
            .init(
              definition: "mode_share(new)", lower: 0.0204, n: 27_662, name: "mode_share", upper: 0.0239,
              value: 0.022124)
          ], n: 27_662, rerun: "assay run fixtures/flights --version 2013-04 --check features.mode_spike.temp",
          seconds: 0.0125, severity: "fail", slice: nil, suppression: nil, table: "features", verdict: "fail", why: nil)
    )
    #expect(cases[2].why == "weather is seasonal" && cases[2].severity == "warn" && cases[4].slice == "origin=EWR")
    #expect(cases[5].suppression == .init(daysLeft: 38, until: "2026-12-31", why: "ticket 12"))
    #expect(cases.map(\.verdict) == ["pass", "fail", "warn", "inconclusive", "error", "skipped"])
  }

  @Test("is, whitespace apart, what the wire types encode with sorted keys")
  func sortedKeys() throws {
    let written = try bytes(SampleRun.events())
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    let encoded = try encoder.encode(try JSONDecoder().decode(Results.self, from: written))
    #expect(String(decoding: compact(written), as: UTF8.self) == String(decoding: encoded, as: UTF8.self))
  }

  /// Removes the whitespace between tokens.
  private func compact(_ json: Data) -> Data {
    var out = Data()
    var inString = false
    var escaped = false
    for byte in json {
      if inString {
        inString = escaped || byte != 0x22
        escaped = !escaped && byte == 0x5C
      } else if byte == 0x20 || byte == 0x0A {
        continue
      } else {
        inString = byte == 0x22
      }
      out.append(byte)
    }
    return out
  }

  @Test("has one line for a case")
  func lines() throws {
    let text = String(decoding: try bytes(SampleRun.events()), as: UTF8.self)
    #expect(text.split(separator: "\n").count { $0.hasPrefix(#"            {"attachments""#) } == 8)
    #expect(text.hasPrefix("{\n  \"exitCode\": 2,\n  \"failures\": [],\n") && text.hasSuffix("\n}\n"))
  }

  @Test("is the same for two runs on the same data but for the keys that say so")
  func volatileKeys() throws {
    let first = try bytes(SampleRun.events())
    let second = try bytes(
      SampleRun.events().map { event in
        switch event {
        case .runStarted(var header):
          header.id = "other"
          header.started += 99
          return .runStarted(header)
        case .stageFinished(var stage):
          stage.seconds = 7
          return .stageFinished(stage)
        case .caseFinished(var result):
          result.seconds = 8
          result.suppression?.daysLeft = 1
          return .caseFinished(result)
        case .versionFinished(var version):
          version.seconds = 9
          return .versionFinished(version)
        case .fixtureFinished(var fixture):
          fixture.seconds = 10
          return .fixtureFinished(fixture)
        case .runFinished(var outcome):
          outcome.seconds = 11
          return .runFinished(outcome)
        default: return event
        }
      }, now: Date(timeIntervalSince1970: 5))
    #expect(first != second)
    func steady(_ value: Any) -> Any {
      switch value {
      case let object as [String: Any]:
        return object.filter { !Results.volatileKeys.contains($0.key) }.mapValues(steady)
      case let array as [Any]: return array.map(steady)
      default: return value
      }
    }
    let objects = try [first, second].map { steady(try JSONSerialization.jsonObject(with: $0)) as? NSDictionary }
    #expect(objects[0] != nil && objects[0] == objects[1])
  }

  @Test("says from the start that the run did not finish")
  func unfinished() throws {
    try SampleRun.withFolder { folder in
      let recorder = ResultsRecorder(output: folder + "/a/results.json", workingDirectory: "/")
      try recorder.invalidate()
      try SampleRun.send(SampleRun.events().dropLast(), to: recorder)
      let results = try JSONDecoder().decode(
        Results.self, from: Data(contentsOf: URL(filePath: folder + "/a/results.json")))
      #expect(results.status == .didNotFinish && results.exitCode == 2 && results.fixtures.isEmpty)
      #expect(results.failures == ["the run did not finish"] && results.tally.total == 0 && results.runId == nil)
    }
  }

  @Test(
    "has a status for each exit code",
    arguments: [
      (.passed, .passed), (.failed, .failed), (.notEvaluated, .notEvaluated), (.usage, .usage),
      (.internalError, .internalError), (.signal(15), .interrupted), (ExitCode(rawValue: 9), .internalError),
    ] as [(ExitCode, Results.Status)])
  func status(code: ExitCode, status: Results.Status) throws {
    let results = try results(SampleRun.events(cases: [], exitCode: code))
    #expect(results.status == status && results.exitCode == code.rawValue)
  }

  @Test("holds what an interrupted run had so far")
  func interrupted() throws {
    let events = SampleRun.events()
    let cut = try #require(events.lastIndex { if case .caseFinished = $0 { true } else { false } })
    let results = try results(Array(events[...cut]) + events.suffix(1))
    #expect(results.fixtures[0].versions.map(\.cases.count) == [0, 6, 2])
    #expect(results.fixtures[0].versions[2].seconds == nil && results.fixtures[0].seconds == nil)
    #expect(results.fixtures[0].failures == ["the fixture did not finish"] && results.fixtures[0].tally.total == 8)
  }

  @Test("keeps any text and any double")
  func extremes() throws {
    let text = "\"\\/\u{0}\u{1B}\u{7F}\n\r\té日本🙂\u{2028}\u{FFFE}"
    let metrics =
      [0.1 + 0.2, 1e-300, 1e300, -0.0, 1.0 / 3].map { Metric(text, $0, n: 1) } + [
        Metric("x", .infinity, n: 1, lower: -.infinity, upper: 1)
      ]
    var item = SampleRun.result(.fail, text, text, metrics: metrics, message: text, details: [text])
    item.seconds = .nan
    let found = try results(SampleRun.events(cases: [item], exitCode: .failed)).fixtures[0].versions[0].cases[0]
    #expect(found.message == text && found.details == [text] && found.table == text && found.seconds == 0)
    #expect(found.metrics.map(\.value) == [0.1 + 0.2, 1e-300, 1e300, -0.0, 1.0 / 3, nil])
    #expect(found.metrics[5].lower == nil && found.metrics[5].upper == 1)
  }

  @Test("holds several fixtures, and cases that nobody announced")
  func fixtures() throws {
    var stray = SampleRun.result(.pass, "t", "k")
    stray.fixture = "stray"
    let events = SampleRun.events()
    let results = try results(Array(events.dropLast()) + [.caseFinished(stray)] + events.suffix(1))
    #expect(results.fixtures.map(\.name) == ["flights", "stray"])
    #expect(results.fixtures[1].versions.map(\.cases.count) == [1])
  }

  @Test("is written again when the run finishes again")
  func again() throws {
    let events = SampleRun.events()
    let worse = Outcome(
      tally: Tally(), firstDivergence: nil, failures: ["JUnit could not be written"], exitCode: .notEvaluated,
      seconds: 1)
    let results = try results(events + [.runFinished(worse)])
    #expect(results.failures == worse.failures && results.fixtures[0].versions.map(\.cases.count) == [0, 6, 2])
  }

  @Test("throws for good when it cannot be written, and leaves nothing beside it")
  func unwritable() throws {
    try SampleRun.withFolder { folder in
      let path = folder + "/results.json"
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
      let recorder = ResultsRecorder(output: path, workingDirectory: "/")
      #expect(throws: ReportFileError.self) { try recorder.invalidate() }
      try SampleRun.send(SampleRun.events().dropLast(), to: recorder)
      for _ in 0..<2 {
        #expect(throws: ReportFileError.self) { try SampleRun.send(SampleRun.events().suffix(1), to: recorder) }
      }
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["results.json"])
    }
  }
}
