import AssayEngine
import AssayTable
import Testing

@testable import AssayGate

@Suite("Quantiles, and what else is computed beside the engine's aggregates")
struct QuantileReducerTests {
  private static let wanted: [AssayGate.Measurement] =
    ["f", "g", "i", "u", "empty", "same"].flatMap { name in
      [0, 0.05, 0.5, 0.75, 0.999, 1].map { .quantile(name, p: $0, floating: !["i", "u"].contains(name)) }
    } + [
      .mean("f"), .duplicates(["i"]), .rowsWhere(.missing("f", floating: true)),
      .quantile("d", p: 0.5, floating: false),
    ]

  /// Measures a table of all kinds of numbers.
  private func measure(
    _ wanted: [AssayGate.Measurement], rowsForStreams: Int, from: String = "range(5000)"
  ) async throws -> (values: [AssayGate.Measurement: Measured], statements: [String]) {
    let log = StatementLog()
    let engine = try await DuckDBEngine.open(DuckDBConfiguration(observer: log.observer))
    try await engine.execute(
      """
      CREATE TABLE t AS SELECT
        CASE range % 11 WHEN 0 THEN NULL WHEN 1 THEN 'NaN'::DOUBLE ELSE ((range * 7919) % 10007) / 7.0 END AS f,
        (((range * 104729) % 1009)::FLOAT / 3)::FLOAT AS g, (range * 31) % 977 - 400 AS i, range::UBIGINT AS u,
        NULL::DOUBLE AS empty, -0.25 AS same, (range / 8)::DECIMAL(9, 3) AS d,
        CASE range % 2 WHEN 0 THEN 'infinity'::DOUBLE ELSE '-infinity'::DOUBLE END AS ends FROM \(from)
      """)
    let schema = try await engine.schema(of: "SELECT * REPLACE (same::DOUBLE AS same) FROM t")
    let count = try await engine.rows("SELECT count(*) FROM t").first?.first?.integer ?? 0
    var measurer = TableMeasurer(
      engine: engine, table: TableName(name: "t"), schema: schema, visible: [:], privateColumns: [], rows: count)
    measurer.rowsForStreams = rowsForStreams
    log.removeAll()
    let measured = try await measurer.measure([Scope(): Set(wanted)])
    let statements = log.statements
    await engine.close()
    return (measured.values[Scope()]?[""] ?? [:], statements)
  }

  private func number(_ measured: Measured?) -> (value: Double?, n: Int)? {
    switch measured {
    case .number(let value, let n): (value, n)
    case .count(let count): (nil, count)
    default: nil
    }
  }

  @Test("are the engine's, for every type of numbers, with and without rows", arguments: ["range(5000)", "range(0)"])
  func same(from: String) async throws {
    // A decimal is left to the engine, and all quantiles with it.
    for wanted in [Self.wanted, Array(Self.wanted.dropLast())] {
      let streamed = try await measure(wanted, rowsForStreams: 0, from: from)
      let asked = try await measure(wanted, rowsForStreams: .max, from: from)
      #expect(asked.statements.contains { $0.contains("quantile_cont") })
      #expect(streamed.statements.contains { $0.contains("quantile_cont") } == (wanted.count == Self.wanted.count))
      for measurement in wanted {
        let one = try #require(number(streamed.values[measurement]), "\(measurement)")
        let other = try #require(number(asked.values[measurement]), "\(measurement)")
        #expect(one.n == other.n, "\(measurement)")
        #expect((one.value == nil) == (other.value == nil), "\(measurement)")
        if let a = one.value, let b = other.value { #expect(abs(a - b) <= 2 * b.ulp, "\(measurement): \(a), \(b)") }
      }
    }
  }

  @Test("one that does not exist is an error, and the others are there all the same")
  func undefined() async throws {
    let strange = AssayGate.Measurement.quantile("ends", p: 0.5 - 1e-4, floating: true)
    let values = try await measure([strange] + Self.wanted.dropLast(), rowsForStreams: 0).values
    guard case .failed(let error)? = values[strange] else {
      Issue.record("\(String(describing: values[strange])) instead of an error")
      return
    }
    #expect("\(error)".contains("column 'ends': quantile lies between −infinity and +infinity"), "\(error)")
    for measurement in Self.wanted.dropLast() { #expect(number(values[measurement]) != nil, "\(measurement)") }
  }

  @Test("more values than their memory has room for are left to the engine")
  func memory() {
    let numbers: [DataType?] = [.float64, .int32]
    #expect(QuantileReducer.takes(numbers, rows: 2_000_000))
    #expect(!QuantileReducer.takes(numbers, rows: 2_200_000))
    #expect(!QuantileReducer.takes([], rows: 1))
    #expect(!QuantileReducer.takes([.text], rows: 1))
    #expect(!QuantileReducer.takes([nil], rows: 1))
  }
}
