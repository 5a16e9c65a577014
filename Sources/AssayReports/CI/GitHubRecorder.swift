import AssayConcurrency
import AssayGate

/// Tells GitHub Actions of a run: annotations on the manifest's lines, and the step's outputs.
///
/// Of one level the runner shows ten annotations of a step and hides the others without a word. So at most nine are
/// written, and a tenth that says how many there are more. Outputs go to the file that `GITHUB_OUTPUT` names.
public final class GitHubRecorder: Recorder {
  /// `github`.
  public let name = "github"

  /// The most annotations of one level that the runner shows of a step.
  static let annotationsPerLevel = 10
  /// The most bytes of one annotation's message.
  static let messageBytes = 4_000

  private let output: any TextOutput
  private let outputs: StepOutputs?
  private let paths: RepositoryPath
  private let reports: [(name: String, path: String)]
  private let state = Locked(State())

  private struct State {
    var errors = Level()
    var warnings = Level()
    var divergence: Divergence?
    var failures: [String] = []
    var hasEnded = false
  }

  /// The annotations of one level.
  private struct Level {
    var first: [GitHubCommand] = []
    var count = 0

    mutating func add(_ command: @autoclosure () -> GitHubCommand) {
      count += 1
      if first.count < GitHubRecorder.annotationsPerLevel { first.append(command()) }
    }

    /// The lines; `head` comes before all others.
    func lines(_ name: String, _ see: String, head: [GitHubCommand] = []) -> String {
      let total = head.count + count
      let most = GitHubRecorder.annotationsPerLevel
      var shown = Array((head + first).prefix(total > most ? most - 1 : most))
      if total > shown.count {
        let plural = name + (total - shown.count == 1 ? "" : "s")
        shown.append(
          GitHubCommand(name: name, message: "\(NumberText.grouped(total - shown.count)) more \(plural): see \(see)"))
      }
      return shown.map(\.line).joined()
    }
  }

  /// Creates a recorder.
  ///
  /// - Parameters:
  ///   - output: the step's standard output, which the runner reads.
  ///   - environment: the process's environment: `GITHUB_OUTPUT`, and what names the checkout's root.
  ///   - workingDirectory: the absolute path that relative paths start from.
  ///   - reports: outputs that name the run's files: `junit` → `test-results/assay/TEST-assay.xml`.
  public init(
    output: any TextOutput = FileDescriptorOutput.standardOutput, environment: [String: String],
    workingDirectory: String, reports: [(name: String, path: String)] = []
  ) {
    self.output = output
    self.reports = reports
    outputs = environment["GITHUB_OUTPUT"].flatMap { $0.isEmpty ? nil : StepOutputs(path: $0) }
    paths = RepositoryPath(environment: environment, workingDirectory: workingDirectory)
  }

  /// Does nothing: a step starts without annotations and outputs.
  public func invalidate() {}

  /// Takes the next event. Annotations and outputs are written at `runFinished`.
  ///
  /// - Throws: ``TextOutputError`` when standard output cannot be written, ``ReportFileError`` when the file of the
  ///   step's outputs cannot.
  public func record(_ event: GateEvent) throws {
    switch event {
    case .caseFinished(let result): note(result)
    case .fixtureFinished(let fixture):
      state.withLock { $0.failures += fixture.failures }
    case .runFinished(let outcome): try end(outcome)
    default: break
    }
  }

  private func note(_ result: CaseResult) {
    switch result.verdict {
    case .fail, .error: state.withLock { $0.errors.add(annotation("error", result)) }
    case .warn: state.withLock { $0.warnings.add(annotation("warning", result)) }
    case .pass, .inconclusive, .skipped: break
    }
  }

  private func annotation(_ level: String, _ result: CaseResult) -> GitHubCommand {
    var lines = [result.message] + result.details.prefix(8)
    if !result.limits.isEmpty { lines.append("limit: " + result.limits.joined(separator: ", ")) }
    // A command that would not be the same when it is copied is better not there.
    if !result.rerun.isEmpty, !result.rerun.contains("::") { lines.append(result.rerun) }
    return command(
      level, at: result.location, title: "\(result.fixture) \(result.version): \(result.table).\(result.name)", lines)
  }

  private func command(
    _ level: String, at location: SourceLocation?, title: String, _ lines: [String]
  ) -> GitHubCommand {
    GitHubCommand(
      name: level,
      properties: [
        ("file", location.map { paths.relative($0.file) } ?? ""), ("line", location.map { "\($0.line)" } ?? ""),
        ("title", ReportText.oneLine(title, maximumBytes: 200)),
      ],
      message: GitHubCommand.withoutSeparators(
        ReportText.clip(ReportText.clean(lines.joined(separator: "\n")), maximumBytes: Self.messageBytes, mark: "…")))
  }

  private func end(_ outcome: Outcome) throws {
    let text = state.withLock { state -> String in
      // A second time says only what came since: a report that could not be written.
      if state.hasEnded {
        return outcome.failures.last.map { command("error", at: nil, title: "Assay", [$0]).line } ?? ""
      }
      state.hasEnded = true
      var head: [GitHubCommand] = []
      if let divergence = outcome.firstDivergence {
        let place = divergence.stage + (divergence.column.map { ".\($0)" } ?? "")
        head.append(
          command(
            "error", at: divergence.location,
            title: "First divergence: \(divergence.fixture) \(divergence.version), \(place)",
            [divergence.message, divergence.rerun]))
      }
      var seen: [String] = []
      for failure in outcome.failures + state.failures
      where !seen.contains(where: { $0 == failure || $0.hasSuffix(": " + failure) }) {
        seen.append(failure)
        head.append(command("error", at: nil, title: "Assay could not evaluate everything", [failure]))
      }
      let see = reports.first?.path ?? "the reports"
      return state.errors.lines("error", see, head: head) + state.warnings.lines("warning", see)
    }
    if !text.isEmpty { try output.write(text) }
    try outputs?.append(values(outcome))
  }

  private func values(_ outcome: Outcome) -> [(name: String, value: String)] {
    let divergence = outcome.firstDivergence.map { "\($0.version) \($0.stage)\($0.column.map { ".\($0)" } ?? "")" }
    return [
      ("verdict", Results.Status(outcome.exitCode).rawValue), ("exit-code", "\(outcome.exitCode.rawValue)"),
      ("checks", "\(outcome.tally.total)"), ("failures", "\(outcome.tally[.fail])"),
      ("errors", "\(outcome.tally[.error])"), ("warnings", "\(outcome.tally[.warn])"),
      ("inconclusive", "\(outcome.tally[.inconclusive])"), ("first-divergence", divergence ?? ""),
    ] + reports
  }
}
