import AssayReports
import Foundation
import TestSupport
import Testing

/// The same input gives the same bytes.
@Suite("Repeated runs", .timeLimit(.minutes(10)))
struct RepeatedRunTests {
  /// Every kind of stage and verdict, over enough rows for several threads to share.
  static func fixture() async throws -> TemporaryFixture {
    let fixture = try TemporaryFixture([
      "stages/features.sql": """
      SELECT id, g, x, sum(x) OVER (PARTITION BY g) AS total, x / 3.0 AS third, sin(x) AS a, cos(x) AS b, x * x AS c, d,
        (id * 2654435761 % 1000) < 300 + 400 * (g = 'g1')::INTEGER AS label FROM rows
      """,
      "stages/decision.sql":
        "SELECT g, count(*) AS n, sum(third) AS total, avg(x) AS mean, stddev(x) AS spread FROM command GROUP BY g",
      "assay.yaml": """
      assay: 1
      fixture: repeated
      data:
        rows: { reference: data/reference.parquet, versions: { v1: data/rows.parquet, v2: data/reference.parquet } }
      stages:
        features: { sql: stages/features.sql, from: rows }
        score: { model: models/score.onnx, from: features, inputs: { X: [a, b, c, d] }, keep: [id, g, x, third] }
        command: { command: [sh, -c, 'cp "$ASSAY_INPUT/score.parquet" "$ASSAY_OUTPUT"'], from: score }
        decision: { sql: stages/decision.sql, from: command }
        broken: { command: [sh, -c, 'echo no; exit 3'], from: rows }
      checks:
        rows:
          - row_count: { min: 1 }
          - drift: { columns: [x, g], limit: 0.05 }
          - unique: { columns: id }
          - range: { columns: x, min: 3, allow: { rows: 1 } }
        features:
          - mean: { columns: [third, total, a], between: [-10000000, 10000000] }
          - quantile: { columns: [third, total], p: 0.9, min: -1 }
          - mean: { columns: x, max: 1000 }
            by: g
            id: features.sliced
          - unchanged: { tolerance: { total: 0.001, a: 1.0e-9 } }
          - golden: { key: id, rows: 50 }
        score:
          - unchanged
          - null_rate: { columns: x, max: 0 }
        decision:
          - mean: { columns: [mean, spread, total], max: 10000000 }
          - unchanged: { tolerance: { total: 0.001, mean: 1.0e-6, spread: 1.0e-6 } }
        broken:
          - row_count: { min: 1 }

      """,
    ])
    try fixture.write("models/score.onnx", BadModelTests.model())
    for (name, shift) in [("rows", 0.05), ("reference", 0.0)] {
      try await fixture.writeParquet(
        "data/\(name).parquet",
        """
        SELECT range AS id, 'g' || (range % 7) AS g, 1 + ((range * 7919) % 50021) / 1000.0 + \(shift) AS x, range % 5 / 10.0 AS d
        FROM range(60000)
        """)
    }
    return fixture
  }

  @Test("results.json of two runs is equal but for times and run id, whatever the number of threads") func equal()
    async throws
  {
    let fixture = try await Self.fixture()
    var seen: [NSObject] = []
    for (folder, threads) in [("first", "2"), ("second", "2"), ("third", "1"), ("fourth", "5")] {
      let run = try await fixture.assay("run", "fixture", "--threads", threads)
      #expect(run.status == 2, "\(run.output)")
      #expect(fixture.reports.violations.isEmpty)
      try FileManager.default.moveItem(
        atPath: "\(fixture.root)/test-results/assay", toPath: "\(fixture.root)/\(folder)")
      seen.append(try RunReports.comparable("\(fixture.root)/\(folder)"))
    }
    for other in seen.dropFirst() { #expect(seen[0] == other) }
    // What is left out differs, so that leaving it out is what makes the rest equal.
    let ids = ["first", "second"].map { RunReports("\(fixture.root)/\($0)").results?.runId }
    #expect(ids[0] != nil && ids[0] != ids[1])
  }

  @Test("approve leaves the baselines as they are, to the byte, when nothing changed, whatever the number of threads")
  func approved() async throws {
    let fixture = try await Self.fixture()
    let manifest = fixture.text("fixture/assay.yaml")
    try fixture.write(
      "assay.yaml",
      manifest.replacing("    broken:\n    - row_count: { min: 1 }\n", with: "")
        .replacing("  broken: { command: [sh, -c, 'echo no; exit 3'], from: rows }\n", with: "")
        .replacing("  broken:\n    - row_count: { min: 1 }\n", with: "")
        .replacing("    - range: { columns: x, min: 3, allow: { rows: 1 } }\n", with: ""))
    let first = try await fixture.assay("approve", "fixture", "--why", "first", "--threads", "2")
    #expect(first.status == 1, "\(first.output)")
    let baselines = try snapshot(fixture)
    #expect(
      baselines.keys.sorted()
        == [
          "v1.json", fixture.goldenFile("features", version: "v1"), "v2.json",
          fixture.goldenFile("features", version: "v2"),
        ].map { $0.replacing("baselines/", with: "") }.sorted())
    #expect(baselines.count == 4)
    for threads in ["2", "1", "4"] {
      let again = try await fixture.assay(
        "approve", "fixture", "--why", "again", "--by", "somebody else", "--threads", threads)
      fixture.expectPass(again)
      #expect(try snapshot(fixture) == baselines, "--threads \(threads)")
    }
    // Recorded anew from nothing with another number of threads, they are the same but for who and why.
    try FileManager.default.removeItem(atPath: "\(fixture.path)/baselines")
    let anew = try await fixture.assay("approve", "fixture", "--why", "first", "--threads", "4")
    #expect(anew.status == 1)
    #expect(try snapshot(fixture) == baselines)
  }

  private func snapshot(_ fixture: TemporaryFixture) throws -> [String: Data] {
    let folder = "\(fixture.path)/baselines"
    var files: [String: Data] = [:]
    for name in try FileManager.default.subpathsOfDirectory(atPath: folder) {
      if let data = FileManager.default.contents(atPath: "\(folder)/\(name)") { files[name] = data }
    }
    return files
  }
}
