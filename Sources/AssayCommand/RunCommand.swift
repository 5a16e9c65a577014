import ArgumentParser
import AssayGate
import AssayJUnit
import AssayReports

struct RunCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run",
    abstract: "Replay fixtures, judge every check, write the reports.",
    discussion: """
      Old reports in the output folder are replaced at once by ones that say "did not finish", so that a run that is \
      killed leaves nothing that reads as a pass.

      EXAMPLES
        assay run Fixtures/flights
        assay run Fixtures/flights --version 2013-04 --check features.null_rate.temp
        assay run Fixtures/flights --check 'score.*' --fail-on warn
        assay run Fixtures/flights --changed-since origin/main

      A run that names its first divergence also writes the fewest rows that still lead there, and prints the command \
      that replays them (--input). Such a partial replay compares approved golden rows alone and skips all other checks: \
      it ends with 1 when one differs, else with 2, never with 0.
      """)

  @Argument(help: "The folders of the fixtures.", completion: .directory)
  var fixtures: [String] = []

  @OptionGroup var selection: Selection

  @OptionGroup var reporting: Reporting

  @OptionGroup var reading: Reading

  @Flag(name: .customLong("no-cache"), help: "Compute everything anew, and keep nothing of it for the next run.")
  var noCache = false

  @Option(
    name: .customLong("changed-since"),
    help: ArgumentHelp(
      """
      Judge again only what a change since this git revision can affect; the rest is reported from the cache, or as \
      skipped.
      """, valueName: "rev"))
  var changedSince: String?

  @Option(
    name: .customLong("input"), parsing: .singleValue,
    help: ArgumentHelp(
      "A file in place of a data table's rows, with one --version: a partial replay. May be given again.",
      valueName: "table=file"))
  var inputs: [String] = []

  @Option(help: "From which verdict on the run fails: fail, warn, inconclusive or never.")
  var failOn = FailOn.fail

  @Option(
    help: ArgumentHelp(
      """
      Which results to record as approved: never, missing (what was never approved), changed (also what differs from it) \
      or all (everything, to the last digit). A run that recorded something ends with 1. Not where a CI system is at work.
      """, valueName: "mode"))
  var record = RecordMode.never

  mutating func validate() throws {
    if fixtures.isEmpty { throw ValidationError("name at least one fixture: the folder that holds assay.yaml") }
    if let changedSince, changedSince.isEmpty { throw ValidationError("--changed-since needs a revision: origin/main") }
    if record != .never {
      try CISystem.refuse(
        "record the results that it judges; record on your machine, and commit what you have reviewed")
    }
    if let text = inputs.first(where: { Self.replacement($0) == nil }) {
      throw ValidationError("--input is TABLE=FILE, such as flights=rows.parquet; found '\(text)'")
    }
    guard !inputs.isEmpty else { return }
    if fixtures.count != 1 || selection.versions.count != 1 {
      throw ValidationError("--input replaces the data of one version of one fixture: name it with --version")
    }
    if record != .never { throw ValidationError("--input is a partial replay, of which nothing can be recorded") }
  }

  private static func replacement(_ text: String) -> ReplacedData? {
    let parts = text.split(separator: "=", maxSplits: 1).map(String.init)
    return parts.count == 2 ? ReplacedData(table: parts[0], file: parts[1]) : nil
  }

  func run() async throws {
    var options = Gate.Options(fixtures: fixtures)
    selection.apply(to: &options)
    reporting.apply(to: &options)
    options.failOn = failOn
    options.isParanoid = reading.paranoid
    options.usesCache = !noCache
    options.changedSince = changedSince
    if record != .never {
      options.approval = await Approval.make(by: nil, why: "recorded by 'assay run --record \(record.rawValue)'")
      options.recording.mode = record
      options.recording.keepsUntil = true
    }
    options.replacedData = inputs.compactMap(Self.replacement)
    let outcome = await GateRun(options: options, reporting: reporting).run()
    GateRun.exit(outcome)
  }
}

/// What to judge.
struct Selection: ParsableArguments {
  @Option(
    name: .customLong("version"),
    help: ArgumentHelp("A version to judge; may be given again. All by default.", valueName: "version"))
  var versions: [String] = []

  @Option(
    name: .customLong("check"),
    help: ArgumentHelp(
      "A check to judge: an id, a table, or an id with *; may be given again. All by default.", valueName: "id"))
  var checks: [String] = []

  func apply(to options: inout Gate.Options) {
    options.versions = versions
    options.checks = checks
  }
}

/// Where reports go, and how long a run may take.
struct Reporting: ParsableArguments {
  @Option(help: ArgumentHelp("The folder for reports.", valueName: "dir"), completion: .directory)
  var output = "test-results/assay"

  @Option(help: "What the JUnit report may say: superset, or jenkins for the schema of its xUnit plugin.")
  var junitDialect = JUnitDialect.superset

  @Option(help: ArgumentHelp("The time limit of the whole run: seconds, or 90s, 5m, 1h.", valueName: "time"))
  var timeout: TimeLimit?

  @Option(help: "Colour on the console: auto, always or never. NO_COLOR is honoured.")
  var color = ConsoleStyle.ColorMode.auto

  @Option(
    help: ArgumentHelp(
      """
      The CI system to report to: auto (as the environment says), none, github, gitlab, jenkins, azure, circleci, \
      buildkite, bitbucket, teamcity or other.
      """, valueName: "system"))
  var ci = CIChoice.auto

  @Option(
    name: .customLong("report"),
    help: ArgumentHelp(
      "A report to write beside those of every run; may be given again. Kinds: \(ReportChoice.names).",
      valueName: "kind=path"))
  var reports: [ReportChoice] = []

  @Option(
    help: ArgumentHelp(
      """
      The results.json of another run, usually the base branch's: HTML, Markdown and SARIF show the difference. One that cannot \
      be read is told there and does not change the exit code.
      """, valueName: "file"), completion: .file())
  var base: String?

  @Flag(name: .shortAndLong, help: "Print failures and the verdict only.")
  var quiet = false

  @Option(
    help: ArgumentHelp(
      """
      The number of engine threads for measuring large tables. As many as there are cores by default. Stages run on \
      one, so that the same input gives the same bytes.
      """, valueName: "n"))
  var threads: Int?

  func validate() throws {
    if output.isEmpty { throw ValidationError("--output needs the name of a folder") }
    let kinds = Dictionary(grouping: reports, by: \.path).mapValues { Set($0.map(\.kind.name)) }
    if let path = kinds.first(where: { $0.value.count > 1 })?.key {
      throw ValidationError("--report names '\(path)' for two kinds; give each a file of its own")
    }
    if let choice = reports.first(where: { $0.path == WrittenFile.standardOutput }) {
      throw ValidationError(
        "--report \(choice.kind.name)=- : standard output has the console's report; name a file, or run "
          + "'assay show --format \(choice.kind.name)' afterwards (./- is a file of that name)")
    }
    if base?.isEmpty == true { throw ValidationError("--base needs the name of a file") }
    if let threads, threads < 1 { throw ValidationError("--threads must be at least 1") }
  }

  func apply(to options: inout Gate.Options) {
    options.output = output
    options.timeout = timeout?.seconds
    options.threads = threads
  }
}

/// The CI system that a run reports to.
enum CIChoice: ExpressibleByArgument {
  case auto
  case none
  case system(CISystem)

  init?(argument: String) {
    switch argument {
    case "auto": self = .auto
    case "none": self = .none
    default:
      guard let system = CISystem(rawValue: argument) else { return nil }
      self = .system(system)
    }
  }

  static var allValueStrings: [String] { ["auto", "none"] + CISystem.allCases.map(\.rawValue) }

  var defaultValueDescription: String { "auto" }

  func system(in environment: [String: String]) -> CISystem? {
    switch self {
    case .auto: CISystem.detect(environment)
    case .none: nil
    case .system(let system): system
    }
  }
}

/// A time limit on the command line.
struct TimeLimit: ExpressibleByArgument {
  let seconds: Double

  init(seconds: Double) { self.seconds = seconds }

  init?(argument: String) {
    let units: [Character: Double] = ["s": 1, "m": 60, "h": 3600]
    let unit = argument.last.flatMap { units[$0] }
    guard let value = Double(unit == nil ? argument[...] : argument.dropLast()), value > 0, value.isFinite else {
      return nil
    }
    seconds = value * (unit ?? 1)
  }

  var defaultValueDescription: String {
    seconds >= 60 && seconds.truncatingRemainder(dividingBy: 60) == 0 ? "\(Int(seconds / 60))m" : "\(seconds)s"
  }
}

extension JUnitDialect: ExpressibleByArgument {}
extension FailOn: ExpressibleByArgument {}
extension RecordMode: ExpressibleByArgument {}
extension ConsoleStyle.ColorMode: ExpressibleByArgument {}
