import ArgumentParser
import AssayGate
import Foundation
import Subprocess

struct ApproveCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "approve",
    abstract: "Record a replay's results as approved baselines.",
    discussion: """
      Replays the fixture, and records per version what its checks compare with: digests, profiles, golden rows and \
      metrics, with who approved them and why. What did not change is not written again. A version with failing checks \
      is not recorded. The command ends with 1 when it recorded something, so that a pipeline that records by accident \
      does not pass; it ends with 0 when everything was approved already.
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

  @Flag(help: "Record although the environment variable CI is set.")
  var force = false

  @OptionGroup var reporting: Reporting

  mutating func validate() throws {
    if fixtures.isEmpty { throw ValidationError("name at least one fixture: the folder that holds assay.yaml") }
    if why.allSatisfy(\.isWhitespace) { throw ValidationError("--why must say why these results are right") }
    if let until, Approval.day(until) == nil { throw ValidationError("--until is a day: 2026-12-31; found '\(until)'") }
    if let value = ProcessInfo.processInfo.environment["CI"], !value.isEmpty, value != "false", value != "0", !force {
      throw ValidationError(
        "CI is set, and a CI system must not approve its own results; approve on your machine, or say --force")
    }
  }

  func run() async throws {
    var options = Gate.Options(fixtures: fixtures)
    options.versions = versions
    reporting.apply(to: &options)
    let name: String
    if let by { name = by } else { name = await Approval.userName() }
    options.approval = Baseline.Approval(by: name, at: Approval.today(), why: why, until: until)
    let outcome = await GateRun(options: options, reporting: reporting).run()
    GateRun.exit(outcome)
  }
}

/// What an approval is stamped with.
enum Approval {
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
