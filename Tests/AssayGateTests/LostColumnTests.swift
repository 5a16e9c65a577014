import AssayTable
import TestSupport
import Testing

@testable import AssayGate

/// 'all' stands for the columns of both sides: what left the table is not left out of the comparison.
@Suite struct LostColumnTests {
  private static func cases(_ table: String, _ reference: String, _ checks: String) async throws -> [CaseResult] {
    let fixture = try TemporaryFixture([
      "data/table.csv": table, "data/reference.csv": reference,
      "assay.yaml": """
      assay: 1
      fixture: lost
      data:
        input:
          reference: data/reference.csv
          versions: { v1: data/table.csv }
      checks:
        input:
      \(checks.split(separator: "\n").map { "    " + $0 }.joined(separator: "\n"))
      """,
    ])
    return await GateReport.run(fixture).cases
  }

  private static func csv(_ header: String, _ row: (Int) -> String) -> String {
    header + "\n" + (0..<2000).map { row($0) + "\n" }.joined()
  }

  private static let both = csv("x,y,k") { "\($0 % 97),\($0 % 89),\(["a", "b", "c"][$0 % 3])" }
  private static let withoutX = csv("y,k") { "\($0 % 89),\(["a", "b", "c"][$0 % 3])" }
  private static let withoutK = csv("x,y") { "\($0 % 97),\($0 % 89)" }

  @Test(
    "a column that the table lost is an error of its own, and the others are judged",
    arguments: [
      "drift: { columns: all, limit: 0.3 }", "mode_spike: { columns: all }", "unit_change: { columns: all }",
      "swapped_columns: { columns: all }", "prediction_collapse: { columns: all }",
      "domain_classifier: { columns: all }",
      "drift: { columns: all, test: ks, definition: deepchecks }",
    ]) func dropped(_ entry: String) async throws
  {
    let found = try await Self.cases(Self.withoutX, Self.both, "- \(entry)")
    let lost = try #require(found.first { $0.column == "x" })
    #expect(lost.verdict == .error && lost.message.contains("is gone: the reference has it (int64)"), "\(lost.message)")
    #expect(found.first { $0.column != "x" }?.verdict == .pass, "\(found.map(\.message))")
    #expect(try await Self.cases(Self.both, Self.both, "- \(entry)").allSatisfy { $0.verdict != .error })
  }

  @Test("so is one whose rows are compared one by one, one of text, and one that stayed as it was")
  func others() async throws {
    let found = try await Self.cases(
      Self.withoutK, Self.both,
      """
      - frozen: { columns: all, key: x }
      - frozen: { columns: all }
        id: whole
      - drift: { columns: all, test: tvd, definition: assay, max: 0.1 }
      """)
    let lost = found.filter { $0.column == "k" }
    #expect(lost.count == 3 && lost.allSatisfy { $0.verdict == .error }, "\(found.map(\.message))")
    let levels = try await Self.cases(
      Self.csv("k,l") { "\($0 % 3),\($0 % 2 == 0 ? "u" : "v")" },
      Self.csv("k,l") { "\(["a", "b", "c"][$0 % 3]),\($0 % 2 == 0 ? "u" : "v")" }, "- unseen_levels: { columns: all }")
    #expect(levels.map(\.verdict) == [.pass, .error])
    #expect(levels.last?.message.contains("'k' is int64 in table 'input'") == true, "\(levels.map(\.message))")
  }

  @Test("a column that became a list is an error; one that was a list on both sides is named as left out")
  func types() async throws {
    let fixture = try TemporaryFixture([
      "data/table.csv": Self.both, "data/reference.csv": Self.both, "made.sql": "SELECT x, y, [x] AS list FROM input",
      "assay.yaml": """
      assay: 1
      fixture: lost
      data:
        input:
          reference: data/reference.csv
          versions: { v1: data/table.csv }
      stages: { made: { sql: made.sql, from: input } }
      checks:
        made:
          - drift: { columns: all, limit: 0.3 }
      """,
    ])
    let report = await GateReport.run(fixture)
    #expect(report.cases.map(\.column) == ["x", "y"])
    #expect(
      report.cases.first?.details.last == "'all' leaves out what this comparison does not take: list (list(int64))")
    let selected = try TableShape(
      name: "t", schema: Schema([Field(name: "x", type: .list(.int64)), Field(name: "y", type: .int64)]),
      reference: Schema([Field(name: "x", type: .int64), Field(name: "y", type: .int64)])
    ).comparedColumns(.all) { $0.type.isNumeric }
    let lost = try #require(selected.lost.first)
    #expect(selected.fields.map(\.name) == ["y"] && selected.leftOut.isEmpty)
    #expect(lost.error(table: "t").message.contains("is list(int64) in table 't', which cannot be compared, and int64"))
  }
}
