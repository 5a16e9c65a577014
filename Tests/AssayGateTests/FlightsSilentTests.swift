import AssayGate
import Foundation
import TestSupport
import Testing

/// `Fixtures/flights-silent`: a defect that no error, no missing value and no invalid probability betrays.
@Suite struct FlightsSilentTests {
  private static let weather = ["temp", "dewp", "humid", "wind_speed", "wind_dir", "precip", "pressure", "visib"]
  private static let flights = FlightsTests.fixture("flights")
  private static let silent = FlightsTests.fixture("flights-silent")

  @Test("zeros in place of missing weather end with 1, and the first stage and column are named")
  func defectIsCaught() async throws {
    let output = NSTemporaryDirectory() + "assay-silent-\(UUID().uuidString)"
    defer { try? FileManager.default.removeItem(atPath: output) }
    var options = Gate.Options(fixtures: [Self.silent])
    options.output = output
    let report = await GateReport.run(options)
    #expect(report.status == 1, "\(report.outcome.failures)")
    let divergence = try #require(report.outcome.firstDivergence)
    #expect(divergence.stage == "features")
    #expect(Self.weather.contains(divergence.column ?? ""))
    #expect(divergence.version == "2013-04")
    #expect(divergence.location.file.hasSuffix("flights-silent/stages/features.sql"))
    #expect(divergence.carriesInto.contains { $0.hasPrefix("score.p_late") })

    // Every stage ran over every month, and nothing looks wrong from outside.
    let manifest = try ManifestReader.read(path: Self.silent, checks: CheckRegistry.all)
    for version in manifest.versions {
      let stages = report.stages.filter { $0.version == version && $0.kind != "data" }
      #expect(stages.map(\.stage) == ["features", "score", "decision"], "\(version)")
      #expect(stages.allSatisfy { $0.failure == nil && ($0.rows ?? 0) > 20_000 }, "\(version)")
    }
    let probabilities = report.cases.filter { $0.check == "score.range.p_late" || $0.check == "score.null_rate.p_late" }
    #expect(probabilities.count == 2 * manifest.versions.count)
    #expect(probabilities.allSatisfy { $0.verdict == .pass }, "every p_late is a probability")
    #expect(!report.cases.contains { $0.verdict == .error })
  }

  @Test("the fixtures differ in features.sql and in the manifest that extends the other, and nowhere else")
  func onlyTheStageDiffers() throws {
    let files = try #require(FileManager.default.enumerator(atPath: Self.silent)).compactMap { $0 as? String }
      .filter { !$0.hasPrefix(".") }.sorted()
    #expect(files == ["assay.yaml", "stages", "stages/features.sql"])

    let (whole, own) = (
      try ManifestReader.read(path: Self.flights, checks: CheckRegistry.all),
      try ManifestReader.read(path: Self.silent, checks: CheckRegistry.all)
    )
    #expect(own.layers.map { URL(filePath: $0).lastPathComponent } == ["flights-silent", "flights"])
    #expect(own.checks.map(\.location) == whole.checks.map(\.location), "every check is the extended one's")
    #expect(own.data.map(\.location) == whole.data.map(\.location))
    #expect(own.stages.map(\.location) == whole.stages.map(\.location))

    // The stages differ in how the weather's columns are selected.
    let (before, after) = (try lines("flights"), try lines("flights-silent"))
    #expect(before.count == after.count)
    let changed = zip(before, after).filter { $0 != $1 }
    #expect(changed.map { $0.0.trimmingCharacters(in: [" ", ","]) } == Self.weather)
    #expect(changed.allSatisfy { $0.1.contains("coalesce(") })
  }

  private func lines(_ fixture: String) throws -> [String] {
    try String(contentsOfFile: FlightsTests.fixture(fixture) + "/stages/features.sql", encoding: .utf8)
      .components(separatedBy: "\n")
  }
}
