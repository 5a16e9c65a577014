import AssayGate
import AssayJUnit
import Foundation

/// Runs a package's tests of both frameworks and writes one JUnit report of them.
///
/// Swift Testing tells what happens in its event stream, XCTest by what it prints. A process that crashes or hangs is not
/// the end: its running test is an error, and what is left runs in a further process, until every test has a result.
/// When several tests of Swift Testing were running, side by side, they are run again one after the other, so that the
/// one that ends the process is known.
public struct TestRun: Sendable {
  /// What to run, and how long.
  public struct Options: Sendable {
    /// The arguments of `swift test`.
    public var arguments: TestArguments
    /// The path of the report.
    public var output: String
    /// Seconds in which no test begins, ends or reports anything, until the running one counts as hanging.
    public var limit: Double?
    /// Seconds for everything, the build included.
    public var timeout: Double?
    /// What the report may say.
    public var dialect = JUnitDialect.superset
    /// The command `swift`, with a path or to be found.
    public var swift = "swift"

    /// Creates options with a limit of ten minutes.
    public init(arguments: TestArguments, output: String) {
      self.arguments = arguments
      self.output = output
      limit = 600
    }
  }

  /// What came out.
  public struct Outcome: Sendable {
    /// The totals of the report.
    public var totals = JUnitTotals()
    /// 0 when every test passed, 1 when one failed, 2 when something could not be evaluated, 128 + n after a signal.
    public var exitCode: Int32 = 2
    /// Errors and notes that are about no test.
    public var messages: [String] = []
  }

  let options: Options
  let workingDirectory: String
  let stop: StopSwitch
  /// Takes what the processes print.
  let print: @Sendable ([UInt8]) -> Void

  /// Creates a run; nothing is touched yet.
  ///
  /// - Parameters:
  ///   - workingDirectory: absolute; what paths in the report are relative to.
  ///   - stop: ends the run; the report then says which tests were running and which had not run.
  ///   - print: takes what the build and the tests print, on any thread.
  public init(
    _ options: Options, workingDirectory: String, stop: StopSwitch, print: @escaping @Sendable ([UInt8]) -> Void
  ) {
    self.options = options
    self.workingDirectory = workingDirectory
    self.stop = stop
    self.print = print
  }

  /// Runs the tests. The report says "did not finish" until the very end.
  ///
  /// - Throws: `ReportFileError` and `JUnitError` when the report cannot be written.
  public func run() async throws -> Outcome {
    let writer = JUnitWriter(
      output: options.output, workingDirectory: workingDirectory, name: "swift test", dialect: options.dialect)
    try writer.invalidate()
    let started = Date()
    let clock = ContinuousClock.now
    var session = try TestSession(self, deadline: options.timeout.map { clock + .seconds($0) })
    await session.run()
    session.tidyUp()
    for suite in session.ledger.suites {
      let number = writer.open(JUnitSuite(name: suite.name))
      for testCase in suite.cases { try writer.append(testCase, to: number) }
    }
    try writer.finish(started: started, seconds: (ContinuousClock.now - clock) / .seconds(1))
    var outcome = Outcome(totals: writer.totals, messages: session.messages)
    outcome.exitCode = writer.totals.errors > 0 ? 2 : writer.totals.failures > 0 ? 1 : 0
    if case .signal(let number)? = stop.reason { outcome.exitCode = 128 + number }
    return outcome
  }
}
