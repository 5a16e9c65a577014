import Foundation
import TestSupport
import Testing

/// Values that are no numbers to compute with.
@Suite("NaN, infinite and missing values", .timeLimit(.minutes(10)))
struct ValueTests {
  static let checks = [
    "null_rate: { columns: x, max: 0.1 }", "range: { columns: x, min: 0, max: 100 }", "mean: { columns: x, max: 100 }",
    "quantile: { columns: x, p: 0.5, max: 100 }", "drift: { columns: x }", "brier: { label: label, score: x, max: 1 }",
    "roc_auc: { label: label, score: x, min: 0 }", "log_loss: { label: label, score: x, max: 100 }",
    "calibration_bias: { label: label, score: x, between: [-1, 1] }",
  ]

  struct Case: Sendable, CustomTestStringConvertible {
    var testDescription: String
    /// The value of every other row, and of the rest, as SQL.
    var values: (String, String)
    var verdicts: [String]
    var says: [String]
  }

  static let cases = [
    Case(
      testDescription: "NaN in half of the rows", values: ("'nan'", "0.5"),
      verdicts: ["fail", "fail", "pass", "pass", "fail", "error", "error", "error", "error"],
      says: ["null_rate 0.5 is above the maximum 0.1", "150 rows (50 %) are outside", "150 rows with a label"]),
    Case(
      testDescription: "NaN alone", values: ("'nan'", "'nan'"),
      verdicts: ["fail", "fail", "error", "error", "fail", "error", "error", "error", "error"],
      says: ["null_rate 1 is above", "column 'x' has no values: all are missing"]),
    Case(
      testDescription: "infinite values", values: ("'inf'", "'-inf'"),
      verdicts: ["pass", "fail", "error", "error", "fail", "error", "pass", "error", "error"],
      says: ["300 rows (100 %) are outside", "holds infinite values", "expected a probability, 0 … 1"]),
    Case(
      testDescription: "one infinite value among numbers",
      values: ("CASE WHEN range = 7 THEN 'inf'::DOUBLE ELSE 0.5 END", "0.5"),
      verdicts: ["pass", "fail", "error", "pass", "fail", "error", "pass", "error", "error"],
      says: ["1 row (0.33 %) is outside", "column 'x' holds infinite values"]),
    Case(
      testDescription: "nulls alone", values: ("NULL", "NULL"),
      verdicts: ["fail", "error", "error", "error", "fail", "error", "error", "error", "error"],
      says: ["null_rate 1 is above", "column 'x' has no values: all are missing", "300 rows with a label"]),
  ]

  @Test("do not read as a pass", arguments: cases) func values(_ item: Case) async throws {
    let fixture = try SamplePipeline.fixture([
      "assay.yaml": SamplePipeline.tableManifest(Self.checks, data: "data/rows.parquet")
    ])
    try await fixture.writeParquet(
      "data/rows.parquet",
      """
      SELECT range AS id, CASE WHEN range % 2 = 1 THEN \(item.values.0)::DOUBLE ELSE \(item.values.1)::DOUBLE END AS x,
        range % 2 AS label FROM range(300)
      """)
    let run = try await fixture.assay("run", "fixture")
    fixture.expect(run, endsWith: 2)
    #expect(fixture.reports.resultCases.map(\.verdict) == item.verdicts, "\(run.output)")
    for text in item.says { #expect(run.output.contains(text), "\(text)\n\(run.output)") }
    for metric in fixture.reports.resultCases.flatMap(\.metrics) {
      #expect(metric.value?.isFinite != false, "no metric is NaN or infinite")
    }
  }

  @Test("a text column without any value is no column of numbers, and accepted of nothing") func emptyText()
    async throws
  {
    let fixture = try SamplePipeline.fixture([
      "assay.yaml": SamplePipeline.tableManifest([
        "accepted_values: { columns: x, values: [a] }", "matches: { columns: x, pattern: '^a$' }",
        "range: { columns: x, min: 0 }", "null_rate: { columns: x, max: 0.9 }",
      ]), "data/rows.csv": SamplePipeline.csv(200) { "\($0),,1" },
    ])
    let run = try await fixture.assay("run", "fixture")
    fixture.expect(
      run, endsWith: 2, saying: "column 'x' has no values: all are missing", "column 'x' of table 'rows' is text")
    #expect(fixture.reports.resultCases.map(\.verdict) == ["error", "error", "error", "fail"])
  }

  @Test(
    "NaN, infinite and missing values are recorded and compared like any other",
    arguments: [["unchanged", "golden: { key: id }"], ["unchanged: { tolerance: { x: 0.1 } }"]])
  func recorded(checks: [String]) async throws {
    let fixture = try SamplePipeline.fixture([
      "assay.yaml": SamplePipeline.tableManifest(checks, data: "data/rows.parquet")
    ])
    func write(_ third: String) async throws {
      try? FileManager.default.removeItem(atPath: "\(fixture.path)/data/rows.parquet")
      try await fixture.writeParquet(
        "data/rows.parquet",
        """
        SELECT range AS id, [1.5, 'nan'::DOUBLE, \(third), NULL, 'inf'::DOUBLE, '-inf'::DOUBLE, -0.0][1 + range % 7] AS x
        FROM range(300)
        """)
    }
    try await write("2.5")
    let approved = try await fixture.assay("approve", "fixture", "--why", "first")
    #expect(approved.status == 1, "\(approved.output)")
    fixture.expectPass(try await fixture.assay("run", "fixture"))
    fixture.expectPass(try await fixture.assay("approve", "fixture", "--why", "again"))
    for value in ["'nan'::DOUBLE", "NULL", "'inf'::DOUBLE", "'-inf'::DOUBLE", "2.8"] {
      try await write(value)
      let run = try await fixture.assay("run", "fixture")
      fixture.expect(run, endsWith: 1, saying: "today's replay leaves the approved one")
      #expect(fixture.reports.results?.firstDivergence?.column == "x", "\(value)")
    }
  }
}
