import Foundation
import TestSupport
import Testing

/// The file of the smallest failing input, and the command that replays it.
@Suite("Smallest input", .timeLimit(.minutes(10)))
struct SmallestInputTests {
  private static let silent = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().appendingPathComponent("Fixtures/flights-silent").path

  @Test("in flights-silent it holds at most ten rows, and the printed command replays it to the same first divergence")
  func flights() async throws {
    let fixture = try TemporaryFixture()
    let run = try await fixture.assay("run", Self.silent, "--version", "2013-04")
    #expect(run.status == 1, "\(run.output)")
    let first = try #require(fixture.reports.results?.firstDivergence)
    #expect(first.stage == "features" && first.column == "temp" && first.version == "2013-04")
    let smallest = try #require(first.smallest)
    #expect(smallest.files.map(\.table) == ["flights"] && (1...10).contains(smallest.files[0].rows))
    #expect(FileManager.default.fileExists(atPath: "\(fixture.root)/\(smallest.files[0].path)"))
    #expect(first.inputs?.first?.table == "flights" && first.examples.count > 1)

    let line = try #require(run.output.split(separator: "\n").first { $0.contains(" --input ") })
    let command = line.trimmingCharacters(in: .whitespaces)
    #expect(command == smallest.rerun, "console and results.json name the same command")
    #expect(fixture.reports.junitText.contains(command), "JUnit's failure names it too")

    let words = command.split(separator: " ").map(String.init)
    #expect(words.first == "assay")
    let again = try await fixture.shell("\"$ASSAY\" " + words.dropFirst().joined(separator: " "))
    #expect(again.status == 1, "\(again.output)")
    let second = try #require(fixture.reports.results?.firstDivergence)
    #expect(second.stage == first.stage && second.column == first.column && second.version == first.version)
    #expect(again.output.contains("PARTIAL REPLAY of flights=") && second.rerun == command)
    #expect(fixture.reports.results?.fixtures.first?.replacedData?.count == 1)
    #expect(!fixture.reports.resultsPass && !fixture.reports.junitPasses && fixture.reports.violations.isEmpty)
    let judged = fixture.reports.resultCases.filter { $0.verdict != "skipped" }
    #expect(!judged.isEmpty && judged.allSatisfy { $0.kind == "golden" })
  }

  @Test("a partial replay without a difference ends with 2, and a wrong request with 64") func partial() async throws {
    let fixture = try SamplePipeline.fixture(["assay.yaml": SamplePipeline.manifest(features: ApproveTests.checks)])
    _ = try await fixture.assay("approve", "fixture", "--why", "first")
    let input = "rows=fixture/data/rows.csv"
    let same = try await fixture.assay("run", "fixture", "--version", "v1", "--input", input)
    fixture.expect(same, endsWith: 2, saying: "partial replay of version 'v1'")
    for arguments in [
      ["--input", input], ["--version", "v1", "--input", "rows"], ["--version", "v1", "--input", "row=a.csv"],
    ] {
      let run = try await fixture.assay(list: ["run", "fixture"] + arguments)
      #expect(run.status == 64, "\(arguments): \(run.output)\(run.errors)")
    }
    fixture.expectPass(try await fixture.assay("run", "fixture"))
  }
}
