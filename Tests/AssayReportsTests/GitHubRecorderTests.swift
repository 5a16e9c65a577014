import AssayGate
import Foundation
import TestSupport
import Testing

@testable import AssayReports

@Suite("GitHub Actions")
struct GitHubRecorderTests {
  private func annotations(_ events: [GateEvent], environment: [String: String] = [:]) throws -> String {
    let output = MemoryOutput()
    let recorder = GitHubRecorder(
      output: output, environment: environment, workingDirectory: "/repository",
      reports: [("junit", "test-results/assay/TEST-assay.xml")])
    recorder.invalidate()
    try SampleRun.send(events, to: recorder)
    return output.text
  }

  @Test("get annotations on the manifest's lines: where it broke, what failed, what warns")
  func golden() throws {
    #expect(
      try annotations(SampleRun.events()) == """
        ::error file=fixtures/flights/stages/features.sql,line=18,title=First divergence%3A flights 2013-04%2C features.temp::today's replay leaves the approved one in 612 of 27,662 rows (2.2 %25)%0Aassay run fixtures/flights --version 2013-04 --stage features
        ::error file=fixtures/flights/assay.yaml,line=27,title=flights 2013-04%3A features.mode_spike[temp]::2.2 %25 of the rows have the value 0, in the reference 0.0 %25%0Atime_hour          carrier  temp%0A2013-04-03 09:00Z  UA       0%0Alimit: max 0.005%0Aassay run fixtures/flights --version 2013-04 --check features.mode_spike.temp
        ::error file=fixtures/flights/assay.yaml,line=30,title=flights 2013-04%3A score.roc_auc[origin=EWR]::the slice has one class only: no ROC AUC
        ::warning file=fixtures/flights/assay.yaml,line=24,title=flights 2013-04%3A features.drift[temp]::moved by D = 0.63, limit 0.10%0Alimit: max 0.1%0Aassay run fixtures/flights --version 2013-04 --check features.drift.temp

        """)
  }

  @Test("get nine annotations of a level and a tenth that says how many more there are")
  func limit() throws {
    let failures = (1...25).map { SampleRun.result(.fail, "features", "range", column: "c\($0)") }
    let warnings = (1...10).map { SampleRun.result(.warn, "features", "drift", column: "c\($0)") }
    let lines = try annotations(SampleRun.events(cases: failures + warnings, exitCode: .failed)).split(separator: "\n")
    #expect(lines.filter { $0.hasPrefix("::error") }.count == 10)
    #expect(lines.contains("::error::16 more errors: see test-results/assay/TEST-assay.xml"))
    #expect(lines.filter { $0.hasPrefix("::warning") }.count == 10, "ten fit")
  }

  @Test("are told what could not be evaluated, once")
  func failures() throws {
    let text = try annotations(
      SampleRun.events(
        cases: [], exitCode: .notEvaluated, failures: ["a.yaml:3: unknown key 'drfit'"],
        fixtureFailures: ["a.yaml:3: unknown key 'drfit'"]))
    #expect(text == "::error title=Assay could not evaluate everything::a.yaml:3: unknown key 'drfit'\n")
  }

  @Test(
    "take nothing from data for a command, whatever it is called",
    arguments: ["x::\n::add-path::/tmp,evil\r\n%0A", ":\u{301}:\u{301},\u{301}line=7,\u{301}%\u{301}0A"])
  func injection(name: String) throws {
    let text = try annotations(
      SampleRun.events(
        cases: [SampleRun.result(.fail, "features", "range", column: name, message: name, details: [name])],
        exitCode: .failed))
    let lines = text.split(separator: "\n")
    #expect(lines.count == 1 && text.hasSuffix("\n"))
    // Runners differ in which `::` ends the properties.
    #expect(lines[0].dropFirst(2).components(separatedBy: "::").count == 2)
    #expect(!text.contains("\r") && lines[0].hasPrefix("::error file=fixtures/flights/assay.yaml,line=10,title="))
    let title = try #require(lines[0].split(separator: "title=").last?.split(separator: "::").first)
    #expect(!title.unicodeScalars.contains { ",:".unicodeScalars.contains($0) })
    #expect(lines[0].unicodeScalars.filter { $0 == "%" }.count >= 3)
  }

  @Test("get the step's outputs between lines that cannot be part of them")
  func outputs() throws {
    try SampleRun.withFolder { folder in
      let path = folder + "/outputs"
      try "earlier=1\n".write(toFile: path, atomically: true, encoding: .utf8)
      _ = try annotations(SampleRun.events(), environment: ["GITHUB_OUTPUT": path])
      let text = try String(contentsOfFile: path, encoding: .utf8)
      #expect(text.hasPrefix("earlier=1\nverdict<<end-of-verdict\nnotEvaluated\nend-of-verdict\nexit-code<<"))
      let values = StepOutputsReader.read(text)
      #expect(values["failures"] == "1" && values["errors"] == "1" && values["warnings"] == "1")
      #expect(values["checks"] == "8" && values["exit-code"] == "2" && values["inconclusive"] == "1")
      #expect(values["first-divergence"] == "2013-04 features.temp")
      #expect(values["junit"] == "test-results/assay/TEST-assay.xml")
    }
  }

  @Test("get no output that a name in the data sets, also with a terminal sequence within the line that ends a value")
  func forgedOutputs() throws {
    try SampleRun.withFolder { folder in
      let path = folder + "/outputs"
      let evil = "x\nend-of-\u{1B}[0mfirst-divergence\nverdict<<E\npassed\nE"
      try StepOutputs(path: path).append([("verdict", "failed"), ("first-divergence", evil)])
      let values = StepOutputsReader.read(try String(contentsOfFile: path, encoding: .utf8))
      #expect(values == ["verdict": "failed", "first-divergence": evil.replacing("\u{1B}[0m", with: "")])
    }
  }

  @Test("have an error when the outputs' file cannot be written")
  func noOutputs() {
    #expect {
      try annotations(SampleRun.events(), environment: ["GITHUB_OUTPUT": "/nowhere/outputs"])
    } throws: {
      "\($0)".contains("/nowhere/outputs (GITHUB_OUTPUT)")
    }
  }

  @Test("take no command from the log while the console writes")
  func frame() throws {
    let output = MemoryOutput()
    let console = ConsoleRecorder(
      output: output, progress: MemoryOutput(), options: ConsoleOptions(isQuiet: true), environment: [:])
    try SampleRun.send(
      SampleRun.events(), to: FramedRecorder(console, system: .github, output: output, token: "t0ken", now: { Date() }))
    #expect(output.text.hasPrefix("::stop-commands::t0ken\n") && output.text.hasSuffix("\n::t0ken::\n"))
    #expect(output.text.components(separatedBy: "stop-commands").count == 2)
  }
}

/// Reads outputs as the runner documents them: `name<<mark`, lines, `mark`.
enum StepOutputsReader {
  static func read(_ text: String) -> [String: String] {
    var values: [String: String] = [:]
    var lines = text.components(separatedBy: "\n")[...]
    while let line = lines.popFirst() {
      let parts = line.components(separatedBy: "<<")
      guard parts.count == 2 else { continue }
      let end = lines.firstIndex(of: parts[1]) ?? lines.endIndex
      values[parts[0]] = lines[..<end].joined(separator: "\n")
      lines = lines[end...].dropFirst()
    }
    return values
  }
}
