import ArgumentParser
import AssayGate
import AssayJUnit

struct JUnitSummaryCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "summary",
    abstract: "Count the cases of reports, and name what did not pass.",
    discussion: """
      The cases are counted, not what the report says of their number.

      EXIT STATUS
        0   all files were read
        1   with --fail: a case failed or has an error, or failures or tests are stated that no case shows
        2   a file could not be read; with --fail: a file has no case
      """)

  @Argument(help: "Reports, and folders with reports.", completion: .file(extensions: ["xml"]))
  var paths: [String] = []

  @Flag(help: "End with 1 when something did not pass.")
  var fail = false

  @Option(help: ArgumentHelp("So many failures and errors are named for each file.", valueName: "n"))
  var show = 20

  mutating func validate() throws {
    if paths.isEmpty { throw ValidationError("name at least one report, or a folder with reports") }
    if show < 0 { throw ValidationError("--show cannot be negative") }
  }

  func run() throws {
    let files = JUnitFiles(paths)
    var isUnreadable = !files.emptyFolders.isEmpty
    for folder in files.emptyFolders { Message.error("\(folder): no file in this folder ends in .xml") }
    var all = JUnitTotals()
    var flaky = 0
    var isPass = true
    var count = 0
    for file in files.files {
      do {
        let summary = try JUnitSummary(path: file.path, maximumProblems: show)
        Self.print(summary, of: file.path)
        all.add(summary.totals)
        flaky += summary.flaky
        count += 1
        if summary.totals.tests == 0, fail { isUnreadable = true }
        if !summary.isPass { isPass = false }
      } catch let error as JUnitError {
        if error.kind == .notJUnit, file.isFound {
          Message.error("note: \(file.path) is no JUnit report: passed over")
        } else {
          Message.error("\(error)")
          isUnreadable = true
        }
      }
    }
    if count == 0 { isUnreadable = true }
    if count > 1 { Swift.print("\(JUnitText.totals(all, flaky: flaky))   \(count) files") }
    if isUnreadable { throw ArgumentParser.ExitCode(2) }
    if fail, !isPass { throw ArgumentParser.ExitCode(1) }
  }

  private static func print(_ summary: JUnitSummary, of file: String) {
    Swift.print("\(JUnitText.totals(summary.totals, flaky: summary.flaky))   \(file)")
    let bad = summary.totals.failures + summary.totals.errors
    for problem in summary.problems {
      let place = problem.place.map { "  \($0)" } ?? ""
      let word = problem.kind == .error ? "error " : "failed"
      Swift.print("  \(word)  \(problem.className)  \(problem.name)\(place)\n          \(problem.message)")
    }
    if bad > summary.problems.count { Swift.print("  \(Format.whole(bad - summary.problems.count)) more") }
    if bad == 0, summary.stated > 0 {
      Message.error("\(file): states \(summary.stated) failures or errors, and none of its cases has one")
    }
    if summary.lost > 0 {
      Message.error(
        "\(file): states \(summary.lost + summary.totals.tests) tests, \(summary.lost) of them without a case")
    }
  }
}
