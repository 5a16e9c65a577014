import Foundation
import TestSupport
import Testing

@testable import AssayGate

/// `where`: what is a condition, and that a bad one harms nobody else.
@Suite struct RowFilterTests {
  @Test(arguments: [
    "a = 1", "(a = 1) OR (b = 2)", "a = ')' -- only one", "a = 1 /* ( */", "name = 'O''Brien (junior'",
    "\"odd ) name\" > 2",
    "a IN (1, 2)\n  AND b = 2 -- the rest",
  ])
  func isACondition(_ text: String) { #expect(RowFilter.fault(text) == nil) }

  @Test(arguments: [
    ("a = 1) OR (b = 2", "without opening it"), ("(a = 1", "')' is missing at its end"), ("a = 'x", "not closed"),
    ("a = 1; DROP TABLE input", "holds ';'"), ("/* nothing", "is not closed"), ("-- nothing", "holds no condition"),
    ("a = [1)", "without opening it"), ("a = $$x$$", "holds '$'"), ("  \n", "holds no condition"), ("/", nil),
    ("/*", "is not closed"), ("/*/", "is not closed"),
  ])
  func isNone(_ text: String, _ fault: String?) {
    #expect(fault.map { RowFilter.fault(text)?.contains($0) == true } ?? (RowFilter.fault(text) == nil))
  }

  @Test func aManifestWithAConditionThatIsNoneDoesNotParse() async throws {
    let fixture = try JudgingTests.fixture(
      "a,b\n1,2\n,3\n", "- null_rate: { columns: a, max: 0.5 }\n  where: b = 2) OR (b = 2")
    let report = await GateReport.run(fixture)
    #expect(report.status == 64)
    #expect(report.outcome.failures.first?.contains("'where' is no condition on a row: it closes ')'") == true)
  }

  @Test func aCommentAtItsEndHidesNothing() async throws {
    let fixture = try JudgingTests.fixture(
      "a,b\n1,2\n,3\n",
      "- null_rate: { columns: a, max: 0 }\n  where: b = 2 -- only\n- mean: { columns: a, min: 1 }\n  where: b = 2 -- only"
    )
    let report = await GateReport.run(fixture)
    #expect(report.cases.map(\.verdict) == [.pass, .pass])
    #expect(report.cases.map(\.n) == [1, 1])
  }

  @Test func aConditionThatTheEngineRefusesIsAnErrorOfItsCheckOnly() async throws {
    let fixture = try JudgingTests.fixture(
      "a\n1\n2\n",
      """
      - mean: { columns: a, min: 0 }
        where: nope = 1
      - mean: { columns: a, min: 0 }
        id: sound
      - quantile: { columns: a, p: 0.5, min: 0 }
        where: SELECT
      """)
    let report = await GateReport.run(fixture)
    #expect(report.cases.map(\.verdict) == [.error, .pass, .error])
    #expect(report.cases[0].message.contains("nope"))
  }

  @Test func aNumberIsTakenForTrueOrFalseByEveryMeasurement() async throws {
    let fixture = try JudgingTests.fixture(
      "a,f\n1,0\n2,2\n3,\n", "- mean: { columns: a, min: 0 }\n  where: f\n- range: { columns: a, min: 0 }\n  where: f")
    let report = await GateReport.run(fixture)
    #expect(report.cases.map(\.verdict) == [.pass, .pass])
    #expect(report.cases.map(\.n) == [1, 1])
  }

  @Test func aConditionThatFailsOnARowIsAnErrorOfItsCheckOnly() async throws {
    let fixture = try JudgingTests.fixture(
      "a,t\n1,5\n2,x\n",
      "- mean: { columns: a, min: 0 }\n  where: CAST(t AS INTEGER) > 1\n- mean: { columns: a, min: 0 }\n  id: sound")
    #expect(await GateReport.run(fixture).cases.map(\.verdict) == [.error, .pass])
  }

  @Test func columnsMayBeNamedLikeTheOnesThatAreAdded() async throws {
    let fixture = try JudgingTests.fixture(
      "assay_filter_0,Assay_slice_0_0,s0,n\n" + (0..<400).map { "false,\($0 % 2),\($0 % 4),\($0)\n" }.joined(),
      """
      - mean: { columns: n, min: 200 }
        where: n >= 200
      - mean: { columns: n, max: 199 }
        id: sliced
        by: s0
        where: n < 200 OR s0 > 1
      - unique: { columns: n }
        by: s0
      """)
    let report = await GateReport.run(fixture)
    #expect(report.cases.first?.metrics.first?.value == 299.5)
    #expect(report.cases.filter { $0.kind == "unique" }.map(\.verdict) == [.pass, .pass, .pass, .pass])
  }

  @Test func checksOfTheWholeTableTakeNeitherWhereNorBy() async throws {
    for check in [
      "unchanged: {}", "golden: { key: a }", "sql: { query: SELECT 1 }", "schema: { columns: { a: integer } }",
    ] {
      for (key, value) in [("where", "a > 1"), ("by", "a")] {
        let fixture = try JudgingTests.fixture("a\n1\n", "- \(check)\n  \(key): \(value)")
        let report = await GateReport.run(fixture)
        #expect(report.status == 64)
        #expect(report.outcome.failures.first?.contains("'\(key)' does not go with check") == true, "\(check)")
      }
    }
  }
}
