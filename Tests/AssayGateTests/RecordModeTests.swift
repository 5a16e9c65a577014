import Foundation
import TestSupport
import Testing

@testable import AssayGate

/// What each record mode takes, what keeps a run from becoming history, and what is left when checks go.
@Suite struct RecordModeTests {
  private static let table = "id,x\n" + (1...30).map { "\($0),\(1.0 / Double($0))\n" }.joined()
  private static let other = "id,x\n" + (1...30).map { "\($0),\($0 == 9 ? 5 : 1.0 / Double($0))\n" }.joined()

  private func record(
    _ fixture: TemporaryFixture, _ mode: RecordMode, _ change: (inout Gate.Options) -> Void = { _ in }
  ) async -> GateReport {
    await GateReport.run(fixture) {
      $0.approval = Baseline.Approval(by: "a tester", at: "2026-02-02", why: "recorded")
      $0.recording.mode = mode
      $0.recording.keepsUntil = true
      change(&$0)
    }
  }

  private func add(_ check: String, to fixture: TemporaryFixture) throws {
    try fixture.write("assay.yaml", fixture.text("fixture/assay.yaml") + "\n    " + check + "\n")
  }

  @Test func missingRecordsWhatWasNeverApproved() async throws {
    let fixture = try JudgingTests.fixture(Self.table, "- unchanged")
    #expect(await GateReport.run(fixture).status == 2)
    let first = await record(fixture, .missing)
    #expect(first.status == 1 && first.outcome.recordedBaselines == 1)
    #expect(first.cases.allSatisfy { $0.verdict == .pass })
    let again = await record(fixture, .missing)
    #expect(again.status == 0 && again.outcome.recordedBaselines == 0)

    try add("- golden: { key: id }", to: fixture)
    try add("- mean: { columns: x, max_drop: 0.1 }", to: fixture)
    #expect(await GateReport.run(fixture).status == 2)
    #expect(await record(fixture, .missing).outcome.recordedBaselines == 1)
    #expect(await GateReport.run(fixture).status == 0)
  }

  @Test func missingStillComparesWhatWasApproved() async throws {
    let fixture = try JudgingTests.fixture(Self.table, "- unchanged")
    _ = await record(fixture, .missing)
    let before = fixture.text("fixture/baselines/current.json")
    try fixture.write("data/table.csv", Self.other)
    try add("- golden: { key: id }", to: fixture)
    let report = await record(fixture, .missing)
    #expect(report.cases.first?.verdict == .fail && report.cases.dropFirst().allSatisfy { $0.verdict == .pass })
    #expect(report.outcome.recordedBaselines == 0 && report.status == 2)
    #expect(report.outcome.failures.first?.contains("input.unchanged fails") == true, "\(report.outcome.failures)")
    #expect(fixture.text("fixture/baselines/current.json") == before)
  }

  @Test func changedLeavesWhatIsWithinItsTolerance() async throws {
    let fixture = try JudgingTests.fixture(
      Self.table, "- golden: { key: id, tolerance: { x: 0.001 } }\n- unchanged: { tolerance: { x: 0.001 } }")
    _ = await record(fixture, .changed)
    let (json, file) = (fixture.text("fixture/baselines/current.json"), fixture.goldenFile("input", version: "current"))
    try fixture.write("data/table.csv", "id,x\n" + (1...30).map { "\($0),\(1.0 / Double($0) + 1e-7)\n" }.joined())
    #expect(await record(fixture, .changed).outcome.recordedBaselines == 0)
    #expect(await GateReport.run(fixture) { $0.approval = .test }.outcome.recordedBaselines == 0)
    #expect(fixture.text("fixture/baselines/current.json") == json)
    // To the last digit when all is asked for.
    #expect(await record(fixture, .all).outcome.recordedBaselines == 1)
    #expect(fixture.goldenFile("input", version: "current") != file)
    #expect(await record(fixture, .all).outcome.recordedBaselines == 0)
    try fixture.write("data/table.csv", Self.other)
    #expect(await record(fixture, .changed).outcome.recordedBaselines == 1)
    #expect(await GateReport.run(fixture).status == 0)
  }

  @Test func onlyTheSelectedChecksAreRecorded() async throws {
    let fixture = try JudgingTests.fixture(Self.table, "- unchanged\n- golden: { key: id }")
    _ = await record(fixture, .all)
    try fixture.write("data/table.csv", Self.other)
    #expect(await record(fixture, .all) { $0.checks = ["input.golden"] }.outcome.recordedBaselines == 1)
    let report = await GateReport.run(fixture)
    #expect(report.cases.map(\.verdict) == [.fail, .pass, .pass])
  }

  @Test func anExpiredApprovalIsNotRenewedInPassing() async throws {
    let fixture = try JudgingTests.fixture(Self.table, "- unchanged")
    _ = await GateReport.run(fixture) {
      $0.approval = Baseline.Approval(by: "a tester", at: "2020-01-01", why: "for now", until: "2020-02-01")
    }
    for mode in [RecordMode.missing, .changed, .all] {
      let report = await record(fixture, mode)
      #expect(report.cases.first?.verdict == .fail && report.outcome.recordedBaselines == 0, "\(mode)")
    }
    let notices = await GateReport.run(fixture).notices
    #expect(notices.count == 1 && notices[0].contains("the approval of version current expired on 2020-02-01"))
  }

  @Test func aLargerToleranceThanTheApprovedOneIsAnError() async throws {
    let fixture = try JudgingTests.fixture(Self.table, "- golden: { key: id, tolerance: { x: 0.001 } }")
    _ = await record(fixture, .all)
    let manifest = fixture.text("fixture/assay.yaml")
    try fixture.write("assay.yaml", manifest.replacing("x: 0.001", with: "x: 0.1"))
    let loose = await GateReport.run(fixture)
    #expect(loose.cases.map(\.verdict) == [.error, .error])
    #expect(loose.cases.first?.message.contains("the tolerance of x is 0.1, approved was 0.001") == true)
    try fixture.write("assay.yaml", manifest.replacing("x: 0.001", with: "x: 0.0001"))
    #expect(await GateReport.run(fixture).status == 0, "a smaller one asks for more")
    try fixture.write("assay.yaml", manifest.replacing("x: 0.001", with: "x: 0.1"))
    #expect(await record(fixture, .changed).outcome.recordedBaselines == 1)
    #expect(await GateReport.run(fixture).status == 0)
  }

  // MARK: A failed run never becomes history

  @Test func failingChecksAreNamedAndMayBeOverridden() async throws {
    let fixture = try JudgingTests.fixture(
      Self.table, "- unchanged\n- row_count: { min: 1000 }\n- mean: { columns: x, min: 3 }")
    let refused = await record(fixture, .changed)
    #expect(refused.outcome.recordedBaselines == 0 && refused.status == 2)
    let message = try #require(refused.outcome.failures.first)
    #expect(message.contains("input.mean.x, input.row_count fail; mend them"), "\(message)")
    #expect(message.contains("--despite input.mean.x --despite input.row_count --why"))
    #expect(fixture.files(below: "baselines").isEmpty)

    let half = await record(fixture, .changed) { $0.recording.despite = .checks(["input.row_count"]) }
    #expect(half.outcome.recordedBaselines == 0)
    let both = await record(fixture, .changed) { $0.recording.despite = .allFailures }
    #expect(both.outcome.recordedBaselines == 1)
    #expect(
      fixture.text("fixture/baselines/current.json").contains("\"despite\":[\"input.mean.x\",\"input.row_count\"]"))
  }

  @Test func whatCouldNotBeEvaluatedIsNeverApproved() async throws {
    let fixture = try JudgingTests.fixture(Self.table, "- unchanged\n- null_rate: { columns: gone, max: 0 }")
    let report = await record(fixture, .changed) { $0.recording.despite = .allFailures }
    #expect(report.outcome.recordedBaselines == 0 && report.status == 2)
    #expect(report.outcome.failures.first?.contains("input.null_rate.gone could not be evaluated") == true)
    let nothing = try JudgingTests.fixture(
      Self.table, "- row_count: { min: 1000 }\n  suppress: { until: 2999-01-01, why: later }")
    let unjudged = await record(nothing, .changed) { $0.recording.despite = .allFailures }
    #expect(unjudged.outcome.recordedBaselines == 0 && nothing.files(below: "baselines").isEmpty)
  }

  // MARK: What no check asks for

  @Test func unreferencedPartsAreToldOfAndRemovedWhenAsked() async throws {
    let fixture = try JudgingTests.fixture(
      Self.table, "- unchanged\n- golden: { key: id }\n- mean: { columns: [id, x], min: 0 }")
    _ = await record(fixture, .all)
    #expect(await GateReport.run(fixture).notices.isEmpty)
    try fixture.write(
      "assay.yaml",
      fixture.text("fixture/assay.yaml").replacing("    - golden: { key: id }\n", with: "").replacing(
        "[id, x]", with: "[id]"))
    try fixture.write("baselines/gone.json", fixture.text("fixture/baselines/current.json"))
    try fixture.write("baselines/notes.txt", "somebody's own")
    let before = fixture.files(below: "baselines")
    let run = await GateReport.run(fixture)
    #expect(run.status == 0 && run.notices.count == 2)
    #expect(run.notices.first?.contains("golden/input (current)") == true, "\(run.notices)")
    #expect(run.notices.first?.contains("--prune") == true)
    #expect(run.notices.last?.contains("baselines of gone, and the manifest has no such version") == true)
    let manifest = try ManifestReader.read(path: fixture.path, checks: CheckRegistry.all)
    #expect(try Plan(manifest).baselineNotices("here").contains { $0.contains("golden/input") })
    #expect(await record(fixture, .changed).outcome.failures.isEmpty)
    #expect(fixture.files(below: "baselines") == before, "never silently")

    let pruned = await record(fixture, .changed) { $0.recording.prunes = true }
    #expect(pruned.outcome.recordedBaselines == 2 && pruned.status == 1)
    #expect(pruned.recorded.contains { $0.contains("removed, since no check asks for it: golden/input") })
    #expect(pruned.recorded.contains { $0 == "gone  removed: the manifest has no such version" })
    #expect(fixture.files(below: "baselines") == ["current.json", "notes.txt"])
    let last = await GateReport.run(fixture)
    #expect(last.status == 0 && last.notices.isEmpty, "\(last.notices)")
  }

  @Test func aFixtureOfWhichNothingIsKeptHasNoBaseline() async throws {
    let fixture = try JudgingTests.fixture(
      Self.table, "- row_count: { min: 1 }\n  suppress: { until: 2999-01-01, why: x }")
    for mode in [RecordMode.missing, .changed, .all] {
      _ = await record(fixture, mode) { $0.versions = ["current"] }
      #expect(fixture.files(below: "baselines") == ["current.json"], "its metrics are kept")
    }
    let schema = try JudgingTests.fixture(Self.table, "- schema: { columns: { id: integer, x: number } }")
    for mode in [RecordMode.missing, .changed, .all] {
      let report = await record(schema, mode)
      #expect(report.status == 0 && schema.files(below: "baselines").isEmpty, "\(report.outcome.failures)")
    }
  }

  @Test func checksThatARunLeavesOutStillAskForTheirs() async throws {
    let fixture = try JudgingTests.fixture(
      Self.table,
      "- unchanged\n- golden: { key: id }\n- mean: { columns: [id, x], min: 0 }\n- mean: { columns: x, max: 9 }\n  id: input.other.x"
    )
    _ = await record(fixture, .all)
    #expect(await GateReport.run(fixture) { $0.checks = ["input.golden"] }.notices.isEmpty)
    let manifest = try ManifestReader.read(path: fixture.path, checks: CheckRegistry.all)
    #expect(try Plan(manifest).baselineNotices("here").isEmpty)
  }

  // MARK: Days

  @Test func approvalsAndSuppressionsThatEndSoonAreToldOf() {
    var notices = FixtureNotices()
    func report(_ until: String) -> BaselineReport {
      var report = BaselineReport()
      report.approval = Baseline.Approval(by: "a", at: "2020-01-01", why: "b", until: until)
      return report
    }
    func result(_ check: String, _ days: Int, _ verdict: Verdict) -> CaseResult {
      CaseResult(
        fixture: "f", version: "v", table: "t", check: check, kind: "k", verdict: verdict, message: "m",
        location: SourceLocation(file: "a", line: 1),
        suppression: .init(until: "2020-05-05", why: "a ticket", daysLeft: days))
    }
    for version in ["v1", "v2", "v3", "v4"] { notices.add(version, report("2020-02-01")) }
    notices.add("v5", report("2999-01-01"))
    notices.add(result("t.soon", 13, .skipped))
    notices.add(result("t.today", 0, .pass))
    notices.add(result("t.later", 14, .skipped))
    notices.add(result("t.over", -1, .pass))
    notices.add(result("t.failing", -3, .fail))
    let lines = notices.lines("my fixture")
    #expect(lines.count == 4, "\(lines)")
    #expect(lines[0].hasPrefix("the approvals of versions v1, v2, v3 and 1 more expired on 2020-02-01, "))
    #expect(lines[0].hasSuffix("renew: assay approve 'my fixture' --until … --why …"))
    #expect(
      Array(lines[1...]) == [
        "the suppression of t.over expired on 2020-05-05, 1 day ago, and nothing fails: remove it from the manifest",
        "the suppression of t.soon ends on 2020-05-05, 13 days left: a ticket",
        "the suppression of t.today ends on 2020-05-05, which is today: a ticket",
      ])
  }
}
