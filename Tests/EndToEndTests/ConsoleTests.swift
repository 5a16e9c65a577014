import Foundation
import TestSupport
import Testing

/// What a run prints.
@Suite("Console", .timeLimit(.minutes(10)))
struct ConsoleTests {
  static let escape = "\u{1B}["

  func fixture() throws -> TemporaryFixture {
    try SamplePipeline.fixture([
      "assay.yaml": SamplePipeline.manifest(
        rows: ["row_count: { min: 1000 }"], features: ["mean: { columns: x, max: 1 }\n      severity: warn"])
    ])
  }

  @Test("has no colours in a pipe, and has them when they are asked for") func colours() async throws {
    let cases: [(arguments: [String], environment: [String: String], isColoured: Bool)] = [
      ([], [:], false), (["--color", "auto"], [:], false), (["--color", "always"], [:], true),
      (["--color", "never"], ["FORCE_COLOR": "1"], false), ([], ["FORCE_COLOR": "1"], true),
      ([], ["FORCE_COLOR": "1", "NO_COLOR": "1"], false), ([], ["CLICOLOR_FORCE": "1"], true),
      (["--color", "always"], ["NO_COLOR": "1"], true), ([], ["TERM": "xterm-256color"], false),
    ]
    let fixture = try fixture()
    for item in cases {
      let run = try await fixture.assay(list: ["run", "fixture"] + item.arguments, environment: item.environment)
      #expect(run.status == 1)
      #expect(run.output.contains(Self.escape) == item.isColoured, "\(item)")
      let plain = run.output.replacing(#/\u{1B}\[[0-9;]*m/#, with: "")
      #expect(plain.contains("FAIL  sample v1 rows  row_count"), "\(item)")
    }
  }

  @Test("ends with the verdict as its last line, whatever the verdict", arguments: [0, 1, 2, 64] as [Int32])
  func lastLine(status: Int32) async throws {
    let checks: [Int32: String] = [
      0: "row_count: { min: 1 }", 1: "row_count: { min: 1000 }", 2: "mean: { columns: y, min: 0 }",
    ]
    let words: [Int32: String] = [0: "PASSED", 1: "FAILED", 2: "NOT EVALUATED", 64: "USAGE ERROR"]
    let fixture = try SamplePipeline.fixture([
      "assay.yaml": SamplePipeline.tableManifest([checks[status] ?? "nothing"])
    ])
    for arguments in [["run", "fixture"], ["run", "fixture", "--quiet"]] {
      let run = try await fixture.assay(list: arguments)
      #expect(run.status == status)
      #expect(run.lines.last?.hasPrefix("\(words[status] ?? "")  ") == true, "\(run.output)")
      #expect(run.lines.last?.hasSuffix("test-results/assay/report.html") == true)
      #expect(run.output.hasSuffix("\n"))
    }
  }

  @Test("--quiet leaves the failures and the verdict, and nothing on standard error") func quiet() async throws {
    let failing = try fixture()
    let run = try await failing.assay("run", "fixture", "--quiet")
    #expect(run.status == 1 && run.errors.isEmpty)
    #expect(run.output.contains("FAIL  sample v1 rows  row_count"))
    #expect(!run.output.contains("1 version"), "no headings")
    let green = try SamplePipeline.fixture()
    let quiet = try await green.assay("run", "fixture", "-q")
    #expect(quiet.status == 0 && quiet.errors.isEmpty)
    #expect(quiet.lines.count == 1 && quiet.lines[0].hasPrefix("PASSED  2 checks"))
  }

  @Test("failing checks come last, with observed value, limit, n, place and the command that reruns just them")
  func failures() async throws {
    let run = try await fixture().assay("run", "fixture")
    let block = try #require(run.output.split(separator: "\n\n").dropLast().last.map(String.init))
    #expect(block.hasPrefix("FAIL  sample v1 rows  row_count"))
    for text in [
      "row_count 300", "min 1,000", "n 300", "fixture/assay.yaml:9",
      "assay run fixture --version v1 --check rows.row_count",
    ] {
      #expect(block.contains(text), "\(text) in \(block)")
    }
    #expect(run.output.contains("1 warning: features.mean.x"))
  }

  @Test("tells of a long stage on standard error while it runs") func progress() async throws {
    let fixture = try SamplePipeline.fixture([
      "assay.yaml": SamplePipeline.manifest(
        stage:
          "{ command: [sh, -c, 'sleep 3; cp \"$ASSAY_INPUT/rows.csv\" \"$ASSAY_OUTPUT\"'], from: rows, format: csv }")
    ])
    let run = try await fixture.assay("run", "fixture")
    fixture.expectPass(run)
    #expect(run.errors.contains(#/sample v1 · stage features · running for \d/#), "\(run.errors)")
    #expect(!run.output.contains("running for"))
  }

  @Test("uses plain symbols where the locale has no others") func symbols() async throws {
    let fixture = try fixture()
    let run = try await fixture.assay("run", "fixture", environment: ["LC_ALL": "C"])
    #expect(run.status == 1)
    #expect(run.output.utf8.allSatisfy { $0 < 0x80 } && run.errors.utf8.allSatisfy { $0 < 0x80 }, "\(run.output)")
  }
}
