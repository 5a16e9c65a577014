import Foundation
import TestSupport
import Testing

@testable import AssayGate

/// Values of private columns stay in the run.
@Suite struct PrivateColumnTests {
  private static let secret = "Zaphod"

  /// Files below the work tree that hold the secret, other than the data.
  private func leaks(_ fixture: TemporaryFixture) -> [String] {
    let files = FileManager.default.enumerator(atPath: fixture.root)?.compactMap { $0 as? String } ?? []
    return files.filter { file in
      let text = FileManager.default.contents(atPath: "\(fixture.root)/\(file)").map {
        String(decoding: $0, as: UTF8.self)
      }
      return !file.hasSuffix("table.csv") && text?.contains(Self.secret) == true
    }
  }

  private func leaks(_ report: GateReport) -> [CaseResult] {
    report.cases.filter { one in
      (one.details + [one.message, one.slice ?? ""]).contains { $0.contains(Self.secret) }
    }
  }

  @Test func whatOneEntryKeepsPrivateNoOtherTells() async throws {
    let fixture = try JudgingTests.fixture(
      "id,name\n1,\(Self.secret)\n2,x\n",
      """
      - golden: { key: id }
        private: name
      - accepted_values: { columns: name, values: [x] }
        severity: warn
      - accepted_values: { columns: id, values: [1] }
        severity: warn
        id: ids
      """)
    let recorded = await GateReport.run(fixture) { $0.approval = .test }
    #expect(recorded.outcome.recordedBaselines == 1)
    try fixture.write("data/table.csv", "id,name\n1,\(Self.secret)\n3,\(Self.secret)\n")
    let report = await GateReport.run(fixture)
    #expect(leaks(fixture).isEmpty && leaks(recorded).isEmpty && leaks(report).isEmpty)
  }

  @Test func slicesOfAPrivateColumnAreRefused() async throws {
    let fixture = try JudgingTests.fixture(
      "name,v\n" + String(repeating: "\(Self.secret),1\n", count: 150), "- row_count: { min: 1 }\n  by: name",
      top: "private: name")
    let report = await GateReport.run(fixture)
    #expect(report.cases.map(\.verdict) == [.error])
    #expect(leaks(report).isEmpty && leaks(fixture).isEmpty)
  }

  @Test func rowsOfAQueryAreNotShown() async throws {
    let fixture = try JudgingTests.fixture(
      "id,name\n1,\(Self.secret)\n", "- sql: { query: SELECT name AS id FROM input }", top: "private: name")
    let report = await GateReport.run(fixture)
    #expect(report.cases.map(\.verdict) == [.fail])
    #expect(leaks(report).isEmpty && leaks(fixture).isEmpty)
  }

  @Test func aToleranceOfAPrivateColumnIsRefused() async throws {
    let fixture = try JudgingTests.fixture("id,p\n1,0.5\n", "- unchanged: { tolerance: { p: 0.1 } }", top: "private: p")
    let report = await GateReport.run(fixture) { $0.approval = .test }
    #expect(report.cases.map(\.verdict) == [.error])
    #expect(report.cases.first?.message.contains("no tolerance can be applied") == true)
  }
}
