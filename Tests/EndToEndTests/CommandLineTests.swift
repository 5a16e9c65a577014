import Foundation
import TestSupport
import Testing

/// The commands beside `run` and `approve`, and what all of them say of themselves.
@Suite("Command line", .timeLimit(.minutes(10)))
struct CommandLineTests {
  static let commands = [
    "run", "plan", "approve", "lock", "verify", "versions", "profile", "test", "junit", "explain", "schema", "setup",
    "doctor",
  ]

  @Test(
    "--help of every command reads like a manual: what it does, how it is called, every option explained",
    arguments: commands)
  func help(command: String) async throws {
    let fixture = try SamplePipeline.fixture()
    let run = try await fixture.assay(command, "--help")
    #expect(run.status == 0 && run.errors.isEmpty)
    #expect(run.output.hasPrefix("OVERVIEW: "))
    #expect(run.output.contains("USAGE: assay \(command)"))
    let same = try await fixture.assay("help", command)
    #expect(same.output == run.output && same.status == 0)
    // Each option's line, or the one after it, says what it is for.
    let lines = run.output.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    for (index, line) in lines.enumerated() where line.hasPrefix("  -") {
      let words = line.split(separator: "  ", omittingEmptySubsequences: true)
      #expect(words.count > 1 || lines[index + 1].hasPrefix("          "), "\(line) is not explained")
    }
  }

  @Test("--help of the tool lists the commands and the exit status") func overview() async throws {
    let fixture = try SamplePipeline.fixture()
    let run = try await fixture.assay("--help")
    #expect(run.status == 0)
    for command in Self.commands { #expect(run.output.contains("\n  \(command) "), "\(command)") }
    for code in ["0 ", "1 ", "2 ", "64 ", "70 ", "128+n "] { #expect(run.output.contains("\n  \(code)"), "\(code)") }
    let bare = try await fixture.assay()
    #expect(bare.output.contains("SUBCOMMANDS"))
    let version = try await fixture.assay("--version")
    #expect(version.status == 0 && version.output.contains(#/^\d+\.\d+\.\d+\n$/#))
  }

  @Test("plan prints versions, stages and every check with its share of the budget, and runs nothing") func plan()
    async throws
  {
    let fixture = try SamplePipeline.fixture([
      "assay.yaml": SamplePipeline.manifest(
        stage: "{ command: [sh, -c, 'touch ran'], from: rows }",
        rows: ["drift: { columns: x }", "row_count: { min: 1 }"])
    ])
    let run = try await fixture.assay("plan", "fixture")
    #expect(run.status == 0 && run.errors.isEmpty, "\(run.errors)")
    for text in [
      "sample", "versions   v1", "features  command  from rows", "rows.drift.x", "spends 0.005", "rows.row_count",
      "plain limit", "fixture/assay.yaml:9",
    ] {
      #expect(run.output.contains(text), "\(text) in \(run.output)")
    }
    #expect(!FileManager.default.fileExists(atPath: "\(fixture.path)/ran"))
    #expect(!FileManager.default.fileExists(atPath: "\(fixture.root)/test-results"))
    // A check has the same share when it runs alone.
    let alone = try await fixture.assay("plan", "fixture", "--check", "rows.drift.x")
    #expect(alone.output.contains("rows.drift.x  spends 0.005") && !alone.output.contains("rows.row_count"))
  }

  @Test("plan tells of missing files, all of them, with 64") func planMissing() async throws {
    let fixture = try SamplePipeline.fixture(["assay.yaml": SamplePipeline.manifest(data: "data/none.csv")])
    try FileManager.default.removeItem(atPath: "\(fixture.path)/stages/features.sql")
    let run = try await fixture.assay("plan", "fixture")
    #expect(run.status == 64)
    #expect(run.errors.contains("'data/none.csv'") && run.errors.contains("'stages/features.sql'"), "\(run.errors)")
    let nothing = try await fixture.assay("plan")
    #expect(nothing.status == 64)
  }

  @Test("explain lists the checks, and has a page for each with arguments and examples") func explain() async throws {
    let fixture = try SamplePipeline.fixture()
    let list = try await fixture.assay("explain")
    #expect(list.status == 0)
    let names = list.lines.compactMap { $0.split(separator: " ").first.map(String.init) }
    #expect(names.count >= 18 && names.contains("null_rate") && names.contains("drift"))
    for name in names {
      let page = try await fixture.assay("explain", name)
      #expect(page.status == 0 && page.output.hasPrefix("\(name): "))
      #expect(page.output.contains("ARGUMENTS") && page.output.contains("EXAMPLES"))
    }
  }

  @Test("schema prints a JSON Schema with every check, the same each time") func schema() async throws {
    let fixture = try SamplePipeline.fixture()
    let run = try await fixture.assay("schema")
    #expect(run.status == 0 && run.errors.isEmpty)
    let schema = try #require(
      try JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [String: Any], "it is JSON")
    #expect(schema["$schema"] as? String == "https://json-schema.org/draft/2020-12/schema")
    let definitions = try #require(schema["$defs"] as? [String: Any])
    let list = try await fixture.assay("explain")
    for name in list.lines.compactMap({ $0.split(separator: " ").first }) {
      #expect(definitions["check.\(name)"] != nil, "\(name)")
    }
    // Every reference leads somewhere.
    for match in run.output.matches(of: #/"#/\$defs/([^"]+)"/#) {
      #expect(definitions[String(match.output.1)] != nil, "\(match.output.0)")
    }
    #expect(try await fixture.assay("schema").output == run.output)
  }

  @Test("doctor shows the libraries, where they are and their versions; what is missing ends it with 2") func doctor()
    async throws
  {
    let fixture = try SamplePipeline.fixture()
    let run = try await fixture.assay("doctor")
    #expect(run.status == 0, "\(run.output)")
    #expect(run.output.contains("assay ") && run.output.contains("1.5.5") && run.output.contains("1.32.0"))
    let broken = try await fixture.assay("doctor", environment: ["ASSAY_DUCKDB_LIBRARY": "/nowhere/libduckdb.so"])
    #expect(broken.status == 2)
    #expect(broken.output.contains("/nowhere/libduckdb.so") && broken.output.contains("ASSAY_DUCKDB_LIBRARY"))
    #expect(broken.output.contains("1.32.0"), "the other one is still shown")
  }

  @Test("a library that is missing or no library ends a run with 2 and says how to get it") func library() async throws
  {
    let fixture = try SamplePipeline.fixture()
    let paths = [("/nowhere/libduckdb.so", "ASSAY_DUCKDB_LIBRARY"), ("\(fixture.path)/assay.yaml", "assay doctor")]
    for (path, says) in paths {
      let run = try await fixture.assay("run", "fixture", environment: ["ASSAY_DUCKDB_LIBRARY": path])
      #expect(run.status == 2, "\(run.output)")
      #expect(run.output.contains(path) && run.output.contains(says), "\(run.output)")
      #expect(!fixture.reports.resultsPass && !fixture.reports.junitPasses)
    }
    let model = try SamplePipeline.fixture([
      "assay.yaml": SamplePipeline.manifest(
        stage: "{ model: models/score.onnx, from: rows, inputs: { X: [id, x, label, x] } }")
    ])
    try model.write("models/score.onnx", BadModelTests.model())
    let run = try await model.assay("run", "fixture", environment: ["ASSAY_ONNXRUNTIME_LIBRARY": "/nowhere/ort.so"])
    model.expect(run, endsWith: 2, saying: "/nowhere/ort.so")
  }

  @Test("--check and --version choose; a check alone has the verdict that it has among all") func selection()
    async throws
  {
    let fixture = try SamplePipeline.fixture([
      "assay.yaml": SamplePipeline.manifest(
        rows: ["drift: { columns: [x, id] }", "row_count: { min: 1000 }"], features: ["drift: { columns: y }"])
    ])
    let all = try await fixture.assay("run", "fixture")
    #expect(all.status == 1)
    let verdicts = fixture.reports.resultCases.map { "\($0.check) \($0.column ?? "") \($0.message)" }
    for pattern in ["rows.drift.x+id", "rows.drift", "*drift*", "rows"] {
      let run = try await fixture.assay("run", "fixture", "--check", pattern, "--version", "v1")
      #expect(run.status == (pattern == "rows" ? 1 : 0), "\(run.output)")
      for line in fixture.reports.resultCases.map({ "\($0.check) \($0.column ?? "") \($0.message)" }) {
        #expect(verdicts.contains(line), "\(line)")
      }
      #expect(!fixture.reports.resultCases.isEmpty)
    }
  }
}
