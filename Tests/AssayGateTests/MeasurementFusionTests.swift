import AssayEngine
import AssayTable
import Foundation
import TestSupport
import Testing

@testable import AssayGate

/// What one table owes is asked at once: the engine's own plans say how often it is scanned.
@Suite struct MeasurementFusionTests {
  static let manifest = """
    assay: 1
    fixture: fused
    data: { input: data/table.csv }
    checks:
      input:
        - row_count: { min: 1 }
        - null_rate: { columns: [a, b, c, t], max: 0.5 }
        - range: { columns: [a, b, c], min: 0, max: 10000 }
        - quantile: { columns: [a, b], p: 0.5, max: 10000 }
        - quantile: { columns: a, p: 0.95, max: 10000 }
          id: input.tail
        - mean: { columns: [a, b, c], max: 10000 }
        - accepted_values: { columns: t, values: [x, y, z] }
        - matches: { columns: t, pattern: '^[a-z]$' }
        - range: { columns: a, min: 5 }
          id: input.late
          where: b > 100
    """

  /// Scans in the plans of every query that was issued over the table.
  private static func scans(
    _ entries: String, rowsForGrouping: Int = .max, filter: @escaping @Sendable (String) -> Bool = { _ in true }
  ) async throws -> (scans: Int, statements: [String]) {
    let rows = (0..<500).map { "\($0),\($0 * 2),\($0 * 3),\(["x", "y", "z"][$0 % 3])" }.joined(separator: "\n")
    let fixture = try TemporaryFixture(["data/table.csv": "a,b,c,t\n\(rows)\n", "assay.yaml": entries])
    let manifest = try ManifestReader.read(path: fixture.path, checks: CheckRegistry.all)
    let log = StatementLog()
    let engine = try await DuckDBEngine.open(DuckDBConfiguration(observer: log.observer))
    let table = TableName(name: "input")
    try await engine.execute("CREATE TABLE input AS SELECT * FROM read_csv('\(fixture.path)/data/table.csv')")
    let schema = try await engine.schema(of: "SELECT * FROM input")
    var requests: [Scope: Set<AssayGate.Measurement>] = [:]
    for entry in manifest.checks {
      let scope = Scope(filter: entry.filter, by: entry.by.map(\.name))
      for one in try entry.check.cases(of: TableShape(name: "input", schema: schema)) {
        requests[scope, default: []].formUnion(one.measurements)
      }
    }
    log.removeAll()
    var measurer = TableMeasurer(engine: engine, table: table, schema: schema, visible: [:], privateColumns: [])
    measurer.rowsForGrouping = rowsForGrouping
    var measurements = try await measurer.measure(requests)
    try await measurer.measureQueries(requests, into: &measurements)
    for slices in measurements.values.values {
      for values in slices.values {
        for (measurement, value) in values {
          if case .failed(let error) = value { Issue.record("\(measurement): \(error)") }
        }
      }
    }
    let statements = log.statements.filter { $0.contains("FROM") && filter($0) }
    var scans = 0
    for statement in statements {
      let plan = try await engine.rows(engine.dialect.explain(statement)).flatMap { $0.map(\.description) }.joined()
      scans += plan.components(separatedBy: "SEQ_SCAN").count - 1
      scans += plan.components(separatedBy: "TABLE_SCAN").count - 1
    }
    await engine.close()
    return (scans, statements)
  }

  @Test func seventeenAggregateCasesCostTwoScans() async throws {
    let (scans, statements) = try await Self.scans(Self.manifest)
    #expect(statements.count == 2, "\(statements)")
    #expect(scans == 2, "\(statements)")
  }

  @Test func patternsOfLargeTablesAreComparedWithEachTextOnce() async throws {
    // The first rows say that the column has few texts; then it is a grouped column in the query of the aggregates.
    let (scans, statements) = try await Self.scans(Self.manifest, rowsForGrouping: 0) { !$0.contains("LIMIT") }
    #expect(statements.count == 2, "\(statements)")
    #expect(scans == 3, "\(statements)")
    #expect(try await Self.scans(Self.manifest, rowsForGrouping: 0).statements.count == 3)
  }

  @Test func patternsCountTheSameRowsEitherWay() async throws {
    let texts = (0..<900).map { $0 % 10 == 0 ? "" : $0 % 7 == 0 ? "b\($0 % 3)" : "a\($0 % 40)" }
    let lines = texts.enumerated().map { "\($0.offset),\($0.element)\n" }.joined()
    let fixture = try TemporaryFixture(["t.csv": "k,t\n\(lines)"])
    let engine = try await DuckDBEngine.open()
    try await engine.execute("CREATE TABLE input AS SELECT * FROM read_csv('\(fixture.path)/t.csv')")
    let schema = try await engine.schema(of: "SELECT * FROM input")
    var measurer = TableMeasurer(
      engine: engine, table: TableName(name: "input"), schema: schema, visible: [:], privateColumns: [])
    let one = AssayGate.Measurement.rowsWhere(.notMatching("t", pattern: "^a"))
    let wrong = AssayGate.Measurement.rowsWhere(.notMatching("t", pattern: "("))
    let scopes: [(scope: Scope, rows: Range<Int>)] = [
      (Scope(), 0..<900), (Scope(filter: "k > 400"), 401..<900), (Scope(filter: "k < 0"), 0..<0),
    ]
    for threshold in [0, Int.max] {
      measurer.rowsForGrouping = threshold
      let found = try await measurer.measure(Dictionary(uniqueKeysWithValues: scopes.map { ($0.scope, [one, wrong]) }))
      for (scope, rows) in scopes {
        let expected = rows.count { !texts[$0].isEmpty && !texts[$0].hasPrefix("a") }
        guard case .count(let count)? = found.values[scope]?[""]?[one] else {
          Issue.record("nothing was measured")
          continue
        }
        #expect(count == expected)
        guard case .failed? = found.values[scope]?[""]?[wrong] else {
          Issue.record("a bad pattern was taken")
          continue
        }
      }
    }
    await engine.close()
  }

  @Test func acceptedValuesAreConvertedToTheColumnsTypeWhereItIsNoText() async throws {
    let fixture = try TemporaryFixture([
      "data/table.csv": "d,n,t\n2020-01-01,1,1\n2020-01-02,2,b\n,,\n",
      "assay.yaml": """
      assay: 1
      fixture: accepted
      data: { input: data/table.csv }
      checks:
        input:
          - accepted_values: { columns: d, values: ['2020-01-01', '2020-01-02', '2020-01-03', '2020-01-04'] }
          - accepted_values: { columns: n, values: [1, 2.5, 3, 4, 2] }
          - accepted_values: { columns: t, values: [a, b, c, '1', d] }
          - accepted_values: { columns: t, values: [a, b, c, d] }
            id: input.fails
      """,
    ])
    let report = await GateReport.run(fixture)
    #expect(report.cases.map(\.verdict) == [.pass, .pass, .pass, .fail], "\(report.cases.map(\.message))")
  }

  @Test func eachGroupedColumnCostsOneScanMore() async throws {
    let entries =
      Self.manifest + """

            - unique: { columns: a }
            - unique: { columns: [b, c] }
            - mean: { columns: a, max: 10000 }
              id: input.sliced
              by: t
        """
    let (scans, statements) = try await Self.scans(entries)
    // Two for the aggregates and the key of one column, one for the key of two, and one for the slices of t.
    #expect(scans == 4, "\(statements)")
  }

  @Test func oneBadPatternDoesNotTakeTheOthersDown() async throws {
    let fixture = try TemporaryFixture([
      "data/table.csv": "t\nx\ny\n",
      "assay.yaml": """
      assay: 1
      fixture: fused
      data: { input: data/table.csv }
      checks:
        input:
          - row_count: { min: 1 }
          - matches: { columns: t, pattern: '(' }
          - accepted_values: { columns: t, values: [x, y] }
      """,
    ])
    let report = await GateReport.run(fixture)
    #expect(report.cases.map(\.verdict) == [.pass, .error, .pass])
    #expect(report.status == 2)
  }
}
