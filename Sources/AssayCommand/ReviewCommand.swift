import ArgumentParser
import AssayGate
import AssayReports
import Foundation

struct ReviewCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "review",
    abstract: "Show what differs from the approved results, and accept or reject it.",
    discussion: """
      Replays the fixture and shows per version and table, old beside new: metrics, the columns of an output that moved, \
      and golden rows that moved. Each change has an id that stays the same as long as old and new state do, and an \
      address such as 2013-04/output/features in which * stands for anything: --accept '2013-04/*'.

      Accepting writes just these parts of the baseline; a rejected change is remembered in baselines/_rejected.json and \
      the gate keeps failing. Nothing is written without --accept, --accept-all or --reject.

      EXIT STATUS
        0    nothing differs, or everything was accepted
        1    there are changes that were not accepted
        2    something could not be evaluated, or could not be accepted
      """)

  @Argument(help: "The folders of the fixtures.", completion: .directory)
  var fixtures: [String] = []

  @Option(
    name: .customLong("version"),
    help: ArgumentHelp("A version to review; may be given again. All by default.", valueName: "version"))
  var versions: [String] = []

  @Option(
    parsing: .upToNextOption,
    help: ArgumentHelp("The changes to accept: ids, or addresses with *.", valueName: "id"))
  var accept: [String] = []

  @Flag(help: "Accept every change that --reject does not name.")
  var acceptAll = false

  @Option(
    parsing: .upToNextOption,
    help: ArgumentHelp("The changes to reject: ids, or addresses with *.", valueName: "id"))
  var reject: [String] = []

  @Option(help: ArgumentHelp("Why; needed to accept and to reject.", valueName: "text"))
  var why: String?

  @Option(help: ArgumentHelp("Who decides. The name that git knows by default.", valueName: "name"))
  var by: String?

  @Option(
    help: ArgumentHelp(
      "The last day on which the approval holds; without, it stays as it was.", valueName: "yyyy-mm-dd"))
  var until: String?

  @Flag(help: "Make the metrics of the versions in which something is accepted their anchor.")
  var anchor = false

  @Option(
    name: .customLong("despite"),
    help: ArgumentHelp("The id of a check that may fail when changes are accepted.", valueName: "id"))
  var despite: [String] = []

  @Flag(help: "Accept whichever checks fail. What could not be evaluated is never accepted.")
  var despiteFailures = false

  @Option(help: "The form of what is printed: text or json.")
  var format = Form.text

  @Option(help: "Colour on the console: auto, always or never. NO_COLOR is honoured.")
  var color = ConsoleStyle.ColorMode.auto

  @Option(help: ArgumentHelp("The time limit of the replay: seconds, or 90s, 5m, 1h.", valueName: "time"))
  var timeout: TimeLimit?

  @Flag(help: "Accept although a CI system is at work.")
  var force = false

  /// How a review is printed.
  enum Form: String, ExpressibleByArgument, CaseIterable {
    case text
    case json
  }

  private var decision: ReviewDecision {
    ReviewDecision(accepted: acceptAll ? [ReviewDecision.everything] : accept, rejected: reject)
  }

  mutating func validate() throws {
    if fixtures.isEmpty { throw ValidationError("name at least one fixture: the folder that holds assay.yaml") }
    if acceptAll, !accept.isEmpty {
      throw ValidationError("--accept-all accepts what --accept names too; give one of them")
    }
    let accepts = acceptAll || !accept.isEmpty
    if accepts || !reject.isEmpty {
      guard let why, !why.allSatisfy(\.isWhitespace) else {
        throw ValidationError("--why must say why the changes are right or not; it is written beside the decision")
      }
      try Approval.validate(why: why, until: until)
      if !force {
        try CISystem.refuse("decide on its own results; decide on your machine, or say --force")
      }
    }
    if !accepts, anchor || until != nil || !despite.isEmpty || despiteFailures {
      throw ValidationError(
        "--anchor, --until and --despite belong to changes that are accepted; name some with --accept")
    }
    if let both = accept.first(where: reject.contains) {
      throw ValidationError("'\(both)' cannot be accepted and rejected at once")
    }
  }

  func run() async throws {
    let scratch = NSTemporaryDirectory() + "assay-review-\(UUID().uuidString)"
    defer { try? FileManager.default.removeItem(atPath: scratch) }
    var options = Gate.Options(fixtures: fixtures)
    options.versions = versions
    // Files of failing rows belong to a run.
    options.output = scratch
    options.timeout = timeout?.seconds
    options.approval = await Approval.make(by: by, why: why ?? "", until: until)
    options.recording.keepsUntil = true
    options.recording.review = decision
    options.recording.pinsAnchor = anchor
    options.recording.despite = Approval.despite(despite, all: despiteFailures)
    let recorder = ReviewRecorder()
    let stop = StopSwitch()
    let signals = SignalWatch(stop)
    let outcome = await Gate(options, recorders: [recorder], stop: stop).run()
    signals.end()
    try? FileManager.default.removeItem(atPath: scratch)
    let review = recorder.review
    let problem = problem(outcome, review)
    let environment = ProcessInfo.processInfo.environment
    let output = FileDescriptorOutput.standardOutput
    do {
      switch format {
      case .text:
        let style = ConsoleStyle(color, isTerminal: output.isTerminal, environment: environment)
        try output.write(ReviewText(style: style).text(review, paths: fixtures.map(Self.quoted), problem: problem))
      case .json:
        try output.write(review.json())
        if let problem { Message.error(problem) }
      }
    } catch {
      Message.error("\(error)")
      Foundation.exit(AssayGate.ExitCode.notEvaluated.rawValue)
    }
    Foundation.exit(code(outcome, review, problem).rawValue)
  }

  /// Why the review could not be made, or a decision could not be carried out; `nil` when all could.
  private func problem(_ outcome: Outcome, _ review: Review) -> String? {
    if let failure = outcome.failures.first { return failure }
    let errors = review.fixtures.flatMap(\.failing).filter { $0.verdict == Verdict.error.rawValue }
    if let first = errors.first {
      return "\(errors.count == 1 ? "1 check" : "\(errors.count) checks") could not be evaluated, first \(first.check)"
    }
    let changes = review.fixtures.flatMap(\.versions).flatMap(\.changes)
    for word in accept + reject where !changes.contains(where: { ReviewDecision.names(word, $0) }) {
      return
        "no change has the id '\(word)': see them with 'assay review' and no decision; an id is another one when the "
        + "results have changed since"
    }
    return nil
  }

  private func code(_ outcome: Outcome, _ review: Review, _ problem: String?) -> AssayGate.ExitCode {
    let known: [AssayGate.ExitCode] = [.passed, .failed, .notEvaluated]
    guard known.contains(outcome.exitCode) else { return outcome.exitCode }
    if problem != nil { return .notEvaluated }
    return review.left.isEmpty ? .passed : .failed
  }

  /// The text as one word of a shell.
  private static func quoted(_ path: String) -> String {
    path.allSatisfy { $0.isLetter || $0.isNumber || "/._-".contains($0) } ? path : "'\(path)'"
  }
}
