import Foundation
import TestSupport
import Testing

@testable import AssayGate

/// Slices: their names, those that are small, and those that are not there any more.
@Suite struct SliceTests {
  private func rows(_ key: String, _ value: String, _ count: Int) -> String {
    String(repeating: "\(key),\(value)\n", count: count)
  }

  @Test func namesTellValuesApart() async throws {
    let table =
      "k,v\n" + rows("null", "1", 120) + rows("", "", 120) + rows("\"a, k=b\"", "", 120) + rows("\"it's\"", "", 120)
    let fixture = try JudgingTests.fixture(
      table, "- null_rate: { columns: v, max: 0 }\n  by: k\n- mean: { columns: v, min: 0 }\n  by: k")
    let report = await GateReport.run(fixture)
    let rates = report.cases.filter { $0.kind == "null_rate" }
    #expect(rates.map(\.slice) == ["k=\"a, k=b\"", "k=\"null\"", "k=it's", "k=null"])
    #expect(rates.map(\.verdict) == [.fail, .pass, .fail, .fail])
    #expect(rates.allSatisfy { $0.n == 120 })
    #expect(report.cases.filter { $0.kind == "mean" }.map(\.verdict) == [.error, .pass, .error, .error])
  }

  @Test func rowsOfASliceAreFoundByItsValues() async throws {
    let table = "k,v\n" + rows("null", "5", 120) + rows("", "7", 120) + rows("\"it's, so\"", "9", 120)
    let fixture = try JudgingTests.fixture(table, "- range: { columns: v, max: 1 }\n  by: k")
    let report = await GateReport.run(fixture)
    let texts = try report.cases.map { try String(contentsOfFile: try #require($0.attachments.first), encoding: .utf8) }
    #expect(texts.map { $0.split(separator: "\n")[1] } == ["\"it's, so\",9", "null,5", ",7"])
    #expect(Set(report.cases.flatMap(\.attachments)).count == 3)
  }

  @Test func valuesThatOnlyLookAlikeAreNotMixed() async throws {
    let fixture = try JudgingTests.fixture(
      "k,v\n" + rows("caf\u{E9}", "1", 120) + rows("cafe\u{301}", "", 120),
      "- null_rate: { columns: v, max: 0.6 }\n  by: k")
    let report = await GateReport.run(fixture)
    #expect(report.cases.map(\.verdict) == [.fail, .pass])
    #expect(report.cases.map(\.slice) == ["k=\"cafe\\u{301}\"", "k=caf\u{E9}"])
  }

  @Test func theRowsOfASmallSliceAreCountedAllTheSame() async throws {
    let fixture = try JudgingTests.fixture(
      "k,v\n" + rows("A", "1", 200) + rows("B", "1", 5), "- row_count: { min: 50 }\n  by: k")
    #expect(await GateReport.run(fixture).cases.map(\.verdict) == [.pass, .fail])
  }

  @Test func onlySmallSlicesAreNoVerdict() async throws {
    let fixture = try JudgingTests.fixture(
      "k,v\n" + rows("A", "1", 50) + rows("B", "1", 50),
      "- null_rate: { columns: v, max: 0 }\n  by: k\n- row_count: { min: 1 }")
    let report = await GateReport.run(fixture)
    #expect(report.cases.map(\.verdict) == [.error, .skipped, .skipped, .pass])
    #expect(report.cases[0].message.contains("none of the 2 slices has the 100 rows"))
  }

  @Test func aSliceThatShrankSinceItWasApprovedIsAnError() async throws {
    let fixture = try JudgingTests.fixture(
      "k,v\n" + rows("A", "1", 200) + rows("B", "1", 200) + rows("C", "1", 20),
      "- null_rate: { columns: v, max: 0 }\n  by: k")
    _ = await GateReport.run(fixture) { $0.approval = .test }
    try fixture.write("data/table.csv", "k,v\n" + rows("A", "1", 200) + rows("B", "1", 20) + rows("C", "1", 20))
    let report = await GateReport.run(fixture)
    #expect(report.cases.map(\.verdict) == [.pass, .error, .skipped])
    #expect(report.cases[1].message.hasSuffix("when it was approved, it stood on 200 rows"))
  }

  @Test func aSliceThatIsGoneCanBeApproved() async throws {
    let fixture = try JudgingTests.fixture(
      "k,v\n" + rows("A", "1", 200) + rows("B", "1", 200), "- row_count: { min: 1 }\n  by: k")
    _ = await GateReport.run(fixture) { $0.approval = .test }
    try fixture.write("data/table.csv", "k,v\n" + rows("A", "1", 200))
    #expect(await GateReport.run(fixture).status == 2)
    #expect(await GateReport.run(fixture) { $0.approval = .test }.outcome.recordedBaselines == 1)
    #expect(await GateReport.run(fixture).status == 0)
  }

  @Test func oneBadPatternDoesNotTakeTheOtherChecksOfASliceDown() async throws {
    let fixture = try JudgingTests.fixture(
      "k,v\n" + rows("A", "x", 200),
      "- matches: { columns: v, pattern: '(' }\n  by: k\n- null_rate: { columns: v, max: 0 }\n  by: k")
    #expect(await GateReport.run(fixture).cases.map(\.verdict) == [.error, .pass])
  }
}
