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
      fixture.expect(run, endsWith: 64, saying: "--report html=\(path): it ")
      #expect(contents(fixture) == before, "\(path)")
      #expect(!FileManager.default.fileExists(atPath: fixture.output), "nothing is written")
    }
  }

  @Test("two reports are refused one file, however its path is spelt, also where one is a report of every run")
  func reports() async throws {
    let fixture = try SamplePipeline.fixture()
    try FileManager.default.createDirectory(atPath: "\(fixture.root)/al", withIntermediateDirectories: true)
    let twice = try await fixture.assay("run", "fixture", "--report", "html=al/x", "--report", "markdown=al/../al/x")
    fixture.expect(twice, endsWith: 64, saying: "the html report goes to that file")
    let own = try await fixture.assay("run", "fixture", "--report", "html=reports/../reports/results.json")
    fixture.expect(own, endsWith: 64, saying: "the json report of every run goes to that file")
    let dash = try await fixture.assay("run", "fixture", "--report", "markdown=-")
    fixture.expect(dash, endsWith: 64, saying: "standard output has the console's report")
    #expect(!FileManager.default.fileExists(atPath: "\(fixture.root)/-"))
  }

  @Test("show, profile, diff and junit merge leave the fixture's files and what they read alone")
  func otherCommands() async throws {
    let fixture = try SamplePipeline.fixture()
    _ = try await fixture.assay("run", "fixture")
    let data = "fixture/data/\(try #require(fixture.files(below: "data").first))"
    let before = contents(fixture)
    let results = fixture.text("reports/results.json")
    for arguments in [
      ["show", "reports", "--format", "html", "--output", "fixture/assay.yaml"],
      ["show", "reports", "--format", "html", "--output", "reports/results.json"],
      ["show", "reports", "--format", "html", "--output", data],
      ["profile", "fixture", "--output", data],
      ["diff", data, data, "--key", "id", "--output", data],
      ["diff", data, data, "--key", "id", "--rows", data],
    ] {
      let run = try await fixture.assay(list: arguments)
      fixture.expect(run, endsWith: 64, saying: "; name another file")
    }
    #expect(contents(fixture) == before)
    #expect(fixture.text("reports/results.json") == results)
    let shown = try await fixture.assay(list: ["show", "reports", "--format", "markdown", "--output", "-"])
    fixture.expect(shown, endsWith: 0, saying: "## ")
    #expect(!FileManager.default.fileExists(atPath: "\(fixture.root)/-"))
  }
}
