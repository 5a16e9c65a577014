import ArgumentParser
import AssayGate
import AssayReports
import Foundation

struct DiffCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "diff",
    abstract: "Show what changed between two versions of a fixture, or two files, row by row.",
    discussion: """
      Rows are paired by their key: the columns of --key, or those of a 'unique' or 'golden' check of the table. Of a \
      fixture, every data table that has both versions is compared; --table names one of these, or a stage's table, \
      which is replayed for both. 'reference' is a version too.

      A key that rows share cannot pair them: such rows are compared whole, count as removed or added when the other \
      side has no equal row, and the keys are told. A null in a key is a value like others, and comes last. NaN equals \
      NaN and -0 equals 0. Columns of different types are compared as numbers, as times, or else as text. Values of \
      private columns are not shown.

      Unchanged rows are told by 64-bit hashes of their key and of their values (DuckDB's 'hash'), all others are \
      compared value by value: a change that is told is one, and a changed row goes unseen by a chance of 1 in 2^64.

      EXAMPLES
        assay diff Fixtures/flights 2013-04 2013-05
        assay diff Fixtures/flights reference 2013-05 --table features --rows features.parquet
        assay diff old.parquet new.parquet --key id --output diff.json

      Ends with 0 when nothing differs, 1 when something does (rows, columns, their types or order), 2 when the tables \
      could not be compared, 64 for wrong usage.
      """)

  @Argument(
    help: ArgumentHelp("A fixture's folder and two of its versions, or two files.", valueName: "fixture old new"),
    completion: .file())
  var subjects: [String] = []

  @Option(
    help: ArgumentHelp("The table to compare. Every data table that has both versions by default.", valueName: "name"))
  var table: String?

  @Option(
    parsing: .singleValue,
    help: ArgumentHelp("The columns that identify a row: a,b; may be given again.", valueName: "columns"))
  var key: [String] = []

  @Option(
    help: ArgumentHelp(
      "A JSON file to write with all that is found; - for standard output, in place of the text.", valueName: "file"),
    completion: .file(extensions: ["json"]))
  var output: String?

  @Option(
    help: ArgumentHelp(
      "A .parquet or .csv file to write with the rows that differ, old beside new.", valueName: "file"),
    completion: .file(extensions: ["parquet", "csv"]))
  var rows: String?

  @Option(help: "Colour on the console: auto, always or never. NO_COLOR is honoured.")
  var color = ConsoleStyle.ColorMode.auto

  @Option(help: ArgumentHelp("The number of engine threads. As many as there are cores by default.", valueName: "n"))
  var threads: Int?

  mutating func validate() throws {
    guard subjects.count == 2 || subjects.count == 3 else {
      throw ValidationError("name a fixture and two of its versions, or two files")
    }
    if subjects.count == 2, let text = subjects.first(where: { !Self.isFile($0) }) {
      throw ValidationError(
        "'\(text)' is no .parquet, .csv or .csv.gz file; to compare versions, name the fixture first: assay diff FIXTURE OLD NEW"
      )
    }
    if subjects.count == 2, table != nil { throw ValidationError("--table names a table of a fixture; there is none") }
    if let threads, threads < 1 { throw ValidationError("--threads must be at least 1") }
    if rows == WrittenFile.standardOutput {
      throw ValidationError("--rows needs the name of a .parquet or .csv file: rows do not go to standard output")
    }
    for file in [output, rows].compactMap(\.self) where file.isEmpty || file.hasSuffix("/") {
      throw ValidationError("--output and --rows need the name of a file")
    }
  }

  private func refuseOverwriting() throws {
    let isOfFiles = subjects.count == 2
    let others = (isOfFiles ? subjects : []).map { ($0, "a file that is compared") }
    let fixtures = isOfFiles ? [] : [subjects[0]]
    let output = output == WrittenFile.standardOutput ? nil : output
    try WrittenFile.refuse(output, option: "--output", fixtures: fixtures, others: others)
    try WrittenFile.refuse(
      rows, option: "--rows", fixtures: fixtures, others: others + (output.map { [($0, "what --output names")] } ?? []))
  }

  private static func isFile(_ text: String) -> Bool {
    [".parquet", ".csv", ".csv.gz"].contains { text.lowercased().hasSuffix($0) }
  }

  func run() async throws {
    let started = ContinuousClock.now
    try refuseOverwriting()
    let printsJSON = output == WrittenFile.standardOutput
    let subject: DifferenceFinder.Subject =
      subjects.count == 2
      ? .files(old: subjects[0], new: subjects[1])
      : .versions(fixture: subjects[0], old: subjects[1], new: subjects[2], table: table)
    var options = DifferenceFinder.Options(subject)
    options.key = key.flatMap { $0.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) } }
    options.rowsFile = rows
    options.threads = threads
    let stop = StopSwitch()
    let signals = SignalWatch(stop)
    defer { signals.end() }
    do {
      let report = try await DifferenceFinder(options, stop: stop).run()
      if printsJSON {
        try FileDescriptorOutput.standardOutput.write(String(decoding: try Self.json(report), as: UTF8.self))
        if !report.isSame { throw ArgumentParser.ExitCode(1) }
        return
      }
      if let output { try Self.write(report, to: output) }
      let seconds = Double((ContinuousClock.now - started) / .milliseconds(1)) / 1000
      let text = DifferenceText(
        ConsoleStyle(
          color, isTerminal: FileDescriptorOutput.standardOutput.isTerminal,
          environment: ProcessInfo.processInfo.environment))
      try FileDescriptorOutput.standardOutput.write(
        text.lines(report, files: [output, rows].compactMap(\.self), seconds: seconds).joined(separator: "\n") + "\n")
      if !report.isSame { throw ArgumentParser.ExitCode(1) }
    } catch let failure as DifferenceFailure {
      Message.error(failure.message)
      if case .signal(let number)? = stop.reason { throw ArgumentParser.ExitCode(128 + number) }
      let code = failure.isUsageError ? AssayGate.ExitCode.usage : .notEvaluated
      throw ArgumentParser.ExitCode(code.rawValue)
    } catch let error as TextOutputError {
      Message.error(error.description)
      throw ArgumentParser.ExitCode(AssayGate.ExitCode.notEvaluated.rawValue)
    }
  }

  private static func json(_ report: DifferenceReport) throws -> Data {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return try encoder.encode(report) + Data("\n".utf8)
  }

  private static func write(_ report: DifferenceReport, to file: String) throws {
    do {
      let data = try json(report)
      let url = URL(fileURLWithPath: file)
      try FileManager.default.createDirectory(
        at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
      try data.write(to: url, options: .atomic)
    } catch {
      Message.error("cannot write \(file): \(error.localizedDescription)")
      throw ArgumentParser.ExitCode(AssayGate.ExitCode.notEvaluated.rawValue)
    }
  }
}
