import AssayReports
import Foundation
import TestSupport
import Testing

/// The reports for people, from the command line.
@Suite("Reports for people", .timeLimit(.minutes(10)))
struct ReportTests {
  private static let script = "<script>alert(1)</script>"

  private func text(_ fixture: TemporaryFixture, _ name: String) throws -> String {
    try String(contentsOf: URL(filePath: "\(fixture.root)/\(name)"), encoding: .utf8)
  }

  @Test("a column named like a script is inert in every report")
  func inert() async throws {
    let names = [Self.script, "x\"\u{301} onload=\"alert(1)"]
    let header = (["id"] + names).map(ColumnNameTests.field).joined(separator: ",")
    let list = ColumnNameTests.list(names)
    let fixture = try SamplePipeline.fixture([
      "data/rows.csv": SamplePipeline.csv(300, header: header) { "\($0),\($0 % 5),\(Self.script)\($0 % 3)" },
      "data/reference.csv": SamplePipeline.csv(300, header: header) { "\($0),\($0 % 50),\($0 % 3)" },
      "assay.yaml": SamplePipeline.tableManifest([
        "null_rate: { columns: \(list), min: 0.5, max: 1 }", "drift: { columns: \(list) }",
        "mean: { columns: nothing, min: 0 }",
      ]),
    ])
    let run = try await fixture.assay("run", "fixture", "--report", "markdown=summary.md")
    #expect(run.status == 2, "\(run.output)\(run.errors)")
    let html = try text(fixture, "test-results/assay/report.html")
    #expect(html.contains("&lt;script&gt;alert(1)&lt;/script&gt;"))
    #expect(!html.lowercased().contains("<script") && !html.contains("onload=\"") && !html.contains("<svg onload"))
    let markdown = try text(fixture, "summary.md")
    #expect(markdown.contains("&lt;script&gt;alert(1)&lt;/script&gt;"))
    // Within code it is text; elsewhere it is escaped.
    for line in markdown.split(separator: "\n") where line.contains("<script>") {
      #expect(line.replacing(/`[^`]*`/, with: "").contains("<script>") == false, "\(line)")
    }
    let junit = try text(fixture, "test-results/assay/TEST-assay.xml")
    #expect(!junit.contains("<script") && fixture.reports.violations.isEmpty)
    #expect(junit.contains("&lt;script") && run.output.contains(Self.script), "they name the column all the same")
    #expect(fixture.reports.results?.tally.total == fixture.reports.resultCases.count)
  }

  @Test("a line break, and characters that nobody sees, in a name or a value break no line of the console")
  func lineBreak() async throws {
    let fixture = try SamplePipeline.fixture([
      "stages/features.sql": "SELECT id, x, label, 'v\u{202E}\nw' AS \"a\n\u{200B}b\" FROM rows\n",
      "assay.yaml": SamplePipeline.manifest(features: [
        #"accepted_values: { columns: "a\n\u200Bb", values: [z] }"#
      ]),
    ])
    let run = try await fixture.assay("run", "fixture")
    #expect(run.status == 1, "\(run.output)\(run.errors)")
    let lines = run.output.split(separator: "\n")
    #expect(lines.contains { $0.hasPrefix("    ") && $0.hasSuffix(#"a \u{200B}b"#) }, "\(run.output)")
    #expect(lines.contains { $0.hasPrefix("    ") && $0.hasSuffix(#"v\u{202E} w"#) }, "\(run.output)")
    for (text, name) in [(run.output, "console"), (try text(fixture, "test-results/assay/TEST-assay.xml"), "JUnit")] {
      #expect(!text.unicodeScalars.contains { ["\u{202E}", "\u{200B}"].contains($0) }, "\(name): \(text)")
    }
  }

  @Test("every run writes report.html, also one that passes, and says first that it did not finish")
  func always() async throws {
    let fixture = try SamplePipeline.fixture([
      "stages/features.sql": "SELECT * FROM rows, range(1000000000) AS r(k) ORDER BY random()"
    ])
    let report = "\(fixture.root)/test-results/assay/report.html"
    let killed = try await fixture.assay("run", "fixture", mayLeaveScratch: true) { process in
      while !FileManager.default.fileExists(atPath: report) { try await Task.sleep(for: .milliseconds(5)) }
      process.signal(SIGKILL)
    }
    #expect(killed.signal == SIGKILL)
    #expect(try text(fixture, "test-results/assay/report.html").contains("DID NOT FINISH"))
    try fixture.write("stages/features.sql", "SELECT id, x, label FROM rows\n")
    fixture.expectPass(try await fixture.assay("run", "fixture"))
    let html = try text(fixture, "test-results/assay/report.html")
    #expect(html.contains("PASSED") && !html.contains("DID NOT FINISH"))
  }

  @Test("assay show renders a run again in every format, to standard output or a file")
  func show() async throws {
    let fixture = try SamplePipeline.fixture([
      "assay.yaml": SamplePipeline.manifest(features: ["mean: { columns: x, max: 0 }"])
    ])
    let run = try await fixture.assay("run", "fixture", "--report", "markdown=a.md")
    #expect(run.status == 1)
    let console = try await fixture.assay("show")
    #expect(console.status == 0)
    // All of it but the place of the report, which is not in results.json.
    #expect(console.output.split(separator: "\n").dropLast() == run.output.split(separator: "\n").dropLast())
    #expect(run.output.hasPrefix(console.output.dropLast()))
    for (format, file) in [
      ("html", "test-results/assay/report.html"), ("json", "test-results/assay/results.json"), ("markdown", "a.md"),
    ] {
      let shown = try await fixture.assay("show", "test-results/assay/results.json", "--format", format)
      let first = try text(fixture, file)
      #expect(shown.status == 0 && shown.output == first, "\(format)")
      let written = try await fixture.assay(
        "show", "test-results/assay", "--format", format, "--output", "out.\(format)")
      let second = try text(fixture, "out.\(format)")
      #expect(written.status == 0 && written.output.isEmpty && second == first, "\(format)")
    }
    let junit = try await fixture.assay("show", "--format", "junit", "--output", "b/TEST-assay.xml")
    #expect(junit.status == 0, "its folder is made: \(junit.errors)")
    let again = RunReports("\(fixture.root)/b")
    #expect(again.junit == fixture.reports.junit && again.violations.isEmpty && again.junit?.failures == 1)
  }

  @Test("assay show renders a run of an earlier build, whose results.json lacks keys that came later")
  func showEarlier() async throws {
    let fixture = try SamplePipeline.fixture()
    let stored = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .appending(path: "AssayReportsTests/Expected/earlier-results.json")
    try fixture.write("earlier.json", try String(contentsOf: stored, encoding: .utf8))
    for (format, said) in [
      ("console", "FAILED  1 of 8 checks failed"), ("html", "1 of 8 checks failed"),
      ("markdown", "1 of 8 checks failed"),
    ] {
      let shown = try await fixture.assay("show", "fixture/earlier.json", "--format", format)
      #expect(shown.status == 0 && shown.output.contains(said), "\(format): \(shown.errors)")
    }
  }

  @Test("assay show refuses what is no results.json, and a format that there is not")
  func refused() async throws {
    let fixture = try SamplePipeline.fixture()
    let none = try await fixture.assay("show")
    #expect(none.status == 2 && none.errors.contains("there is no such file or folder") && none.output.isEmpty)
    fixture.expectPass(try await fixture.assay("run", "fixture"))
    let whole = try text(fixture, "test-results/assay/results.json")
    try fixture.write("cut.json", String(whole.prefix(whole.count / 2)))
    let cut = try await fixture.assay("show", "fixture/cut.json", "--format", "html")
    #expect(cut.status == 2 && cut.errors.contains("not a whole JSON object") && cut.output.isEmpty)
    try fixture.write("other.json", whole.replacing("assay.results/1", with: "assay.results/7"))
    let other = try await fixture.assay("show", "fixture/other.json")
    #expect(other.status == 2 && other.errors.contains("assay.results/7"))
    let format = try await fixture.assay("show", "--format", "pdf")
    #expect(format.status == 64 && format.errors.contains("pdf"))
  }

  @Test("--report names further files by their kind, and one file cannot be two") func choice() async throws {
    let fixture = try SamplePipeline.fixture()
    let run = try await fixture.assay(
      "run", "fixture", "--report", "html=a/b.html", "--report", "junit=c.xml", "--report", "json=d.json")
    fixture.expectPass(run)
    #expect(try text(fixture, "a/b.html") == text(fixture, "test-results/assay/report.html"))
    #expect(try text(fixture, "d.json").contains("\"status\": \"passed\""))
    #expect(try text(fixture, "c.xml").contains("<testsuites"))
    for wrong in [
      ["--report", "pdf=x"], ["--report", "html"], ["--report", "html="], ["--report", "html=x", "--report", "json=x"],
    ] {
      #expect(try await fixture.assay(list: ["run", "fixture"] + wrong).status == 64, "\(wrong)")
    }
  }

  @Test("--base shows the difference to another run, and a base that cannot be read is told")
  func base() async throws {
    let fixture = try SamplePipeline.fixture()
    #expect(try await fixture.assay("run", "fixture", "--output", "base").status == 0)
    try fixture.write("assay.yaml", SamplePipeline.manifest(features: ["null_rate: { columns: x, min: 0.5, max: 1 }"]))
    let run = try await fixture.assay("run", "fixture", "--base", "base/results.json", "--report", "markdown=a.md")
    #expect(run.status == 1, "\(run.errors)")
    #expect(try text(fixture, "a.md").contains("1 new failure, 0 mended"))
    #expect(try text(fixture, "test-results/assay/report.html").contains("1 new failure, 0 mended"))
    let missing = try await fixture.assay("run", "fixture", "--base", "none.json", "--report", "markdown=a.md")
    #expect(missing.status == 1 && missing.errors.contains("--base: none.json"))
    #expect(try text(fixture, "a.md").contains("cannot be read"))
  }
}
