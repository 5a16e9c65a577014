import Testing

@testable import AssayGate

@Suite("Checks of a manifest")
struct ManifestCheckTests {
  /// The faults of a manifest whose checks are given, after three lines.
  private func faults(_ text: String) throws -> [String] {
    try manifestFaults("assay: 1\ndata: { flights: a.csv }\nchecks:\n" + text)
  }

  @Test(
    "with a fault are refused at its place",
    arguments: [
      ("  flight:\n    - row_count", ["4:3: there is no table 'flight' to check; did you mean 'flights'?"]),
      ("  flights:", ["4:3: the checks of 'flights' are a list, each entry starting with '- '; found nothing"]),
      (
        "  flights: row_count",
        ["4:12: the checks of 'flights' are a list, each entry starting with '- '; found \"row_count\""]
      ),
      (
        "  flights: { row_count: {} }",
        ["4:12: the checks of 'flights' are a list, each entry starting with '- '; found a mapping"]
      ),
      ("  flights: [rowcount]", ["4:13: unknown check 'rowcount' on table 'flights'; did you mean 'row_count'?"]),
      (
        "  flights: [blub]",
        ["4:13: unknown check 'blub' on table 'flights'; known are drift, null_rate, probe, row_count"]
      ),
      ("  flights: [3]", ["4:13: an entry under 'flights' is a check, such as '- row_count: { min: 1 }'; found 3"]),
      (
        "  flights:\n    - severity: warn",
        ["5:7: this entry names no check; beside 'severity' an entry holds one, such as 'row_count: { min: 1 }'"]
      ),
      (
        "  flights:\n    - null_rate",
        [
          "5:7: check 'null_rate' needs 'columns', the names of columns, or all",
          "5:7: check 'null_rate' needs 'max', a share between 0 and 1",
        ]
      ),
      (
        "  flights:\n    - null_rate: [a, b]",
        ["5:18: check 'null_rate' takes its arguments as a mapping, such as { columns: …, max: … }; found a list"]
      ),
      (
        "  flights:\n    - null_rate:\n      columns: [a]\n      max: 0.5",
        [
          "5:7: check 'null_rate' needs 'columns', the names of columns, or all",
          "5:7: check 'null_rate' needs 'max', a share between 0 and 1",
          "6:7: 'columns' is an argument of check 'null_rate'; indent it below 'null_rate:', or write null_rate: { columns: … }",
          "7:7: 'max' is an argument of check 'null_rate'; indent it below 'null_rate:', or write null_rate: { max: … }",
        ]
      ),
      (
        "  flights:\n    - row_count: { min: 1, severity: warn }",
        ["5:28: 'severity' stands beside check 'row_count', not among its arguments; indent it as 'row_count:'"]
      ),
      (
        "  flights:\n    - row_count: { min: 1 }\n      drift: { columns: all }",
        ["6:7: an entry holds one check; found 'row_count' and 'drift' (start the second with '- ')"]
      ),
      (
        "  flights:\n    - row_count: { mn: 1 }\n      severty: warn\n      nonsense: 1",
        [
          "5:20: unknown key 'mn' in check 'row_count'; did you mean 'min'?",
          "6:7: unknown key 'severty' beside check 'row_count'; did you mean 'severity'?",
          "7:7: unknown key 'nonsense' beside check 'row_count'; expected id, severity, where, by, private, suppress, why",
        ]
      ),
      ("  flights:\n    - row_count: { min: 3, max: 2 }", ["5:25: check 'row_count' has min 3 above max 2"]),
      (
        "  flights:\n    - row_count: { min: 1 }\n      severity: error\n      suppress: { until: soon }",
        [
          "6:17: check 'row_count' needs 'severity', one of fail, warn; found \"error\"",
          "7:17: check 'row_count' needs 'suppress.why', text",
          "7:26: check 'row_count' needs 'suppress.until', a day such as 2026-12-31; found \"soon\" (write year-month-day)",
        ]
      ),
      (
        "  flights:\n    - row_count: { min: 1 }\n    - row_count: { max: 9 }",
        [
          "6:7: a second check with the id 'flights.row_count'; the first is at flights/assay.yaml:5:7. "
            + "Give this one an 'id' of its own"
        ]
      ),
    ])
  func checkFaults(text: String, expected: [String]) throws {
    #expect(try faults(text) == expected)
  }

  @Test("have the id table.check.columns, or the one that they give")
  func ids() throws {
    let manifest = try manifest(
      """
      assay: 1
      data: { flights: a.csv }
      checks:
        flights:
          - row_count
          - row_count: { min: 1 }
            id: at-least-one
          - row_count:
            id: bare
          - drift: { columns: all }
          - drift: { columns: temp }
          - drift: { columns: [temp, pressure] }
          - probe: { column: origin }
      """)
    #expect(
      manifest.checks.map(\.id) == [
        "flights.row_count", "at-least-one", "bare", "flights.drift", "flights.drift.temp",
        "flights.drift.temp+pressure", "flights.probe.origin",
      ])
  }

  @Test("can be read one by one, as examples write them")
  func example() throws {
    let entry = try ManifestReader.entry(
      "null_rate: { columns: [a], max: 0.5 }\nseverity: warn", table: "t", checks: testChecks)
    #expect(entry.id == "t.null_rate.a")
    #expect((entry.check as? TestNullRate)?.max == 0.5)
    #expect(entry.severity == .warn)
    #expect(throws: ManifestErrors.self) { try ManifestReader.entry("null_rate: {", table: "t", checks: testChecks) }
    #expect(try ManifestReader.entry("row_count", table: "t", checks: testChecks).kind == "row_count")
  }
}
