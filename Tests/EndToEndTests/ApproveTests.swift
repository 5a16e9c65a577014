import Foundation
import TestSupport
import Testing

/// Approving results, and comparing with what was approved.
@Suite("Approve", .timeLimit(.minutes(10)))
struct ApproveTests {
  static let checks = ["unchanged", "golden: { key: id }", "mean: { columns: x, max_rise: 0.5 }"]

  func fixture() throws -> TemporaryFixture {
    try SamplePipeline.fixture(["assay.yaml": SamplePipeline.manifest(features: Self.checks)])
  }

  @Test("a first run has nothing to compare with and ends with 2; approve records and ends with 1; then runs pass")
  func first() async throws {
    let fixture = try fixture()
    let before = try await fixture.assay("run", "fixture")
    fixture.expect(before, endsWith: 2, saying: "assay approve fixture --why")
    #expect(!FileManager.default.fileExists(atPath: "\(fixture.path)/baselines"), "run records nothing")
    let approved = try await fixture.assay(
      "approve", "fixture", "--why", "it is right", "--by", "Ada", "--until", "2999-12-31")
    #expect(approved.status == 1, "\(approved.output)")
    #expect(!fixture.reports.resultsPass && !fixture.reports.junitPasses, "a run that records is no pass")
    #expect(fixture.reports.violations.isEmpty)
    let baseline = fixture.text("fixture/baselines/v1.json")
    #expect(baseline.contains("\"Ada\"") && baseline.contains("\"it is right\"") && baseline.contains("\"2999-12-31\""))
    fixture.expectPass(try await fixture.assay("run", "fixture"))
    fixture.expectPass(try await fixture.assay("approve", "fixture", "--why", "again", "--until", "2999-12-31"))
    #expect(fixture.text("fixture/baselines/v1.json") == baseline)
  }

  @Test("a change of the code is found at its first stage and column, and passes once it is approved") func change()
    async throws
  {
    let fixture = try fixture()
    _ = try await fixture.assay("approve", "fixture", "--why", "first")
    try fixture.write("stages/features.sql", "SELECT id, x, x * 2 + (id = 7)::INTEGER AS y, label FROM rows\n")
    let run = try await fixture.assay("run", "fixture")
    fixture.expect(run, endsWith: 1, saying: "today's replay leaves the approved one")
    let divergence = try #require(fixture.reports.results?.firstDivergence)
    #expect(divergence.stage == "features" && divergence.column == "y" && divergence.version == "v1")
    #expect(divergence.file == "fixture/stages/features.sql" && divergence.line == 1)
    #expect(run.output.contains("FIRST DIVERGENCE  version v1, stage features, column y"))
    let approved = try await fixture.assay("approve", "fixture", "--why", "y is rounded up for id 7")
    #expect(approved.status == 1)
    fixture.expectPass(try await fixture.assay("run", "fixture"))
  }

  @Test(
    "is refused when CI is set, unless it is forced",
    arguments: [("true", 64), ("1", 64), ("woodpecker", 64), ("false", 1), ("0", 1), ("", 1)] as [(String, Int32)])
  func ci(value: String, status: Int32) async throws {
    let fixture = try fixture()
    let run = try await fixture.assay("approve", "fixture", "--why", "first", environment: ["CI": value])
    #expect(run.status == status, "\(run.errors)")
    #expect(FileManager.default.fileExists(atPath: "\(fixture.path)/baselines") == (status == 1))
    if status == 64 {
      #expect(run.errors.contains("CI is set") && run.errors.contains("--force"))
      let forced = try await fixture.assay(
        "approve", "fixture", "--why", "first", "--force", environment: ["CI": value])
      #expect(forced.status == 1)
      #expect(FileManager.default.fileExists(atPath: "\(fixture.path)/baselines/v1.json"))
    }
  }

  @Test("a version with a failing check is not recorded") func failing() async throws {
    let fixture = try SamplePipeline.fixture([
      "assay.yaml": SamplePipeline.manifest(rows: ["row_count: { min: 1000 }"], features: Self.checks)
    ])
    let run = try await fixture.assay("approve", "fixture", "--why", "first")
    fixture.expect(run, endsWith: 2, saying: "version 'v1' was not recorded")
    // The checks were judged; what is refused is the recording.
    #expect(run.lines.last?.hasPrefix("NOT RECORDED") == true, "\(run.output)")
    #expect(!FileManager.default.fileExists(atPath: "\(fixture.path)/baselines/v1.json"))
  }

  @Test("a baseline that is damaged, of another form or half gone is an error, never an absent one")
  func damaged() async throws {
    let fixture = try fixture()
    _ = try await fixture.assay("approve", "fixture", "--why", "first")
    let golden = fixture.goldenFile("features", version: "v1")
    let (json, csv) = (fixture.text("fixture/baselines/v1.json"), fixture.text("fixture/" + golden))
    let damages: [(name: String, text: String?, file: String)] = [
      ("truncated", String(json.prefix(json.count / 2)), "baselines/v1.json"), ("empty", "", "baselines/v1.json"),
      ("another form", json.replacing("assay.baseline/2", with: "assay.baseline/9"), "baselines/v1.json"),
      ("a pointer", BadDataFileTests.pointer, "baselines/v1.json"),
      ("golden rows cut", String(csv.prefix(csv.count / 2)), golden),
      ("golden rows gone", nil, golden),
    ]
    for damage in damages {
      try fixture.write("baselines/v1.json", json)
      try fixture.write(golden, csv)
      if let text = damage.text {
        try fixture.write(damage.file, text)
      } else {
        try FileManager.default.removeItem(atPath: "\(fixture.path)/\(damage.file)")
      }
      let run = try await fixture.assay("run", "fixture")
      fixture.expect(run, endsWith: 2, saying: "fixture/\(damage.file)")
    }
  }

  @Test("only the versions that are named are recorded") func versions() async throws {
    let fixture = try fixture()
    try fixture.write(
      "assay.yaml",
      fixture.text("fixture/assay.yaml").replacing("v1: data/rows.csv", with: "v1: data/rows.csv, v2: data/rows.csv"))
    let run = try await fixture.assay("approve", "fixture", "--why", "first", "--version", "v2")
    #expect(run.status == 1)
    #expect(!FileManager.default.fileExists(atPath: "\(fixture.path)/baselines/v1.json"))
    #expect(FileManager.default.fileExists(atPath: "\(fixture.path)/baselines/v2.json"))
  }
}
