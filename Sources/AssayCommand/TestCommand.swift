import ArgumentParser
import AssayGate
import AssayJUnit
import AssayTestRun
import Foundation

struct TestCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "test",
    abstract: "Run a Swift package's tests and write one JUnit report of both frameworks.",
    discussion: """
      Builds the package's tests and runs those of Swift Testing and of XCTest. The report has a case for each test that \
      'swift test list' lists, and for a test with arguments one for each of them; messages, file and line, skips, \
      warnings, known issues and attachments. An attachment named 'assay-metrics.json', an object of names and numbers, \
      becomes properties. What XCTest's tests \
      do is told by an observer where the package uses AssayTesting, and read from what XCTest prints otherwise.

      A test that crashes, hangs or ends the process is an error in the report, and the tests that are left run in a \
      further process. Paths in the report are relative to the working directory.

      EXAMPLES
        assay test
        assay test --limit 60s --timeout 20m -- --filter PipelineTests -c release

      EXIT STATUS
        0      every test passed or was skipped
        1      a test failed
        2      a test crashed, hung or could not be run, the build failed, or there was no test
        128+n  ended by signal n, after the report was written
      """)

  @Option(
    help: ArgumentHelp("The report. Attachments are written beside it.", valueName: "file"),
    completion: .file(extensions: ["xml"]))
  var output = "test-results/assay/TEST-swift-test.xml"

  @Option(
    help: ArgumentHelp(
      "A test hangs when for so long no test begins, ends or reports anything: seconds, or 90s, 5m, 1h.",
      valueName: "time"))
  var limit = TimeLimit(seconds: 600)

  @Option(help: ArgumentHelp("The time limit of the whole run, the build included.", valueName: "time"))
  var timeout: TimeLimit?

  @Option(help: "What the report may say: superset, or jenkins for the schema of its xUnit plugin.")
  var junitDialect = JUnitDialect.superset

  @Argument(
    parsing: .postTerminator,
    help: """
      Arguments of 'swift test', behind '--': --filter, --skip, --no-parallel, --package-path, --skip-build, \
      --enable-code-coverage, --disable-xctest, --disable-swift-testing, and those of 'swift build'. --parallel changes \
      nothing: Swift Testing's tests run side by side, XCTest's one after the other.
      """)
  var arguments: [String] = []

  mutating func validate() throws {
    if !output.hasSuffix(".xml") { throw ValidationError("--output needs the name of a file that ends in .xml") }
    do { _ = try TestArguments(arguments) } catch { throw ValidationError("\(error)") }
  }

  func run() async throws {
    var options = TestRun.Options(arguments: try TestArguments(arguments), output: output)
    options.limit = limit.seconds
    options.timeout = timeout?.seconds
    options.dialect = junitDialect
    let stop = StopSwitch()
    let signals = SignalWatch(stop)
    defer { signals.end() }
    let run = TestRun(options, workingDirectory: FileManager.default.currentDirectoryPath, stop: stop) { bytes in
      FileHandle.standardOutput.write(Data(bytes))
    }
    let outcome: TestRun.Outcome
    do { outcome = try await run.run() } catch {
      Message.error("\(error)")
      throw ArgumentParser.ExitCode(AssayGate.ExitCode.notEvaluated.rawValue)
    }
    for message in outcome.messages { Message.error(message) }
    print("\(JUnitText.totals(outcome.totals, flaky: 0))   \(output)")
    if outcome.exitCode != 0 { throw ArgumentParser.ExitCode(outcome.exitCode) }
  }
}
