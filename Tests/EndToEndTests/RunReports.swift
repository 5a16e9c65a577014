import AssayJUnit
import AssayReports
import Foundation
import TestSupport
import Testing

/// The reports of a run, as programs read them.
struct RunReports {
  /// The folder.
  let folder: String
  /// `results.json`; `nil` when it is not there or is no JSON of the format.
  let results: Results?
  /// The totals of the JUnit report; `nil` when it is not there or does not parse.
  let junit: JUnitTotals?
  /// The cases of the JUnit report.
  private(set) var cases: [JUnitCase] = []
  /// What in the JUnit report breaks its rules.
  let violations: [JUnitViolation]

  /// Reads the reports in a folder.
  init(_ folder: String) {
    self.folder = folder
    results = FileManager.default.contents(atPath: "\(folder)/results.json").flatMap {
      try? JSONDecoder().decode(Results.self, from: $0)
    }
    let path = "\(folder)/TEST-assay.xml"
    var totals: JUnitTotals?
    var cases: [JUnitCase] = []
    do {
      try JUnitReader(path: path).read { event in
        switch event {
        case .report(_, let stated, _): totals = stated
        case .testCase(let testCase, _): cases.append(testCase)
        default: break
        }
      }
    } catch {
      totals = nil
    }
    junit = totals
    self.cases = cases
    violations = totals == nil ? [] : (try? JUnitValidator().validate(path: path)) ?? []
  }

  /// Whether a program that looks at `results.json` alone takes it for a pass.
  var resultsPass: Bool { results.map { $0.status == .passed || $0.exitCode == 0 } ?? false }

  /// Whether a program that looks at the JUnit report alone takes it for a pass.
  var junitPasses: Bool { junit.map { $0.failures + $0.errors == 0 && $0.tests > 0 } ?? false }

  /// The cases of `results.json`.
  var resultCases: [Results.Case] { results?.fixtures.flatMap(\.versions).flatMap(\.cases) ?? [] }

  /// All that `results.json` says of what went wrong.
  var resultsText: String {
    guard let results else { return "" }
    var parts = results.failures
    for fixture in results.fixtures {
      parts += fixture.failures
      for version in fixture.versions {
        parts += version.stages.compactMap(\.failure)
        parts += version.cases.flatMap { [$0.message] + $0.details }
      }
    }
    return parts.joined(separator: "\n")
  }

  /// All that the JUnit report says of what went wrong.
  var junitText: String {
    cases.flatMap { $0.results.flatMap { [$0.message ?? "", $0.text] } }.joined(separator: "\n")
  }

  /// `results.json` as a value without the keys that differ from run to run.
  static func comparable(_ folder: String) throws -> NSObject {
    func strip(_ value: Any) -> Any {
      switch value {
      case let object as [String: Any]:
        object.filter { !Results.volatileKeys.contains($0.key) }.mapValues(strip)
      case let list as [Any]: list.map(strip)
      default: value
      }
    }
    let data = try Data(contentsOf: URL(fileURLWithPath: "\(folder)/results.json"))
    return try #require(strip(try JSONSerialization.jsonObject(with: data)) as? NSObject)
  }
}

extension TemporaryFixture {
  /// The reports in the folder where they go by default.
  var reports: RunReports { RunReports("\(root)/test-results/assay") }

  /// Expects that a run ended with a status other than 0, that console, JUnit and `results.json` all say each of some
  /// texts, and that none of them reads as a pass.
  func expect(
    _ run: AssayRun, endsWith status: Int32, saying texts: String..., sourceLocation: SourceLocation = #_sourceLocation
  ) {
    let reports = reports
    #expect(run.status == status, "\(run.output)\(run.errors)", sourceLocation: sourceLocation)
    #expect(!reports.resultsPass && !reports.junitPasses, "a report reads as a pass", sourceLocation: sourceLocation)
    #expect(reports.results?.exitCode == status, sourceLocation: sourceLocation)
    #expect(reports.violations.isEmpty, "the JUnit report is valid", sourceLocation: sourceLocation)
    #expect(
      (reports.junit?.failures ?? 0) + (reports.junit?.errors ?? 0) > 0, "the JUnit report tells of it",
      sourceLocation: sourceLocation)
    for text in texts {
      #expect(run.output.contains(text), "the console says it", sourceLocation: sourceLocation)
      #expect(reports.junitText.contains(text), "JUnit says it", sourceLocation: sourceLocation)
      #expect(reports.resultsText.contains(text), "results.json says it", sourceLocation: sourceLocation)
    }
    // A message that shows a scratch file or the machine's folders differs from run to run.
    for text in [reports.junitText, reports.resultsText] {
      #expect(
        !text.contains(root), "messages name files from the work tree on: \(text)", sourceLocation: sourceLocation)
    }
  }

  /// Expects that a run passed, and that its reports say so.
  func expectPass(_ run: AssayRun, sourceLocation: SourceLocation = #_sourceLocation) {
    let reports = reports
    #expect(run.status == 0, "\(run.output)\(run.errors)", sourceLocation: sourceLocation)
    #expect(reports.results?.status == .passed && reports.results?.exitCode == 0, sourceLocation: sourceLocation)
    #expect(reports.junitPasses && reports.violations.isEmpty, sourceLocation: sourceLocation)
  }
}
