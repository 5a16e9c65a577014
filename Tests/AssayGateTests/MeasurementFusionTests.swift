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
    _ entries: String, filter: @escaping @Sendable (String) -> Bool = { _ in true }
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
    let measurer = TableMeasurer(engine: engine, table: table, schema: schema, visible: [:], privateColumns: [])
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
    // Two for the aggregates, one each for the two keys, and one for the slices of t.
    #expect(scans == 5, "\(statements)")
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
