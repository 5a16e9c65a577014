import Foundation
import TestSupport
import Testing

@testable import AssayGate

/// What a review shows, and what accepting and rejecting does to a baseline.
@Suite struct BaselineReviewTests {
  private static let checks =
    "- golden: { key: id, tolerance: { x: 0.01 } }\n- unchanged: { tolerance: { x: 0.01 } }\n"
    + "- mean: { columns: x, max_drop: 5 }\n- row_count: { min: 1 }"

  private static func table(_ value: (Int) -> Double = { Double($0) }) -> String {
    "id,x,t\n" + (1...40).map { "\($0),\(value($0)),t\($0 % 3)\n" }.joined()
  }

  /// A fixture with two versions, approved.
  private func approved() async throws -> TemporaryFixture {
    let fixture = try TemporaryFixture([
      "data/a.csv": Self.table(), "data/b.csv": Self.table { Double($0) * 2 },
      "assay.yaml": """
      assay: 1
      fixture: reviewed
      data: { input: { versions: { v1: data/a.csv, v2: data/b.csv } } }
      checks:
        input:
      \(Self.checks.split(separator: "\n").map { "    " + $0 }.joined(separator: "\n"))
      """,
    ])
    let report = await GateReport.run(fixture) {
      $0.approval = Baseline.Approval(by: "a tester", at: "2026-01-01", why: "first", until: "2999-01-01")
    }
    #expect(report.outcome.recordedBaselines == 2, "\(report.outcome.failures)")
    return fixture
  }

  private func review(
    _ fixture: TemporaryFixture, accept: [String] = [], reject: [String] = [],
    _ change: (inout Gate.Options) -> Void = { _ in }
  ) async -> GateReport {
    await GateReport.run(fixture) {
      $0.approval = Baseline.Approval(by: "a reviewer", at: "2026-02-02", why: "looked at")
      $0.recording.keepsUntil = true
      $0.recording.review = ReviewDecision(accepted: accept, rejected: reject)
      change(&$0)
    }
  }

  @Test func nothingDiffersAfterAnApproval() async throws {
    let fixture = try await approved()
    let report = await review(fixture)
    #expect(report.baselines.allSatisfy { $0.changes.isEmpty && $0.approval?.why == "first" })
    #expect(report.outcome.failures.isEmpty && report.outcome.recordedBaselines == 0)
  }

  @Test func whatMovedIsShownOldBesideNew() async throws {
    let fixture = try await approved()
    let before = fixture.files(below: "baselines").map { fixture.text("fixture/baselines/\($0)") }
    try fixture.write("data/a.csv", Self.table { $0 == 7 ? 27 : Double($0) })
    let report = await review(fixture)
    #expect(report.baselines.map(\.changes.count) == [3, 0])
    let changes = try #require(report.baselines.first?.changes)
    #expect(changes.map(\.title) == ["input output", "input golden rows", "input mean[x]"])
    #expect(changes.map(\.address) == ["v1/output/input", "v1/golden/input", "v1/metrics/input/mean[x]"])
    #expect(changes.allSatisfy { $0.effect == .changed && $0.id.count == 10 && $0.rejection == nil })
    #expect(changes[0].details.first?.hasPrefix("column x: mean 21, approved 20.5") == true, "\(changes[0].details)")
    #expect(changes[1].summary == "1 of 40 rows moved" && changes[1].details == ["column x: 1 row"])
    #expect(changes[1].examples == [["id", "column", "approved", "today"], ["7", "x", "7.0", "27.0"]])
    #expect(changes[2].metrics.map(\.difference) == [0.5] && changes[2].metrics.first?.approved?.value == 20.5)
    #expect(fixture.files(below: "baselines").map { fixture.text("fixture/baselines/\($0)") } == before, "only shown")
    let again = await review(fixture) { $0.threads = 2 }
    #expect(again.baselines.first?.changes == changes, "ids stay")

    try fixture.write("data/a.csv", Self.table { $0 == 7 ? 28 : Double($0) })
    let other = try #require(await review(fixture).baselines.first?.changes)
    #expect(Set(other.map(\.id)).isDisjoint(with: changes.map(\.id)), "another change is another id")
    try fixture.write("data/a.csv", Self.table { $0 == 7 ? 27.0000001 : Double($0) })
    let near = try #require(await review(fixture).baselines.first?.changes)
    #expect(near.map(\.id) == changes.map(\.id), "the last digits make no other change")
  }

  @Test func rowsThatComeAndGoAreCounted() async throws {
    let fixture = try await approved()
    try fixture.write(
      "data/a.csv", Self.table().replacing("\n40,", with: "\n400,").replacing("\n39,", with: "\n390,"))
    let golden = try #require(await review(fixture).baselines.first?.changes.first { $0.part == "golden/input" })
    #expect(golden.summary == "2 rows gone · 2 rows new", "\(golden.summary)")
    try fixture.write("data/a.csv", Self.table().replacing("id,x,t", with: "id,x,u"))
    let columns = try #require(await review(fixture).baselines.first?.changes.first { $0.part == "golden/input" })
    #expect(columns.summary == "columns new: u; gone: t", "\(columns.summary)")
  }

  @Test func acceptingOneChangeWritesThatOne() async throws {
    let fixture = try await approved()
    try fixture.write("data/a.csv", Self.table { $0 == 7 ? 27 : Double($0) })
    try fixture.write("data/b.csv", Self.table { $0 == 7 ? 27 : Double($0) * 2 })
    let second = fixture.text("fixture/baselines/v2.json")
    let changes = try #require(await review(fixture).baselines.first?.changes)
    let report = await review(fixture, accept: [changes[1].id])
    #expect(report.outcome.recordedBaselines == 1)
    #expect(report.baselines.map { $0.recorded.map(\.id) } == [[changes[1].id], []])
    #expect(fixture.text("fixture/baselines/v2.json") == second)
    let text = fixture.text("fixture/baselines/v1.json")
    #expect(text.contains("\"by\":\"a reviewer\"") && text.contains("\"until\":\"2999-01-01\""), "the end stays")
    let run = await GateReport.run(fixture) { $0.versions = ["v1"] }
    #expect(
      run.cases.map(\.verdict) == [.pass, .pass, .pass, .fail, .pass, .pass], "\(run.cases.map(\.message))")
    let left = await review(fixture)
    #expect(left.baselines.map(\.changes.count) == [2, 3])

    let rest = await review(fixture, accept: ["v1/*", "*/golden/*"])
    #expect(rest.baselines.map(\.recorded.count) == [2, 1])
    let all = await review(fixture, accept: [ReviewDecision.everything])
    #expect(all.baselines.map(\.recorded.count) == [0, 2])
    #expect(await GateReport.run(fixture).status == 0)
  }

  @Test func aRejectedChangeIsRememberedAndKeepsFailing() async throws {
    let fixture = try await approved()
    try fixture.write("data/a.csv", Self.table { $0 == 7 ? 27 : Double($0) })
    let changes = try #require(await review(fixture).baselines.first?.changes)
    let golden = changes[1]
    _ = await review(fixture, accept: [ReviewDecision.everything], reject: [golden.id])
    let file = fixture.text("fixture/baselines/_rejected.json")
    #expect(
      file.contains(
        "{\"address\":\"v1/golden/input\",\"at\":\"2026-02-02\",\"by\":\"a reviewer\",\"id\":\"\(golden.id)\",\"why\":\"looked at\"}"
      ), "\(file)")
    let shown = try #require(await review(fixture).baselines.first?.changes)
    #expect(shown.map(\.id) == [golden.id] && shown.first?.rejection?.by == "a reviewer")
    #expect(await GateReport.run(fixture).status == 1)
    #expect(await GateReport.run(fixture).notices.isEmpty, "it is no version of which there is a baseline")

    let approve = await GateReport.run(fixture) { $0.approval = .test }
    #expect(approve.status == 2 && approve.outcome.recordedBaselines == 0 || approve.outcome.recordedBaselines == 1)
    let refusal = try #require(approve.outcome.failures.first)
    #expect(refusal.contains("was rejected on 2026-02-02 by a reviewer: looked at"), "\(refusal)")
    #expect(refusal.contains("--accept \(golden.id) --why"))
    // Another change at the same place was not rejected.
    try fixture.write("data/a.csv", Self.table { $0 == 7 ? 26 : Double($0) })
    #expect(await review(fixture).baselines.first?.changes.allSatisfy { $0.rejection == nil } == true)
    try fixture.write("data/a.csv", Self.table { $0 == 7 ? 27 : Double($0) })
    _ = await review(fixture, accept: [golden.id])
    #expect(fixture.text("fixture/baselines/_rejected.json").isEmpty, "what was accepted is rejected no more")
    #expect(await GateReport.run(fixture).status == 0)
  }

  @Test func rejectionsThatCannotBeReadAreAnError() async throws {
    let fixture = try await approved()
    try fixture.write("baselines/_rejected.json", "<<<<<<< HEAD\n")
    let report = await review(fixture)
    #expect(report.outcome.failures.first?.contains("_rejected.json cannot be read") == true)
  }

  @Test func nothingOfAFailedReplayIsAccepted() async throws {
    let fixture = try await approved()
    try fixture.write("data/a.csv", Self.table { $0 == 7 ? 27 : Double($0) })
    let manifest = fixture.text("fixture/assay.yaml")
    try fixture.write("assay.yaml", manifest.replacing("row_count: { min: 1 }", with: "row_count: { min: 1000 }"))
    #expect(await review(fixture).outcome.failures.isEmpty, "what is only shown is not refused")
    let refused = await review(fixture, accept: ["*"])
    #expect(refused.outcome.recordedBaselines == 0)
    #expect(refused.outcome.failures.first?.contains("input.row_count fails") == true, "\(refused.outcome.failures)")
    let despite = await review(fixture, accept: ["*"]) { $0.recording.despite = .checks(["input.row_count"]) }
    #expect(despite.outcome.recordedBaselines == 1)
    #expect(despite.baselines.first?.approval?.despite == ["input.row_count"])
  }

  @Test func theDriftFromTheAnchorIsShown() async throws {
    let fixture = try await approved()
    for (value, day) in [(-33.0, "2026-03-03"), (-73.0, "2026-04-04")] {
      try fixture.write("data/a.csv", Self.table { $0 == 7 ? value : Double($0) })
      _ = await review(fixture, accept: ["*"]) { $0.approval?.at = day }
    }
    try fixture.write("data/a.csv", Self.table { $0 == 7 ? -113 : Double($0) })
    let mean = try #require(await review(fixture).baselines.first?.changes.last?.metrics.first)
    #expect(mean.approved?.value == 18.5 && mean.today?.value == 17.5 && mean.difference == -1)
    #expect(mean.anchored?.value == 20.5 && mean.anchoredAt == "2026-01-01" && mean.drift == -3)
  }

  @Test func anUnreadableBaselineIsNotReviewed() async throws {
    let fixture = try await approved()
    try fixture.write("baselines/v1.json", "{")
    let report = await review(fixture, accept: ["*"])
    #expect(report.outcome.recordedBaselines == 0)
    #expect(report.outcome.failures.contains { $0.contains("v1.json cannot be read as a baseline") })
  }
}
