import AssayJUnit
import Foundation
import TestSupport
import Testing

/// What junitparser, xunitparser and junit2html read in the reports that Assay writes.
@Suite("Other people's readers of JUnit reports", .timeLimit(.minutes(10)))
struct JUnitReadersTests {
  private struct Reading: Decodable, Equatable {
    var tests: Int
    var failures: Int
    var errors: Int
    var skipped: Int
    var names: [String]
  }

  /// The virtual environment that `ci/setup --with junit-readers` makes.
  private static let python: String = {
    let environment = ProcessInfo.processInfo.environment
    let home = environment["HOME"] ?? ""
    let caches = environment["XDG_CACHE_HOME"].map { "\($0)/assay" } ?? "\(home)/.cache/assay"
    return "\(environment["ASSAY_CACHE"] ?? caches)/junit-readers/bin/python"
  }()

  private func expectRead(_ path: String, _ fixture: TemporaryFixture) async throws {
    try #require(
      FileManager.default.isExecutableFile(atPath: Self.python), "no \(Self.python): run ci/setup --with junit-readers")
    var names: [String] = []
    try JUnitReader(path: path).read { if case .testCase(let one, _) = $0 { names.append(one.name) } }
    let totals = try JUnitSummary(path: path).totals
    let expected = Reading(
      tests: totals.tests, failures: totals.failures, errors: totals.errors, skipped: totals.skipped, names: names)
    let script = ConsumerPackage.root + "/Tests/EndToEndTests/read-junit.py"
    let run = try await ConsumerProcess.run([Self.python, "-W", "ignore", script, path], in: fixture.root)
    #expect(run.status == 0, "\(run.output)")
    let found = try JSONDecoder().decode([String: Reading].self, from: Data((run.lines.last ?? "").utf8))
    #expect(found.keys.sorted() == ["junit2html", "junitparser", "xunitparser"])
    for (reader, reading) in found { #expect(reading == expected, "\(reader)") }
  }

  @Test("read every case, result and total of merged reports", arguments: JUnitDialect.allCases)
  func merged(_ dialect: JUnitDialect) async throws {
    let fixture = try TemporaryFixture()
    let merge = try await fixture.assay(
      "junit", "merge", ConsumerPackage.root + "/Tests/AssayJUnitTests/Samples", "--output", "all.xml",
      "--junit-dialect", dialect.rawValue)
    #expect(merge.status == 0)
    try await expectRead("\(fixture.root)/all.xml", fixture)
  }

  @Test("read every case, result and total of a run", arguments: JUnitDialect.allCases)
  func run(_ dialect: JUnitDialect) async throws {
    let fixture = try SamplePipeline.fixture([
      "assay.yaml": SamplePipeline.tableManifest([
        "row_count: { min: 1000 }", "range: { columns: x, max: 100 }", "drift: { columns: [x, label] }",
        "mean: { columns: nothing, min: 0 }", "range: { columns: id, max: 1 }\n      severity: warn",
        "null_rate: { columns: 'x', max: 0 }\n      id: 'odd <&> \"name\"'",
      ])
    ])
    _ = try await fixture.assay("run", "fixture", "--junit-dialect", dialect.rawValue)
    let path = "\(fixture.root)/test-results/assay/TEST-assay.xml"
    let totals = try JUnitSummary(path: path).totals
    #expect(totals.failures > 0 && totals.tests > 5, "\(totals)")
    #expect(try JUnitValidator().validate(path: path, dialect: dialect) == [])
    try await expectRead(path, fixture)
  }
}
