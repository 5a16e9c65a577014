import Foundation
import TestSupport
import Testing

@testable import AssayGate

/// Severity, suppression, slices, filters, private columns, failing rows.
@Suite struct JudgingTests {
  static func fixture(_ table: String, _ checks: String, top: String = "") throws -> TemporaryFixture {
    try TemporaryFixture([
      "data/table.csv": table,
      "assay.yaml": """
      assay: 1
      fixture: judged
      \(top)
      data: { input: data/table.csv }
      checks:
        input:
      \(checks.split(separator: "\n").map { "    " + $0 }.joined(separator: "\n"))
      """,
    ])
  }

  @Test func aWarningDoesNotFailTheRunUnlessAsked() async throws {
    let fixture = try Self.fixture("a\n1\n", "- row_count: { min: 2 }\n  severity: warn\n  why: a small month")
    let report = await GateReport.run(fixture)
    #expect(report.cases.map(\.verdict) == [.warn])
    #expect(report.cases.first?.why == "a small month")
    #expect(report.status == 0)
    #expect(await GateReport.run(fixture) { $0.failOn = .warn }.status == 1)
    #expect(await GateReport.run(fixture) { $0.failOn = .never }.status == 0)
  }

  @Test func aFailureFailsTheRunUnlessNever() async throws {
    let fixture = try Self.fixture("a\n1\n", "- row_count: { min: 2 }")
    #expect(await GateReport.run(fixture).status == 1)
    #expect(await GateReport.run(fixture) { $0.failOn = .never }.status == 0)
  }

  @Test func whatCouldNotBeEvaluatedOutranksFailures() async throws {
    let fixture = try Self.fixture("a\n1\n", "- row_count: { min: 2 }\n- null_rate: { columns: b, max: 0.5 }")
    let report = await GateReport.run(fixture)
    #expect(report.cases.map(\.verdict) == [.fail, .error])
    #expect(report.cases.last?.message == "table 'input' has no column 'b'; it has: a")
    #expect(report.status == 2)
    #expect(await GateReport.run(fixture) { $0.failOn = .never }.status == 2)
  }

  @Test func aSuppressionHoldsUntilItsDay() async throws {
    let entry = "- row_count: { min: 2 }\n  suppress: { until: DAY, why: the source is being mended }"
    let open = try Self.fixture("a\n1\n", entry.replacing("DAY", with: "2999-12-31"))
    let report = await GateReport.run(open)
    #expect(report.cases.map(\.verdict) == [.skipped])
    let left = try #require(report.cases.first?.suppression?.daysLeft)
    #expect(left > 300_000)
    #expect(report.cases.first?.message.contains("suppressed until 2999-12-31") == true)

    let expired = try Self.fixture("a\n1\n", entry.replacing("DAY", with: "2020-01-01"))
    let late = await GateReport.run(expired)
    #expect(late.cases.map(\.verdict) == [.fail])
    #expect(late.cases.first?.message.contains("its suppression expired on 2020-01-01") == true)
    #expect(late.status == 1)
  }

  @Test func onlySuppressedFailuresAreNoPass() async throws {
    let fixture = try Self.fixture(
      "a\n1\n", "- row_count: { min: 2 }\n  suppress: { until: 2999-12-31, why: later }")
    #expect(await GateReport.run(fixture).status == 2, "no check reached a verdict")
  }

  @Test func slicesAreJudgedOneByOne() async throws {
    let rows =
      (0..<150).map { _ in "A,1" } + (0..<150).map { "B,\($0 < 50 ? "" : "1")" } + (0..<20).map { _ in "C," }
    let fixture = try Self.fixture(
      "k,v\n" + rows.joined(separator: "\n") + "\n", "- null_rate: { columns: v, max: 0.2 }\n  by: k")
    let report = await GateReport.run(fixture)
    #expect(report.cases.map(\.slice) == ["k=A", "k=B", "k=C"])
    #expect(report.cases.map(\.verdict) == [.pass, .fail, .skipped])
    #expect(report.cases.map(\.name) == ["null_rate[v][k=A]", "null_rate[v][k=B]", "null_rate[v][k=C]"])
    #expect(report.cases.last?.message == "the slice has 20 rows, fewer than the 100 that a verdict needs")
  }

  @Test func slicesOfSeveralColumnsAreCrossedAndFiltered() async throws {
    let rows = (0..<800).map { "\($0 % 2 == 0 ? "A" : "B"),\($0 % 4 < 2 ? "x" : ""),\($0)" }
    let fixture = try Self.fixture(
      "k,m,v\n" + rows.joined(separator: "\n") + "\n",
      "- mean: { columns: v, min: 0 }\n  by: [k, m]\n  where: v >= 400")
    let report = await GateReport.run(fixture)
    #expect(report.cases.map(\.slice) == ["k=A, m=null", "k=A, m=x", "k=B, m=null", "k=B, m=x"])
    #expect(report.cases.allSatisfy { $0.n == 100 && ($0.metrics.first?.value ?? 0) >= 400 })
  }

  @Test func moreThanAHundredSlicesAreAnError() async throws {
    let fixture = try Self.fixture(
      "k\n" + (0..<300).map(String.init).joined(separator: "\n") + "\n", "- row_count: { min: 1 }\n  by: k")
    let report = await GateReport.run(fixture)
    #expect(report.cases.map(\.verdict) == [.error])
    #expect(report.cases.first?.message.contains("more than 100 slices") == true)
  }

  @Test func aSliceThatVanishedIsAnError() async throws {
    let rows = (0..<300).map { $0 % 2 == 0 ? "A" : "B" }
    let fixture = try Self.fixture("k\n" + rows.joined(separator: "\n") + "\n", "- row_count: { min: 1 }\n  by: k")
    #expect(await GateReport.run(fixture) { $0.approval = .test }.status == 1)
    try fixture.write("data/table.csv", "k\n" + rows.filter { $0 == "A" }.joined(separator: "\n") + "\n")
    let report = await GateReport.run(fixture)
    #expect(report.cases.map(\.verdict) == [.pass, .error])
    #expect(report.cases.last?.slice == "k=B")
    #expect(report.cases.last?.message == "the slice is gone: it has no rows any more")
  }

  @Test func aFilterNarrowsTheRows() async throws {
    let fixture = try Self.fixture(
      "a,b\n1,1\n,2\n3,3\n", "- null_rate: { columns: a, max: 0 }\n  where: b <> 2\n- row_count: { max: 3 }")
    let report = await GateReport.run(fixture)
    #expect(report.cases.map(\.verdict) == [.pass, .pass])
    #expect(report.cases.map(\.n) == [2, 3])
  }

  @Test func aFilterThatIsNoSQLIsAnErrorOfItsCheckOnly() async throws {
    let fixture = try Self.fixture(
      "a\n1\n", "- row_count: { min: 1 }\n  where: nope = 1\n  id: bad\n- row_count: { min: 1 }")
    let report = await GateReport.run(fixture)
    #expect(report.cases.map(\.verdict) == [.error, .pass])
  }

  @Test func failingRowsAreWrittenWithTheirKey() async throws {
    let rows = (1...150).map { "\($0),\($0 > 20 ? -$0 : $0),z" }
    let fixture = try Self.fixture(
      "id,v,other\n" + rows.joined(separator: "\n") + "\n",
      "- unique: { columns: id }\n- range: { columns: v, min: 0 }")
    let report = await GateReport.run(fixture)
    let failing = try #require(report.cases.last)
    #expect(failing.verdict == .fail)
    let path = try #require(failing.attachments.first)
    let lines = try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n")
    #expect(lines.count == 101)
    #expect(lines.first == "id,v")
    #expect(lines.dropFirst().first == "21,-21")
  }

  @Test(arguments: [("1", "1 row (50 %) repeats an earlier one"), ("1\n1", "2 rows (66.7 %) repeat an earlier one")])
  func duplicatesAreCountedInWords(more: String, text: String) async throws {
    let fixture = try Self.fixture("id\n1\n\(more)\n", "- unique: { columns: id }")
    let report = await GateReport.run(fixture)
    #expect(report.cases.map(\.verdict) == [.fail])
    #expect(report.cases.first?.message.hasPrefix(text) == true, "\(report.cases.map(\.message))")
  }

  @Test func privateColumnsNeverLeaveTheRun() async throws {
    let secret = "Zaphod"
    let fixture = try Self.fixture(
      "id,name\n1,\(secret)\n2,\(secret)\n3,x\n",
      """
      - unique: { columns: name }
      - accepted_values: { columns: name, values: [x] }
      - golden: { key: id }
      - unchanged
      """, top: "private: [name]")
    _ = await GateReport.run(fixture) { $0.approval = .test }
    let clean = try Self.fixture(
      "id,name\n1,\(secret)\n2,\(secret)\n3,x\n", "- golden: { key: id }\n- unchanged", top: "private: name")
    let recorded = await GateReport.run(clean) { $0.approval = .test }
    #expect(recorded.status == 1)
    let report = await GateReport.run(fixture)
    for folder in [fixture.root, clean.root] {
      let files = FileManager.default.enumerator(atPath: folder)?.compactMap { $0 as? String } ?? []
      for file in files where !file.hasSuffix("table.csv") {
        let text = FileManager.default.contents(atPath: "\(folder)/\(file)").map { String(decoding: $0, as: UTF8.self) }
        #expect(text?.contains(secret) != true, "\(file)")
      }
    }
    for one in report.cases {
      #expect(!one.message.contains(secret) && !one.details.contains { $0.contains(secret) }, "\(one)")
    }
  }
}
