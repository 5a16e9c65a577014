import AssayEngine
import Foundation
import TestSupport

/// A small pipeline that passes: a data table, a query, and a check of each.
enum SamplePipeline {
  /// 300 rows of an id, a number from 0.5 to 49.5, and a label.
  static let rows = csv(300) { "\($0),\($0 * 7 % 50).5,\($0 % 2)" }

  /// CSV with the columns `id`, `x` and `label`.
  static func csv(_ count: Int, header: String = "id,x,label", _ row: (Int) -> String) -> String {
    header + "\n" + (0..<count).map { row($0) + "\n" }.joined()
  }

  /// A manifest with one version of a data table, a stage `features`, and checks.
  static func manifest(
    data: String = "data/rows.csv", stage: String = "{ sql: stages/features.sql, from: rows }",
    rows: [String] = ["row_count: { min: 1 }"], features: [String] = ["null_rate: { columns: x, max: 0 }"]
  ) -> String {
    func list(_ checks: [String]) -> String { checks.map { "    - \($0)\n" }.joined() }
    return """
      assay: 1
      fixture: sample
      data:
        rows: { reference: data/reference.csv, versions: { v1: \(data) } }
      stages:
        features: \(stage)
      checks:
        rows:
      \(list(rows))  features:
      \(list(features))
      """
  }

  /// The pipeline as a fixture, with other files or in place of its own.
  static func fixture(_ files: [String: String] = [:]) throws -> TemporaryFixture {
    var all = [
      "assay.yaml": manifest(), "data/rows.csv": rows, "data/reference.csv": rows,
      "stages/features.sql": "SELECT id, x, x * 2 AS y, label FROM rows\n",
    ]
    all.merge(files) { $1 }
    return try TemporaryFixture(all)
  }

  /// A manifest with one data table and its checks.
  static func tableManifest(_ checks: [String], data: String = "data/rows.csv") -> String {
    "assay: 1\nfixture: sample\ndata:\n  rows: { reference: data/reference.csv, versions: { v1: \(data) } }\nchecks:\n"
      + "  rows:\n" + checks.map { "    - \($0)\n" }.joined()
  }
}

extension TemporaryFixture {
  /// Writes the rows of a query to a Parquet file below the fixture's folder, by the engine alone.
  func writeParquet(_ name: String, _ query: String) async throws {
    let file = "\(path)/\(name)"
    try FileManager.default.createDirectory(
      at: URL(fileURLWithPath: file).deletingLastPathComponent(), withIntermediateDirectories: true)
    let engine = try await DuckDBEngine.open()
    if let copy = engine.dialect.copyToParquet(query, path: file) { try await engine.execute(copy) }
    await engine.close()
  }

  /// The bytes of a file below the fixture's folder.
  func bytes(_ name: String) throws -> Data { try Data(contentsOf: URL(fileURLWithPath: "\(path)/\(name)")) }
}
