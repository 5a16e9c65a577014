import Foundation
import Subprocess
import TestSupport
import Testing

#if canImport(System)
  import System
#else
  import SystemPackage
#endif

/// What a run adds for the CI system that it runs in, and the scripts of the templates, run for real.
@Suite("CI systems", .timeLimit(.minutes(10)))
struct CITests {
  private static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().path

  private func failing() throws -> TemporaryFixture {
    try SamplePipeline.fixture(["assay.yaml": SamplePipeline.tableManifest([ExitCodeTests.failing])])
  }

  @Test("GitHub: an annotation on the manifest's line after the console's text, and outputs")
  func github() async throws {
    let fixture = try failing()
    let outputs = "\(fixture.root)/outputs"
    let run = try await fixture.assay(
      "run", "fixture",
      environment: [
        "GITHUB_ACTIONS": "true", "GITHUB_WORKSPACE": fixture.root, "GITHUB_OUTPUT": outputs,
        "GITHUB_STEP_SUMMARY": "\(fixture.root)/summary",
      ])
    #expect(run.status == 1)
    let summary = try String(contentsOfFile: "\(fixture.root)/summary", encoding: .utf8)
    #expect(summary.contains("300 is below the minimum 1,000"), "\(summary)")
    #expect(run.lines.first?.hasPrefix("::stop-commands::") == true)
    #expect(run.lines.last?.hasPrefix("::error file=fixture/assay.yaml,line=7,title=sample v1%3A rows.") == true)
    #expect(run.lines.last?.contains("row_count 300 is below the minimum 1,000 · n 300%0Alimit: min 1,000%0A") == true)
    let text = try String(contentsOfFile: outputs, encoding: .utf8)
    #expect(text.contains("verdict<<end-of-verdict\nfailed\nend-of-verdict\nexit-code<<end-of-exit-code\n1\n"))
  }

  @Test("GitLab: findings beside the other reports, and sections in the log")
  func gitlab() async throws {
    let fixture = try failing()
    let run = try await fixture.assay(
      "run", "fixture", environment: ["GITLAB_CI": "true", "CI_PROJECT_DIR": fixture.root])
    #expect(run.status == 1 && run.output.contains("section_start:") && run.output.contains("section_end:"))
    let path = "\(fixture.root)/test-results/assay/gl-code-quality-report.json"
    let findings = try JSONSerialization.jsonObject(with: Data(contentsOf: URL(filePath: path))) as? [[String: Any]]
    #expect(findings?.count == 1)
    #expect((findings?.first?["location"] as? [String: Any])?["path"] as? String == "fixture/assay.yaml")
  }

  @Test("--ci none and no system: nothing is added; --ci NAME: what that system shows")
  func chosen() async throws {
    let fixture = try failing()
    let none = try await fixture.assay("run", "fixture", "--ci", "none", environment: ["GITHUB_ACTIONS": "true"])
    #expect(none.status == 1 && !none.output.contains("::"))
    let chosen = try await fixture.assay("run", "fixture", "--ci", "github")
    #expect(chosen.status == 1 && chosen.lines.last?.hasPrefix("::error ") == true)
    let unknown = try await fixture.assay("run", "fixture", "--ci", "gihub")
    #expect(unknown.status == 64 && unknown.errors.contains("gihub"))
  }

  @Test("The action's script hands fixtures and options over word for word", arguments: [0, 1])
  func action(expected: Int32) async throws {
    let fixture = try expected == 0 ? SamplePipeline.fixture() : failing()
    try FileManager.default.moveItem(atPath: fixture.path, toPath: "\(fixture.root)/a fixture; $(touch x)")
    let ended = try await script(
      .path(FilePath("\(Self.root)/ci/github/run")), [], in: fixture,
      [
        "ASSAY_FIXTURES": "a fixture; $(touch x)\r\n", "ASSAY_ARGUMENTS": "--fail-on\nwarn\n\n",
        "ASSAY_OUTPUT": "out put", "ASSAY_GATE": "./gate",
      ])
    #expect(ended == expected)
    #expect(FileManager.default.fileExists(atPath: "\(fixture.root)/out put/TEST-assay.xml"))
    #expect(!FileManager.default.fileExists(atPath: "\(fixture.root)/x"))
  }

  @Test(
    "The scripts within the templates hand fixtures and options over word for word",
    arguments: [
      ("ci/gitlab/assay.yml", "    - |\n", "  artifacts:"), ("ci/jenkins/vars/assay.groovy", "script: '''\n", "'''"),
    ])
  func template(file: String, start: String, end: String) async throws {
    let fixture = try failing()
    try FileManager.default.moveItem(atPath: fixture.path, toPath: "\(fixture.root)/a fixture; $(touch x)")
    let text = try String(contentsOfFile: "\(Self.root)/\(file)", encoding: .utf8)
    let begin = try #require(text.range(of: start))
    let rest = text[begin.upperBound...]
    var lines = try rest[..<#require(rest.range(of: end)).lowerBound].components(separatedBy: "\n")
    // YAML takes a block's indentation away.
    if file.hasSuffix("yml") { lines = lines.map { String($0.dropFirst(6)) } }
    let ended = try await script(
      .path("/bin/sh"), ["-c", lines.joined(separator: "\n")], in: fixture,
      [
        "ASSAY_FIXTURES": "a fixture; $(touch x)", "ASSAY_ARGUMENTS": "--fail-on\nwarn\n--check\nrows*",
        "ASSAY_COMMAND": "assay", "ASSAY_OUTPUT": "test-results/assay",
      ])
    #expect(ended == 1)
    #expect(FileManager.default.fileExists(atPath: "\(fixture.root)/test-results/assay/TEST-assay.xml"))
    #expect(!FileManager.default.fileExists(atPath: "\(fixture.root)/x"))
  }

  /// Runs a script in the fixture's work tree, where `gate` is `assay run` and `assay` is on the path.
  private func script(
    _ executable: Executable, _ arguments: [String], in fixture: TemporaryFixture, _ variables: [String: String]
  ) async throws -> Int32? {
    let assay = try #require(AssayProcess.executable)
    let gate = "\(fixture.root)/gate"
    try "#!/bin/sh\nexec '\(assay)' run \"$@\"\n".write(toFile: gate, atomically: true, encoding: .utf8)
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: gate)
    let path = URL(filePath: assay).deletingLastPathComponent().path + ":/usr/bin:/bin"
    var values: [Environment.Key: String?] = ["PATH": path, "ASSAY_DATA_CACHE": fixture.dataCache, "CI": nil]
    for name in ["GITHUB_ACTIONS", "GITLAB_CI"] { values[Environment.Key(stringLiteral: name)] = .some(nil) }
    for (name, value) in variables { values[Environment.Key(stringLiteral: name)] = value }
    let result = try await Subprocess.run(
      executable, arguments: Arguments(arguments), environment: .inherit.updating(values),
      workingDirectory: FilePath(fixture.root), output: .string(limit: 1 << 20), error: .string(limit: 1 << 20))
    guard case .exited(let code) = result.terminationStatus else { return nil }
    if code > 2 { Issue.record("ended with \(code): \(result.standardOutput) \(result.standardError)") }
    return code
  }
}
