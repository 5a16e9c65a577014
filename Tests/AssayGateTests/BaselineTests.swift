import AssayStatistics
import Foundation
import TestSupport
import Testing

@testable import AssayGate

/// What is approved, how it is stored, and what a later replay is held against.
@Suite struct BaselineTests {
  static func fixture(_ sql: String, checks: String = "") throws -> TemporaryFixture {
    try TemporaryFixture([
      "data/raw.csv": "id,x,late\n"
        + (0..<300).map { "\($0),\($0 % 7 == 0 ? "" : "\($0)"),\($0 % 3 == 0 ? 1 : 0)\n" }.joined(),
      "stages/features.sql": sql,
      "stages/rule.sql": "SELECT id, coalesce(x, 0) > 150 AS flag FROM features",
      "assay.yaml": """
      assay: 1
      fixture: replayed
      data: { raw: { versions: { v1: data/raw.csv } } }
      stages:
        features: { sql: stages/features.sql, from: raw }
        rule: { sql: stages/rule.sql, from: features }
      checks:
        features:
          - unchanged
          - golden: { key: id }
          - mean: { columns: x, max_drop: 0.5, max_rise: 0.5 }
        rule:
          - unchanged
      \(checks)
      """,
    ])
  }

  static let sql = "SELECT id, x, late FROM raw"

  @Test func whatWasApprovedPassesUntilTheCodeChanges() async throws {
    let fixture = try Self.fixture(Self.sql)
    let before = await GateReport.run(fixture)
    #expect(before.status == 2, "nothing approved is not a pass")
    #expect(before.cases.first?.message.contains("assay approve") == true)

    let recorded = await GateReport.run(fixture) { $0.approval = .test }
    #expect(recorded.status == 1 && recorded.outcome.recordedBaselines == 1)
    #expect(await GateReport.run(fixture).status == 0)

    try fixture.write("stages/features.sql", "SELECT id, coalesce(x, 0) AS x, late FROM raw")
    let report = await GateReport.run(fixture)
    #expect(report.status == 1)
    let divergence = try #require(report.outcome.firstDivergence)
    #expect(divergence.stage == "features" && divergence.column == "x" && divergence.version == "v1")
    #expect(divergence.location.file.hasSuffix("stages/features.sql"))
    #expect(divergence.examples.first == ["id", "approved", "today"])
    #expect(divergence.message.contains("0 missing, approved 43"))
    let mean = try #require(report.cases.first { $0.kind == "mean" })
    #expect(mean.verdict == .fail && mean.message.contains("below the approved"))
  }

  @Test func theFirstStageIsNamedAndWhereItCarriesInto() async throws {
    let fixture = try Self.fixture(Self.sql)
    _ = await GateReport.run(fixture) { $0.approval = .test }
    try fixture.write("stages/features.sql", "SELECT id, x + 1 AS x, late FROM raw")
    let divergence = try #require(await GateReport.run(fixture).outcome.firstDivergence)
    #expect(divergence.stage == "features")
    #expect(divergence.carriesInto == ["rule.flag"])

    try fixture.write("stages/features.sql", Self.sql)
    try fixture.write("stages/rule.sql", "SELECT id, coalesce(x, 0) > 250 AS flag FROM features")
    let later = try #require(await GateReport.run(fixture).outcome.firstDivergence)
    #expect(later.stage == "rule" && later.column == "flag" && later.carriesInto.isEmpty)
  }

  @Test func theOrderOfRowsDoesNotMatter() async throws {
    let fixture = try Self.fixture(Self.sql)
    _ = await GateReport.run(fixture) { $0.approval = .test }
    try fixture.write("stages/features.sql", "SELECT * FROM (\(Self.sql)) ORDER BY hash(id)")
    #expect(await GateReport.run(fixture).status == 0)
  }

  @Test func valuesThatChangeRowsAreFound() async throws {
    let fixture = try Self.fixture(Self.sql)
    _ = await GateReport.run(fixture) { $0.approval = .test }
    // Every column keeps its values; the rows do not.
    try fixture.write("stages/features.sql", "SELECT id, x, late FROM (SELECT 299 - id AS id, x, late FROM raw)")
    let report = await GateReport.run(fixture)
    let unchanged = try #require(report.cases.first { $0.kind == "unchanged" })
    #expect(unchanged.message.contains("every column holds the approved values, but in other rows"))
  }

  @Test func recordingAgainWritesNothing() async throws {
    let fixture = try Self.fixture(Self.sql)
    _ = await GateReport.run(fixture) { $0.approval = .test }
    let file = "fixture/baselines/v1.json"
    let first = fixture.text(file)
    #expect(first.contains("\"by\":\"a tester\""))
    for threads in [1, 2, 4] {
      var again = Baseline.Approval.test
      again.why = "another reason"
      let report = await GateReport.run(fixture) {
        $0.approval = again
        $0.threads = threads
      }
      #expect(report.status == 0 && report.outcome.recordedBaselines == 0)
      #expect(fixture.text(file) == first)
    }
  }

  @Test func aVersionWithFailingChecksIsNotRecorded() async throws {
    let fixture = try Self.fixture(Self.sql, checks: "  raw:\n    - row_count: { min: 1000 }")
    let report = await GateReport.run(fixture) { $0.approval = .test }
    #expect(report.outcome.recordedBaselines == 0)
    #expect(report.status == 2)
    #expect(fixture.text("fixture/baselines/v1.json").isEmpty)
  }

  @Test func anUnreadableBaselineIsAnErrorNotAnAbsentOne() async throws {
    let fixture = try Self.fixture(Self.sql)
    _ = await GateReport.run(fixture) { $0.approval = .test }
    try fixture.write("baselines/v1.json", "{ \"format\": ")
    let report = await GateReport.run(fixture)
    #expect(report.status == 2)
    #expect(report.cases.first?.message.contains("v1.json cannot be read as a baseline") == true)
  }

  @Test func goldenRowsThatWereTamperedWithAreRefused() async throws {
    let fixture = try Self.fixture(Self.sql)
    _ = await GateReport.run(fixture) { $0.approval = .test }
    let file = fixture.goldenFile("features", version: "v1")
    let lines = fixture.text("fixture/" + file).split(separator: "\n", omittingEmptySubsequences: false)
    #expect(lines.count > 100)
    try fixture.write(file, lines.dropLast(2).joined(separator: "\n") + "\n")
    let report = await GateReport.run(fixture)
    #expect(report.cases.first { $0.kind == "golden" }?.verdict == .error)
  }

  @Test(
    arguments: [
      [["a", nil, ""], ["x,y", "q\"q", "line\nbreak"]], [["é", "日本", "🛫"], [nil, nil, nil]], [["\r", " ", "-0.0"]],
    ] as [[[String?]]]) func csvTextIsReadAsItWasWritten(_ rows: [[String?]])
  {
    #expect(CSVText.parse(CSVText.render(rows)) == rows)
  }

  @Test func fileNamesAreSafe() {
    #expect(
      FileName.safe("../a b/ü")
        == "%2E./a b/ü".replacing("/", with: "%2F").replacing(" ", with: "%20").replacing("ü", with: "%C3%BC"))
    #expect(FileName.safe("features.drift-1_x=2") == "features.drift-1_x=2")
  }

  @Test func storedNumbersAreRoundedToTwelveDigits() {
    #expect(Rounding.significant(0.1 + 0.2) == 0.3)
    #expect(Rounding.significant(123_456_789.123_456_789) == 123_456_789.123)
    #expect(Rounding.significant(0) == 0 && Rounding.significant(-.infinity) == -.infinity)
  }
}
