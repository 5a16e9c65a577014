import AssayEngine
import AssayTable
import Testing

@testable import AssayGate

@Suite("Keys that occur twice, counted while they stream by")
struct DuplicatesReducerTests {
  /// What the engine finds by grouping, and what the reducer finds; nil when it leaves that to the engine.
  private func counts(_ values: String, type: String = "BIGINT") async throws -> (grouped: Int?, streamed: Int?) {
    let engine = try await DuckDBEngine.open()
    try await engine.execute("CREATE TABLE t AS SELECT CAST(k AS \(type)) AS k FROM (\(values)) AS v(k)")
    let grouped = try await engine.rows(
      "SELECT coalesce(sum(n - 1), 0)::BIGINT FROM (SELECT count(*) AS n FROM t GROUP BY k) AS g")
    let rows = try await engine.rows("SELECT count(*) FROM t")
    let reducer = DuplicatesReducer(column: "k", rows: rows.first?.first?.integer ?? 0)
    let stream = try await engine.query("SELECT k FROM t")
    while let batch = try await stream.next() { try reducer.add(PulledBatch(batch), slices: .all) }
    var streamed: Int?
    if reducer.isComplete, case .count(let count) = reducer.result(slice: 0) { streamed = count }
    let found = (grouped.first?.first?.integer, streamed)
    await engine.close()
    return found
  }

  @Test(
    "the same count as by grouping",
    arguments: [
      "SELECT 1 WHERE FALSE", "SELECT 5", "SELECT NULL", "SELECT unnest([NULL, NULL, 3, NULL, 3])",
      "SELECT range FROM range(10000)", "SELECT range % 777 FROM range(10000)",
      "SELECT CASE WHEN range % 3 = 0 THEN NULL ELSE range // 2 END FROM range(10000)",
      "SELECT -range * 5 FROM range(10000)", "SELECT 9223372036854775807 - range % 5000 FROM range(10000)",
      "SELECT -9223372036854775808 + range % 5000 FROM range(10000)",
      "SELECT 1000000000000 + (range * 7919) % 10007 FROM range(20000)",
    ])
  func dense(values: String) async throws {
    let (grouped, streamed) = try await counts(values)
    #expect(streamed == grouped)
  }

  @Test("every type of integers", arguments: ["TINYINT", "SMALLINT", "INTEGER", "UTINYINT", "USMALLINT", "UINTEGER"])
  func types(type: String) async throws {
    let (grouped, streamed) = try await counts("SELECT range % 100 FROM range(250)", type: type)
    #expect(streamed == 150)
    #expect(grouped == 150)
  }

  @Test("keys far apart are left to the engine")
  func sparse() async throws {
    let (grouped, streamed) = try await counts("SELECT unnest([0, 1, 1, 9223372036854775807])")
    #expect(streamed == nil)
    #expect(grouped == 1)
  }

  @Test("a table's measurements are the same either way")
  func measured() async throws {
    let engine = try await DuckDBEngine.open()
    try await engine.execute(
      "CREATE TABLE t AS SELECT range % 900 AS near, (range % 800) * 1000000007 AS far, 'k' || range % 700 AS text "
        + "FROM range(1000)")
    let schema = try await engine.schema(of: "SELECT * FROM t")
    let measurer = TableMeasurer(
      engine: engine, table: TableName(name: "t"), schema: schema, visible: [:], privateColumns: [])
    let wanted: [(AssayGate.Measurement, Int)] = [
      (.duplicates(["near"]), 100), (.duplicates(["far"]), 200), (.duplicates(["text"]), 300),
      (.duplicates(["near", "far"]), 0),
    ]
    let measurements = try await measurer.measure([Scope(): Set(wanted.map(\.0))])
    for (measurement, count) in wanted {
      guard case .count(let found)? = measurements.values[Scope()]?[""]?[measurement] else {
        Issue.record("\(measurement) was not counted")
        continue
      }
      #expect(found == count, "\(measurement)")
    }
    await engine.close()
  }
}
