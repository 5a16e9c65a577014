/// What came of a run, and with which exit code it ends.
public struct Outcome: Sendable {
  /// The number of cases by verdict.
  public var tally: Tally
  /// Where today's replay first left the approved one, if it did.
  public var firstDivergence: Divergence?
  /// What could not be evaluated beside the cases: messages, most important first.
  public var failures: [String]
  /// The exit code.
  public var exitCode: ExitCode
  /// Wall-clock seconds.
  public var seconds: Double

  /// Creates an outcome.
  public init(
    tally: Tally, firstDivergence: Divergence?, failures: [String], exitCode: ExitCode, seconds: Double
  ) {
    self.tally = tally
    self.firstDivergence = firstDivergence
    self.failures = failures
    self.exitCode = exitCode
    self.seconds = seconds
  }
}
