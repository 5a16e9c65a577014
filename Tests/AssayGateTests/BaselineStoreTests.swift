import Foundation
import TestSupport
import Testing

@testable import AssayGate

/// The files of baselines: what is written is read, whatever ends a process in between, and nothing is left behind.
@Suite struct BaselineStoreTests {
  private static let checks = "- golden: { key: id }\n- unchanged\n- mean: { columns: x, max_drop: 1 }"
  private static let table = "id,x\n" + (1...30).map { "\($0),\(Double($0) / 8)\n" }.joined()

  private func approved() async throws -> (fixture: TemporaryFixture, store: BaselineStore) {
    let fixture = try JudgingTests.fixture(Self.table, Self.checks)
    let report = await GateReport.run(fixture) { $0.approval = .test }
    #expect(report.outcome.recordedBaselines == 1, "\(report.outcome.failures)")
    let manifest = try ManifestReader.read(path: fixture.path, checks: CheckRegistry.all)
    return (fixture, BaselineStore(manifest))
  }

  @Test func whatIsWrittenIsReadWhateverItHolds() async throws {
    let (fixture, store) = try await approved()
    var approval = Baseline.Approval.test
    approval.until = "2999-01-31"
    approval.despite = ["a.b", "c"]
    var baseline = Baseline(approval: approval, tables: [:], metrics: [:])
    let rows = KeyedRows(
      key: ["k"], columns: ["k", "a,b"], types: ["text", "number"],
      rows: [["1", nil], ["\u{1F6EB}\"\n", ""], [nil, "inf"]], repeatedKeys: 0)
    baseline.tables["sub/ü table"] = TableBaseline(golden: rows, goldenTolerance: ["a,b": 0.5])
    baseline.tables["t"] = TableBaseline(
      fingerprint: Fingerprint(
        rows: 3, digest: "00ff",
        columns: [
          .init(name: "x", type: "float64", digest: nil, missing: 1, minimum: -0.0, quantiles: [1, 2.5]),
          .init(name: "\"y\"", type: "text", digest: "ab", missing: 0),
        ]), outputTolerance: ["x": 1e-9])
    baseline.metrics["t/m[a=b]"] = [
      Metric("m", 0.1, n: 3, definition: "m(other)", lower: -.infinity, upper: .infinity),
      Metric("second", -1e300, n: 0),
    ]
    baseline.anchor.metrics["t/m[a=b]"] = .init(at: "2020-02-02", metrics: [Metric("m", 0.2, n: 2)])
    #expect(try store.write(baseline, version: "v+1"))
    #expect(try store.read("v+1") == baseline)
    #expect(try !store.write(baseline, version: "v+1"), "the same bytes are left alone")
    #expect(fixture.files(below: "baselines/v+1").count == 1)
    #expect(store.ownVersions() == ["current", "v+1"])
    try store.remove("v+1")
    #expect(try store.read("v+1") == nil && store.ownVersions() == ["current"])
    #expect(!FileManager.default.fileExists(atPath: "\(fixture.path)/baselines/v+1"))
  }

  @Test func eachMetricAndColumnHasALineOfItsOwn() async throws {
    let (fixture, _) = try await approved()
    let lines = fixture.text("fixture/baselines/current.json").split(separator: "\n")
    #expect(lines.count { $0.contains("\"name\":\"x\"") } == 1 && lines.count { $0.contains("\"name\":\"mean\"") } == 1)
    #expect(lines.count < 40, "\(lines.count) lines")
    #expect(lines.allSatisfy { $0.utf8.count < 500 })
  }

  @Test func whatAnEndedProcessLeavesIsNoHarmAndIsSweptAway() async throws {
    let (fixture, store) = try await approved()
    let before = try #require(try store.read("current"))
    let golden = fixture.goldenFile("input", version: "current")
    // Ended after the golden rows and before the file that names them; and in the middle of either.
    try fixture.write("baselines/current/input.0123456789ab.csv", "id,x\n1,2\n")
    try fixture.write("baselines/current/.assay-x1.tmp", "id")
    try fixture.write("baselines/.assay-x2.tmp", "{")
    try fixture.write("baselines/other/input.0123456789ab.csv", "id,x\n1,2\n")
    try fixture.write("baselines/current/mine.csv", "somebody's own\n")
    #expect(try store.read("current") == before)
    #expect(await GateReport.run(fixture).status == 0)
    #expect(
      fixture.files(below: "baselines")
        == ["current.json", "current/mine.csv", golden.replacing("baselines/", with: "")].sorted())
  }

  @Test func aSweepWaitsForNobodyWhoIsWriting() async throws {
    let (fixture, store) = try await approved()
    try fixture.write("baselines/.assay-x2.tmp", "{")
    let descriptor = open("\(fixture.path)/baselines", O_RDONLY)
    #expect(flock(descriptor, LOCK_EX) == 0)
    store.sweep()
    #expect(fixture.files(below: "baselines").contains(".assay-x2.tmp"))
    let error = #expect(throws: BaselineError.self) {
      try store.withLock(patience: 0.05) { () throws(BaselineError) in Issue.record("the lock was given twice") }
    }
    #expect(error?.message.contains("another process is writing baselines") == true)
    close(descriptor)
    store.sweep()
    #expect(!fixture.files(below: "baselines").contains(".assay-x2.tmp"))
  }

  @Test func aReaderBesideAWriterSeesOneOfTwoStates() async throws {
    let (fixture, store) = try await approved()
    let first = try #require(try store.read("current"))
    var second = first
    second.tables["input"]?.golden?.rows.removeLast()
    let states = [first, second]
    let writer = Task.detached {
      for number in 1...60 {
        _ = try store.withLock { () throws(BaselineError) in try store.write(states[number % 2], version: "current") }
      }
    }
    for _ in 0..<200 { #expect(states.contains(try #require(try store.read("current")))) }
    try await writer.value
    #expect(try store.read("current") == first)
    #expect(fixture.files(below: "baselines").count == 2)
  }

  @Test func anApprovalMendsWhatIsDamagedAndKeepsTheAnchor() async throws {
    let (fixture, store) = try await approved()
    let before = try #require(try store.read("current"))
    try fixture.write(fixture.goldenFile("input", version: "current"), "id,x\n1,2\n")
    let damaged = await GateReport.run(fixture)
    #expect(damaged.status == 2)
    #expect(damaged.cases.first?.message.contains("expected sha256") == true)
    #expect(damaged.cases.first?.message.contains("assay approve") == true)
    let mended = await GateReport.run(fixture) {
      $0.approval = Baseline.Approval(by: "another", at: "2026-03-03", why: "mended")
    }
    #expect(mended.outcome.recordedBaselines == 1 && mended.outcome.failures.isEmpty)
    let after = try #require(try store.read("current"))
    #expect(after.tables == before.tables && after.anchor == before.anchor && after.approval.by == "another")
    #expect(await GateReport.run(fixture).status == 0)
  }

  @Test func theFirstFormatIsNamedAndReplaced() async throws {
    let (fixture, _) = try await approved()
    try FileManager.default.removeItem(atPath: "\(fixture.path)/baselines")
    try fixture.write("baselines/current/input.csv", "id,x\n")
    try fixture.write(
      "baselines/current.json",
      #"{"approved":{"at":"2020-01-01","by":"a","why":"b"},"fixture":"judged","format":"assay.baseline/1","#
        + #""metrics":{},"tables":{"input":{"golden":{"columns":[],"key":[],"rows":0,"types":[]}}},"version":"current"}"#
    )
    let old = await GateReport.run(fixture)
    #expect(old.status == 2)
    #expect(old.outcome.failures.first?.contains("has the format 'assay.baseline/1'") == true)
    #expect(old.outcome.failures.first?.contains("assay approve") == true)
    let report = await GateReport.run(fixture) { $0.approval = .test }
    #expect(report.outcome.recordedBaselines == 1)
    #expect(fixture.files(below: "baselines").count == 2, "\(fixture.files(below: "baselines"))")
    #expect(await GateReport.run(fixture).status == 0)
  }

  @Test(arguments: ["../../secret.csv", "/etc/passwd", "", ".hidden.csv"])
  func namesOfGoldenFilesLeadNowhereElse(_ name: String) async throws {
    let (fixture, _) = try await approved()
    let text = fixture.text("fixture/baselines/current.json")
    let file = try #require(fixture.goldenFile("input", version: "current").split(separator: "/").last)
    try fixture.write("baselines/current.json", text.replacing(file, with: name))
    let report = await GateReport.run(fixture)
    #expect(report.status == 2)
    #expect(report.outcome.failures.first?.contains("with the golden rows is missing") == true)
  }

  @Test(arguments: ["", "[]", "{}", "null", "{\"format\":7}", "\u{0}", "<<<<<<< HEAD\n"])
  func whatIsNoBaselineIsAnError(_ text: String) async throws {
    let (fixture, _) = try await approved()
    try fixture.write("baselines/current.json", text)
    let report = await GateReport.run(fixture)
    #expect(report.status == 2)
    #expect(report.outcome.failures.first?.contains("current.json") == true, "\(report.outcome.failures)")
  }

  @Test func goldenRowsMayBeAllRows() async throws {
    let fixture = try JudgingTests.fixture(
      "id,x\n" + (1...500).map { "\($0),1\n" }.joined(), "- golden: { key: id, rows: all }")
    _ = await GateReport.run(fixture) { $0.approval = .test }
    let golden = fixture.goldenFile("input", version: "current")
    #expect(fixture.text("fixture/" + golden).split(separator: "\n").count == 501)
    #expect(
      await GateReport.run(fixture).cases.map(\.message) == [
        "all 500 golden rows are there", "no row differs from the approved one · allow 0 rows · n 500",
      ])
    try fixture.write("data/table.csv", "id,x\n" + (1...500).map { "\($0),\($0 == 77 ? 2 : 1)\n" }.joined())
    #expect(await GateReport.run(fixture).cases.map(\.verdict) == [.pass, .fail])
  }
}
