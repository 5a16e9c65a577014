import ArgumentParser
import AssayGate

struct ProfileCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "profile",
    abstract: "Store what drift checks need of the reference, so that a gate runs without its data.",
    discussion: """
      Replays the reference (or one version) and writes, for every column that a drift check compares, its distribution: \
      counts over a fixed grid for numbers, counts of levels, counts by cluster. The same data gives the same bytes, \
      whatever the order of its rows and the number of threads. Put the file under version control and name it in \
      assay.yaml; the data under 'reference' is then needed for this command alone:

        reference: { profile: profiles/2013-q1.json }

      A reference must be made by today's code: when a stage has changed since, drift checks end with an error that says \
      so, until this command is run again.

      Of private columns no value is stored: numbers are kept in cells of at least ten rows, levels as hashes under the \
      secret in the environment variable ASSAY_PROFILE_KEY, which the gate then needs too.

      EXAMPLES
        assay profile Fixtures/flights --output Fixtures/flights/profiles/2013-q1.json
        assay profile Fixtures/flights --version 2013-06 --output june.json

      Ends with 0 when the profile is written, 2 when it could not be made.
      """)

  @Argument(help: "The folder of the fixture.", completion: .directory)
  var fixture: String

  @Option(help: ArgumentHelp("The version to profile. The data under 'reference' by default.", valueName: "version"))
  var version: String?

  @Option(help: ArgumentHelp("The file to write.", valueName: "file"), completion: .file(extensions: ["json"]))
  var output: String

  @Option(
    help: ArgumentHelp(
      "The number of engine threads for measuring. As many as there are cores by default.", valueName: "n"))
  var threads: Int?

  mutating func validate() throws {
    if output.isEmpty || output.hasSuffix("/") { throw ValidationError("--output needs the name of a file") }
    if output == WrittenFile.standardOutput {
      throw ValidationError("--output needs the name of a file: a profile does not go to standard output")
    }
    if let threads, threads < 1 { throw ValidationError("--threads must be at least 1") }
  }

  func run() async throws {
    try WrittenFile.refuse(output, option: "--output", fixtures: [fixture], allowsProfile: true)
    var options = ReferenceProfiler.Options(fixture: fixture, output: output)
    options.version = version
    options.threads = threads
    let stop = StopSwitch()
    let signals = SignalWatch(stop)
    defer { signals.end() }
    do {
      print(Self.lines(try await ReferenceProfiler(options, stop: stop).run(), output: output).joined(separator: "\n"))
    } catch {
      Message.error(error.message)
      if case .signal(let number)? = stop.reason { throw ArgumentParser.ExitCode(128 + number) }
      let code = error.isUsageError ? AssayGate.ExitCode.usage : .notEvaluated
      throw ArgumentParser.ExitCode(code.rawValue)
    }
  }

  /// What was written, and what is left to do.
  static func lines(_ report: ReferenceProfiler.Report, output: String) -> [String] {
    let width = report.tables.map(\.name.count).max() ?? 0
    var lines = report.tables.map { table in
      let padding = String(repeating: " ", count: width - table.name.count)
      let columns = table.columns == 1 ? "1 column" : "\(table.columns) columns"
      return "  \(table.name)\(padding)  \(Format.rows(table.rows))  \(columns)"
    }
    lines.insert("profile of \(report.version)", at: 0)
    let what = report.isUnchanged ? "unchanged" : "written"
    lines.append("\(output)  \(Format.whole((report.bytes + 1023) / 1024)) KB  \(what)")
    if report.named == nil {
      lines.append("name it in the manifest, relative to the fixture's folder: reference: { profile: … }")
    }
    return lines
  }
}
