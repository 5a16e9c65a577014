import Foundation
import TestSupport
import Testing

@testable import AssayGate

/// A small pipeline with a cache of its own: data of two versions and a reference, three queries in a row, and a check
/// of each.
struct CachedFixture {
  let fixture: TemporaryFixture

  var cache: String { "\(fixture.root)/cache" }

  static let manifest = """
    assay: 1
    fixture: cached
    data:
      rows: { reference: data/r.csv, versions: { v1: data/v1.csv, v2: data/v2.csv } }
      side: data/side.csv
    stages:
      one: { sql: one.sql, from: [rows, side] }
      two: { sql: two.sql, from: one }
      three: { sql: three.sql, from: two }
    checks:
      rows:
        - row_count: { min: 1 }
      one:
        - drift: { columns: x, limit: 0.1 }
      two:
        - mean: { columns: y, max: 1000000 }
        - sql: { query: 'SELECT * FROM two JOIN one USING (id) WHERE y < x', from: one }
      three:
        - range: { columns: z, min: 0 }
          where: id > 3
    """

  /// - Parameter files: in place of the pipeline's own.
  init(_ files: [String: String] = [:]) throws {
    func rows(_ shift: Double) -> String {
      "id,x\n" + (0..<400).map { "\($0),\(Double($0 * 37 % 101) + shift)\n" }.joined()
    }
    var all = [
      "assay.yaml": Self.manifest, "data/r.csv": rows(0.5), "data/v1.csv": rows(0.75), "data/v2.csv": rows(1),
      "data/side.csv": "id,w\n" + (0..<400).map { "\($0),\($0 % 3 + 1)\n" }.joined(),
      "one.sql": "select id, x, w from rows join side using (id)", "two.sql": "select id, x * w + 1 as y from one",
      "three.sql": "select id, y / 2 as z from two",
    ]
    all.merge(files) { $1 }
    fixture = try TemporaryFixture(all)
  }

  /// Runs the fixture with its cache.
  func run(_ change: (inout Gate.Options) -> Void = { _ in }) async -> GateReport {
    await GateReport.run(fixture) { options in
      options.cacheFolder = cache
      change(&options)
    }
  }

  /// Replaces text in a file of the fixture.
  func edit(_ name: String, _ text: String, _ other: String) throws {
    try fixture.write(name, fixture.text("fixture/\(name)").replacing(text, with: other))
  }

  /// The files of the cache below one of its folders.
  func files(_ folder: String) -> [String] {
    ((try? FileManager.default.subpathsOfDirectory(atPath: "\(cache)/\(folder)")) ?? []).map {
      "\(cache)/\(folder)/\($0)"
    }
    .filter { FileHasher.stamp($0) != nil }.sorted()
  }
}

extension GateReport {
  /// The stages that were not known, as `v1.two`.
  var made: [String] { stages.filter { !$0.isCached }.map { "\($0.version).\($0.stage)" } }

  /// The tables whose checks were judged, as `v1.two`.
  var judged: [String] {
    versions.flatMap { version in
      version.tables.filter { !$0.isCached }.map { "\(version.version).\($0.table)" }
    }
  }

  /// The versions, in order.
  var versions: [VersionResult] {
    events.compactMap { if case .versionFinished(let result) = $0 { result } else { nil } }
  }

  /// The cases without what differs from run to run.
  var steady: [CaseResult] {
    cases.map { result in
      var result = result
      result.seconds = 0
      return result
    }
  }
}
