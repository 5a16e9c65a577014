import TestSupport
import Testing

@testable import AssayGate

/// Comparisons by a test and a definition that the manifest names: what they cannot tell is no pass.
@Suite struct NamedDriftTests {
  static func cases(
    _ table: String, _ reference: String, _ entry: String, top: String = ""
  ) async throws -> [CaseResult] {
    let fixture = try TemporaryFixture([
      "data/table.csv": table, "data/reference.csv": reference,
      "assay.yaml": """
      assay: 1
      fixture: named
      \(top)
      data:
        input:
          reference: data/reference.csv
          versions: { v1: data/table.csv }
      checks:
        input:
          - \(entry)
      """,
    ])
    return await GateReport.run(fixture).cases
  }

  static func csv(_ header: String, _ rows: some Sequence<Int>, _ row: (Int) -> String) -> String {
    header + "\n" + rows.map { row($0) + "\n" }.joined()
  }

  // MARK: P-values that are cut off

  @Test("a p-value that is cut off cannot be held against a level beyond the cut", arguments: ["evidently", "frouros"])
  func cutOff(_ source: String) async throws {
    let header = "a,b,c,d,e,f,g,h,i,j"
    let before = Self.csv(header, 0..<200) { row in (0..<10).map { "\(row + $0)" }.joined(separator: ",") }
    let now = Self.csv(header, 0..<200) { row in (0..<10).map { "\(row + $0 + 5000)" }.joined(separator: ",") }
    let found = try await Self.cases(now, before, "drift: { columns: all, test: ad, definition: \(source) }")
    #expect(found.count == 10 && found.allSatisfy { $0.verdict == .error }, "\(found.map(\.verdict))")
    #expect(found.first?.message.contains("are cut off at 0.001 and 0.25") == true, "\(found.map(\.message))")
    let one = try await Self.cases(now, before, "drift: { columns: a, test: ad, definition: \(source) }")
    #expect(one.map(\.verdict) == [.fail], "\(one.map(\.message))")
  }
}
