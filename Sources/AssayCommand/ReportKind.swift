import AssayGate
import AssayJUnit
import AssayReports
import Foundation

/// A kind of report file. A new one is a line in ``all``: `--report` and `assay show` then know it.
struct ReportKind: Sendable {
  /// The name on the command line: `html`.
  let name: String
  /// What it is for, in a few words.
  let summary: String
  /// The file below the output folder that every run writes; nil for kinds that are written only on request.
  let defaultFile: String?
  /// The file below the output folder that a run writes in a CI system that shows it.
  var systemFile: @Sendable (CISystem) -> String? = { _ in nil }
  /// Writes it during a run.
  let recorder: @Sendable (ReportRequest) -> any Recorder
  /// Renders a finished run again.
  let render: @Sendable (FinishedRun) throws -> String

  /// Every kind there is.
  static let all: [ReportKind] = [
    ReportKind(
      name: "junit", summary: "JUnit XML, for CI systems", defaultFile: "TEST-assay.xml",
      recorder: {
        JUnitRecorder(
          output: $0.path, workingDirectory: $0.workingDirectory, dialect: $0.junitDialect, publication: $0.publication)
      },
      render: { run in
        try run.written { path in
          JUnitRecorder(output: path, workingDirectory: FileManager.default.currentDirectoryPath)
        }
      }),
    ReportKind(
      name: "json", summary: "everything, for programs (\(Results.format))", defaultFile: "results.json",
      recorder: {
        ResultsRecorder(output: $0.path, workingDirectory: $0.workingDirectory, publication: $0.publication)
      },
      render: { String(decoding: $0.bytes, as: UTF8.self) }),
    ReportKind(
      name: "html", summary: "a page for people, in one file", defaultFile: "report.html",
      recorder: { request in
        rendered("HTML", request) { try HTMLReport().render($0, base: request.base) }
      },
      render: { try HTMLReport().render($0.results, base: $0.base) }),
    ReportKind(
      name: "markdown", summary: "a summary for a pull request or a job's page", defaultFile: nil,
      systemFile: { $0 == .github ? "summary.md" : nil },
      recorder: { request in
        rendered("Markdown", request) { MarkdownReport().render($0, base: request.base) }
      },
      render: { MarkdownReport().render($0.results, base: $0.base) }),
    ReportKind(
      name: "codequality", summary: "Code Quality findings, which GitLab shows on a merge request", defaultFile: nil,
      systemFile: { $0 == .gitlab ? "gl-code-quality-report.json" : nil },
      recorder: {
        CodeQualityRecorder(
          output: $0.path, environment: ProcessInfo.processInfo.environment, workingDirectory: $0.workingDirectory,
          publication: $0.publication)
      },
      render: { run in
        try run.written { path in
          CodeQualityRecorder(
            output: path, environment: ProcessInfo.processInfo.environment,
            workingDirectory: FileManager.default.currentDirectoryPath)
        }
      }),
    ReportKind(
      name: "sarif", summary: "SARIF 2.1.0 findings on the manifest's lines, for code scanning", defaultFile: nil,
      recorder: { request in
        let report = sarif(request.workingDirectory)
        return rendered("SARIF", request) { report.render($0, base: request.base) }
      },
      render: { sarif(FileManager.default.currentDirectoryPath).render($0.results, base: $0.base) }),
    ReportKind(
      name: "openmetrics", summary: "OpenMetrics text, for Prometheus and GitLab's metrics reports", defaultFile: nil,
      recorder: { request in rendered("OpenMetrics", request) { OpenMetricsReport().render($0) } },
      render: { OpenMetricsReport().render($0.results) }),
  ]

  private static func sarif(_ workingDirectory: String) -> SARIFReport {
    SARIFReport(environment: ProcessInfo.processInfo.environment, workingDirectory: workingDirectory)
  }

  static func named(_ name: String) -> ReportKind? { all.first { $0.name == name } }

  private static func rendered(
    _ name: String, _ request: ReportRequest, _ render: @escaping @Sendable (Results) throws -> String
  ) -> RenderedReportRecorder {
    RenderedReportRecorder(
      name: name, output: request.path, workingDirectory: request.workingDirectory, publication: request.publication,
      render: render)
  }
}

/// What a recorder is made for.
struct ReportRequest: Sendable {
  /// The file's path.
  var path: String
  /// What a relative path starts from.
  var workingDirectory: String
  /// Where complete files wait for one another.
  var publication: ReportPublication
  /// What to show the difference to.
  var base: ReportBase?
  /// How strict JUnit XML is.
  var junitDialect = JUnitDialect.superset
}

/// A run that is read from its `results.json`.
struct FinishedRun: Sendable {
  var results: Results
  /// The file as it was.
  var bytes: Data
  /// What to show the difference to.
  var base: ReportBase?

  /// The text that a recorder writes of the run.
  func written(by recorder: (_ path: String) -> any Recorder) throws -> String {
    let folder = FileManager.default.temporaryDirectory.path + "/assay-show-" + UUID().uuidString
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let path = folder + "/report"
    let recorder = recorder(path)
    try recorder.invalidate()
    if results.status != .didNotFinish { for event in results.events { try recorder.record(event) } }
    return String(decoding: try Data(contentsOf: URL(filePath: path)), as: UTF8.self)
  }
}
