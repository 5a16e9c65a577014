import TestSupport
import Testing

@testable import AssayGate

/// What is compared with the reference, and when there is none.
@Suite struct ReferenceTests {
  private static func fixture(_ reference: String, _ current: String, _ checks: String) throws -> TemporaryFixture {
    try TemporaryFixture([
      "data/shared.csv": "v\n" + (0..<400).map { "\($0)\n" }.joined(), "data/reference.csv": reference,
      "data/v1.csv": current,
      "assay.yaml": """
      assay: 1
      fixture: compared
      data:
        shared: data/shared.csv
        input: { reference: data/reference.csv, versions: { v1: data/v1.csv } }
      checks:
      \(checks.split(separator: "\n").map { "  " + $0 }.joined(separator: "\n"))
      """,
    ])
  }

  @Test func aTableThatAllVersionsShareIsNotComparedWithItself() async throws {
    let checks =
      "shared:\n  - drift: { columns: v, limit: 0.4 }\n  - mean: { columns: v, max_rise: 0, against: reference }"
    let fixture = try Self.fixture("a\n1\n", "a\n1\n", checks)
    let report = await GateReport.run(fixture)
    #expect(report.cases.map(\.verdict) == [.error, .error])
    #expect(report.cases.allSatisfy { $0.message.contains("there is no reference to compare with") })
    let alone = try JudgingTests.fixture("v\n1\n2\n", "- mean: { columns: v, max_rise: 0, against: reference }")
    #expect(await GateReport.run(alone).cases.map(\.verdict) == [.error])
    let session = try await FixtureSession.open(fixture.path, cache: .unused)
    #expect(try await session.table("shared", version: "v1").judge("drift: { columns: v }").map(\.verdict) == [.error])
    await session.close()
  }

  @Test func infiniteValuesOfTheReferenceAreNoAllowance() async throws {
    let fixture = try TemporaryFixture([
      "data/reference.csv": "a\ninf\nx1\n", "data/v1.csv": "a\nx100\nx2\n",
      "s.sql": "SELECT CAST(replace(a, 'x', '') AS DOUBLE) AS a FROM input",
      "assay.yaml": """
      assay: 1
      fixture: infinite
      data: { input: { reference: data/reference.csv, versions: { v1: data/v1.csv } } }
      stages: { made: { sql: s.sql, from: input } }
      checks: { made: [{ mean: { columns: a, max_rise: 1, against: reference } }] }
      """,
    ])
    let report = await GateReport.run(fixture)
    #expect(report.cases.map(\.verdict) == [.error])
    #expect(report.cases.first?.message.contains("column 'a' of the reference holds infinite values") == true)
  }

  @Test func daysAreNotComparedWithNumbers() async throws {
    let fixture = try Self.fixture(
      "a\n" + (0..<200).map { _ in "2020-01-01\n" }.joined(), "a\n" + (0..<200).map { _ in "18262\n" }.joined(),
      "input:\n  - drift: { columns: a }")
    let report = await GateReport.run(fixture)
    #expect(report.cases.map(\.verdict) == [.error])
    #expect(report.cases.first?.message == "column 'a' is int64, and date in the reference")
  }

  @Test func numbersOfOtherTypesAreComparedInClusters() async throws {
    let rows = (0..<600).map { "\($0 / 10),\($0 % 10)" }
    let fixture = try Self.fixture(
      "d,a\n" + rows.map { $0 + ".0\n" }.joined(), "d,a\n" + rows.map { $0 + "\n" }.joined(),
      "input:\n  - drift: { columns: a, cluster: d, limit: 0.5 }")
    let report = await GateReport.run(fixture)
    #expect(report.cases.first?.verdict != .error, "\(report.cases)")
  }

  @Test func aSliceThatTheReferenceDoesNotHaveIsNamed() async throws {
    func rows(_ keys: [String]) -> String {
      "k,a\n" + keys.flatMap { key in (0..<150).map { "\(key),\($0)\n" } }.joined()
    }
    let fixture = try Self.fixture(
      rows(["A"]), rows(["A", "B"]), "input:\n  - mean: { columns: a, max_rise: 1, against: reference }\n    by: k")
    let report = await GateReport.run(fixture)
    #expect(report.cases.map(\.verdict) == [.pass, .error])
    #expect(report.cases.last?.message.hasPrefix("slice 'k=B' does not occur in the reference") == true)
  }
}
