/// What came of a run, and with which exit code it ends.
public struct Outcome: Sendable {
  /// The number of cases by verdict.
  public var tally: Tally
  /// Where today's replay first left the approved one, if it did.
  public var firstDivergence: Divergence?
  /// What could not be evaluated beside the cases: messages, most important first.
  public var failures: [String]
  /// What was not as it should be and changes no verdict: a cache that cannot be written.
  public var warnings: [String] = []
  /// What else there is to know: what was not judged again.
  public var notes: [String] = []
  /// The number of baselines that the run recorded; a run that records is no judgement and ends with 1.
  public var recordedBaselines: Int
  /// The exit code.
  public var exitCode: ExitCode
  /// The engines and model runtimes that were used, with their versions: `duckdb` → `v1.5.5`.
  public var runtimes: [String: String]
  /// Wall-clock seconds.
  public var seconds: Double

  /// Creates an outcome.
  public init(
    tally: Tally, firstDivergence: Divergence?, failures: [String], recordedBaselines: Int = 0, exitCode: ExitCode,
    runtimes: [String: String] = [:], seconds: Double
  ) {
    self.tally = tally
    self.firstDivergence = firstDivergence
    self.failures = failures
    self.recordedBaselines = recordedBaselines
    self.exitCode = exitCode
    self.runtimes = runtimes
    self.seconds = seconds
  }
}
