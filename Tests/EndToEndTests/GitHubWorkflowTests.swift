import AssayReports
import Foundation
import TestSupport
import Testing

/// The action of `ci/github` in a workflow that act runs, a runner of GitHub's workflows that is not GitHub's: what it
/// reads of commands, outputs and the summary. Steps run on this machine, in a copy of a repository; nothing is fetched.
@Suite("A workflow of GitHub Actions", .timeLimit(.minutes(10)))
struct GitHubWorkflowTests {
  /// A line of act's log.
  private struct Line: Decodable {
    var command: String?
    var kvPairs: [String: String]?
    var arg: String?
    var name: String?
    var content: String?
    var raw: String?
    var msg: String?
    var stepID: [String]?
    var jobResult: String?
  }

  private struct Workflow {
    var status: Int32
    var output: String
    var lines: [Line]

    /// The step's outputs.
    var outputs: [String: String] {
      let found = lines.filter { $0.command == "set-output" && $0.stepID == ["assay"] }
      return Dictionary(found.map { ($0.name ?? "", $0.arg ?? "") }, uniquingKeysWith: { _, last in last })
    }

    /// Annotations of a level.
    func annotations(_ level: String) -> [Line] { lines.filter { $0.command == level } }
  }

  private static let workflow = """
    name: gate
    on: [pull_request]
    permissions: { contents: read }
    jobs:
      assay:
        runs-on: ubuntu-24.04
        steps:
          - uses: actions/checkout@v4
          - id: assay
            uses: ./ci/github
            with:
              fixtures: FIXTURES
              arguments: |
                --fail-on
                warn
          - if: always()
            env:
              VERDICT: ${{ steps.assay.outputs.verdict }}
            run: echo "the verdict is $VERDICT"

    """

  /// In place of GitHub's upload: a copy.
  private static let upload = """
    name: stand-in
    description: Copies what would be uploaded.
    inputs: { name: { required: true }, path: { required: true }, if-no-files-found: { default: warn } }
    runs:
      using: composite
      steps:
        - shell: bash
          env: { FROM: "${{ inputs.path }}", NAME: "${{ inputs.name }}" }
          run: cp -R "$FROM" "$ASSAY_UPLOADS/$NAME"

    """

  /// Makes a repository of a fixture, the action, and a gate that is the built `assay`, and runs its workflow.
  private func run(_ fixture: TemporaryFixture, named name: String = "fixture") async throws -> Workflow {
    let root = fixture.root
    let act = ReportReadersTests.environment + "/bin/act"
    try #require(FileManager.default.isExecutableFile(atPath: act), "no \(act): run ci/setup --with report-readers")
    let assay = try #require(AssayProcess.executable)
    let files = FileManager.default
    for folder in ["repository/.github/workflows", "repository/ci", "home/.config/act", "upload", "uploads"] {
      try files.createDirectory(atPath: "\(root)/\(folder)", withIntermediateDirectories: true)
    }
    try files.moveItem(atPath: fixture.path, toPath: "\(root)/repository/\(name)")
    try files.copyItem(atPath: "\(ConsumerPackage.root)/ci/github", toPath: "\(root)/repository/ci/github")
    try fixture.write("../repository/ci/gate", "#!/bin/sh\nexec '\(assay)' run \"$@\"\n")
    try files.setAttributes([.posixPermissions: 0o755], ofItemAtPath: "\(root)/repository/ci/gate")
    let quoted = "'" + name.replacing("'", with: "''") + "'"
    try fixture.write(
      "../repository/.github/workflows/gate.yml", Self.workflow.replacing("FIXTURES", with: quoted))
    try fixture.write("../upload/action.yml", Self.upload)
    try fixture.write("../home/.config/act/actrc", "")
    let git = try await ConsumerProcess.run(
      [
        "sh", "-c",
        "git init -q . && git add -A && git -c user.name=Ada -c user.email=ada@example.com commit -q -m gate",
      ], in: "\(root)/repository", environment: ["GIT_DIR": nil])
    #expect(git.status == 0, "\(git.output)")
    let action = try String(contentsOfFile: "\(ConsumerPackage.root)/ci/github/action.yml", encoding: .utf8)
    let uploadAction = try #require(action.firstMatch(of: /uses: (actions\/upload-artifact@[0-9a-f]{40}) #/)).1
    let ended = try await ConsumerProcess.run(
      [
        act, "pull_request", "--json", "--platform", "ubuntu-24.04=-self-hosted", "--no-cache-server",
        "--action-offline-mode", "--local-repository", "\(uploadAction)=\(root)/upload",
        "--env", "ASSAY_UPLOADS=\(root)/uploads", "--env", "ASSAY_DATA_CACHE=\(fixture.dataCache)",
        "--env", "ASSAY_CACHE=\(ReportReadersTests.cache)", "--env", "ASSAY_REPLAY_CACHE=\(fixture.replayCache)",
      ], in: "\(root)/repository",
      environment: [
        "HOME": "\(root)/home", "XDG_CONFIG_HOME": nil, "XDG_CACHE_HOME": nil, "GIT_DIR": nil,
      ], timeout: 300)
    let lines = ended.lines.compactMap { try? JSONDecoder().decode(Line.self, from: Data($0.utf8)) }
    return Workflow(status: ended.status, output: ended.output, lines: lines)
  }

  /// A fixture in which a column is named like workflow commands and like Markdown; not like an escape, since act undoes
  /// escapes in random order, some of them twice.
  private func hostile() throws -> TemporaryFixture {
    let names = ["a::error file,line::b 5%", "::add-path::/tmp,evil", "<script>alert(1)</script>|`x`"]
    let header = (["id"] + names).map(ColumnNameTests.field).joined(separator: ",")
    return try SamplePipeline.fixture([
      "data/rows.csv": SamplePipeline.csv(300, header: header) { "\($0),\($0 % 5),1,::error::x\($0)" },
      "data/reference.csv": SamplePipeline.csv(300, header: header) { "\($0),\($0 % 50),1,y" },
      "assay.yaml": SamplePipeline.tableManifest([
        "null_rate: { columns: \(ColumnNameTests.list(names)), min: 0.5, max: 1 }\n      id: rows.nulls",
        "range: { columns: id, max: 3 }\n      severity: warn",
      ]),
    ])
  }

  @Test("shows each failure once, with the text that the report has, and takes no command from data")
  func annotations() async throws {
    let fixture = try hostile()
    let run = try await run(fixture, named: "a fixture; $(touch x) 'y'")
    #expect(run.status == 1 && run.lines.contains { $0.jobResult == "failure" }, "\(run.output.suffix(4_000))")
    let reports = RunReports("\(fixture.root)/uploads/assay")
    let cases = reports.resultCases
    #expect(cases.filter { $0.verdict == "fail" }.count == 3, "\(cases.map(\.verdict))")
    for (level, verdict) in [("error", "fail"), ("warning", "warn")] {
      let shown = run.annotations(level)
      let known = cases.filter { $0.verdict == verdict }
      #expect(shown.count == known.count, "\(run.output.suffix(4_000))")
      for (annotation, item) in zip(shown, known) {
        #expect(annotation.kvPairs?["file"] == "a fixture; $(touch x) 'y'/assay.yaml")
        #expect(annotation.kvPairs?["line"] == "\(item.line)" && annotation.kvPairs?.count == 3)
        let title = annotation.kvPairs?["title"] ?? ""
        #expect(title.hasPrefix("sample v1: rows.") && title.hasSuffix("[\(item.column ?? "")]"), "\(title)")
        #expect(annotation.arg?.hasPrefix(item.message + "\n") == true, "\(annotation.arg ?? "")")
      }
    }
    // The console's lines are between two that switch commands off and on.
    let commands = run.lines.compactMap(\.command).filter { $0 != "set-output" && $0 != "summary" }
    let others = Set(commands.dropFirst()).subtracting(["error", "warning", "ignored"])
    #expect(commands.first == "stop-commands" && others.count == 1, "\(commands)")
    #expect(!run.lines.contains { $0.command == "add-path" })
    #expect(!FileManager.default.fileExists(atPath: "\(fixture.root)/repository/x"))
  }

  @Test("gets outputs and the summary, whatever the verdict, and uploads the reports", arguments: [true, false])
  func outputs(passes: Bool) async throws {
    let fixture = try passes ? SamplePipeline.fixture() : hostile()
    let run = try await run(fixture)
    #expect(run.status == (passes ? 0 : 1), "\(run.output.suffix(4_000))")
    let results = try #require(RunReports("\(fixture.root)/uploads/assay").results)
    #expect(run.outputs["verdict"] == (passes ? "passed" : "failed"))
    #expect(run.outputs["exit-code"] == "\(results.exitCode)" && run.outputs["checks"] == "\(results.tally.total)")
    #expect(run.outputs["failures"] == "\(results.tally.fail)" && run.outputs["warnings"] == "\(results.tally.warn)")
    #expect(run.outputs["junit"] == "test-results/assay/TEST-assay.xml" && run.outputs["first-divergence"] == "")
    #expect(run.lines.contains { $0.msg == "the verdict is \(passes ? "passed" : "failed")\n" })
    let summary = try String(contentsOfFile: "\(fixture.root)/uploads/assay/summary.md", encoding: .utf8)
    #expect(run.lines.contains { $0.command == "summary" && $0.content == summary })
  }

  @Test("ends with the gate's failure, outputs and reports too when nothing could be evaluated")
  func broken() async throws {
    let fixture = try SamplePipeline.fixture(["assay.yaml": "assay: 1\nfixture: sample\nnothing: here\n"])
    let run = try await run(fixture)
    #expect(run.status == 1 && run.outputs["verdict"] == "usage" && run.outputs["exit-code"] == "64")
    let shown = run.annotations("error")
    #expect(shown.count == 1 && shown[0].arg?.contains("nothing") == true, "\(shown)")
    #expect(FileManager.default.fileExists(atPath: "\(fixture.root)/uploads/assay/TEST-assay.xml"))
  }
}
