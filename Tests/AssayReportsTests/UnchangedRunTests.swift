import AssayGate
import TestSupport
import Testing

@testable import AssayReports

/// A run that judged nothing again ends with 0 where nothing has changed; no report may say that its checks hold.
@Suite("A run that judged nothing again, or could not tell")
struct UnchangedRunTests {
  private func results(_ verdicts: [Verdict]) -> Results {
    var builder = ResultsBuilder()
    for event in events(verdicts) { builder.take(event) }
    return builder.current
  }

  private func events(_ verdicts: [Verdict]) -> [GateEvent] {
    SampleRun.events(
      cases: verdicts.enumerated().map { SampleRun.result($1, "rows", "mean", column: "c\($0)") }, exitCode: .passed)
  }

  private func console(_ verdicts: [Verdict]) throws -> String {
    let output = MemoryOutput()
    let recorder = ConsoleRecorder(output: output, progress: MemoryOutput(), environment: [:])
    try SampleRun.send(events(verdicts), to: recorder)
    return output.text.split(separator: "\n").last.map(String.init) ?? ""
  }

  @Test("is unchanged, not passed")
  func unchanged() throws {
    #expect(try console([.skipped, .skipped]).hasPrefix("UNCHANGED  none of 2 checks was judged again"))
    let page = try HTMLReport().render(results([.skipped, .skipped]), base: nil)
    #expect(page.contains("UNCHANGED") && page.contains("None of 2 checks was judged again."))
    #expect(!page.contains("PASSED") && !page.contains("holds."))
  }

  @Test("says that every check holds only where every one passed", arguments: [Verdict.skipped, .inconclusive, .warn])
  func notEvery(other: Verdict) throws {
    #expect(try console([.pass, other]).hasPrefix("PASSED  2 checks"))
    let page = try HTMLReport().render(results([.pass, other]), base: nil)
    #expect(page.contains("PASSED") && page.contains("None of 2 checks failed") && !page.contains("Every one of"))
    #expect(try HTMLReport().render(results([.pass, .pass]), base: nil).contains("Every one of 2 checks holds."))
  }

  @Test("is inconclusive where no check could tell, also beside skipped ones", arguments: [[Verdict](), [.skipped]])
  func couldNotTell(others: [Verdict]) throws {
    let verdicts: [Verdict] = [.inconclusive, .inconclusive] + others
    let count = "\(verdicts.count) checks"
    let line = try console(verdicts)
    #expect(line.hasPrefix("INCONCLUSIVE  none of \(count) could tell"), "\(line)")
    let page = try HTMLReport().render(results(verdicts), base: nil)
    #expect(page.contains("INCONCLUSIVE") && page.contains("None of \(count) could tell."))
    #expect(!page.contains("PASSED") && !page.contains("Nothing has to be done"))
    #expect(try console([.inconclusive, .warn]).hasPrefix("PASSED  2 checks"))
  }
}
