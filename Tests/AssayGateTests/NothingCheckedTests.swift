import AssayEngine
import Foundation
import TestSupport
import Testing

@testable import AssayGate

/// What was not checked is not a pass; what was asked in great number is answered in time.
@Suite struct NothingCheckedTests {
  @Test func aVersionWithoutAVerdictIsNoPass() async throws {
    let fixture = try TemporaryFixture([
      "data/v1.csv": "a\n1\n2\n", "data/v2.csv": "a\n1\n",
      "assay.yaml": """
      assay: 1
      fixture: versions
      data: { input: { versions: { v1: data/v1.csv, v2: data/v2.csv } } }
      checks:
        input:
          - row_count: { min: 2 }
            suppress: { until: 2999-12-31, why: later }
      """,
    ])
    let report = await GateReport.run(fixture)
    #expect(report.cases.map(\.verdict) == [.pass, .skipped])
    #expect(report.status == 2)
    #expect(report.outcome.failures == ["version 'v2': no check reached a verdict, and nothing checked is not a pass"])
  }

  @Test(.timeLimit(.minutes(10))) func thousandsOfChecksAreMeasuredInParts() async throws {
    let checks = (0..<2_000).map { "- range: { columns: v, min: \($0 - 1_997) }\n  id: c\($0)" }.joined(separator: "\n")
    let values = (0..<20_000).map(String.init).joined(separator: ", ")
    let fixture = try JudgingTests.fixture(
      "v\n1\n2\n", checks + "\n- accepted_values: { columns: v, values: [\(values)] }")
    let report = await GateReport.run(fixture)
    #expect(report.cases.count == 2_001)
    // The limits go from -1,997 to 2, and the smallest value is 1.
    #expect(report.outcome.tally[.pass] == 2_000 && report.outcome.tally[.fail] == 1)
  }

  @Test func tablesThatDifferOnlyInCaseAreRefused() async throws {
    let fixture = try TemporaryFixture([
      "data/a.csv": "a\n1\n",
      "assay.yaml": """
      assay: 1
      fixture: cases
      data: { Input: data/a.csv, input: data/a.csv }
      checks:
        Input: [{ row_count: { min: 1 } }]
        input: [{ row_count: { min: 1 } }]
      """,
    ])
    #expect([2, 64].contains(await GateReport.run(fixture).status))
  }

  @Test func tablesMayBeNamedLikeWhatTheEngineHasItself() async throws {
    for name in ["duckdb_tables", "information_schema", "main", "select", "stage_query", "q"] {
      let fixture = try TemporaryFixture([
        "data/a.csv": "a\n1\n", "s.sql": "SELECT * FROM \"\(name)\"",
        "assay.yaml": """
        assay: 1
        fixture: named
        data: { \(name): data/a.csv }
        stages: { made: { sql: s.sql, from: \(name) } }
        checks:
          made: [{ row_count: { between: [1, 1] } }, { sql: { query: 'SELECT * FROM "\(name)" WHERE a <> 1', from: [\(name)] } }]
        """,
      ])
      #expect(await GateReport.run(fixture).status == 0, "\(name)")
    }
  }

  @Test func emptyTablesPassNoCheck() async throws {
    let fixture = try TemporaryFixture([
      "data/a.csv": "a,p,y\n1,0.5,1\n", "s.sql": "SELECT * FROM input WHERE a > 1",
      "assay.yaml": """
      assay: 1
      fixture: empty
      data: { input: { reference: data/a.csv, versions: { v1: data/a.csv } } }
      stages: { none: { sql: s.sql, from: input } }
      checks:
        none:
          - null_rate: { columns: a, max: 1 }
          - unique: { columns: a }
          - range: { columns: a, min: 0 }
          - accepted_values: { columns: a, values: [1] }
          - sql: { query: SELECT * FROM none }
          - mean: { columns: a, min: 0 }
          - quantile: { columns: a, p: 0.5, min: 0 }
          - roc_auc: { label: y, score: p, min: 0 }
          - log_loss: { label: y, score: p, max: 9 }
          - brier: { label: y, score: p, max: 1 }
          - accuracy: { label: y, score: p, min: 0 }
          - calibration_bias: { label: y, score: p, max: 1 }
          - golden: { key: a, columns: a }
          - unchanged
          - drift: { columns: a }
      """,
    ])
    for approval in [nil, Baseline.Approval.test] {
      let report = await GateReport.run(fixture) { $0.approval = approval }
      #expect(report.cases.allSatisfy { $0.verdict == .error }, "\(report.cases.filter { $0.verdict != .error })")
      #expect(report.status == 2)
    }
  }

  @Test func typesAreNamedAsManyWriteThem() async throws {
    let fixture = try TemporaryFixture([
      "data/a.csv": "a\n1\n", "s.sql": "SELECT TIME '10:00:00' AS t, CAST(1.5 AS DECIMAL(10, 2)) AS d FROM input",
      "assay.yaml": """
      assay: 1
      fixture: typed
      data: { input: data/a.csv }
      stages: { made: { sql: s.sql, from: input } }
      checks:
        made: [{ schema: { columns: { t: time, d: 'decimal(10, 2)' } } }]
      """,
    ])
    #expect(await GateReport.run(fixture).status == 0)
  }

  @Test func aTimeLimitOfAnyLengthIsOne() async throws {
    let fixture = try JudgingTests.fixture("a\n1\n", "- row_count: { min: 1 }")
    #expect(await GateReport.run(fixture) { $0.timeout = 1e300 }.status == 0)
  }
}
