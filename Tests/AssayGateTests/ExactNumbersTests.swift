import AssayTable
import TestSupport
import Testing

@testable import AssayGate

/// Numbers that doubles cannot tell apart are not taken for equal.
@Suite struct ExactNumbersTests {
  /// A fixture whose column is made of the numbers 0 to 1,999, today and in the reference, by two expressions.
  private static func cases(now: String, before: String, _ checks: String) async throws -> [CaseResult] {
    let rows = "i\n" + (0..<2000).map { "\($0)\n" }.joined()
    let fixture = try TemporaryFixture([
      "data/now.csv": rows, "data/before.csv": rows,
      "data/side.csv": "side\n1\n", "data/other.csv": "side\n0\n",
      "made.sql": "SELECT CASE WHEN side = 1 THEN \(now) ELSE \(before) END AS x FROM input, which",
      "assay.yaml": """
      assay: 1
      fixture: exact
      data:
        input:
          reference: data/before.csv
          versions: { v1: data/now.csv }
        which:
          reference: data/other.csv
          versions: { v1: data/side.csv }
      stages: { made: { sql: made.sql, from: [input, which] } }
      checks:
        made:
      \(checks.split(separator: "\n").map { "    " + $0 }.joined(separator: "\n"))
      """,
    ])
    return await GateReport.run(fixture).cases
  }

  private static let large = "(1000000000000000000000000000000::DECIMAL(38,0) + i::DECIMAL(38,0))"

  @Test(
    "decimals that differ behind the sixteenth digit are an error, not equal",
    arguments: [
      "drift: { columns: x }", "drift: { columns: x, test: ks, max: 0.1 }", "mode_spike: { columns: x }",
      "unit_change: { columns: x }", "unseen_levels: { columns: x }", "prediction_collapse: { columns: x }",
      "domain_classifier: { columns: x }",
    ]) func decimals(_ check: String) async throws
  {
    let found = try await Self.cases(now: "\(Self.large) + 1000000", before: Self.large, "- \(check)")
    #expect(found.map(\.verdict) == [.error], "\(found.map(\.message))")
    #expect(found.first?.message.contains("has values so large that the doubles") == true, "\(found.map(\.message))")
  }

  @Test("so are integers near 2^64; integers, decimals and doubles that are spread widely are compared")
  func integers() async throws {
    let near = "(18446744073709540000 + i)::UBIGINT"
    let close = try await Self.cases(
      now: "(18446744073709540500 + i)::UBIGINT", before: near, "- drift: { columns: x }")
    #expect(close.map(\.verdict) == [.error], "\(close.map(\.message))")
    #expect(close.first?.message.contains("has values so large") == true, "\(close.map(\.message))")
    for expression in [
      "(i::HUGEINT * 9000000000000000)::UBIGINT", "(i::HUGEINT * 1000000000000000000)::DECIMAL(38,2)",
      "(1e30 + i)::DOUBLE",
      "i::BIGINT", "(i / 7)::DECIMAL(18,4)",
    ] {
      let found = try await Self.cases(now: expression, before: expression, "- drift: { columns: x, limit: 0.2 }")
      #expect(found.map(\.verdict) == [.pass], "\(expression): \(found.map(\.message))")
    }
    // Equal as doubles is not equal.
    let ids = "(i::HUGEINT * 9000000000000000 + 1)::UBIGINT"
    let unseen = try await Self.cases(
      now: ids, before: "(i::HUGEINT * 9000000000000000)::UBIGINT", "- unseen_levels: { columns: x }")
    #expect(unseen.map(\.verdict) == [.error], "\(unseen.map(\.message))")
    #expect(unseen.first?.message.contains("different values would count as equal") == true, "\(unseen.map(\.message))")
  }

  @Test("only types that hold more digits than a double are looked at")
  func types() {
    #expect(
      ExactNumbers(.float64) == nil && ExactNumbers(.int32) == nil
        && ExactNumbers(.decimal(precision: 15, scale: 2)) == nil)
    #expect(ExactNumbers(.uint64)?.step == 1 && ExactNumbers(.decimal(precision: 18, scale: 2))?.step == 0.01)
  }
}
