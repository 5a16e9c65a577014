import AssayGate
import TestSupport
import Testing

@testable import AssayReports

/// What golden files and the parsers (in the end-to-end tests) do not show.
@Suite("The OpenMetrics text")
struct OpenMetricsReportTests {
  private func lines(_ events: [GateEvent]) throws -> [String] {
    OpenMetricsReport().render(try ReportSample.results(events)).split(separator: "\n").map(String.init)
  }

  @Test("has what was measured, the limit, the rows and the verdict of each case")
  func cases() throws {
    let lines = try lines(SampleRun.events())
    let labels =
      #"fixture="flights",version="2013-04",table="features",check="features.mode_spike.temp",kind="mode_spike",column="temp""#
    for line in [
      "assay_check_value{\(labels),metric=\"mode_share\",definition=\"mode_share(new)\"} 0.022124",
      "assay_check_value_lower{\(labels),metric=\"mode_share\",definition=\"mode_share(new)\"} 0.0204",
      "assay_check_limit{\(labels),bound=\"max\"} 0.005", "assay_check_rows{\(labels)} 27662",
      "assay_check_verdict{\(labels),verdict=\"fail\"} 1", "assay_check_verdict{\(labels),verdict=\"pass\"} 0",
      "assay_run_exit_code 2", "assay_run_status{status=\"notEvaluated\"} 1", "assay_cases_left_out 0",
      "assay_cases{fixture=\"flights\",verdict=\"fail\"} 1", "assay_fixture_diverged{fixture=\"flights\"} 1",
    ] {
      #expect(lines.filter { $0 == line }.count == 1, "\(line)")
    }
    #expect(lines.last == "# EOF")
  }

  @Test("of a run that did not finish does not read as a pass")
  func begun() throws {
    let lines = try lines([.runStarted(SampleRun.header)])
    #expect(lines.contains("assay_run_exit_code 2") && lines.contains("assay_run_status{status=\"didNotFinish\"} 1"))
    #expect(!lines.contains { $0.hasPrefix("assay_run_finished") })
  }

  @Test("numbers samples of the same labels, since a text with one twice is refused as a whole")
  func twice() throws {
    let item = SampleRun.result(.pass, "t", "a", metrics: [Metric("m", 1, n: 2), Metric("m", 3, n: 2)])
    let values = try lines(SampleRun.events(cases: [item, item], exitCode: .passed)).filter {
      $0.hasPrefix("assay_check_value{")
    }
    #expect(values.count == 4 && Set(values.map { $0.split(separator: " ")[0] }).count == 4, "\(values)")
    #expect(values.dropFirst().map { $0.contains("occurrence=") } == [true, true, true])
  }

  @Test("leaves out what is no number, and counts the cases that it leaves out")
  func without() throws {
    let item = SampleRun.result(.pass, "t", "a", metrics: [Metric("m", .infinity, n: 2), Metric("k", 1, n: 2)])
    #expect(
      try lines(SampleRun.events(cases: [item], exitCode: .passed)).filter { $0.hasPrefix("assay_check_value{") }.count
        == 1)
    var builder = ResultsBuilder(bounds: .init(failing: 1, warning: 1, passing: 1, figures: 1))
    for event in SampleRun.events(cases: [item, item, item], exitCode: .passed) { builder.take(event) }
    #expect(OpenMetricsReport().render(builder.current).contains("\nassay_cases_left_out 2\n"))
  }

  @Test(
    "reads limits in words",
    arguments: [
      ("max 0.25", "max", 0.25), ("min 27,662", "min", 27_662), ("max_drop 0.005 (approved 0.6453)", "max_drop", 0.005),
      ("limit 1e-05", "limit", 1e-05), ("integer", nil, 0), ("max", nil, 0), ("max x", nil, 0), ("max 1 2", nil, 0),
      ("at most 1", nil, 0),
    ] as [(String, String?, Double)])
  func limits(words: String, bound: String?, number: Double) {
    let found = OpenMetricsReport.limit(words)
    #expect(found?.bound == bound && found?.number ?? 0 == number)
  }

  @Test("escapes labels by code points")
  func escapes() {
    #expect(MetricFamily.escaped("a\"\u{301}\\\n") == "a\\\"\u{301}\\\\\\n")
  }
}
