import AssayGate
import Foundation
import TestSupport
import Testing

/// Same input, same bytes: neither the number of engine threads nor a second run changes a baseline or a verdict.
@Suite struct FlightsDeterminismTests {
  @Test("approved baselines are equal to the byte with 1, 2 and 4 engine threads, and a second time are not written")
  func baselines() async throws {
    let fixture = try Self.copy(of: "flights")
    var approved: [[String: Data]] = []
    for threads in [1, 2, 4] {
      let folder = URL(filePath: fixture.path).appending(path: "baselines")
      try? FileManager.default.removeItem(at: folder)
      let report = await GateReport.run(fixture) { options in
        options.approval = .test
        options.threads = threads
        options.versions = ["2013-04", "2013-11"]
      }
      #expect(report.status == 1 && report.outcome.failures.isEmpty, "\(report.outcome.failures)")
      approved.append(try Self.files(below: folder))
    }
    #expect(approved[0].count == 8, "a file of digests, profiles and metrics and three of golden rows for each month")
    #expect(approved[1] == approved[0])
    #expect(approved[2] == approved[0])

    let again = await GateReport.run(fixture) { options in
      options.approval = Baseline.Approval(by: "another tester", at: "2026-02-02", why: "once more")
      options.versions = ["2013-04", "2013-11"]
    }
    #expect(again.status == 0, "nothing was recorded: \(again.outcome.failures)")
    #expect(try Self.files(below: URL(filePath: fixture.path).appending(path: "baselines")) == approved[0])
  }

  @Test("a run that fails says the same in every word and row with 1 and 4 engine threads")
  func failures() async throws {
    var reports: [[CaseResult]] = []
    var rows: [[String: Data]] = []
    for threads in [1, 4] {
      let fixture = try TemporaryFixture()
      var options = Gate.Options(fixtures: [FlightsTests.fixture("flights-silent")])
      options.output = fixture.output
      options.threads = threads
      options.versions = ["2013-12"]
      let report = await GateReport.run(options)
      #expect(report.status == 1, "\(report.outcome.failures)")
      reports.append(
        report.cases.map { result in
          var result = result
          result.seconds = 0
          result.attachments = result.attachments.map { URL(filePath: $0).lastPathComponent }
          result.details = result.details.map { $0.replacing(fixture.output, with: "output") }
          return result
        })
      rows.append(try Self.files(below: URL(filePath: fixture.output).appending(path: "rows")))
    }
    #expect(reports[0].contains { !$0.attachments.isEmpty })
    #expect(!rows[0].isEmpty)
    #expect(reports[0] == reports[1])
    #expect(rows[0] == rows[1])
  }

  @Test("the first of many groups that a query returns are the same with 1 and 4 engine threads")
  func queryRows() async throws {
    var found: [String] = []
    for threads in [1, 4] {
      let fixture = try Self.copy(of: "flights")
      try fixture.write(
        "assay.yaml",
        """
        assay: 1
        fixture: rows
        data:
          flights:
            versions: { year: 'data/flights/2013-*.parquet' }
        checks:
          flights:
            - sql: { query: 'SELECT tailnum, count(*) AS n FROM flights GROUP BY tailnum' }
        """)
      let report = await GateReport.run(fixture) { $0.threads = threads }
      let result = try #require(report.cases.first)
      #expect(result.verdict == .fail && result.metrics.first?.value == 4_044, "\(result.message)")
      let path = try #require(result.attachments.first)
      let text = try String(contentsOfFile: path, encoding: .utf8)
      #expect(text.split(separator: "\n").count == 101)
      found.append(text)
    }
    #expect(found[0] == found[1])
  }

  @Test("sums of doubles in a stage are those approved, to the last bit, with 1, 2 and 4 engine threads")
  func sumsOfDoubles() async throws {
    let fixture = try Self.copy(of: "flights")
    try? FileManager.default.removeItem(atPath: fixture.path + "/baselines")
    try fixture.write(
      "assay.yaml",
      """
      assay: 1
      fixture: sums
      data:
        flights:
          versions: { year: 'data/flights/2013-*.parquet' }
      stages:
        routes: { sql: stages/routes.sql, from: flights }
      checks:
        flights:
          - row_count: { min: 300000 }
          - mean: { columns: arr_delay, between: [0, 10] }
        routes:
          - unchanged
      """)
    try fixture.write(
      "stages/routes.sql",
      "SELECT carrier, avg(arr_delay / 7.0) AS delay, sum(1.0 / distance) AS inverse FROM flights GROUP BY carrier")
    #expect(await GateReport.run(fixture) { $0.approval = .test }.status == 1)
    for threads in [1, 2, 4] {
      let report = await GateReport.run(fixture) { $0.threads = threads }
      #expect(report.status == 0, "\(threads) threads: \(report.cases.map(\.message)) \(report.outcome.failures)")
    }
  }

  @Test("golden rows under a key that rows share are refused, with every row counted")
  func sharedKey() async throws {
    let fixture = try Self.copy(of: "flights")
    try fixture.write(
      "assay.yaml",
      """
      assay: 1
      fixture: shared
      data:
        flights:
          versions: { year: 'data/flights/2013-*.parquet' }
      checks:
        flights:
          - golden: { key: carrier, columns: dest }
      """)
    let report = await GateReport.run(fixture) { $0.approval = .test }
    let result = try #require(report.cases.first)
    #expect(result.verdict == .fail)
    #expect(
      result.message.hasPrefix("336,760 rows repeat a key of carrier"), "16 carriers, 336,776 rows: \(result.message)")
    #expect(!FileManager.default.fileExists(atPath: fixture.path + "/baselines/year.json"))
  }

  /// A copy of a fixture that may be written to.
  private static func copy(of name: String) throws -> TemporaryFixture {
    let fixture = try TemporaryFixture()
    let source = URL(filePath: FlightsTests.fixture(name))
    for item in try FileManager.default.contentsOfDirectory(at: source, includingPropertiesForKeys: nil) {
      let target = URL(filePath: fixture.path).appending(path: item.lastPathComponent)
      try FileManager.default.copyItem(at: item, to: target)
    }
    return fixture
  }

  /// The bytes of all files below a folder, by their paths in it.
  private static func files(below folder: URL) throws -> [String: Data] {
    let names = try #require(FileManager.default.enumerator(atPath: folder.path)).compactMap { $0 as? String }
    var files: [String: Data] = [:]
    for name in names {
      var isFolder: ObjCBool = false
      let path = folder.appending(path: name).path
      if FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), !isFolder.boolValue {
        files[name] = try Data(contentsOf: URL(filePath: path))
      }
    }
    return files
  }
}
