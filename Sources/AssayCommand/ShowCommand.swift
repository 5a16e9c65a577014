import ArgumentParser
import AssayGate
import AssayReports
import Foundation

struct ShowCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show",
    abstract: "Render a finished run again, from its results.json.",
    discussion: """
      Nothing is replayed or judged. Ends with 0 when the run could be shown, whatever its verdict, and with 2 when the \
      file is missing, cut off or of another format.

      EXAMPLES
        assay show
        assay show test-results/assay --format markdown --base base/results.json
        assay show results.json --format html --output report.html
      """)

  @Argument(
    help: ArgumentHelp("results.json, or the folder that holds it.", valueName: "results"), completion: .file())
  var path = "test-results/assay"

  @Option(help: ArgumentHelp("console, or one of: \(ReportChoice.names).", valueName: "kind"))
  var format = Self.console

  @Option(
    help: ArgumentHelp("The file to write; standard output by default, and for -.", valueName: "file"),
    completion: .file())
  var output: String?

  @Option(
    help: ArgumentHelp(
      "The results.json of another run, to show the difference to (html, markdown, sarif).", valueName: "file"),
    completion: .file())
  var base: String?

  @Option(help: "Colour on the console: auto, always or never. NO_COLOR is honoured.")
  var color = ConsoleStyle.ColorMode.auto

  @Flag(name: .shortAndLong, help: "On the console: failures and the verdict only.")
  var quiet = false

  private static let console = "console"

  mutating func validate() throws {
    if format != Self.console, ReportKind.named(format) == nil {
      throw ValidationError("--format is console, \(ReportChoice.names); found '\(format)'")
    }
    if output?.isEmpty == true { throw ValidationError("--output needs the name of a file") }
    if path.isEmpty { throw ValidationError("name a results.json, or the folder that holds it") }
  }

  func run() async throws {
    let output = output == WrittenFile.standardOutput ? nil : output
    do {
      let (results, bytes) = try ResultsFile.read(path)
      try WrittenFile.refuse(
        output, option: "--output", fixtures: results.fixtures.map(\.manifest),
        others: [(path, "the run that is shown"), ("\(path)/results.json", "the run that is shown")]
          + (base.map { [($0, "the file that --base names")] } ?? []))
      let text: String
      if let kind = ReportKind.named(format) {
        let run = FinishedRun(results: results, bytes: bytes, base: base.map { ReportBase(reading: $0) })
        if case .unreadable(let reason)? = run.base { Message.error("--base: \(reason)") }
        text = try kind.render(run)
      } else {
        text = consoleText(results)
      }
      if let output {
        try Self.write(text, to: output)
      } else {
        try FileDescriptorOutput.standardOutput.write(text)
      }
    } catch let error as ResultsFileError {
      Message.error("\(error)")
      throw ArgumentParser.ExitCode(AssayGate.ExitCode.notEvaluated.rawValue)
    } catch let error as ReportFileError {
      Message.error("\(error)")
      throw ArgumentParser.ExitCode(AssayGate.ExitCode.notEvaluated.rawValue)
    } catch let error as ArgumentParser.ExitCode {
      throw error
    } catch {
      Message.error("\(output.map { "\($0): " } ?? "")\(error.localizedDescription)")
      throw ArgumentParser.ExitCode(AssayGate.ExitCode.notEvaluated.rawValue)
    }
  }

  private static func write(_ text: String, to path: String) throws {
    try ReportFile(path: path, relativeTo: FileManager.default.currentDirectoryPath).replace { try $0.append(text) }
  }

  private func consoleText(_ results: Results) -> String {
    let isTerminal =
      (output ?? WrittenFile.standardOutput) == WrittenFile.standardOutput
      && FileDescriptorOutput.standardOutput.isTerminal
    return ConsoleReport.render(
      results, options: ConsoleOptions(isQuiet: quiet),
      style: ConsoleStyle(color, isTerminal: isTerminal, environment: ProcessInfo.processInfo.environment))
  }
}
