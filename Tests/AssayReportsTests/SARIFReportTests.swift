import AssayGate
import Foundation
import TestSupport
import Testing

@testable import AssayReports

/// What golden files and the schema (in the end-to-end tests) do not show.
@Suite("The SARIF log")
struct SARIFReportTests {
  private struct Log: Decodable {
    var runs: [Run]

    struct Run: Decodable {
      var invocations: [Invocation]
      var results: [Finding]
    }
    struct Invocation: Decodable {
      var executionSuccessful: Bool
      var exitCode: Int
      var toolExecutionNotifications: [Notification]
    }
    struct Notification: Decodable {
      var level: String
      var message: Message
    }
    struct Message: Decodable { var text: String }
    struct Finding: Decodable {
      var ruleId: String
      var level: String
      var kind: String
      var message: Message
      var baselineState: String?
      var partialFingerprints: [String: String]
      var locations: [Location]
    }
    struct Location: Decodable {
      var physicalLocation: Physical
      struct Physical: Decodable {
        var artifactLocation: Artifact
        var region: [String: Int]
      }
      struct Artifact: Decodable {
        var uri: String
        var uriBaseId: String?
      }
    }
  }

  private func log(_ events: [GateEvent], base: [GateEvent]? = nil) throws -> Log.Run {
    let report = SARIFReport(environment: [:], workingDirectory: "/repository")
    let text = report.render(
      try ReportSample.results(events), base: try base.map { .results(try ReportSample.results($0)) })
    return try #require(JSONDecoder().decode(Log.self, from: Data(text.utf8)).runs.first)
  }

  @Test("tells new findings from known ones when there is a base, and says nothing of it when there is none")
  func base() throws {
    func item(_ kind: String, _ message: String, line: Int = 3) -> CaseResult {
      SampleRun.result(.fail, "t", kind, line: line, message: message)
    }
    let before = SampleRun.events(cases: [item("a", "1"), item("b", "1")], exitCode: .failed)
    let now = SampleRun.events(cases: [item("a", "1", line: 9), item("b", "2"), item("c", "1")], exitCode: .failed)
    #expect(try log(now, base: before).results.map(\.baselineState) == ["unchanged", "updated", "new"])
    #expect(try log(now).results.allSatisfy { $0.baselineState == nil })
    #expect(try log(now, base: [.runStarted(SampleRun.header)]).results.allSatisfy { $0.baselineState == nil })
  }

  @Test("of a run that did not finish, or of which nothing was judged, is no log of a run without findings")
  func ends() throws {
    let begun = try log([.runStarted(SampleRun.header)])
    #expect(!begun.invocations[0].executionSuccessful && begun.invocations[0].exitCode == 2)
    #expect(begun.results.map(\.ruleId) == ["not_evaluated"])
    let broken = try log(
      SampleRun.events(
        cases: [], exitCode: .usage, failures: ["a/assay.yaml:3:5: unknown key"],
        fixtureFailures: ["a/assay.yaml:3:5: unknown key"]))
    #expect(!broken.invocations[0].executionSuccessful && broken.results.count == 1)
    #expect(broken.results[0].message.text == "unknown key" && broken.results[0].level == "error")
    #expect(broken.results[0].locations[0].physicalLocation.region == ["startLine": 3])
    #expect(broken.invocations[0].toolExecutionNotifications.map(\.message.text) == ["a/assay.yaml:3:5: unknown key"])
    let green = try log(SampleRun.events(cases: [SampleRun.result(.pass, "t", "a")], exitCode: .passed))
    #expect(green.invocations[0].executionSuccessful && green.results.isEmpty)
  }

  @Test("takes an inconclusive check for an open question, not for a failure")
  func inconclusive() throws {
    let finding = try #require(
      log(SampleRun.events(cases: [SampleRun.result(.inconclusive, "t", "a")], exitCode: .passed)).results.first)
    #expect(finding.kind == "open" && finding.level == "none")
  }

  @Test("has no placeholder and no link in a message, whatever the data says", arguments: ReportSample.hostile)
  func hostile(text: String) throws {
    for finding in try log(ReportSample.hostileRun(text)).results {
      #expect(!finding.message.text.unicodeScalars.split(separator: "]").dropFirst().contains { $0.first == "(" })
      let braces = finding.message.text.unicodeScalars.split { !"{}".unicodeScalars.contains($0) }
      #expect(braces.allSatisfy { $0.count.isMultiple(of: 2) }, "\(finding.message.text)")
    }
  }

  @Test("says how many findings it leaves out")
  func cut() throws {
    let cases = (0..<2_003).map { SampleRun.result(.fail, "t", "range", column: "c\($0)") }
    let results = SampleRun.events(cases: cases, exitCode: .failed)
    var builder = ResultsBuilder()
    for event in results { builder.take(event) }
    let text = SARIFReport(environment: [:], workingDirectory: "/").render(builder.current)
    let run = try #require(JSONDecoder().decode(Log.self, from: Data(text.utf8)).runs.first)
    #expect(run.results.count == 2_000)
    #expect(
      run.invocations[0].toolExecutionNotifications.map(\.message.text) == ["3 more findings are in results.json"])
  }

  @Test(
    "gives paths as URIs",
    arguments: [
      ("a b/ä#?.yaml", "a%20b/%C3%A4%23%3F.yaml", true), ("./x.yaml", "x.yaml", true),
      ("../out/x.yaml", "file:///work/out/x.yaml", false), ("/etc/a%b", "file:///etc/a%25b", false),
    ])
  func paths(path: String, uri: String, isRelative: Bool) {
    let found = RepositoryPath(root: nil, workingDirectory: "/work/repository").uri(path)
    #expect(found.text == uri && found.isRelative == isRelative)
  }
}
