import AssayGate
import TestSupport
import Testing

@testable import AssayReports

@Suite("The Markdown report")
struct MarkdownReportTests {
  private func markdown(_ events: [GateEvent], base: ReportBase? = nil) throws -> String {
    MarkdownReport().render(try ReportSample.results(events), base: base)
  }

  @Test("says what broke, where, since when and what to do")
  func content() throws {
    let text = try markdown(SampleRun.events())
    #expect(text.hasPrefix("## ✕ NOT EVALUATED · flights\n\n**1 of 8 checks could not be evaluated, 1 failed.**\n"))
    for said in [
      "**stage features, column temp** in 2013-04 only", "`fixtures/flights/stages/features.sql:18`",
      "| ✕ features · mode\\_spike · temp | in 2013-04 only |", "### Failed: 1 check, 1 case",
      "2013-04-03 09:00Z  UA  null  0", "seed 20261123",
    ] {
      #expect(text.contains(said), "\(said)\n\(text)")
    }
  }

  @Test("draws distributions that moved with block characters")
  func sparklines() throws {
    let text = try markdown(SampleRun.events(cases: ReportSample.drawn, exitCode: .failed))
    #expect(
      text.contains("| features · drift · temp | █ | ks\\_distance 0.4 | █▅▂ | ▃▆█ | null 10 % → 40 % |"), "\(text)")
    #expect(text.contains("| features · drift · carrier | █ | total\\_variation 0.2 | █▆▁ | █▁▄ | new: ZZ; gone: B6 |"))
  }

  @Test("makes every text inert", arguments: ReportSample.hostile)
  func hostile(text: String) throws {
    let markdown = try markdown(ReportSample.hostileRun(text))
    // Outside of code there is no HTML but our own line at the end.
    var isBlock = false
    for line in markdown.split(separator: "\n") {
      if line.hasPrefix("```") { isBlock.toggle() }
      guard !isBlock, !line.hasPrefix("<sub>") else { continue }
      #expect(!Self.withoutCode(String(line)).contains { "<>".contains($0) }, "\(line)")
    }
    #expect(!markdown.contains("\u{1B}") && !markdown.contains("\u{0}"))
  }

  /// The line without what stands between backticks, as the fences' lengths say.
  private static func withoutCode(_ line: String) -> String {
    var out = ""
    var rest = Substring(line)
    while let start = rest.firstIndex(of: "`") {
      // A backtick that is escaped begins nothing.
      if start > rest.startIndex, rest[rest.index(before: start)] == "\\" {
        out += rest[...start]
        rest = rest[rest.index(after: start)...]
        continue
      }
      out += rest[..<start]
      let fence = rest[start...].prefix { $0 == "`" }
      rest = rest[fence.endIndex...]
      var end: Substring.Index?
      var search = rest
      while let found = search.firstIndex(of: "`") {
        let run = search[found...].prefix { $0 == "`" }
        if run.count == fence.count {
          end = run.endIndex
          break
        }
        search = search[run.endIndex...]
      }
      guard let end else { return out + fence + rest }
      rest = rest[end...]
    }
    return out + rest
  }

  @Test("keeps to its budget and says what it leaves out", arguments: [2_000, 8_000, 60_000])
  func budget(bytes: Int) throws {
    let cases = (0..<2_000).map {
      SampleRun.result(
        [.fail, .warn, .inconclusive, .error][$0 % 4], "t", "k\($0)", message: String(repeating: "word ", count: 50))
    }
    let results = try ReportSample.results(SampleRun.events(cases: cases, exitCode: .notEvaluated))
    let text = MarkdownReport(budget: bytes).render(results)
    #expect(text.utf8.count <= bytes && text.utf8.count > bytes / 3, "\(text.utf8.count)")
    #expect(text.contains("more of these, all in results.json_"), "\(text)")
    #expect(text.hasSuffix("</sub>\n"))
  }

  @Test("shows the difference to a base: new failures, mended and vanished ones, metrics")
  func base() throws {
    func item(_ verdict: Verdict, _ kind: String, _ value: Double, definition: String? = nil) -> CaseResult {
      SampleRun.result(verdict, "score", kind, metrics: [Metric(kind, value, n: 9, definition: definition)])
    }
    let before = [
      item(.pass, "a", 1), item(.fail, "b", 1), item(.fail, "c", 1), item(.pass, "d", 2, definition: "old"),
      item(.fail, "f", 1),
    ]
    let after = [
      item(.fail, "a", 3), item(.warn, "b", 1), item(.pass, "d", 4, definition: "new"), item(.fail, "e", 1),
      item(.skipped, "f", 1),
    ]
    let base = try ReportSample.results(SampleRun.events(cases: before, exitCode: .failed))
    let results = try ReportSample.results(SampleRun.events(cases: after, exitCode: .failed))
    let comparison = RunComparison(results, base: base)
    #expect(
      comparison.newFailures.map(\.item.kind) == ["a", "e"] && comparison.newFailures.map(\.before) == [.pass, nil])
    #expect(comparison.mended.map(\.item.kind) == ["b"] && comparison.vanished.map(\.item.kind) == ["c", "f"])
    #expect(comparison.metrics.map(\.name) == ["a"], "metrics of two definitions are not compared")
    #expect(comparison.notes.count == 3)
    let text = MarkdownReport().render(results, base: .results(base))
    #expect(
      text.contains(
        "### Against the base\n2 new failures, 1 mended, 2 that failed are not judged any more, 1 metric changed."),
      "\(text)")
    #expect(text.contains("| score · a | 2013-04 | a | 1 | 3 | 9 |"), "\(text)")
  }

  @Test("names versions in words")
  func versions() {
    let all = ["1", "2", "3"]
    #expect(VersionSpan.text(["1", "2", "3"], of: all) == "in all 3 versions, since 1")
    #expect(VersionSpan.text(["2", "3"], of: all) == "in 2 of 3 versions, since 2")
    #expect(VersionSpan.text(["1", "3"], of: all) == "in 2 of 3 versions, first in 1")
    #expect(VersionSpan.text(["2"], of: all) == "in 2 only" && VersionSpan.text(["1"], of: ["1"]) == "in 1")
    #expect(VersionSpan.text([], of: all) == "")
  }

  @Test("draws nothing where there is nothing")
  func sparkline() {
    #expect(Sparkline.text([]) == "" && Sparkline.text([0, 0]) == "▁▁" && Sparkline.text([nil, 1, -1]) == "·██")
    #expect(Sparkline.text([0, 1], limit: 7) == "▁▂" && Sparkline.text([.nan, .infinity]) == "··")
  }
}
