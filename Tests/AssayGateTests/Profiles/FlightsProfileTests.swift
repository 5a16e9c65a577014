import Foundation
import TestSupport
import Testing

@testable import AssayGate

@Suite("The flights against a profile of their first quarter")
struct FlightsProfileTests {
  private static let versions = ["2013-04", "2013-07", "2013-11"]

  /// A copy of the fixture whose data can be taken away.
  private func flights() throws -> TemporaryFixture {
    let fixture = try TemporaryFixture()
    try FileManager.default.removeItem(atPath: fixture.path)
    try FileManager.default.copyItem(atPath: FlightsTests.fixture("flights"), toPath: fixture.path)
    let manifest = fixture.text("fixture/assay.yaml")
    // A column of many different values beside those of the fixture.
    try fixture.write(
      "assay.yaml",
      manifest.replacing(
        "\n  score:\n    - ", with: "\n  score:\n    - drift: { columns: p_late }\n    - ", maxReplacements: 2))
    return fixture
  }

  private func cases(_ fixture: TemporaryFixture) async -> [CaseResult] {
    await GateReport.run(fixture) {
      $0.versions = Self.versions
      $0.checks = ["*.drift*"]
    }.cases
  }

  @Test("have the verdicts that they have against its rows, with the rows gone")
  func sameVerdicts() async throws {
    let fixture = try flights()
    let rows = await cases(fixture)
    var options = ReferenceProfiler.Options(fixture: fixture.path, output: "\(fixture.path)/profiles/2013-q1.json")
    options.threads = 1
    let made = try await ReferenceProfiler(options).run()
    #expect(made.tables.map(\.name) == ["features", "score"])
    #expect(made.tables.allSatisfy { $0.rows == 80_789 })
    try fixture.write(
      "assay.yaml", fixture.text("fixture/assay.yaml") + "\nreference: { profile: profiles/2013-q1.json }\n")
    for month in 1...3 {
      try FileManager.default.removeItem(atPath: "\(fixture.path)/data/flights/2013-0\(month).parquet")
    }
    let profiled = await cases(fixture)
    #expect(rows.count == profiled.count && rows.count == 18 * Self.versions.count)
    for (expected, found) in zip(rows, profiled) {
      #expect(found.verdict == expected.verdict, "\(expected.version) \(expected.name): \(found.message)")
      // p_late alone has more different values than a profile keeps apart.
      if expected.table == "features" {
        #expect(ProfileFixture.isClose(found.metrics, expected.metrics), "\(expected.name)")
      }
      for (exact, bounded) in zip(expected.metrics, found.metrics) where expected.table == "score" {
        #expect(abs(exact.value - bounded.value) < 0.002)
        #expect((bounded.lower ?? 1) <= (exact.lower ?? 0) && (bounded.upper ?? 0) >= (exact.upper ?? 1))
      }
    }
  }
}
