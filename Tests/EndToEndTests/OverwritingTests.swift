import Foundation
import TestSupport
import Testing

/// No report takes the place of what a fixture stands on, nor of another report.
@Suite("Overwriting", .timeLimit(.minutes(10)))
struct OverwritingTests {
  private func contents(_ fixture: TemporaryFixture) -> [String: String] {
    Dictionary(uniqueKeysWithValues: fixture.files(below: ".").map { ($0, fixture.text("fixture/\($0)")) })
  }

  @Test("a report is refused with 64 where it would replace a file of the fixture, and nothing is touched")
  func files() async throws {
    let fixture = try SamplePipeline.fixture()
    try fixture.write("assay.lock", "assay-lock 1\n")
    try fixture.write("baselines/v1.json", "{}")
    let data = try #require(fixture.files(below: "data").first)
    try FileManager.default.createSymbolicLink(
      atPath: "\(fixture.root)/link", withDestinationPath: "\(fixture.path)/data")
    let before = contents(fixture)
    for path in [
      "fixture/assay.yaml", "fixture/assay.lock", "fixture/baselines/v1.json", "fixture/baselines/new.json",
      "fixture/data/\(data)", "fixture/stages/../data/./\(data)", "link/\(data)", "link/../assay.yaml",
      "fixture/stages/features.sql",
    ] {
      let run = try await fixture.assay("run", "fixture", "--report", "html=\(path)")
      #expect(
        run.status == 64 && (run.errors + run.output).contains("--report html=\(path): it "),
        "\(run.output)\(run.errors)")
      #expect(contents(fixture) == before, "\(path)")
      #expect(!FileManager.default.fileExists(atPath: "\(fixture.root)/test-results"), "nothing is written")
    }
  }

  @Test("a report is refused where it would replace a file of a fixture that is not run")
  func otherFixtures() async throws {
    let fixture = try SamplePipeline.fixture()
    let other = try SamplePipeline.fixture()
    try FileManager.default.copyItem(atPath: other.path, toPath: "\(fixture.root)/other")
    try FileManager.default.createDirectory(atPath: "\(fixture.root)/broken", withIntermediateDirectories: true)
    try Data("assay: [\n".utf8).write(to: URL(filePath: "\(fixture.root)/broken/assay.yaml"))
    try Data("x\n1\n".utf8).write(to: URL(filePath: "\(fixture.root)/broken/x.csv"))
    let data = try #require(fixture.files(below: "data").first)
    for path in [
      "other/assay.yaml", "other/data/\(data)", "other/baselines/new.json", "broken/assay.yaml", "broken/x.csv",
    ] {
      let before = try? Data(contentsOf: URL(filePath: "\(fixture.root)/\(path)"))
      let run = try await fixture.assay("run", "fixture", "--report", "html=\(path)")
      #expect(
        run.status == 64 && (run.errors + run.output).contains("--report html=\(path): it "),
        "\(run.output)\(run.errors)")
      #expect((try? Data(contentsOf: URL(filePath: "\(fixture.root)/\(path)"))) == before, "\(path)")
    }
    let output = try await fixture.assay("run", "fixture", "--output", "other/baselines")
    #expect(output.status == 64, "\(output.output)\(output.errors)")
  }

  @Test("a new file that a glob of the fixture matches would be read as data, and is refused; one beside it is not")
  func globs() async throws {
    let fixture = try TemporaryFixture([
      "assay.yaml": """
      assay: 1
      fixture: parts
      data:
        t: { path: "data/20*/part-*.csv" }
      checks:
        t:
          - row_count: { min: 1 }
      """, "data/2013/part-1.csv": "x\n1\n", "data/2014/part-0.csv": "x\n1\n",
    ])
    for path in ["data/2013/part-2.csv", "data/2014/part-1.csv"] {
      let run = try await fixture.assay("run", "fixture", "--report", "html=fixture/\(path)")
      #expect(
        run.status == 64 && (run.errors + run.output).contains("whose glob it matches"), "\(run.output)\(run.errors)")
      #expect(!FileManager.default.fileExists(atPath: "\(fixture.path)/\(path)"))
    }
    for _ in 1...2 {
      let run = try await fixture.assay(
        "run", "fixture", "--output", "fixture/data/2013", "--report", "html=fixture/data/2013/part.html")
      #expect(run.status == 0, "\(run.output)\(run.errors)")
    }
  }

  @Test("the last run's results may be the base of the next, which replaces them; no other report may")
  func lastResults() async throws {
    let fixture = try SamplePipeline.fixture()
    let last = "test-results/assay/results.json"
    let first = try await fixture.assay("run", "fixture")
    let second = try await fixture.assay("run", "fixture", "--base", last, "--report", "markdown=summary.md")
    #expect(second.status == first.status, "\(second.output)\(second.errors)")
    #expect(!second.errors.contains("--base:"), "\(second.errors)")
    try fixture.write("base.json", fixture.text(last))
    let third = try await fixture.assay(
      "run", "fixture", "--base", "fixture/base.json", "--report", "markdown=fixture/base.json")
    #expect(
      third.status == 64 && (third.errors + third.output).contains("it is the file that --base names"),
      "\(third.output)\(third.errors)")
  }

  @Test("two reports are refused one file, however its path is spelt, also where one is a report of every run")
  func reports() async throws {
    let fixture = try SamplePipeline.fixture()
    try FileManager.default.createDirectory(atPath: "\(fixture.root)/al", withIntermediateDirectories: true)
    let twice = try await fixture.assay("run", "fixture", "--report", "html=al/x", "--report", "markdown=al/../al/x")
    #expect(
      twice.status == 64 && (twice.errors + twice.output).contains("the html report goes to that file"),
      "\(twice.output)\(twice.errors)")
    let own = try await fixture.assay(
      "run", "fixture", "--report", "html=test-results/../test-results/assay/results.json")
    #expect(
      own.status == 64 && (own.errors + own.output).contains("the json report of every run goes to that file"),
      "\(own.output)\(own.errors)")
    let dash = try await fixture.assay("run", "fixture", "--report", "markdown=-")
    #expect(
      dash.status == 64 && (dash.errors + dash.output).contains("standard output has the console's report"),
      "\(dash.output)\(dash.errors)")
    #expect(!FileManager.default.fileExists(atPath: "\(fixture.root)/-"))
  }

  @Test("show, profile, diff and junit merge leave the fixture's files and what they read alone")
  func otherCommands() async throws {
    let fixture = try SamplePipeline.fixture()
    _ = try await fixture.assay("run", "fixture")
    let data = "fixture/data/\(try #require(fixture.files(below: "data").first))"
    let before = contents(fixture)
    let results = fixture.text("test-results/assay/results.json")
    for arguments in [
      ["show", "test-results/assay", "--format", "html", "--output", "fixture/assay.yaml"],
      ["show", "test-results/assay", "--format", "html", "--output", "test-results/assay/results.json"],
      ["show", "test-results/assay", "--format", "html", "--output", data],
      ["profile", "fixture", "--output", data],
      ["diff", data, data, "--key", "id", "--output", data],
      ["diff", data, data, "--key", "id", "--rows", data],
    ] {
      let run = try await fixture.assay(list: arguments)
      #expect(
        run.status == 64 && (run.errors + run.output).contains("; name another file"), "\(run.output)\(run.errors)")
    }
    #expect(contents(fixture) == before)
    #expect(fixture.text("test-results/assay/results.json") == results)
    let shown = try await fixture.assay(list: ["show", "test-results/assay", "--format", "markdown", "--output", "-"])
    #expect(shown.status == 0 && (shown.errors + shown.output).contains("## "), "\(shown.output)\(shown.errors)")
    #expect(!FileManager.default.fileExists(atPath: "\(fixture.root)/-"))
  }
}
