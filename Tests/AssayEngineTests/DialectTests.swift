import AssayTable
import Testing

@testable import AssayEngine

@Suite("Dialects")
struct DialectTests {
  static let all: [any Dialect] = [DuckDBDialect(), PostgreSQLDialect(), SparkDialect()]

  @Test("names are quoted and their quotes doubled")
  func quoting() {
    #expect(DuckDBDialect().quote("a \"b\"; DROP") == "\"a \"\"b\"\"; DROP\"")
    #expect(PostgreSQLDialect().quote("é😀") == "\"é😀\"")
    #expect(SparkDialect().quote("a`b") == "`a``b`")
    // A quotation mark with an accent over it is one character, and a quotation mark all the same.
    let accent = "\u{301}"
    #expect(DuckDBDialect().quote("a\"\(accent)") == "\"a\"\"\(accent)\"")
    #expect(DuckDBDialect().quote("a\"\(accent)").utf8.count == 7)
    #expect(PostgreSQLDialect().quote("a\"\(accent)").utf8.count == 7)
    #expect(SparkDialect().quote("a`\(accent)").utf8.count == 7)
    #expect(Self.all.allSatisfy { $0.textLiteral("a'\u{301}").utf8.count == 7 })
    #expect(DuckDBDialect().tableReference(TableName(schema: "s.t", name: "x")) == "\"s.t\".\"x\"")
    #expect(SparkDialect().tableReference(TableName(name: "x")) == "`x`")
  }

  @Test("literals")
  func literals() {
    let duckdb = DuckDBDialect()
    #expect(duckdb.literal(.null) == "NULL")
    #expect(duckdb.literal(.text("it's")) == "'it''s'")
    #expect(duckdb.literal(.text("a\0b")) == "('a' || chr(0) || 'b')")
    #expect(duckdb.literal(.number(-.infinity)) == "CAST('-Infinity' AS DOUBLE)")
    #expect(duckdb.literal(.integer(-1)) == "CAST('-1' AS BIGINT)")
    #expect(duckdb.literal(.decimal("-12.30")) == "CAST('-12.30' AS DECIMAL(4,2))")
    #expect(
      duckdb.literal(.timestamp("2013-04-03 09:00:00Z")) == "CAST('2013-04-03 09:00:00Z' AS TIMESTAMP WITH TIME ZONE)")
    #expect(PostgreSQLDialect().literal(.number(0.1)) == "CAST('0.1' AS double precision)")
    #expect(SparkDialect().literal(.text("a\\'b")) == "'a\\\\\\'b'")
  }

  @Test("quantiles, patterns and tests of numbers")
  func functions() {
    #expect(DuckDBDialect().quantile("x", 0.5, .element) == "quantile_disc(x, CAST('0.5' AS DOUBLE))")
    #expect(
      PostgreSQLDialect().quantile("x", 0.5, .interpolated)
        == "percentile_cont(CAST('0.5' AS double precision)) WITHIN GROUP (ORDER BY x)")
    #expect(DuckDBDialect().matches("x", pattern: "'") == "regexp_matches(x, '''')")
    #expect(SparkDialect().fullyMatches("x", pattern: "a|b") == "(x) RLIKE '\\\\A(?:a|b)\\\\z'")
    #expect(DuckDBDialect().count(where: "x > 1") == "count(CASE WHEN x > 1 THEN 1 END)")
    #expect(DuckDBDialect().isAmong("x", texts: ["'a'", "'b'"]) == "x IN ('a', 'b')")
    let four = ["'a'", "'b'", "'c'", "'d'"]
    #expect(DuckDBDialect().isAmong("x", texts: four) == "x IN (SELECT unnest(['a', 'b', 'c', 'd']))")
    #expect(PostgreSQLDialect().isAmong("x", texts: four) == "x IN ('a', 'b', 'c', 'd')")
    #expect(DuckDBDialect().commonTable("t", as: "SELECT 1") == "\"t\" AS NOT MATERIALIZED (SELECT 1)")
    #expect(SparkDialect().commonTable("t", as: "SELECT 1") == "`t` AS (SELECT 1)")
    #expect(DuckDBDialect().castToDouble("x") == "CAST(x AS DOUBLE)")
    #expect(DuckDBDialect().explain("SELECT 1") == "EXPLAIN SELECT 1")
  }

  @Test("what an engine cannot read or store is nil")
  func missing() {
    #expect(PostgreSQLDialect().readParquet(["a"]) == nil)
    #expect(SparkDialect().readCSV(["a"], CSVOptions()) == nil)
    #expect(
      SparkDialect().readParquet(["/a", "/b"]) == "(SELECT * FROM parquet.`/a` UNION ALL SELECT * FROM parquet.`/b`)")
    for dialect in Self.all { #expect(dialect.typeName(.other(format: "?")) == nil) }
    #expect(
      DuckDBDialect().typeName(.list(.structure([Field(name: "a b", type: .int8)]))) == "STRUCT(\"a b\" TINYINT)[]")
    #expect(DuckDBDialect().typeName(.decimal(precision: 50, scale: 0)) == nil)
  }

  @Test("DuckDB agrees with what the dialect promises")
  func promises() async throws {
    try await DuckDBEngineTests.with { engine, _ in
      let dialect = engine.dialect
      let values = "(VALUES (CAST(1 AS DOUBLE)), (2), (5), (9), (NULL)) t(x)"
      let quantiles = [
        (0.5, QuantileMethod.element), (0.5, .interpolated), (0.25, .element), (1, .interpolated), (0, .element),
      ]
      let columns = quantiles.map { dialect.quantile("x", $0.0, $0.1) }.joined(separator: ", ")
      #expect(
        try await engine.rows("SELECT \(columns) FROM \(values)") == [
          [.number(2), .number(3.5), .number(1), .number(9), .number(1)]
        ])

      let tests = ["abc", "b", "B", "", "a\nb"].map { text in
        let literal = dialect.literal(.text(text))
        return "\(dialect.matches(literal, pattern: "b")), \(dialect.fullyMatches(literal, pattern: "a|b"))"
      }
      let expected: [Bool] = [true, false, true, true, false, false, false, false, true, false]
      #expect(try await engine.rows("SELECT " + tests.joined(separator: ", ")) == [expected.map(Value.boolean)])

      let numbers: [Value] = [.number(1), .number(.nan), .number(.infinity), .number(-.infinity)]
      let finite =
        numbers.map { dialect.isFinite(dialect.literal($0)) } + numbers.map { dialect.isNaN(dialect.literal($0)) }
      #expect(
        try await engine.rows("SELECT " + finite.joined(separator: ", "))
          == [[true, false, false, false, false, true, false, false].map(Value.boolean)])
      #expect(
        try await engine.rows(
          "SELECT \(dialect.isNaN("CAST(NULL AS DOUBLE)")), \(dialect.matches("NULL", pattern: "x"))")
          == [[.null, .null]])
      #expect(try await engine.rows("SELECT \(dialect.literal(.text("a\0b")))") == [[.text("a\0b")]])

      // Named twice, the table's query is still folded into the plan.
      let query =
        "WITH \(dialect.commonTable("c", as: "SELECT range AS i FROM range(5)")) SELECT * FROM c a JOIN c b USING (i)"
      let plan = "\(try await engine.rows(dialect.explain(query)))"
      #expect(!plan.contains("CTE Name: c"))
      #expect(try await engine.rows(query).count == 5)
    }
  }
}
