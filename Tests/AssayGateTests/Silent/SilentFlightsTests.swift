import AssayGate
import Foundation
import TestSupport
import Testing

/// Every check for silent failures finds its defect in the flights, and reports none on the twelve clean months.
///
/// The tables in `Checks/Silent/README.md` are what these tests found: `ASSAY_WRITE_TABLES=1` writes them anew.
@Suite struct SilentFlightsTests {
  @Test("every defect is found by its check, in the right column, and by name")
  func defectsAreFound() async throws {
    let report = try await SilentFlights().defects()
    #expect(report.outcome.failures.isEmpty)
    var lines = [
      "| check | defect, in April 2013 | what the check says | others that report it |", "| --- | --- | --- | --- |",
    ]
    for defect in SilentDefect.all {
      let reports = report.cases.filter { $0.version == defect.name && Self.isReport($0) }
      let found = try #require(
        reports.first { $0.kind == defect.check && $0.column == defect.column }, "\(defect.name) was not found")
      #expect(found.verdict == .fail, "\(defect.name): \(found.message)")
      let texts = defect.says.split(separator: "|")
      #expect(texts.contains { found.message.contains($0) }, "\(defect.name) says: \(found.message)")
      let others = Set(reports.map(\.kind)).subtracting([defect.check]).sorted()
      lines.append(
        "| `\(defect.check)` | \(defect.meaning) | \(found.message.replacing("|", with: "\\|")) | "
          + "\(others.map { "`\($0)`" }.joined(separator: ", ")) |")
    }
    #expect(Set(SilentDefect.all.map(\.check)).union(["frozen"]) == Self.checks, "each check has a defect")
    // April without a defect, through the same queries.
    let clean = report.cases.filter { $0.version == "none" }
    #expect(clean.count > 90 && !clean.contains(where: Self.isReport), "\(clean.filter(Self.isReport).map(\.message))")
    try Self.verify("defects", lines)
  }

  @Test("no check reports a defect on the twelve clean months")
  func cleanMonthsAreClean() async throws {
    let reports = try await SilentFlights().cleanMonths()
    let cases = reports.flatMap(\.cases)
    #expect(reports.flatMap(\.outcome.failures).isEmpty)
    #expect(Set(cases.map(\.version)).count == 12 && Set(cases.map(\.kind)) == Self.checks)
    for one in cases where Self.isReport(one) { Issue.record("\(one.version) \(one.name): \(one.message)") }
    var lines = [
      "| check | cases in twelve months | fail, warn, error | inconclusive | pass | skipped |",
      "| --- | ---: | ---: | ---: | ---: | ---: |",
    ]
    for check in CheckRegistry.all.map({ $0.declaration.name }) where Self.checks.contains(check) {
      let own = cases.filter { $0.kind == check }
      func count(_ verdict: Verdict) -> Int { own.count { $0.verdict == verdict } }
      lines.append(
        "| `\(check)` | \(own.count) | \(own.count(where: Self.isReport)) | \(count(.inconclusive)) | \(count(.pass)) | "
          + "\(count(.skipped)) |")
    }
    try Self.verify("clean", lines)
  }

  @Test("a month that is delivered twice is stale in every column")
  func staleMonthIsFound() async throws {
    let flights = try SilentFlights()
    let path = try flights.write(
      "again", extends: "flights",
      data: """
        data:
          flights:
            reference: data/flights/2013-0[1-3].parquet
            versions:
              2013-04: data/flights/2013-04.parquet
              2013-05: data/flights/2013-04.parquet

        """,
      checks: "checks:\n  features:\n    - frozen: { columns: all }\n      id: silent.frozen\n"
        + "  score:\n    - frozen: { columns: p_late }\n      id: silent.frozen.score\n")
    let report = await flights.run(path, versions: ["2013-05"])
    #expect(report.outcome.failures.isEmpty)
    #expect(report.cases.count == 26)
    for one in report.cases where one.column != "month" {
      #expect(one.verdict == .fail, "\(one.message)")
      #expect(one.message.contains("is as it was in version '2013-04': all of its 28,330 rows"), "\(one.message)")
    }
  }

  @Test("degrees Celsius in place of Fahrenheit are found against the same month of another source")
  func celsiusIsFound() async throws {
    for (expression, verdict) in [("temp", Verdict.pass), ("round((temp - 32) / 1.8, 1)", .fail)] {
      let report = try await SilentFlights().halves(temp: expression)
      #expect(report.cases.map(\.column) == ["temp", "dewp"], "\(report.outcome.failures)")
      #expect(report.cases.map(\.verdict) == [verdict, .pass], "\(report.cases.map(\.message))")
      #expect(report.cases.first?.message.contains(verdict == .pass ? "fits the reference" : "°F to °C") == true)
    }
  }

  // MARK: Tables

  /// The checks for silent failures.
  private static let checks: Set<String> = [
    "mode_spike", "unit_change", "swapped_columns", "frozen", "unseen_levels", "prediction_collapse", "duplicate_rows",
    "join_fan_out", "overlap", "train_serve_skew", "label_leakage", "conflicting_labels", "time_travel",
    "text_variants",
    "disguised_nulls",
  ]

  private static func isReport(_ one: CaseResult) -> Bool { [.fail, .warn, .error].contains(one.verdict) }

  /// Compares a table with the documentation, or writes it there.
  private static func verify(_ name: String, _ lines: [String]) throws {
    let file = FlightsTests.root.appending(path: "Sources/AssayGate/Checks/Silent/README.md")
    let (start, end) = ("<!-- \(name) -->\n", "\n<!-- end of \(name) -->")
    let text = try String(contentsOf: file, encoding: .utf8)
    let table = lines.joined(separator: "\n")
    let opening = try #require(text.range(of: start))
    let closing = try #require(text.range(of: end))
    if ProcessInfo.processInfo.environment["ASSAY_WRITE_TABLES"] != nil {
      let new = text[..<opening.upperBound] + table + text[closing.lowerBound...]
      try Data(String(new).utf8).write(to: file, options: .atomic)
    } else {
      #expect(
        String(text[opening.upperBound..<closing.lowerBound]) == table,
        "the table '\(name)' is not what is found; ASSAY_WRITE_TABLES=1 writes it")
    }
  }
}
