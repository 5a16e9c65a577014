import AssayGate
import AssayJUnit
import AssayReports
import Foundation
import TestSupport
import Testing

/// A recorder that the conformance suite runs on.
struct RecorderCandidate: Sendable, CustomTestStringConvertible {
  var name: String
  /// Makes a recorder that writes to a path.
  var make: @Sendable (_ path: String) -> any Recorder
  /// Whether a report reads as a pass to whoever consumes the format.
  var readsAsPass: @Sendable (_ path: String) -> Bool

  var testDescription: String { name }

  static let all = [
    RecorderCandidate(
      name: "junit",
      make: { JUnitRecorder(output: $0, workingDirectory: FileManager.default.currentDirectoryPath) },
      readsAsPass: { path in
        var cases = 0
        var bad = 0
        do {
          try JUnitReader(path: path).read { event in
            if case .testCase(let one, _) = event {
              cases += 1
              if !one.results.isEmpty { bad += 1 }
            }
          }
        } catch {
          return false
        }
        return cases > 0 && bad == 0
      }),
    RecorderCandidate(
      name: "results.json",
      make: { ResultsRecorder(output: $0, workingDirectory: FileManager.default.currentDirectoryPath) },
      readsAsPass: { path in
        guard let data = FileManager.default.contents(atPath: path),
          let report = try? JSONSerialization.jsonObject(with: data) as? [String: Any]
        else { return false }
        return report["status"] as? String == "passed" || report["exitCode"] as? Int == 0
      }),
    RecorderCandidate(
      name: "code quality",
      make: { CodeQualityRecorder(output: $0, environment: [:], workingDirectory: folder) },
      readsAsPass: { path in
        // GitLab shows a report without findings as one of which all is well.
        guard let data = FileManager.default.contents(atPath: path),
          let findings = try? JSONSerialization.jsonObject(with: data) as? [Any]
        else { return false }
        return findings.isEmpty
      }),
    rendered("HTML", { try HTMLReport().render($0) }) { $0.contains("PASSED") },
    rendered("Markdown", { MarkdownReport().render($0) }) { $0.hasPrefix("## ✓") || $0.contains("PASSED") },
    rendered("SARIF", { SARIFReport(environment: [:], workingDirectory: folder).render($0) }) { text in
      // Code scanning looks at the results alone, other readers at the invocation.
      text.contains("\"results\": []") || text.contains("\"exitCode\": 0")
    },
    rendered("OpenMetrics", { OpenMetricsReport().render($0) }) { text in
      text.contains("assay_run_exit_code 0\n") || text.contains("{status=\"passed\"} 1\n")
    },
  ]

  private static let folder = FileManager.default.currentDirectoryPath

  private static func rendered(
    _ name: String, _ render: @escaping @Sendable (Results) throws -> String,
    readsAsPass: @escaping @Sendable (String) -> Bool
  ) -> RecorderCandidate {
    RecorderCandidate(
      name: name,
      make: { RenderedReportRecorder(name: name, output: $0, workingDirectory: folder, render: render) },
      readsAsPass: { path in
        FileManager.default.contents(atPath: path).map { readsAsPass(String(decoding: $0, as: UTF8.self)) } ?? false
      })
  }
}

/// What any recorder of a file must do. A new one joins by a `RecorderCandidate`.
@Suite("Any recorder")
struct RecorderConformance {
  static func passing() -> [GateEvent] {
    SampleRun.events(exitCode: .passed).compactMap { event in
      switch event {
      case .caseFinished(let one): one.verdict == .pass ? event : nil
      case .versionFinished(var version):
        {
          version.tables = []
          return .versionFinished(version)
        }()
      case .runFinished(var outcome):
        {
          var tally = Tally()
          for case .caseFinished(let one) in SampleRun.events(exitCode: .passed) where one.verdict == .pass {
            tally.add(one.verdict)
          }
          outcome.tally = tally
          outcome.failures = []
          outcome.firstDivergence = nil
          return .runFinished(outcome)
        }()
      case .fixtureFinished(var fixture):
        {
          fixture.failures = []
          fixture.firstDivergence = nil
          return .fixtureFinished(fixture)
        }()
      case .stageFinished(let stage): stage.failure == nil ? event : nil
      default: event
      }
    }
  }

  @Test("writes a pass for a run that passed, and nothing else as a pass", arguments: RecorderCandidate.all)
  func passes(_ candidate: RecorderCandidate) throws {
    try SampleRun.withFolder { folder in
      let path = "\(folder)/report"
      let recorder = candidate.make(path)
      try recorder.invalidate()
      #expect(!candidate.readsAsPass(path), "an invalidated report")
      for event in Self.passing() { try recorder.record(event) }
      #expect(candidate.readsAsPass(path), "a run that passed")

      // The next run replaces the old pass at once, and ends before its end.
      let next = candidate.make(path)
      try next.invalidate()
      #expect(!candidate.readsAsPass(path), "a run that began")
      for event in Self.passing().dropLast() {
        try next.record(event)
        #expect(!candidate.readsAsPass(path), "a run that did not finish")
      }
    }
  }

  @Test("writes no pass for a run that failed", arguments: RecorderCandidate.all, [1, 2, 64, 70, 130] as [Int32])
  func fails(_ candidate: RecorderCandidate, _ code: Int32) throws {
    try SampleRun.withFolder { folder in
      let path = "\(folder)/report"
      let recorder = candidate.make(path)
      try recorder.invalidate()
      for event in SampleRun.events(exitCode: ExitCode(rawValue: code)) { try recorder.record(event) }
      #expect(!candidate.readsAsPass(path))
    }
  }

  @Test("throws where it cannot write, and names the path", arguments: RecorderCandidate.all)
  func throwsWhereItCannotWrite(_ candidate: RecorderCandidate) throws {
    try SampleRun.withFolder { folder in
      try Data("in the way".utf8).write(to: URL(fileURLWithPath: "\(folder)/file"))
      let path = "\(folder)/file/report"
      let recorder = candidate.make(path)
      let error = #expect(throws: (any Error).self) { try recorder.invalidate() }
      #expect(error.map { "\($0)".contains(path) } == true)
    }
  }

  @Test("has a name for messages", arguments: RecorderCandidate.all)
  func isNamed(_ candidate: RecorderCandidate) { #expect(!candidate.make("report").name.isEmpty) }
}
