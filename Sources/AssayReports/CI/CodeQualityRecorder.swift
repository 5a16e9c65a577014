import AssayConcurrency
import AssayGate

/// Writes failures, errors and warnings as a Code Quality report, which GitLab shows on the merge request, in the lines
/// of the manifest.
///
/// GitLab tells new from known findings by `fingerprint`: it is made of fixture, version, check, column and slice, never
/// of a value or a line, or every run would look like "one fixed, one new".
public final class CodeQualityRecorder: Recorder {
  /// `code quality`.
  public let name = "code quality"

  /// The most findings; a merge request does not take hundreds of thousands.
  static let maximumFindings = 5_000

  private let report: ReportFile
  private let paths: RepositoryPath
  private let state = Locked(State())

  private struct State {
    var findings: [Finding] = []
    var hidden = 0

    /// Says what the report leaves out.
    var cut: [Finding] {
      guard hidden > 0, let last = findings.last else { return [] }
      return [
        Finding(
          checkName: "assay", description: "\(NumberText.grouped(hidden)) more findings are in results.json",
          identity: "cut", location: last.location, severity: "info")
      ]
    }
  }

  private struct Finding {
    var checkName: String
    var description: String
    var identity: String
    var location: SourceLocation
    var severity: String
  }

  /// Creates a recorder; nothing is touched yet.
  ///
  /// - Parameters:
  ///   - output: the file's path; folders are created.
  ///   - environment: the process's environment: `CI_PROJECT_DIR`.
  ///   - workingDirectory: the absolute path that relative paths start from.
  ///   - publication: where the complete file waits for others; `nil` to give it its name at once.
  public init(
    output: String, environment: [String: String], workingDirectory: String, publication: ReportPublication? = nil
  ) {
    report = ReportFile(path: output, relativeTo: workingDirectory, publication: publication)
    paths = RepositoryPath(root: environment["CI_PROJECT_DIR"], workingDirectory: workingDirectory)
  }

  /// Replaces the file by one that says that the run did not finish.
  public func invalidate() throws {
    let finding = Finding(
      checkName: "assay", description: "The gate did not finish, so nothing is known", identity: "did not finish",
      location: SourceLocation(file: "assay.yaml", line: 1), severity: "blocker")
    try report.invalidate(with: text([finding]))
  }

  /// Takes the next event. The file is written at `runFinished`.
  public func record(_ event: GateEvent) throws {
    switch event {
    case .caseFinished(let result): note(result)
    case .fixtureFinished(let fixture):
      guard let divergence = fixture.firstDivergence else { return }
      let place = divergence.stage + (divergence.column.map { ".\($0)" } ?? "")
      add(
        Finding(
          checkName: "first divergence",
          description: "\(divergence.fixture) \(divergence.version): \(place) leaves the approved replay: "
            + divergence.message,
          identity: ["divergence", divergence.fixture, divergence.version, place].joined(separator: "\u{0}"),
          location: divergence.location, severity: "blocker"))
    case .runFinished:
      let findings = state.withLock { $0.findings + $0.cut }
      try report.replace { try $0.append(text(findings)) }
    default: break
    }
  }

  private func note(_ result: CaseResult) {
    let severity: String
    switch result.verdict {
    case .error: severity = "critical"
    case .fail: severity = "major"
    case .warn: severity = "minor"
    case .pass, .inconclusive, .skipped: return
    }
    add(
      Finding(
        checkName: result.kind,
        description: "\(result.fixture) \(result.version) \(result.table).\(result.name): \(result.message)",
        identity: [result.fixture, result.version, result.check, result.column ?? "", result.slice ?? ""]
          .joined(separator: "\u{0}"), location: result.location, severity: severity))
  }

  private func add(_ finding: Finding) {
    state.withLock { state in
      if state.findings.count < Self.maximumFindings { state.findings.append(finding) } else { state.hidden += 1 }
    }
  }

  private func text(_ findings: [Finding]) -> String {
    var json = JSONWriter()
    json.beginArray(lines: true)
    for finding in findings {
      json.beginObject()
      json.field("check_name", finding.checkName)
      json.field("description", ReportText.oneLine(finding.description, maximumBytes: 1_000))
      json.field("fingerprint", ReportText.digest(finding.identity))
      json.key("location")
      json.beginObject()
      json.key("lines")
      json.beginObject()
      json.field("begin", max(1, finding.location.line))
      json.endObject()
      json.field("path", paths.relative(finding.location.file))
      json.endObject()
      json.field("severity", finding.severity)
      json.endObject()
    }
    json.endArray()
    json.endLine()
    return String(decoding: json.bytes, as: UTF8.self)
  }
}
