import AssayConcurrency
import AssayGate

/// Writes failures, errors and warnings, and what could not be evaluated at all, as a Code Quality report, which GitLab
/// shows on the merge request, in the lines of the manifest.
///
/// GitLab tells new from known findings by `fingerprint`: see ``FindingIdentity``.
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
    /// What could not be evaluated beside the cases, each once, with the manifest that it is about.
    var failures: [(text: String, manifest: String)] = []
    var manifest = "assay.yaml"

    /// Says what the report leaves out.
    var cut: [Finding] {
      guard hidden > 0, let last = findings.last else { return [] }
      return [
        Finding(
          checkName: "assay", description: "\(NumberText.grouped(hidden)) more findings are in results.json",
          fingerprint: FindingIdentity.of(note: "cut"), location: last.location, severity: "info")
      ]
    }

    /// What could not be evaluated; a run of which nothing was judged must not read as one without findings.
    var problems: [Finding] {
      failures.map { failure in
        let place = FailurePlace(failure.text)
        return Finding(
          checkName: "not evaluated", description: place.message,
          fingerprint: FindingIdentity.of(note: "not evaluated\u{0}" + failure.text),
          location: place.location ?? SourceLocation(file: failure.manifest, line: 1), severity: "blocker")
      }
    }

    /// Notes a failure that neither the run nor a fixture has told of.
    mutating func note(failures texts: [String], manifest: String) {
      for text in texts
      where !failures.contains(where: { $0.text == text || text.hasSuffix(": " + $0.text) }) {
        failures.removeAll { $0.text.hasSuffix(": " + text) }
        failures.append((text, manifest))
      }
    }
  }

  private struct Finding {
    var checkName: String
    var description: String
    var fingerprint: String
    var location: SourceLocation
    var severity: String
  }

  /// Creates a recorder; nothing is touched yet.
  ///
  /// - Parameters:
  ///   - output: the file's path; folders are created.
  ///   - environment: the process's environment, which may name the checkout's root.
  ///   - workingDirectory: the absolute path that relative paths start from.
  ///   - publication: where the complete file waits for others; `nil` to give it its name at once.
  public init(
    output: String, environment: [String: String], workingDirectory: String, publication: ReportPublication? = nil
  ) {
    report = ReportFile(path: output, relativeTo: workingDirectory, publication: publication)
    paths = RepositoryPath(environment: environment, workingDirectory: workingDirectory)
  }

  /// Replaces the file by one that says that the run did not finish.
  public func invalidate() throws {
    let finding = Finding(
      checkName: "assay", description: "The gate did not finish, so nothing is known",
      fingerprint: FindingIdentity.of(note: "did not finish"),
      location: SourceLocation(file: "assay.yaml", line: 1), severity: "blocker")
    try report.invalidate(with: text([finding]))
  }

  /// Takes the next event. The file is written at `runFinished`.
  public func record(_ event: GateEvent) throws {
    switch event {
    case .caseFinished(let result): note(result)
    case .fixtureStarted(let fixture): state.withLock { $0.manifest = fixture.manifest }
    case .fixtureFinished(let fixture):
      state.withLock { $0.note(failures: fixture.failures, manifest: $0.manifest) }
      guard let divergence = fixture.firstDivergence else { return }
      let place = divergence.stage + (divergence.column.map { ".\($0)" } ?? "")
      add(
        Finding(
          checkName: "first divergence",
          description: "\(divergence.fixture) \(divergence.version): \(place) leaves the approved replay: "
            + divergence.message,
          fingerprint: FindingIdentity.ofDivergence(
            fixture: divergence.fixture, version: divergence.version, place: place),
          location: divergence.location, severity: "blocker"))
    case .runFinished(let outcome):
      let findings = state.withLock { state in
        state.note(failures: outcome.failures, manifest: state.manifest)
        return state.problems + state.findings + state.cut
      }
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
        fingerprint: FindingIdentity.of(
          fixture: result.fixture, version: result.version, check: result.check, column: result.column,
          slice: result.slice), location: result.location, severity: severity))
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
      json.field("fingerprint", finding.fingerprint)
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
