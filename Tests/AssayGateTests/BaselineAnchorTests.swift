import Foundation
import TestSupport
import Testing

@testable import AssayGate

/// The fixed anchor beside the last approved values: many small steps do not hide.
@Suite struct BaselineAnchorTests {
  private static let checks = "- mean: { columns: x, max_drop: 0.5, max_rise: 5 }"

  private func write(_ mean: Double, to fixture: TemporaryFixture) throws {
    try fixture.write("data/table.csv", "x\n\(mean)\n\(mean)\n")
  }

  private func approve(
    _ fixture: TemporaryFixture, _ day: String, pinsAnchor: Bool = false
  ) async -> GateReport {
    await GateReport.run(fixture) {
      $0.approval = Baseline.Approval(by: "a tester", at: day, why: "a step")
      $0.recording.pinsAnchor = pinsAnchor
    }
  }

  @Test func smallStepsAddUp() async throws {
    let fixture = try JudgingTests.fixture("x\n10\n10\n", Self.checks)
    #expect(await approve(fixture, "2026-01-01").outcome.recordedBaselines == 1)
    try write(9.7, to: fixture)
    #expect(await GateReport.run(fixture).status == 0)
    #expect(await approve(fixture, "2026-02-02").outcome.recordedBaselines == 1)
    #expect(
      await GateReport.run(fixture).cases.first?.limits.first == "max_drop 0.5 (approved 9.7, anchor 10 of 2026-01-01)")

    try write(9.4, to: fixture)
    let report = await GateReport.run(fixture)
    #expect(report.status == 1)
    let message = try #require(report.cases.first?.message)
    #expect(message.contains("9.4 is 0.6 below the anchor 10 of 2026-01-01; allowed is 0.5"), "\(message)")
    #expect(message.contains("--anchor") && !message.contains("below the approved"))

    let refused = await approve(fixture, "2026-03-03")
    #expect(refused.outcome.recordedBaselines == 0 && refused.status == 2)
    #expect(refused.outcome.failures.first?.contains("input.mean.x fails") == true, "\(refused.outcome.failures)")
    #expect(await approve(fixture, "2026-03-03", pinsAnchor: true).outcome.recordedBaselines == 1)
    #expect(await GateReport.run(fixture).status == 0)
    #expect(
      await approve(fixture, "2026-04-04", pinsAnchor: true).outcome.recordedBaselines == 0, "it is there already")
    try write(9.1, to: fixture)
    _ = await approve(fixture, "2026-05-05")
    #expect(
      await GateReport.run(fixture).cases.first?.limits.first == "max_drop 0.5 (approved 9.1, anchor 9.4 of 2026-03-03)"
    )
  }

  @Test func aValueThatComesBackNeedsNoAnchorOfItsOwn() async throws {
    let fixture = try JudgingTests.fixture("x\n10\n10\n", Self.checks)
    _ = await approve(fixture, "2026-01-01")
    let first = fixture.text("fixture/baselines/current.json")
    try write(9.8, to: fixture)
    _ = await approve(fixture, "2026-02-02")
    #expect(fixture.text("fixture/baselines/current.json").contains("\"value\":10"))
    try write(10, to: fixture)
    _ = await approve(fixture, "2026-01-01")
    #expect(fixture.text("fixture/baselines/current.json").replacing("a step", with: "a step") == first)
  }

  @Test func whatIsNewIsAnchoredOnItsDay() async throws {
    let fixture = try JudgingTests.fixture("x,y\n10,3\n10,3\n", Self.checks)
    _ = await approve(fixture, "2026-01-01")
    try fixture.write(
      "assay.yaml", fixture.text("fixture/assay.yaml") + "\n    - mean: { columns: y, max_drop: 1 }\n")
    _ = await approve(fixture, "2026-02-02")
    try fixture.write("data/table.csv", "x,y\n10,2.5\n10,2.5\n")
    _ = await approve(fixture, "2026-03-03")
    #expect(
      await GateReport.run(fixture).cases.last?.limits.first == "max_drop 1 (approved 2.5, anchor 3 of 2026-02-02)")
  }

  @Test func anotherDefinitionHasAnotherAnchor() {
    var baseline = Baseline(
      approval: .test, tables: [:], metrics: ["t/m": [Metric("m", 1, n: 5, definition: "m(old)")]])
    let new = [Metric("m", 2, n: 5, definition: "m(new)")]
    baseline.approval.at = "2026-06-06"
    baseline.keepAnchor(of: "t/m", from: baseline.metrics["t/m"], to: new)
    baseline.metrics["t/m"] = new
    #expect(baseline.anchored("t/m") == .init(at: "2026-06-06", metrics: new))
  }

  @Test func aMetricThatJoinsACaseIsAnchoredToo() {
    var baseline = Baseline(approval: .test, tables: [:], metrics: ["t/m": [Metric("m", 1, n: 5)]])
    for value in [2.0, 3.0] {
      let new = [Metric("m", value, n: 5), Metric("other", value, n: 5)]
      baseline.keepAnchor(of: "t/m", from: baseline.metrics["t/m"], to: new)
      baseline.metrics["t/m"] = new
    }
    #expect(baseline.anchored("t/m")?.metrics.map(\.value) == [1, 2])
    baseline.keepAnchor(of: "t/m", from: baseline.metrics["t/m"], to: nil)
    baseline.metrics["t/m"] = nil
    #expect(baseline.anchored("t/m") == nil)
  }

  @Test func anotherDefinitionThanTheAnchorsIsRefused() throws {
    var evidence = Evidence(current: [:], reference: [:], alpha: 0)
    evidence.approvedMetrics = [Metric("m", 2, n: 5)]
    evidence.anchor = .init(at: "2026-01-01", metrics: [Metric("m", 2, n: 5, definition: "m(other)")])
    evidence.anchorHint = "pin it"
    let limit = try Limit(
      Arguments(
        location: SourceLocation(file: "a", line: 1),
        values: [
          (
            ArgumentKey("max_drop", at: SourceLocation(file: "a", line: 1)),
            ArgumentValue(.number(1), at: SourceLocation(file: "a", line: 1))
          )
        ]))
    let error = #expect(throws: CheckError.self) { try limit.judge(Metric("m", 2, n: 5), evidence: evidence) }
    #expect(error?.message.contains("the anchor of m was computed by another definition (m(other), now m)") == true)
  }
}
