import AssayReports
import Foundation
import TestSupport
import Testing

/// The exit codes are a contract that CI systems build on.
@Suite("Exit codes", .timeLimit(.minutes(10)))
struct ExitCodeTests {
  static let passing = "row_count: { min: 1 }"
  static let failing = "row_count: { min: 1000 }\n      id: rows.enough"
  static let warning = "mean: { columns: x, max: 1 }\n      severity: warn"
  static let inconclusive = "drift: { columns: x, limit: 0.01 }"
  static let unevaluable = "mean: { columns: nope, max: 1 }"
  static let suppressed =
    "range: { columns: x, max: 1 }\n      suppress: { until: 2999-12-31, why: known and accepted }"

  func fixture(_ checks: [String]) throws -> TemporaryFixture {
    try SamplePipeline.fixture(["assay.yaml": SamplePipeline.tableManifest(checks)])
  }

  @Test("0 when every check passes; both reports say so, and the last line is the verdict")
  func passed() async throws {
    let fixture = try SamplePipeline.fixture()
    let run = try await fixture.assay("run", "fixture")
    fixture.expectPass(run)
    #expect(run.lines.last?.hasPrefix("PASSED  2 checks") == true)
    #expect(fixture.reports.resultCases.map(\.verdict) == ["pass", "pass"])
  }

  @Test("0 with warnings, inconclusive checks and suppressed failures")
  func allowed() async throws {
    let fixture = try fixture([Self.passing, Self.warning, Self.inconclusive, Self.suppressed])
    let run = try await fixture.assay("run", "fixture")
    fixture.expectPass(run)
    #expect(fixture.reports.resultCases.map(\.verdict) == ["pass", "warn", "inconclusive", "skipped"])
    #expect(run.lines.last?.contains("1 warning · 1 inconclusive · 1 skipped") == true)
  }

  @Test("1 when a check fails")
  func failed() async throws {
    let fixture = try fixture([Self.passing, Self.failing])
    let run = try await fixture.assay("run", "fixture")
    fixture.expect(run, endsWith: 1, saying: "row_count 300 is below the minimum 1,000")
    #expect(run.output.contains("assay run fixture --version v1 --check rows.enough"), "the command that reruns it")
    #expect(run.lines.last?.hasPrefix("FAILED  1 of 2 checks failed") == true)
  }

  @Test("2 when a check cannot be evaluated, also beside failures")
  func notEvaluated() async throws {
    for checks in [[Self.passing, Self.unevaluable], [Self.failing, Self.unevaluable]] {
      let fixture = try fixture(checks)
      let run = try await fixture.assay("run", "fixture")
      fixture.expect(run, endsWith: 2, saying: "table 'rows' has no column 'nope'", "; it has: id, x, label")
      #expect(run.lines.last?.hasPrefix("NOT EVALUATED") == true)
    }
  }

  @Test("an expired suppression suppresses nothing")
  func expired() async throws {
    let fixture = try fixture([
      "range: { columns: x, max: 1 }\n      suppress: { until: 2020-01-31, why: it was accepted once }"
    ])
    let run = try await fixture.assay("run", "fixture")
    fixture.expect(run, endsWith: 1, saying: "its suppression expired on 2020-01-31")
  }

  @Test(
    "--fail-on moves the line between 0 and 1, and nothing else",
    arguments: [
      ("fail", [warning, inconclusive], 0), ("warn", [warning], 1), ("warn", [inconclusive], 0),
      ("inconclusive", [inconclusive], 1), ("inconclusive", [warning], 0), ("never", [failing], 0),
      ("never", [failing, unevaluable], 2), ("warn", [passing], 0),
    ] as [(String, [String], Int32)])
  func failOn(verdict: String, checks: [String], status: Int32) async throws {
    let fixture = try fixture(checks)
    let run = try await fixture.assay("run", "fixture", "--fail-on", verdict)
    #expect(run.status == status, "\(run.output)")
    #expect(fixture.reports.results?.exitCode == status)
    #expect(fixture.reports.violations.isEmpty)
    // With --fail-on never the cases still say that they failed; only the exit code is lowered.
    if status != 0 { #expect(!fixture.reports.resultsPass && !fixture.reports.junitPasses) }
  }

  @Test(
    "64 for wrong usage, with the usage on standard error",
    arguments: [
      (["run", "fixture", "--fail-on", "sometimes"], "'sometimes' is invalid for '--fail-on"),
      (["run"], "name at least one fixture"), (["run", "fixture", "--timeout", "soon"], "'soon' is invalid"),
      (["run", "fixture", "--threads", "0"], "--threads must be at least 1"),
      (["run", "fixture", "--nope"], "Unknown option '--nope'"), (["frobnicate"], "Unexpected argument 'frobnicate'"),
      (["run", "fixture", "--color", "pink"], "'pink' is invalid"),
      (["run", "fixture", "--output", ""], "--output needs the name of a folder"),
      (["approve", "fixture"], "--why"), (["approve", "fixture", "--why", " "], "--why must say why"),
      (["approve", "fixture", "--why", "x", "--until", "soon"], "2026-12-31; found 'soon'"),
      (["explain", "nul_rate"], "did you mean 'null_rate'?"),
    ])
  func usage(arguments: [String], says: String) async throws {
    let fixture = try SamplePipeline.fixture()
    let run = try await fixture.assay(list: arguments)
    #expect(run.status == 64)
    #expect(run.errors.contains(says), "\(run.errors)")
    #expect(run.output.isEmpty)
    #expect(!fixture.reports.resultsPass && !fixture.reports.junitPasses)
  }

  @Test(
    "64 when what is named is not there, and the reports say so",
    arguments: [
      (["run", "nowhere"], "there is no folder 'nowhere'"),
      (
        ["run", "fixture", "--check", "rows.row_cuont"], "has no check 'rows.row_cuont'; did you mean 'rows.row_count'?"
      ),
      (["run", "fixture", "--check", "nothing*"], "has no check 'nothing*'"),
      (["run", "fixture", "--version", "v9"], "has no version 'v9'"),
    ])
  func unknown(arguments: [String], says: String) async throws {
    let fixture = try SamplePipeline.fixture()
    let green = try await fixture.assay("run", "fixture")
    fixture.expectPass(green)
    let run = try await fixture.assay(list: arguments)
    fixture.expect(run, endsWith: 64, saying: says)
    #expect(run.lines.last?.hasPrefix("USAGE ERROR") == true)
  }

  @Test("64 when one of two fixtures has a bad manifest, and the other still runs")
  func oneBadManifest() async throws {
    let fixture = try SamplePipeline.fixture(["../broken/assay.yaml": "assay: 1\nchekcs: {}\n"])
    for order in [["broken", "fixture"], ["fixture", "broken"]] {
      let run = try await fixture.assay(list: ["run"] + order)
      fixture.expect(run, endsWith: 64, saying: "broken/assay.yaml:2:1", "did you mean 'checks'?")
      let results = try #require(fixture.reports.results)
      #expect(results.fixtures.map(\.name) == order.map { $0 == "fixture" ? "sample" : "broken" })
      #expect(fixture.reports.resultCases.map(\.verdict) == ["pass", "pass"], "the sound one was judged")
    }
  }

  @Test("two fixtures of one name, and one fixture given twice, are told apart in the reports")
  func sameName() async throws {
    let fixture = try SamplePipeline.fixture([
      "../other/assay.yaml": SamplePipeline.tableManifest([Self.failing]),
      "../other/data/rows.csv": SamplePipeline.rows, "../other/data/reference.csv": SamplePipeline.rows,
    ])
    let run = try await fixture.assay("run", "fixture", "other", "fixture")
    fixture.expect(run, endsWith: 1, saying: "row_count 300 is below the minimum 1,000")
    #expect(fixture.reports.resultCases.count == 5)
    #expect(fixture.reports.junit?.tests == 5)
  }

  @Test("2 when a time limit for the whole run is reached")
  func timeout() async throws {
    let fixture = try SamplePipeline.fixture([
      "assay.yaml": SamplePipeline.manifest(stage: "{ command: [sleep, '60'], from: rows }")
    ])
    let run = try await fixture.assay("run", "fixture", "--timeout", "1s")
    fixture.expect(run, endsWith: 2, saying: "the run's time limit of 1 s was reached")
    #expect(run.seconds < 30, "it ends soon after the limit")
  }
}
