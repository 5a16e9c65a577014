import ArgumentParser
import AssayGate
import AssayReports
import Foundation
import Subprocess

struct ApproveCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "approve",
    abstract: "Record a replay's results as approved baselines.",
    discussion: """
      Replays the fixture, and records per version what its checks compare with: digests, profiles, golden rows with \
      their tolerances, and metrics with their definitions and n; with who approved them, when, why and until when. What \
      did not change by more than its tolerance is not written again. 'assay review' shows what would be recorded.

      A failed run never becomes history: a version with failing checks is not recorded unless --despite names them, and \
      one with checks that could not be evaluated never is. The command ends with 1 when it recorded something, so that a \
      pipeline that records by accident does not pass; it ends with 0 when everything was approved already.
      """)

  @Argument(help: "The folders of the fixtures.", completion: .directory)
  var fixtures: [String] = []

  @Option(help: ArgumentHelp("Why these results are right.", valueName: "text"))
  var why: String

  @Option(help: ArgumentHelp("Who approves. The name that git knows by default.", valueName: "name"))
  var by: String?

  @Option(help: ArgumentHelp("The last day on which the approval holds.", valueName: "yyyy-mm-dd"))
  var until: String?

  @Option(
    name: .customLong("version"),
    help: ArgumentHelp("A version to record; may be given again. All by default.", valueName: "version"))
  var versions: [String] = []

  @Flag(
    help: """
      Make today's metrics the anchor: the second, fixed value that max_drop and max_rise hold them against, so that many \
      small approved steps cannot hide. A first approval sets it, later ones keep it.
      """)
  var anchor = false

  @Flag(help: "Remove what was approved and no check asks for any more, and versions that the manifest does not have.")
  var prune = false

  @Option(
    name: .customLong("despite"),
    help: ArgumentHelp(
      "The id of a check that may fail; may be given again. It is written into the approval.", valueName: "id"))
  var despite: [String] = []

  @Flag(help: "Record whichever checks fail. What could not be evaluated is never recorded.")
  var despiteFailures = false

  @Flag(help: "Record although a CI system is at work.")
  var force = false

  @OptionGroup var reporting: Reporting

  mutating func validate() throws {
    if fixtures.isEmpty { throw ValidationError("name at least one fixture: the folder that holds assay.yaml") }
    try Approval.validate(why: why, until: until)
    if !force { try CISystem.refuse("approve its own results; approve on your machine, or say --force") }
  }

  func run() async throws {
    var options = Gate.Options(fixtures: fixtures)
    options.versions = versions
    reporting.apply(to: &options)
    options.approval = await Approval.make(by: by, why: why, until: until)
    options.recording.pinsAnchor = anchor
    options.recording.prunes = prune
    options.recording.despite = Approval.despite(despite, all: despiteFailures)
    let outcome = await GateRun(options: options, reporting: reporting).run()
    GateRun.exit(outcome)
  }
}

/// What an approval is stamped with.
enum Approval {
  /// The approval of somebody, today.
  static func make(by: String?, why: String, until: String? = nil) async -> Baseline.Approval {
    let name: String
    if let by { name = by } else { name = await userName() }
    return Baseline.Approval(by: name, at: today(), why: why, until: until)
  }

  static func validate(why: String, until: String?) throws {
    if why.allSatisfy(\.isWhitespace) { throw ValidationError("--why must say why these results are right") }
    if let until, day(until) == nil { throw ValidationError("--until is a day: 2026-12-31; found '\(until)'") }
  }

  static func despite(_ ids: [String], all: Bool) -> RecordingOptions.Despite {
    all ? .allFailures : ids.isEmpty ? .nothing : .checks(ids)
  }

  static func today() -> String {
    Date().formatted(Date.ISO8601FormatStyle(timeZone: .gmt).year().month().day())
  }

  static func day(_ text: String) -> Date? {
    try? Date.ISO8601FormatStyle(timeZone: .gmt).year().month().day().parse(text)
  }

  /// The name that git knows, else the user's.
  static func userName() async -> String {
    let result = try? await Subprocess.run(
      .name("git"), arguments: ["config", "user.name"], output: .string(limit: 1024), error: .discarded)
    let name = (result?.standardOutput ?? "")?.trimmingCharacters(in: .whitespacesAndNewlines) ?? ""
    return name.isEmpty ? NSUserName() : name
  }
}
