import AssayGate
import Foundation
import TestSupport
import Testing

@testable import AssayJUnit

@Suite("A JUnit report is never greener than the run")
struct JUnitFailClosedTests {
  private static let pass = SampleRun.result(.pass, "flights", "row_count")

  @Test("a run that passes is green")
  func green() throws {
    let report = try RecordedReport(SampleRun.events(cases: [Self.pass], exitCode: .passed))
    #expect(report.isGreen && report.totals.tests == 1)
  }

  @Test("a run that has not finished is an error, in a valid report")
  func unfinished() throws {
    try SampleRun.withFolder { folder in
      let recorder = JUnitRecorder(output: "a/r.xml", workingDirectory: folder)
      try recorder.invalidate()
      try SampleRun.send(SampleRun.events(cases: [Self.pass], exitCode: .passed).dropLast(), to: recorder)
      let report = try RecordedReport(path: folder + "/a/r.xml")
      #expect(report.cases.map(\.name) == ["did not finish"] && report.totals.errors == 1)
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder + "/a") == ["r.xml"])
    }
  }

  @Test(
    "an exit code other than 0 is not green though every case passed",
    arguments: [
      (.failed, "exit code"), (.notEvaluated, "exit code"), (.usage, "exit code"), (.internalError, "exit code"),
      (.signal(15), "signal"), (.signal(2), "signal"), (ExitCode(rawValue: 3), "exit code"),
    ] as [(ExitCode, String)])
  func exitCodes(code: ExitCode, name: String) throws {
    let report = try RecordedReport(SampleRun.events(cases: [Self.pass], exitCode: code))
    #expect(report.cases.last?.className == "assay.run" && report.cases.last?.name == name)
    #expect(report.totals.errors == (code == .failed ? 0 : 1) && report.totals.failures == (code == .failed ? 1 : 0))
  }

  @Test("exit code 1 with a failing case says no more than that case")
  func failed() throws {
    let failing = SampleRun.result(.fail, "flights", "row_count")
    #expect(try RecordedReport(SampleRun.events(cases: [failing], exitCode: .failed)).totals.tests == 1)
  }

  @Test("no verdict at all is an error", arguments: [ExitCode.passed, .notEvaluated])
  func nothingChecked(code: ExitCode) throws {
    let skipped = SampleRun.result(.skipped, "flights", "row_count", message: "filtered out")
    for cases in [[], [skipped]] {
      let report = try RecordedReport(SampleRun.events(cases: cases, exitCode: code))
      #expect(report.totals.errors == 1)
      #expect(
        report.cases.last?.results[0].message?.contains("no check reached a verdict, which is not a pass") == true)
    }
  }

  @Test("failures of run and fixture are errors of their own, each once, at the place that they name")
  func failures() throws {
    let report = try RecordedReport(
      SampleRun.events(
        cases: [Self.pass], exitCode: .notEvaluated,
        failures: ["flights: models/a.onnx is missing", "assay.yaml:14:9: unknown key 'fron'", "the disk is full"],
        fixtureFailures: ["models/a.onnx is missing"]))
    #expect(report.cases.map(\.name) == ["row_count", "fixture", "run", "run (2)"])
    #expect(report.cases.map(\.className).dropFirst() == ["flights", "assay.run", "assay.run"])
    #expect(report.totals.errors == 3)
    #expect(report.cases[2].file == "assay.yaml" && report.cases[2].line == 14)
    #expect(report.cases[2].results[0].text == "assay.yaml:14:9: unknown key 'fron'")
    #expect(report.cases[3].results[0].text == "fixtures/flights/assay.yaml:1: the disk is full")
  }

  @Test("a stage that failed is an error in its table's suite")
  func stage() throws {
    let stage = StageResult(
      fixture: "flights", version: "2013-04", stage: "score", kind: "model", rows: nil, seconds: 0.25,
      failure: "models/a.onnx wants 17 inputs")
    var tally = Tally()
    tally.add(.pass)
    let report = try RecordedReport([
      .runStarted(SampleRun.header), .fixtureStarted(SampleRun.fixture),
      .versionStarted(fixture: "flights", version: "2013-04"), .stageFinished(stage), .caseFinished(Self.pass),
      .fixtureFinished(FixtureResult(name: "flights", tally: tally, firstDivergence: nil, failures: [], seconds: 1)),
      .runFinished(
        Outcome(
          tally: tally, firstDivergence: nil, failures: ["flights 2013-04 score: models/a.onnx wants 17 inputs"],
          exitCode: .notEvaluated, seconds: 1)),
    ])
    #expect(report.cases.map(\.className) == ["flights.2013-04.score", "flights.2013-04.flights"])
    #expect(report.cases[0].name == "stage" && report.cases[0].time == 0.25)
    #expect(
      report.cases[0].results == [
        JUnitResult(
          .error, type: "StageError", message: "models/a.onnx wants 17 inputs",
          text: "fixtures/flights/assay.yaml:1: models/a.onnx wants 17 inputs")
      ])
  }

  @Test("a fixture that did not finish, and cases that got lost, are errors")
  func incomplete() throws {
    var events = SampleRun.events(cases: [Self.pass, Self.pass], exitCode: .passed)
    events.removeAll { if case .fixtureFinished = $0 { true } else { false } }
    let lost = try #require(events.firstIndex { if case .caseFinished = $0 { true } else { false } })
    events.remove(at: lost)
    let report = try RecordedReport(events)
    #expect(report.cases.map(\.name) == ["row_count", "flights", "cases"])
    #expect(
      report.cases[2].results[0].message
        == "the run counted 2 cases (2 pass), this report holds 1 cases (1 pass): it is not complete")
  }

  @Test("a run that finishes again, worse, is written again")
  func again() throws {
    try SampleRun.withFolder { folder in
      let recorder = JUnitRecorder(output: "r.xml", workingDirectory: folder)
      try recorder.invalidate()
      try SampleRun.send(SampleRun.events(cases: [Self.pass], exitCode: .passed), to: recorder)
      #expect(try RecordedReport(path: folder + "/r.xml").isGreen)
      var tally = Tally()
      tally.add(.pass)
      let worse = Outcome(
        tally: tally, firstDivergence: nil, failures: ["results.json could not be written"], exitCode: .notEvaluated,
        seconds: 1)
      try recorder.record(.runFinished(worse))
      try recorder.record(.runFinished(worse))
      let report = try RecordedReport(path: folder + "/r.xml")
      #expect(report.cases.map(\.name) == ["row_count", "run"] && report.totals.errors == 1)
    }
  }

  @Test("a report that cannot be written throws for good, and no earlier report stays green")
  func unwritable() throws {
    try SampleRun.withFolder { folder in
      let path = folder + "/r.xml"
      let recorder = JUnitRecorder(output: path, workingDirectory: folder)
      try recorder.invalidate()
      // The report's place becomes a folder while the run is on.
      try FileManager.default.removeItem(atPath: path)
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
      let events = SampleRun.events(cases: [Self.pass], exitCode: .passed)
      try SampleRun.send(events.dropLast(), to: recorder)
      for _ in 0..<2 {
        let error = #expect(throws: ReportFileError.self) { try recorder.record(events.last!) }
        #expect(error?.description.hasPrefix(path + ": cannot write the report") == true)
      }
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["r.xml"])
    }
  }

  @Test("a run that ends before it began is an error")
  func onlyFinished() throws {
    let outcome = Outcome(
      tally: Tally(), firstDivergence: nil, failures: ["assay.yaml:3: not a mapping"], exitCode: .usage, seconds: 0)
    let report = try RecordedReport([.runFinished(outcome)])
    #expect(report.cases.map(\.name) == ["run"] && report.cases[0].file == "assay.yaml" && report.cases[0].line == 3)
  }
}
