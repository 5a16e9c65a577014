import AssayGate
import Foundation
import TestSupport
import Testing

@testable import AssayReports

@Suite("GitLab")
struct GitLabRecorderTests {
  /// What GitLab takes of a finding; it drops findings that lack a part without a word.
  private struct Finding: Decodable, Hashable {
    var check_name: String
    var description: String
    var fingerprint: String
    var location: Location
    var severity: String

    struct Location: Decodable, Hashable {
      var path: String
      var lines: Lines

      struct Lines: Decodable, Hashable { var begin: Int }
    }
  }

  private func text(_ events: [GateEvent], project: String? = nil) throws -> String {
    try SampleRun.withFolder { folder in
      let recorder = CodeQualityRecorder(
        output: "out/gl-code-quality-report.json", environment: project.map { ["CI_PROJECT_DIR": $0] } ?? [:],
        workingDirectory: folder)
      try recorder.invalidate()
      try SampleRun.send(events, to: recorder)
      return try String(contentsOfFile: folder + "/out/gl-code-quality-report.json", encoding: .utf8)
    }
  }

  private func findings(_ events: [GateEvent]) throws -> [Finding] {
    try JSONDecoder().decode([Finding].self, from: Data(text(events).utf8))
  }

  @Test("gets failures, errors and warnings as findings on the manifest's lines")
  func golden() throws {
    #expect(
      try text(SampleRun.events()) == """
        [
          {"check_name": "mode_spike", "description": "flights 2013-04 features.mode_spike[temp]: 2.2 % of the rows have the value 0, in the reference 0.0 %", "fingerprint": "f472382ab91f9784c94baf1cd673c9cc61a5bfe85e9c882e386e0ab43395ca16", "location": {"lines": {"begin": 27}, "path": "fixtures/flights/assay.yaml"}, "severity": "major"},
          {"check_name": "drift", "description": "flights 2013-04 features.drift[temp]: moved by D = 0.63, limit 0.10", "fingerprint": "0576fa9e9a13c789e059642e0a385e6b7f277a41bd5c8f2e4b2116eae4d7595c", "location": {"lines": {"begin": 24}, "path": "fixtures/flights/assay.yaml"}, "severity": "minor"},
          {"check_name": "roc_auc", "description": "flights 2013-04 score.roc_auc[origin=EWR]: the slice has one class only: no ROC AUC", "fingerprint": "6b6ceb6c3751b8f8e3232d0da1eda88e5c2d8603fb8e65363728633dbcc38c03", "location": {"lines": {"begin": 30}, "path": "fixtures/flights/assay.yaml"}, "severity": "critical"},
          {"check_name": "first divergence", "description": "flights 2013-04: features.temp leaves the approved replay: today's replay leaves the approved one in 612 of 27,662 rows (2.2 %)", "fingerprint": "143ac5775af2d66cae6044cd9cdee7757c2c056c51cac38e34d726dda475307b", "location": {"lines": {"begin": 18}, "path": "fixtures/flights/stages/features.sql"}, "severity": "blocker"}
        ]

        """)
  }

  @Test("finds the same finding again when its value and its line have changed, and another one for another column")
  func fingerprints() throws {
    let first = SampleRun.result(.fail, "features", "range", column: "temp", line: 3, message: "was 1")
    let later = SampleRun.result(.fail, "features", "range", column: "temp", line: 9, message: "was 2")
    let other = SampleRun.result(.fail, "features", "range", column: "dewp", line: 3, message: "was 1")
    let prints = try [first, later, other].map { item in
      try #require(findings(SampleRun.events(cases: [item], exitCode: .failed)).first).fingerprint
    }
    #expect(prints[0] == prints[1] && prints[0] != prints[2])
  }

  @Test("gets no finding of a green run, and a blocker of one that did not finish")
  func ends() throws {
    let green = SampleRun.events(cases: [SampleRun.result(.pass, "features", "range")], exitCode: .passed)
    #expect(try findings(green).isEmpty)
    let begun = try findings([.runStarted(SampleRun.header)])
    #expect(begun.count == 1 && begun[0].severity == "blocker" && begun[0].description.contains("did not finish"))
  }

  @Test("gets a blocker of all that could not be evaluated, on its line when the message names one, once")
  func failures() throws {
    let found = try findings(
      SampleRun.events(
        cases: [], exitCode: .usage, failures: ["a/assay.yaml:3:5: unknown key 'drfit'", "the engine does not load"],
        fixtureFailures: ["a/assay.yaml:3:5: unknown key 'drfit'", "no data: rows.csv"]))
    #expect(found.map(\.description) == ["unknown key 'drfit'", "no data: rows.csv", "the engine does not load"])
    #expect(
      found.map(\.location.path) == ["a/assay.yaml", "fixtures/flights/assay.yaml", "fixtures/flights/assay.yaml"])
    #expect(found.map(\.location.lines.begin) == [3, 1, 1] && found.allSatisfy { $0.severity == "blocker" })
    #expect(Set(found.map(\.fingerprint)).count == 3)
  }

  @Test(
    "reads the place that a message begins with",
    arguments: [
      ("a.yaml:3:5: b: c", "a.yaml", 3, 5, "b: c"), ("a.yaml:3: b", "a.yaml", 3, 1, "b"),
      ("a: 3: b", nil, 0, 0, "a: 3: b"),
      ("flights: no data", nil, 0, 0, "flights: no data"), ("", nil, 0, 0, ""),
      ("a.yaml:0:1: b", nil, 0, 0, "a.yaml:0:1: b"),
      ("x:9:", "x", 9, 1, ""),
    ] as [(String, String?, Int, Int, String)])
  func place(text: String, file: String?, line: Int, column: Int, message: String) {
    let place = FailurePlace(text)
    #expect(place.location == file.map { SourceLocation(file: $0, line: line, column: column) })
    #expect(place.message == message)
  }

  @Test("gets a part of very many findings, and is told of the rest")
  func cut() throws {
    let cases = (0..<5_003).map { SampleRun.result(.fail, "features", "range", column: "c\($0)") }
    let found = try findings(SampleRun.events(cases: cases, exitCode: .failed))
    #expect(found.count == 5_001 && found.last?.description == "3 more findings are in results.json")
    #expect(Set(found.map(\.fingerprint)).count == found.count)
  }

  @Test("folds each fixture's lines of the log")
  func sections() throws {
    let output = MemoryOutput()
    let console = ConsoleRecorder(output: output, progress: MemoryOutput(), environment: [:])
    let frame = FramedRecorder(
      console, system: .gitlab, output: output, token: "", now: { Date(timeIntervalSince1970: 1_795_423_947.9) })
    try SampleRun.send(SampleRun.events(), to: frame)
    #expect(
      output.text.hasPrefix("\u{1B}[0Ksection_start:1795423947:assay_1\r\u{1B}[0KAssay: flights\nflights"),
      "\(output.text.prefix(200))")
    #expect(output.text.contains("\u{1B}[0Ksection_end:1795423947:assay_1\r\u{1B}[0K\n"))
    let end = try #require(output.text.range(of: "section_end"))
    #expect(output.text[end.upperBound...].contains("FIRST DIVERGENCE"), "the verdict is not folded away")
  }
}
