import AssayReports
import Foundation
import TestSupport
import Testing

/// Names of columns are data: whatever they hold, they work everywhere a manifest names a column.
@Suite("Column names", .timeLimit(.minutes(10)))
struct ColumnNameTests {
  /// Quotes, spaces, emoji, SQL, and what else is special to SQL, YAML, CSV, file names, globs, formats or XML.
  static let names = [
    "with space", "say \"hi\"", "😀 smile", "x\"; DROP TABLE rows; --", "it's", "select", "Ünï cödé", "with,comma",
    "semi;colon", "tab\there", "line\nbreak", "a.b", "a*b?", "%s {0} $1 \\n", "-dash", "123", "../../up", "a/b",
    "<x>&amp;",
    "null", "true", "列", "e\u{301}", "'; SELECT 1 --", "a]b[c", "#hash", "colon: space", "accent \"\u{301}",
    "quote '\u{301}",
  ]

  /// The first five have their own tests of slices and keys.
  static let group = "grp \"g\"; -- 😀"

  /// A text as YAML and JSON write it.
  static func quoted(_ text: String) -> String {
    let escapes: [Unicode.Scalar: String] = ["\\": "\\\\", "\"": "\\\"", "\n": "\\n", "\t": "\\t"]
    return "\"" + text.unicodeScalars.map { escapes[$0] ?? String($0) }.joined() + "\""
  }

  static func list(_ names: [String]) -> String { "[\(names.map(quoted).joined(separator: ", "))]" }

  static func field(_ text: String) -> String {
    "\"" + text.unicodeScalars.map { $0 == "\"" ? "\"\"" : String($0) }.joined() + "\""
  }

  /// A row for each of 240 keys in two groups; every named column holds numbers from 0.5 to 49.5.
  static func csv(shift: Int = 0) -> String {
    let header = (["k", group] + names).map(field).joined(separator: ",")
    return SamplePipeline.csv(240, header: header) { row in
      (["\(row)", field(row % 2 == 0 ? "a'b \"c\"" : "../x, y=z; --")]
        + names.indices.map { "\((row * ($0 + 3) + shift) % 50).5" }).joined(separator: ",")
    }
  }

  static let manifest = """
    assay: 1
    fixture: names
    data:
      rows: { reference: data/rows.csv, versions: { v1: data/rows.csv } }
    stages:
      features: { sql: stages/features.sql, from: rows }
    checks:
      rows:
        - null_rate: { columns: \(list(names)), max: 0 }
        - range: { columns: \(list(names)), min: 0, max: 50 }
        - mean: { columns: \(list(names)), between: [0, 50] }
        - quantile: { columns: \(list(names)), p: 0.5, between: [0, 50] }
        - unique: { columns: \(list(["k"] + names)) }
        - drift: { columns: \(list(names)), limit: 0.9 }
        - golden: { key: \(list(["k", names[1], names[3]])) }
        - unchanged: { tolerance: { \(quoted(names[2])): 0.5, \(quoted(names[3])): 0.5 } }
        - schema: { columns: { k: integer, \(quoted(group)): text, \(names.map { "\(quoted($0)): number" }.joined(separator: ", ")) } }
        - accepted_values: { columns: \(quoted(group)), values: ["a'b \\"c\\"", "../x, y=z; --"] }
        - matches: { columns: \(quoted(group)), pattern: '[abxyz]' }
        - mean: { columns: \(list(names)), between: [0, 50] }
          by: \(list([group]))
          id: rows.sliced
        - null_rate: { columns: \(quoted(names[3])), max: 0 }
          where: '\(field(names[3])) > 1'
          id: rows.filtered
      features:
        - range: { columns: \(list(names)), min: 0, max: 50 }
        - unchanged

    """

  func fixture() throws -> TemporaryFixture {
    try TemporaryFixture([
      "assay.yaml": Self.manifest, "data/rows.csv": Self.csv(), "stages/features.sql": "SELECT * FROM rows",
    ])
  }

  @Test("of any kind work in every check, in slices, keys, tolerances and conditions, from recording to comparing")
  func everywhere() async throws {
    let fixture = try fixture()
    let approved = try await fixture.assay("approve", "fixture", "--why", "first")
    #expect(approved.status == 1, "\(approved.output)")
    let run = try await fixture.assay("run", "fixture")
    fixture.expectPass(run)
    let cases = fixture.reports.resultCases
    #expect(Set(cases.compactMap(\.column)).isSuperset(of: Self.names))
    #expect(cases.filter { $0.check == "rows.sliced" }.count == 2 * Self.names.count)
  }

  @Test("of any kind are named in failures, with their rows in files of their own")
  func failures() async throws {
    let fixture = try fixture()
    try fixture.write(
      "assay.yaml",
      Self.manifest.replacing("min: 0, max: 50 }\n    - mean", with: "min: 10, max: 50 }\n    - mean")
        .replacing("between: [0, 50] }\n      by", with: "between: [0, 1] }\n      by"))
    let run = try await fixture.assay("run", "fixture")
    #expect(run.status == 2, "nothing is approved yet")
    let reports = fixture.reports
    #expect(reports.violations.isEmpty)
    let failed = reports.resultCases.filter { $0.verdict == "fail" }
    let ranges = failed.filter { $0.kind == "range" }
    #expect(Set(ranges.compactMap(\.column)) == Set(Self.names))
    #expect(failed.filter { $0.check == "rows.sliced" }.count > Self.names.count)
    let files = ranges.flatMap(\.attachments)
    #expect(Set(files).count == Self.names.count, "each column has a file of its own")
    for file in files {
      let text = fixture.text(file)
      #expect(text.split(separator: "\n").count > 40, "\(file) holds the failing rows")
      #expect(file.hasPrefix("test-results/assay/rows/names/v1/") && file.split(separator: "/").count == 6)
    }
  }

  @Test("the command that a failure shows runs just that check, whatever its id holds") func rerun() async throws {
    let fixture = try SamplePipeline.fixture([
      "data/rows.csv": SamplePipeline.csv(3, header: Self.field("it's \"x\"; --")) { "\($0)" },
      "assay.yaml": SamplePipeline.tableManifest([
        "mean: { columns: \(Self.quoted("it's \"x\"; --")), max: 0 }", "row_count: { min: 1 }",
      ]),
    ])
    let run = try await fixture.assay("run", "fixture")
    #expect(run.status == 1, "\(run.output)")
    let command = try #require(fixture.reports.resultCases.first?.rerun)
    #expect(command.hasPrefix("assay run "))
    let again = try await fixture.shell("\"$ASSAY\" " + command.dropFirst("assay ".count))
    #expect(again.status == 1, "\(again.output)\(again.errors)")
    #expect(fixture.reports.resultCases.map(\.kind) == ["mean"])
  }

  @Test("a column that was renamed or is missing is an error of each check that names it, which suggests the new name")
  func renamed() async throws {
    let checks = [
      "row_count: { min: 1 }", "null_rate: { columns: amount, max: 0 }", "range: { columns: amount, min: 0 }",
      "mean: { columns: amount, min: 0 }", "quantile: { columns: amount, p: 0.5, min: 0 }",
      "unique: { columns: [id, amount] }", "drift: { columns: amount }", "golden: { key: [amount] }",
      "unchanged: { tolerance: { amount: 1 } }", "accepted_values: { columns: amount, values: [1] }",
      "matches: { columns: amount, pattern: x }", "roc_auc: { label: label, score: amount, min: 0 }",
      "mean: { columns: id, min: 0 }\n      by: amount\n      id: sliced",
      "mean: { columns: id, min: 0 }\n      where: amount > 1\n      id: filtered",
      "schema: { columns: { amount: number } }",
    ]
    let fixture = try SamplePipeline.fixture([
      "assay.yaml": SamplePipeline.tableManifest(checks),
      "data/rows.csv": SamplePipeline.rows.replacing("id,x,label", with: "id,amuont,label"),
    ])
    let run = try await fixture.assay("run", "fixture")
    fixture.expect(run, endsWith: 2, saying: "table 'rows' has no column 'amount'; did you mean 'amuont'?")
    let verdicts = Dictionary(
      fixture.reports.resultCases.map { ($0.check, $0.verdict) }, uniquingKeysWith: { first, _ in first })
    #expect(verdicts["rows.row_count"] == "pass")
    #expect(verdicts["rows.schema"] == "fail")
    let others = verdicts.filter { !["rows.row_count", "rows.schema"].contains($0.key) }
    #expect(others.count == checks.count - 2)
    #expect(Set(others.values) == ["error"], "\(others)")
    for item in fixture.reports.resultCases where item.verdict == "error" {
      #expect(item.message.contains("amount"), "\(item.check): \(item.message)")
    }
  }

  @Test("a stage that names a missing column fails at its line; what comes after it does not run") func stage()
    async throws
  {
    let fixture = try SamplePipeline.fixture([
      "stages/features.sql": "SELECT\n  id,\n  amount AS x\nFROM rows\n",
      "stages/last.sql": "SELECT * FROM features",
    ])
    try fixture.write(
      "assay.yaml",
      SamplePipeline.manifest().replacing(
        "checks:", with: "  last: { sql: stages/last.sql, from: features }\nchecks:\n  last: [ row_count: { min: 1 } ]")
    )
    let run = try await fixture.assay("run", "fixture")
    fixture.expect(
      run, endsWith: 2, saying: "fixture/stages/features.sql:3:3", "amount", "not run, because 'features' is not there")
  }
}
