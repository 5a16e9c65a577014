import Foundation
import TestSupport
import Testing

@testable import AssayGate

/// How long approvals hold, what they keep, and what would overwrite it.
@Suite struct ApprovalTests {
  private static let checks = """
    - mean: { columns: x, min: 0, max_drop: 0 }
    - golden: { key: id }
    - unchanged
    - row_count: { min: 1 }
    """

  private static let table = "id,x\n" + (1...30).map { "\($0),\(1.0 / Double($0))\n" }.joined()

  private func approval(until: String?) -> Baseline.Approval {
    Baseline.Approval(by: "a tester", at: "2020-01-01", why: "for now", until: until)
  }

  @Test func anApprovalThatHasExpiredFailsWhatIsComparedWithIt() async throws {
    let fixture = try JudgingTests.fixture(Self.table, Self.checks)
    _ = await GateReport.run(fixture) { $0.approval = approval(until: "2020-02-01") }
    let report = await GateReport.run(fixture)
    #expect(report.cases.map(\.verdict) == [.fail, .fail, .fail, .fail, .pass])
    #expect(report.cases.prefix(4).allSatisfy { $0.message.contains("expired on 2020-02-01") })
    #expect(report.status == 1)
  }

  @Test func anExpiredApprovalIsRenewedByTheSameResults() async throws {
    let fixture = try JudgingTests.fixture(Self.table, Self.checks)
    _ = await GateReport.run(fixture) { $0.approval = approval(until: "2020-02-01") }
    #expect(
      await GateReport.run(fixture) { $0.approval = approval(until: "2999-01-01") }.outcome.recordedBaselines == 1)
    #expect(await GateReport.run(fixture).status == 0)
    #expect(
      await GateReport.run(fixture) { $0.approval = approval(until: "2999-01-01") }.outcome.recordedBaselines == 0)
    #expect(await GateReport.run(fixture) { $0.approval = approval(until: nil) }.outcome.recordedBaselines == 1)
  }

  @Test func theRoundingOfWhatIsStoredIsNoDrop() async throws {
    // A third has no end in decimals: one of the two limits would see the last digit that was rounded.
    let fixture = try JudgingTests.fixture(
      "x\n0\n0\n1\n",
      "- mean: { columns: x, max_drop: 0, max_rise: 0 }\n- mean: { columns: x, max_rise: 0 }\n  id: other")
    _ = await GateReport.run(fixture) { $0.approval = .test }
    #expect(await GateReport.run(fixture).cases.map(\.verdict) == [.pass, .pass])
    let higher = try JudgingTests.fixture("x\n0\n1\n1\n", "- mean: { columns: x, max_drop: 0, max_rise: 0 }")
    _ = await GateReport.run(higher) { $0.approval = .test }
    #expect(await GateReport.run(higher).status == 0)
  }

  @Test func aBaselineThatCannotBeReadIsNotAnAbsentOne() async throws {
    let fixture = try JudgingTests.fixture(Self.table, "- row_count: { min: 1 }")
    _ = await GateReport.run(fixture) { $0.approval = .test }
    #expect(await GateReport.run(fixture).status == 0)
    try fixture.write("baselines/current.json", "{")
    let report = await GateReport.run(fixture)
    #expect(report.status == 2)
    #expect(report.outcome.failures.first?.contains("cannot be read as a baseline") == true)
  }

  @Test func entriesThatWouldOverwriteOneAnotherAreRefused() async throws {
    for pair in [
      "- golden: { key: id }\n  id: one\n- golden: { key: x }\n  id: two",
      "- unchanged\n- unchanged: { tolerance: { x: 0.1 } }\n  id: two",
      "- mean: { columns: all, min: 0 }\n- mean: { columns: x, min: 0 }\n  where: id > 3",
    ] {
      let fixture = try JudgingTests.fixture(Self.table, pair)
      let report = await GateReport.run(fixture) { $0.approval = .test }
      #expect(report.cases.last?.verdict == .error, "\(pair)")
      #expect(report.outcome.recordedBaselines == 0)
    }
    let same = try JudgingTests.fixture(
      Self.table, "- golden: { key: id, columns: x }\n- golden: { key: id, tolerance: { x: 0.1 } }\n  id: two")
    #expect(await GateReport.run(same) { $0.approval = .test }.outcome.recordedBaselines == 1)
    #expect(await GateReport.run(same).status == 0)
  }

  @Test func goldenRowsWithOneKeyTwiceAreNotRecorded() async throws {
    let fixture = try JudgingTests.fixture("id,x\n1,1\n1,2\n", "- golden: { key: id }")
    let report = await GateReport.run(fixture) { $0.approval = .test }
    #expect(report.cases.first?.verdict == .fail && report.outcome.recordedBaselines == 0)
  }

  @Test func goldenValuesAreComparedByTheirBytes() async throws {
    let fixture = try JudgingTests.fixture("id,t\n1,caf\u{E9}\n", "- golden: { key: id }")
    _ = await GateReport.run(fixture) { $0.approval = .test }
    try fixture.write("data/table.csv", "id,t\n1,cafe\u{301}\n")
    #expect(await GateReport.run(fixture).cases.map(\.verdict) == [.pass, .fail])
    #expect(await GateReport.run(fixture) { $0.approval = .test }.outcome.recordedBaselines == 1)
    #expect(await GateReport.run(fixture).status == 0)
  }

  @Test func wholeNumbersOfAnySizeAreComparedExactly() async throws {
    let fixture = try JudgingTests.fixture("id,x\n1,9007199254740992\n", "- golden: { key: id, tolerance: { x: 0.5 } }")
    _ = await GateReport.run(fixture) { $0.approval = .test }
    try fixture.write("data/table.csv", "id,x\n1,9007199254740993\n")
    #expect(await GateReport.run(fixture).cases.map(\.verdict) == [.pass, .fail])
  }

  @Test func infiniteValuesCanBeApprovedWithATolerance() async throws {
    let fixture = try TemporaryFixture([
      "data/a.csv": "id,x\n1,inf\n2,inf\n3,1.5\n", "s.sql": "SELECT id, CAST(x AS DOUBLE) AS x FROM input",
      "assay.yaml": """
      assay: 1
      fixture: infinite
      data: { input: data/a.csv }
      stages: { made: { sql: s.sql, from: input } }
      checks: { made: [{ unchanged: { tolerance: { x: 0.1 } } }] }
      """,
    ])
    #expect(await GateReport.run(fixture) { $0.approval = .test }.outcome.recordedBaselines == 1)
    #expect(await GateReport.run(fixture).status == 0)
    try fixture.write("data/a.csv", "id,x\n1,inf\n2,-inf\n3,1.5\n")
    #expect(await GateReport.run(fixture).status == 1)
  }

  @Test func otherTolerancesAndOtherOrdersAreSaidToBeSo() async throws {
    let fixture = try JudgingTests.fixture(Self.table, "- unchanged: { tolerance: { x: 0.1 } }")
    _ = await GateReport.run(fixture) { $0.approval = .test }
    try fixture.write(
      "assay.yaml", fixture.text("fixture/assay.yaml").replacing(": { tolerance: { x: 0.1 } }", with: ""))
    let other = await GateReport.run(fixture)
    #expect(other.cases.map(\.verdict) == [.error])
    #expect(other.cases.first?.message.contains("tolerance for other columns (x)") == true)
    _ = await GateReport.run(fixture) { $0.approval = .test }
    try fixture.write("data/table.csv", "x,id\n" + (1...30).map { "\(1.0 / Double($0)),\($0)\n" }.joined())
    #expect(await GateReport.run(fixture).cases.first?.message.contains("the columns are in another order") == true)
  }
}
