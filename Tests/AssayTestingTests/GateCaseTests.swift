import AssayJUnit
import Foundation
import TestSupport
import Testing

@testable import AssayTesting

@Suite("Gate cases of small fixtures")
struct GateCaseTests {
  private static let files = [
    "assay.yaml": """
    assay: 1
    fixture: small
    data:
      rows:
        versions:
          v1: one.csv
          v2: two.csv
    checks:
      rows:
        - row_count: { min: 3 }
        - null_rate: { columns: x, max: 0 }
          severity: warn
    """,
    "one.csv": "id,x\n1,1.5\n2,2.5\n3,\n",
    "two.csv": "id,x\n1,1.5\n2,2.5\n",
  ]

  /// A selection whose reports go below the fixture's work tree.
  private func selection(
    _ fixture: TemporaryFixture, versions: [String] = [], checks: [String] = []
  ) -> GateSelection {
    GateSelection(
      fixture: fixture.path, versions: versions, checks: checks, host: .swiftTesting, reports: fixture.output)
  }

  private func findings(_ selection: GateSelection) async -> [String: SharedRun.Findings] {
    let run = await SharedRun.of(selection)
    return Dictionary(uniqueKeysWithValues: GateCase.all(in: selection).map { ($0.id, run.findings(on: $0)) })
  }

  private func junit(_ selection: GateSelection) throws -> [JUnitCase] {
    let path = "\(selection.reports)/\(selection.reportName)/TEST-swift-testing-\(selection.reportName).xml"
    #expect(try JUnitValidator().validate(path: path).isEmpty)
    var cases: [JUnitCase] = []
    try JUnitReader(path: path).read { if case .testCase(let one, _) = $0 { cases.append(one) } }
    return cases
  }

  @Test("a failure, a warning and a pass are told apart, and the JUnit report has the framework in its class names")
  func verdicts() async throws {
    let fixture = try TemporaryFixture(Self.files)
    let selection = selection(fixture)
    let findings = await findings(selection)
    #expect(findings.count == 5)
    #expect(findings["v1 rows.row_count"]?.failures == [])
    #expect(findings["v1 rows.row_count"]?.warning == nil)
    let failure = try #require(findings["v2 rows.row_count"]?.failures.first)
    #expect(failure.hasPrefix("v2 rows row_count: "))
    #expect(failure.contains("assay.yaml:10:7"))
    #expect(failure.contains("run again: assay run "))
    #expect(findings["v1 rows.null_rate.x"]?.failures == [])
    #expect(findings["v1 rows.null_rate.x"]?.warning?.contains("warn: ") == true)
    #expect(findings["the run of \(fixture.path)"]?.failures == [])
    let cases = try junit(selection)
    #expect(cases.count == 4)
    #expect(Set(cases.map(\.className)) == ["swift-testing.small.v1.rows", "swift-testing.small.v2.rows"])
    #expect(cases.filter { !$0.results.isEmpty }.map(\.name) == ["row_count"])
  }

  @Test("a selection runs what it selects, and nothing else")
  func selected() async throws {
    let fixture = try TemporaryFixture(Self.files)
    let selection = selection(fixture, versions: ["v1"], checks: ["*.row_count"])
    let findings = await findings(selection)
    #expect(Set(findings.keys) == ["v1 rows.row_count", "the run of \(fixture.path)"])
    #expect(findings.values.allSatisfy { $0.failures.isEmpty && $0.warning == nil })
    #expect(try junit(selection).count == 1)
  }

  @Test("all cases of a selection share one run")
  func shared() async throws {
    let fixture = try TemporaryFixture(Self.files)
    let selection = selection(fixture)
    async let first = SharedRun.of(selection)
    async let second = SharedRun.of(selection)
    #expect(await first === second)
  }

  @Test(
    "where there is nothing to check, the run is the only case and fails",
    arguments: [
      "an empty manifest", "no checks", "no versions", "no manifest", "a version that is not there",
      "a filter that matches nothing",
    ])
  func nothing(_ what: String) async throws {
    var files = Self.files
    var versions: [String] = []
    var checks: [String] = []
    let manifest = try #require(files["assay.yaml"])
    switch what {
    case "an empty manifest": files["assay.yaml"] = ""
    case "no checks":
      files["assay.yaml"] = manifest.components(separatedBy: "checks:")[0]
    case "no versions": files["assay.yaml"] = "assay: 1\nfixture: small\ndata: { rows: one.csv }\n"
    case "no manifest": files["assay.yaml"] = nil
    case "a version that is not there": versions = ["v3"]
    default: checks = ["rows.rowcount"]
    }
    let fixture = try TemporaryFixture(files)
    let selection = selection(fixture, versions: versions, checks: checks)
    #expect(GateCase.all(in: selection).map(\.id) == ["the run of \(fixture.path)"])
    let findings = await findings(selection)
    let failures = try #require(findings.values.first?.failures)
    #expect(!failures.isEmpty)
    #expect(try junit(selection).contains { $0.results.first?.kind == .error })
  }

  @Test("a report that cannot be written fails the case of the run")
  func unwritable() async throws {
    let fixture = try TemporaryFixture(Self.files)
    try FileManager.default.createDirectory(atPath: fixture.root, withIntermediateDirectories: true)
    try Data().write(to: URL(fileURLWithPath: fixture.output))
    let findings = await findings(selection(fixture))
    #expect(findings["v1 rows.row_count"]?.failures == [])
    #expect(findings["the run of \(fixture.path)"]?.failures.isEmpty == false)
  }

  @Test("a case that fails is recorded at the line of verify")
  func location() async throws {
    let fixture = try TemporaryFixture(Self.files)
    let cases = GateCase.all(in: selection(fixture))
    let failing = try #require(cases.first { $0.id == "v2 rows.row_count" })
    let line = #line + 2
    await withKnownIssue {
      await failing.verify()
    } matching: {
      $0.sourceLocation?.line == line
    }
  }
}
