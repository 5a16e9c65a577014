import AssayGate
import Foundation
import TestSupport
import Testing

/// `assay diff`: what it prints, writes and ends with.
@Suite("Diff", .timeLimit(.minutes(10)))
struct DiffTests {
  private func fixture() async throws -> TemporaryFixture {
    let fixture = try SamplePipeline.fixture([
      "assay.yaml": SamplePipeline.manifest(rows: ["unique: { columns: id }"], features: ["golden: { key: id }"]),
      "data/reference.csv": SamplePipeline.csv(300) { "\($0),\($0 * 7 % 50 + ($0 == 7 ? 3 : 0)).5,\($0 % 2)" },
    ])
    for (name, added) in [("old", 0), ("new", 5)] {
      try await fixture.writeParquet(
        "\(name).parquet", "SELECT i AS id, i + (i = 3)::INTEGER * \(added) AS x FROM range(1000 + \(added)) AS r(i)")
    }
    return fixture
  }

  @Test("ends with 0 when nothing differs, with 1 when something does, with 2 and 64 when it cannot tell")
  func exitCodes() async throws {
    let fixture = try await fixture()
    let same = try await fixture.assay("diff", "fixture", "v1", "v1")
    #expect(same.status == 0 && same.output.contains("SAME  300 rows in 1 table"), "\(same.output)")
    let other = try await fixture.assay("diff", "fixture", "reference", "v1", "--table", "features")
    #expect(other.status == 1 && other.output.contains("DIFFERENT  1 changed of 300 rows"), "\(other.output)")
    #expect(other.output.contains("key id") && other.output.contains("rows that moved most"))
    for (arguments, status, says) in [
      (["fixture/old.parquet", "fixture/none.parquet", "--key", "id"], 2, "is not there"),
      (["fixture/old.parquet", "fixture/new.parquet"], 64, "--key"),
      (["fixture", "v1", "v2"], 64, "no version 'v2'"), (["fixture", "v1"], 64, "name the fixture first"),
      (["fixture", "v1", "v1", "--key", "nope"], 64, "no column 'nope'"), (["nowhere", "v1", "v1"], 64, "nowhere"),
    ] as [([String], Int32, String)] {
      let run = try await fixture.assay(list: ["diff"] + arguments)
      #expect(run.status == status && (run.output + run.errors).contains(says), "\(arguments): \(run.errors)")
    }
    #expect(fixture.leftovers.isEmpty, "no scratch file stays")
  }

  @Test("two files are compared by the key that is named, and what differs is written") func files() async throws {
    let fixture = try await fixture()
    let run = try await fixture.assay(
      "diff", "fixture/old.parquet", "fixture/new.parquet", "--key", "id", "--output", "out/diff.json", "--rows",
      "out/rows.csv")
    #expect(run.status == 1 && run.output.contains("1 changed, 5 added of 1,000 rows"), "\(run.output)")
    let report = try JSONDecoder().decode(
      DifferenceReport.self, from: Data(contentsOf: URL(fileURLWithPath: "\(fixture.root)/out/diff.json")))
    #expect(report.format == "assay.diff/1" && report.tables.first?.columns.first?.largest.first?.change == 5)
    let lines = fixture.text("out/rows.csv").split(separator: "\n")
    #expect(lines.count == 7 && lines[0] == "change,id,x.old,x.new" && lines[1] == "changed,3,3,8")
  }
}
