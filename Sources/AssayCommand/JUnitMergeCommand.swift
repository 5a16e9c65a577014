import ArgumentParser
import AssayGate
import AssayJUnit
import Foundation

struct JUnitMergeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "merge",
    abstract: "Merge reports into one that every CI system takes.",
    discussion: """
      Totals are counted anew. A case whose class name and name came before gets '#2' behind its name, because CI systems \
      drop the second one. Control characters become visible, several results of a case become one, nested suites flat.

      Nothing turns green: a file that cannot be read to its end, a suite that states failures which no case of it has, \
      and a merge without any case are errors in the merged report too.

      A report of more than --split is written as NAME-1.xml, NAME-2.xml and so on, and no NAME.xml. What an earlier merge \
      has written to NAME.xml and these is replaced or removed, and no input when it lies in a folder that is merged. Any \
      other file of these names is refused.

      EXAMPLES
        assay junit merge build/test-results --output merged.xml
        assay junit merge first.xml second.xml --retries --output merged.xml

      EXIT STATUS
        0   merged, whatever the cases say
        2   a file could not be read, failures were lost, or there was no case; the merged report has an error that says so
        64  wrong usage, or a file would be replaced that is no earlier merge; nothing was written
      """)

  @Argument(help: "Reports, and folders with reports.", completion: .file(extensions: ["xml"]))
  var paths: [String] = []

  @Option(help: ArgumentHelp("The file to write.", valueName: "file"), completion: .file(extensions: ["xml"]))
  var output: String

  @Option(help: ArgumentHelp("The largest size of a file: 20MB, 512KiB, or 'never'.", valueName: "size"))
  var split = SizeLimit(bytes: 20_000_000)

  @Flag(
    help: """
      Cases of the same class name and name are attempts at one, of which the last counts: earlier failures become \
      'flakyFailure' when it passed, 'rerunFailure' when it did not.
      """)
  var retries = false

  @Option(name: .customLong("junit-dialect"), help: "What the report may say: superset or jenkins.")
  var dialect = JUnitDialect.superset

  mutating func validate() throws {
    if paths.isEmpty { throw ValidationError("name at least one report, or a folder with reports") }
    if !output.hasSuffix(".xml") { throw ValidationError("--output needs the name of a file that ends in .xml") }
  }

  func run() throws {
    try WrittenFile.refuse(output, option: "--output")
    var options = JUnitMerger.Options()
    options.split = split.bytes
    options.retries = retries
    options.dialect = dialect
    let merger = JUnitMerger(options, workingDirectory: FileManager.default.currentDirectoryPath)
    let report: JUnitMerger.Report
    do {
      report = try merger.merge(paths, to: output)
    } catch let error as JUnitError where error.kind == .replaced {
      Message.error("\(error)")
      throw ArgumentParser.ExitCode(AssayGate.ExitCode.usage.rawValue)
    } catch {
      Message.error("\(error)")
      throw ArgumentParser.ExitCode(AssayGate.ExitCode.notEvaluated.rawValue)
    }
    for error in report.errors { Message.error("error: \(error)") }
    for note in Self.notes(report) { Message.error("note: \(note)") }
    let files = report.files == 1 ? "1 file" : "\(Format.whole(report.files)) files"
    print(
      "\(JUnitText.totals(report.totals, flaky: report.flaky))   \(files) → \(report.outputs.joined(separator: ", "))")
    if !report.errors.isEmpty { throw ArgumentParser.ExitCode(AssayGate.ExitCode.notEvaluated.rawValue) }
  }

  private static func notes(_ report: JUnitMerger.Report) -> [String] {
    let most = 20
    var notes = report.passedOver.prefix(most).map { "\($0) is no JUnit report: passed over" }
    if report.renamed.count > 0 {
      let (count, first) = report.renamed
      notes.append(
        "\(Format.whole(count)) cases have the class name and name of another and got a number: the first is '\(first)'"
      )
    }
    if report.attempts > 0 { notes.append("\(Format.whole(report.attempts)) attempts were joined with a later one") }
    notes += report.notes.prefix(most)
    if report.notes.count > most { notes.append("\(report.notes.count - most) more of that kind") }
    return notes + report.removed.map { "removed \($0), of an earlier merge" }
  }
}

/// A size on the command line.
struct SizeLimit: ExpressibleByArgument {
  let bytes: Int

  init(bytes: Int) { self.bytes = bytes }

  init?(argument: String) {
    if argument == "never" {
      bytes = .max
      return
    }
    let digits = argument.prefix { $0.isASCII && $0.isNumber }
    let units = ["": 1, "B": 1, "KB": 1_000, "MB": 1_000_000, "KIB": 1 << 10, "MIB": 1 << 20]
    guard let count = Int(digits), let unit = units[argument.dropFirst(digits.count).uppercased()] else { return nil }
    let (size, overflow) = count.multipliedReportingOverflow(by: unit)
    guard !overflow, size >= 10_000 else { return nil }
    bytes = size
  }

  var defaultValueDescription: String { "20MB" }
}

/// How `assay junit` shows numbers.
enum JUnitText {
  /// `120 cases · 3 failed · 1 error · 2 skipped · 1 flaky · 12.3 s`; what is 0 is left out.
  static func totals(_ totals: JUnitTotals, flaky: Int) -> String {
    var parts = [totals.tests == 1 ? "1 case" : "\(Format.whole(totals.tests)) cases"]
    let counts = [
      (totals.failures, "failed"), (totals.errors, totals.errors == 1 ? "error" : "errors"),
      (totals.skipped, "skipped"),
      (flaky, "flaky"),
    ]
    parts += counts.filter { $0.0 > 0 }.map { "\(Format.whole($0.0)) \($0.1)" }
    parts.append(String(format: "%.2f s", totals.time))
    return parts.joined(separator: " · ")
  }
}
