import AssayGate
import Foundation
import TestSupport
import Testing

@testable import AssayReports

@Suite("A finished run, read from results.json")
struct ResultsFileTests {
  private func message(_ text: String) -> String {
    do throws(ResultsFileError) {
      _ = try ResultsFile.decode(Data(text.utf8), "a/results.json")
      return ""
    } catch {
      return "\(error)"
    }
  }

  @Test("that is no results.json of this format is refused in words")
  func refused() throws {
    let whole = String(
      decoding: try JSONEncoder().encode(try ReportSample.results(SampleRun.events())), as: UTF8.self)
    #expect(message(whole).isEmpty)
    for end in [1, 20, whole.utf8.count / 2, whole.utf8.count - 1] {
      #expect(message(String(decoding: Array(whole.utf8)[..<end], as: UTF8.self)).contains("not a whole JSON object"))
    }
    #expect(message("").contains("is empty"))
    let lone = whole.replacing(#""features""#, with: #""\ud800""#)
    #expect(
      message(lone) == "a/results.json: it holds text that is no Unicode, or is no JSON further on; run the gate again")
    #expect(message("[]").contains("not a whole JSON object"))
    #expect(message("{}").contains("no key 'format'"))
    #expect(
      message(#"{"format": "assay.results/9", "tool": "9.0"}"#).contains(
        "has the format 'assay.results/9', and this assay reads 'assay.results/1'; show it with the version that wrote it "
          + "(assay 9.0)"))
    #expect(message(#"{"format": "assay.results/1"}"#).contains("the key 'exitCode' is missing"))
    #expect(message(whole.replacing(#""tally":{"#, with: #""tally":3,"x":{"#)).contains("is not what was expected"))
  }

  @Test("that contradicts itself is refused, so that no report of it reads as a pass")
  func contradictory() throws {
    func fault(_ events: [GateEvent] = SampleRun.events(), _ change: (inout Results) -> Void) throws -> String {
      var results = try ReportSample.results(events)
      change(&results)
      return message(String(decoding: try JSONEncoder().encode(results), as: UTF8.self))
    }
    #expect(try fault { _ in }.isEmpty)
    #expect(try fault { $0.status = .passed }.contains("'status' is 'passed', and 'exitCode' is 2"))
    #expect(
      try fault {
        $0.status = .passed
        $0.exitCode = 0
      }.contains("although something could not be evaluated"))
    #expect(
      try fault { $0.fixtures[0].versions[1].cases = [] }.contains("'fixtures[0].tally' is not what its cases say"))
    #expect(
      try fault { $0.fixtures[0].versions[1].cases[1].verdict = "passs" }.contains("'fixtures[0].tally' is not what"))
    #expect(try fault { $0.fixtures = [] }.contains("'tally' is not the sum of the fixtures' tallies"))
    #expect(try fault { $0.tally.total += 1 }.contains("'tally' has a 'total' that is not the sum"))
    #expect(
      try fault {
        $0.tally.fail = .max
        $0.tally.error = .max
      }.contains("'tally' has a count that no run has"))
    let drawn = SampleRun.events(cases: ReportSample.drawn, exitCode: .failed)
    let ends: [(inout Results.Figure) -> Void] = [
      { $0.levels?.append("more") }, { $0.edges?.removeLast() }, { $0.n?.removeLast() }, { $0.n?[0] = -1 },
      { $0.counts?.removeLast() }, { $0.quantiles?[4].removeLast() }, { $0.y?.removeLast() },
      { if $0.current != nil { $0.otherLevels = .max } },
    ]
    for (index, change) in ends.enumerated() {
      let found = try fault(drawn) { results in
        for item in results.fixtures[0].versions[0].cases.indices {
          for figure in (results.fixtures[0].versions[0].cases[item].figures ?? []).indices {
            change(&results.fixtures[0].versions[0].cases[item].figures![figure])
          }
        }
      }
      #expect(found.contains("figures' holds lists whose lengths do not fit together"), "\(index): \(found)")
    }
  }

  @Test("that is not there, or a folder without one, is refused") func missing() throws {
    try SampleRun.withFolder { folder in
      #expect(throws: ResultsFileError.self) { try ResultsFile.read(folder) }
      #expect(throws: ResultsFileError.self) { try ResultsFile.read(folder + "/no") }
      if case .unreadable(let reason) = ReportBase(reading: folder + "/no") { #expect(reason.contains("no such file")) }
    }
  }

  @Test("says of a suppression what was left of it on the day of the run")
  func daysLeft() throws {
    var result = SampleRun.result(.fail, "rows", "mean", column: "x")
    result.suppression = .init(until: "2020-01-31", why: "ticket 12", daysLeft: 5)
    let results = try ReportSample.results(SampleRun.events(cases: [result], exitCode: .passed))
    let cases = results.events.compactMap { event -> CaseResult? in
      if case .caseFinished(let result) = event { result } else { nil }
    }
    #expect(cases.map(\.suppression?.daysLeft) == [5])
  }

  @Test("is the run that the events make, and makes the same file again")
  func events() throws {
    for events in [
      SampleRun.events(), SampleRun.events(cases: ReportSample.drawn, exitCode: .failed, failures: ["x"]),
      ReportSample.hostileRun("a<b"),
    ] {
      let results = try ReportSample.results(events)
      var builder = ResultsBuilder(now: { Date(timeIntervalSince1970: 1_795_423_948.25) })
      for event in events { builder.take(event) }
      #expect(builder.current == withoutDetailsOfPasses(results))
      var again = try ReportSample.results(results.events)
      // Events of a finished run have no figures.
      for fixture in again.fixtures.indices {
        for version in again.fixtures[fixture].versions.indices {
          for item in again.fixtures[fixture].versions[version].cases.indices {
            again.fixtures[fixture].versions[version].cases[item].figures =
              results.fixtures[fixture].versions[version].cases[item].figures
          }
        }
      }
      #expect(again == results)
    }
  }

  @Test("of an earlier build, without keys that came later, is read with their defaults, and every report shows it")
  func earlier() throws {
    let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Expected/earlier-results.json")
    let text = try String(contentsOf: file, encoding: .utf8)
    for key in ["cached", "inputs", "verdictsCached", "notices", "recorded", "daysLeft"] {
      #expect(!text.contains("\"\(key)\""), "\(key)")
    }
    let results = try ResultsFile.read(file.path).results
    let fixture = try #require(results.fixtures.first)
    #expect(fixture.inputs.isEmpty && fixture.notices.isEmpty && fixture.recorded.isEmpty)
    #expect(fixture.versions.count == 2 && fixture.versions.allSatisfy(\.verdictsCached.isEmpty))
    let stages = fixture.versions.flatMap(\.stages)
    #expect(stages.count == 4 && stages.allSatisfy { !$0.cached && $0.inputs.isEmpty })
    let suppressions = fixture.versions.flatMap(\.cases).compactMap(\.suppression)
    #expect(!suppressions.isEmpty && suppressions.allSatisfy { $0.daysLeft == nil && $0.until == "2099-12-31" })
    let console = ConsoleReport.render(results, style: ConsoleStyle(usesColor: false, usesUnicode: true))
    for text in [console, try HTMLReport().render(results, base: nil), MarkdownReport().render(results)] {
      #expect(text.contains("FAILED") && text.contains("priced"))
    }
    // The defaults are written out.
    let again = try JSONDecoder().decode(Results.self, from: JSONEncoder().encode(results))
    #expect(again == results)
  }

  private func withoutDetailsOfPasses(_ results: Results) -> Results {
    var results = results
    for fixture in results.fixtures.indices {
      for version in results.fixtures[fixture].versions.indices {
        for (place, item) in results.fixtures[fixture].versions[version].cases.enumerated() where item.known == .pass {
          results.fixtures[fixture].versions[version].cases[place].details = []
          results.fixtures[fixture].versions[version].cases[place].attachments = []
        }
      }
    }
    return results
  }

  @Test("reads on the console as it did when it ran")
  func console() throws {
    let style = ConsoleStyle(usesColor: false, usesUnicode: true)
    let output = MemoryOutput()
    let recorder = ConsoleRecorder(
      output: output, progress: MemoryOutput(), options: ConsoleOptions(), style: style, progressStyle: style,
      clock: { 0 }, runsTimer: false)
    try SampleRun.send(SampleRun.events(), to: recorder)
    let shown = ConsoleReport.render(try ReportSample.results(SampleRun.events()), style: style)
    // The days that a suppression has left are those of today.
    func steady(_ text: String) -> [Substring] { text.split(separator: "\n").filter { !$0.contains("days left") } }
    #expect(steady(shown) == steady(output.text) && steady(shown).count > 20)
  }

  @Test("is kept within bounds by what takes the events, and the tallies still tell of all")
  func bounds() throws {
    let cases = (0..<50).map { SampleRun.result($0 % 2 == 0 ? .fail : .pass, "t", "k\($0)", details: ["d"]) }
    var builder = ResultsBuilder(bounds: .init(failing: 3, warning: 1, passing: 4, figures: 1))
    for event in SampleRun.events(cases: cases, exitCode: .failed) { builder.take(event) }
    let kept = builder.current.fixtures[0].versions[0].cases
    #expect(kept.count == 7 && builder.current.tally.total == 50 && builder.current.fixtures[0].tally.total == 50)
    #expect(kept.allSatisfy { $0.details.isEmpty == ($0.verdict == "pass") })
    let summary = RunSummary(builder.current)
    #expect(summary.unlisted(.fail) == 22 && summary.unlisted(.pass) == 21 && summary.unlisted(.error) == 0)
  }
}
