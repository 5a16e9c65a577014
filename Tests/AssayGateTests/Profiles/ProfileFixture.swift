import Foundation
import TestSupport

@testable import AssayGate

/// A fixture whose reference can be its rows or a stored profile of them.
///
/// `features` is made of `input`, which has versions, and `names`, which has none. Column `x` has more different values
/// than a profile keeps apart, `k` few; `label` holds levels, `flag` booleans, `day` makes clusters.
struct ProfileFixture {
  static let profile = "profiles/q1.json"
  static let query =
    "SELECT i.*, n.name AS label, 'note ' || (id * 7919) || repeat('!', k) AS note, "
    + "TIMESTAMP '2024-01-01' + to_hours(id) AS at, DATE '2024-01-01' + CAST(id AS INTEGER) AS date FROM input AS i JOIN names AS n ON i.level = n.level"
  let fixture: TemporaryFixture

  init(
    checks: String, rows: Int = 3_000, isProfiled: Bool = true, more: String = "",
    reference: String = "data/reference.csv"
  ) throws {
    let order = Array(0..<rows)
    fixture = try TemporaryFixture([
      "data/reference.csv": Self.rows(order, seed: 1, shift: 0),
      "data/same.csv": Self.rows(order, seed: 2, shift: 0),
      "data/moved.csv": Self.rows(order, seed: 3, shift: 0.45),
      "data/names.csv": "level,name\n" + (0..<12).map { "\($0),name of \($0)\n" }.joined(),
      "features.sql": Self.query,
      "assay.yaml": Self.manifest(checks: checks, isProfiled: isProfiled, more: more, reference: reference),
    ])
  }

  static func manifest(
    checks: String, isProfiled: Bool, more: String = "", reference: String = "data/reference.csv"
  ) -> String {
    """
    assay: 1
    fixture: profiled
    \(more)
    data:
      input: { reference: "\(reference)", versions: { same: data/same.csv, moved: data/moved.csv } }
      names: data/names.csv
    \(isProfiled ? "reference: { profile: \(profile) }" : "")
    stages:
      features: { sql: features.sql, from: [input, names] }
    checks:
      features:
    \(checks.split(separator: "\n").map { "    " + $0 }.joined(separator: "\n"))
    """
  }

  /// CSV of some rows in an order of one's choice: a row's values depend on its number alone.
  static func rows(_ order: [Int], seed: Int, shift: Double) -> String {
    "id,x,k,level,flag,day\n"
      + order.map { row in
        let bits = UInt64(row &* 2_654_435_761 &+ seed &* 97) &* 0x9e37_79b9_7f4a_7c15
        let uniform = Double((bits ^ bits >> 31) >> 11) * 0x1p-53
        let x = row % 17 == 3 ? "" : String(uniform + shift)
        let level = Int(uniform * 12 * (1 - shift))
        let flag = row % 10 < 3 + Int(shift * 10)
        return "\(row),\(x),\(row % 40),\(level),\(flag),\(row / 30)\n"
      }.joined()
  }

  /// The same metrics, but for the last bits of variances, whose sums have the order of the clusters.
  static func isClose(_ found: [Metric], _ expected: [Metric]) -> Bool {
    func isClose(_ first: Double?, _ second: Double?) -> Bool {
      guard let first, let second else { return first == nil && second == nil }
      return abs(first - second) <= 1e-9 * max(1, abs(second))
    }
    return found.count == expected.count
      && zip(found, expected).allSatisfy { a, b in
        a.name == b.name && a.n == b.n && a.definition == b.definition && isClose(a.value, b.value)
          && isClose(a.lower, b.lower) && isClose(a.upper, b.upper)
      }
  }

  /// Makes the profile.
  @discardableResult
  func makeProfile(
    version: String? = nil, to file: String = profile, threads: Int? = 1, key: String? = nil
  ) async throws -> ReferenceProfiler.Report {
    var options = ReferenceProfiler.Options(fixture: fixture.path, output: "\(fixture.path)/\(file)")
    options.version = version
    options.threads = threads
    options.key = key
    return try await ReferenceProfiler(options).run()
  }

  /// Runs the gate; by default with the reference's data gone.
  func run(withoutReference: Bool = true, key: String? = nil) async throws -> GateReport {
    if withoutReference { try? FileManager.default.removeItem(atPath: "\(fixture.path)/data/reference.csv") }
    return await GateReport.run(fixture) { $0.profileKey = key }
  }

  /// Text of a file of the fixture.
  func text(_ name: String) -> String { fixture.text("fixture/\(name)") }
}
