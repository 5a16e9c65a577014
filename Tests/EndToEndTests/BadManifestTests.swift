import Foundation
import TestSupport
import Testing

/// Manifests that no one would write, and some that someone would: each ends with 64 and the place.
@Suite("Bad manifests", .timeLimit(.minutes(10)))
struct BadManifestTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var text: @Sendable () -> String
    var says: [String]
  }

  static let sound = SamplePipeline.tableManifest(["row_count: { min: 1 }"])

  static let cases = [
    Case(
      testDescription: "10 MB of comment", text: { sound + "# " + String(repeating: "x", count: 10_000_000) + "\n" },
      says: ["assay.yaml:1:1", "at most 1,048,576 bytes"]),
    Case(
      testDescription: "10 MB of checks",
      text: { sound + String(repeating: "    - row_count: { min: 1 }\n", count: 400_000) },
      says: ["assay.yaml:1:1", "at most 1,048,576 bytes"]),
    Case(
      testDescription: "a megabyte of one line",
      text: { "assay: 1\nfixture: " + String(repeating: "x", count: 1_000_000) },
      says: ["assay.yaml:2:10"]),
    Case(
      testDescription: "lists nested 100,000 deep",
      text: { "assay: 1\ndata: " + String(repeating: "[", count: 100_000) + String(repeating: "]", count: 100_000) },
      says: ["assay.yaml:2:", "more than 64 levels deep"]),
    Case(
      testDescription: "mappings nested 100,000 deep",
      text: { "assay: 1\ndata: " + String(repeating: "{a: ", count: 100_000) + String(repeating: "}", count: 100_000) },
      says: ["assay.yaml:2:", "more than 64 levels deep"]),
    Case(
      testDescription: "block mappings nested 300 deep",
      text: { "assay: 1\ndata:\n" + (1...300).map { String(repeating: " ", count: $0) + "a:\n" }.joined() },
      says: ["more than 64 levels deep"]),
    Case(
      testDescription: "an alias bomb of lists",
      text: {
        "a0: &a0 [x, x, x, x, x, x, x, x, x]\n"
          + (1..<30).map { level in
            "a\(level): &a\(level) [\(Array(repeating: "*a\(level - 1)", count: 9).joined(separator: ", "))]\n"
          }.joined()
      }, says: ["aliases blow the manifest up"]),
    Case(
      testDescription: "thousands of aliases",
      text: { "a: &a [1]\nb: [\(Array(repeating: "*a", count: 5_000).joined(separator: ", "))]\n" },
      says: ["more than 1,000 aliases"]),
    Case(testDescription: "an alias of itself", text: { "a: &a [*a]\n" }, says: ["assay.yaml:1:"]),
    Case(testDescription: "nothing", text: { "" }, says: ["the manifest is empty; it starts with 'assay: 1'"]),
    Case(testDescription: "a comment alone", text: { "# soon\n" }, says: ["the manifest is empty"]),
    Case(testDescription: "NUL bytes", text: { "assay: 1\n\0\0" }, says: ["assay.yaml:2:1", "NUL"]),
    Case(testDescription: "no YAML", text: { "assay: 1\n  data: [\n" }, says: ["assay.yaml:2:7"]),
    Case(testDescription: "a list", text: { "- assay: 1\n" }, says: ["assay.yaml:1:1"]),
    Case(
      testDescription: "another form", text: { sound.replacing("assay: 1", with: "assay: 2") }, says: ["assay.yaml:1:8"]
    ),
    Case(
      testDescription: "no checks", text: { String(sound.prefix { $0 != "c" || true }.split(separator: "checks:")[0]) },
      says: ["the fixture has no checks, so nothing can pass"]),
    Case(
      testDescription: "checks without entries",
      text: { sound.replacing("rows:\n    - row_count: { min: 1 }", with: "rows: []") }, says: ["found an empty list"]),
    Case(
      testDescription: "an unknown key", text: { sound.replacing("checks:", with: "chekcs:") },
      says: ["assay.yaml:5:1", "did you mean 'checks'?"]),
    Case(
      testDescription: "an unknown check", text: { sound.replacing("row_count", with: "row_cuont") },
      says: ["assay.yaml:7:7", "did you mean 'row_count'?"]),
    Case(
      testDescription: "an argument of the wrong type", text: { sound.replacing("min: 1", with: "min: many") },
      says: ["assay.yaml:7:25"]),
    Case(
      testDescription: "a table that is not there", text: { sound.replacing("  rows:\n", with: "  flights:\n") },
      says: ["assay.yaml:6:3", "flights"]),
    Case(
      testDescription: "stages in a circle",
      text: {
        sound.replacing(
          "checks:", with: "stages:\n  a: { sql: a.sql, from: b }\n  b: { sql: b.sql, from: a }\nchecks:")
      }, says: ["assay.yaml:6:"]),
    Case(
      testDescription: "one id twice", text: { sound + "    - row_count: { max: 9 }\n" },
      says: ["assay.yaml:8:7", "a second check with the id 'rows.row_count'"]),
    Case(
      testDescription: "an extension of itself", text: { "extends: ../fixture\n" + sound }, says: ["assay.yaml:1:10"]),
    Case(
      testDescription: "an extension of nothing", text: { "extends: ../nowhere\n" + sound }, says: ["assay.yaml:1:10"]),
  ]

  @Test("end with 64 and name the place; run, plan and approve agree", arguments: cases)
  func refused(_ item: Case) async throws {
    let fixture = try SamplePipeline.fixture(["assay.yaml": item.text()])
    let run = try await fixture.assay("run", "fixture")
    fixture.expect(run, endsWith: 64)
    for text in item.says {
      #expect(run.output.contains(text), "\(run.output)")
      #expect(fixture.reports.junitText.contains(text) && fixture.reports.resultsText.contains(text), "\(text)")
    }
    #expect(run.output.utf8.count < 200_000, "a large manifest is not printed")
    let plan = try await fixture.assay("plan", "fixture")
    #expect(plan.status == 64 && plan.output.isEmpty)
    #expect(plan.errors.contains(item.says[0]), "\(plan.errors)")
    #expect(run.seconds < 30 && plan.seconds < 30)
  }

  @Test("a manifest that is a folder, a device or unreadable is an error") func notAFile() async throws {
    for target in ["/dev/zero", "/dev/full", "/"] {
      let fixture = try SamplePipeline.fixture()
      try FileManager.default.removeItem(atPath: "\(fixture.path)/assay.yaml")
      try FileManager.default.createSymbolicLink(atPath: "\(fixture.path)/assay.yaml", withDestinationPath: target)
      let run = try await fixture.assay("run", "fixture")
      fixture.expect(run, endsWith: 64, saying: "assay.yaml")
    }
  }

  @Test("a check of a query that is no query is an error of that check alone") func badQuery() async throws {
    let fixture = try SamplePipeline.fixture([
      "assay.yaml": SamplePipeline.tableManifest([
        "row_count: { min: 1 }", "sql: { query: SELEKT 1 }", "mean: { columns: x, max: 100 }\n      where: x >>> 1",
        "matches: { columns: id, pattern: '(' }",
      ])
    ])
    let run = try await fixture.assay("run", "fixture")
    fixture.expect(run, endsWith: 2, saying: "syntax error")
    #expect(fixture.reports.resultCases.map(\.verdict) == ["pass", "error", "error", "error"])
  }
}
