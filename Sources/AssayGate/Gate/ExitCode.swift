/// The exit codes of `assay run`: a contract that CI systems build on.
public struct ExitCode: RawRepresentable, Sendable, Hashable, CustomStringConvertible {
  /// The process's exit status.
  public let rawValue: Int32

  /// Creates an exit code from a status.
  public init(rawValue: Int32) { self.rawValue = rawValue }

  /// 0: every check passed; warnings, inconclusive and suppressed failures are allowed unless `--fail-on` says otherwise.
  public static let passed = ExitCode(rawValue: 0)
  /// 1: at least one check failed, and nothing that could not be evaluated; also a run that recorded baselines.
  public static let failed = ExitCode(rawValue: 1)
  /// 2: something could not be evaluated (also beside failures), or no check reached a verdict.
  public static let notEvaluated = ExitCode(rawValue: 2)
  /// 64: wrong usage, or a manifest that does not parse.
  public static let usage = ExitCode(rawValue: 64)
  /// 70: an internal error that was caught.
  public static let internalError = ExitCode(rawValue: 70)
  /// 128 + n: the run was ended by signal n, after its report was written.
  public static func signal(_ number: Int32) -> ExitCode { ExitCode(rawValue: 128 + number) }

  /// The code in words.
  public var description: String {
    switch self {
    case .passed: "passed"
    case .failed: "failed"
    case .notEvaluated: "could not be evaluated"
    case .usage: "usage"
    case .internalError: "internal error"
    default: rawValue > 128 ? "ended by signal \(rawValue - 128)" : "exit \(rawValue)"
    }
  }
}

/// From which verdict on a run fails: `--fail-on`.
public enum FailOn: String, Sendable, CaseIterable, Codable {
  /// Failures fail the run. The default.
  case fail
  /// Warnings fail the run too.
  case warn
  /// Inconclusive checks fail the run too.
  case inconclusive
  /// Failures do not fail the run; what could not be evaluated still does.
  case never
}

extension ExitCode {
  /// The exit code of a run.
  ///
  /// - Parameters:
  ///   - tally: the cases by verdict.
  ///   - couldNotEvaluate: something beside the cases could not be evaluated.
  ///   - badManifest: a manifest did not parse.
  ///   - recorded: baselines were recorded.
  ///   - isUnchanged: nothing that the run judges has changed since the revision that it was given.
  ///   - failOn: from which verdict on the run fails.
  public static func of(
    _ tally: Tally, couldNotEvaluate: Bool, badManifest: Bool, recorded: Bool = false, isUnchanged: Bool = false,
    failOn: FailOn
  ) -> ExitCode {
    if badManifest { return .usage }
    let judged = tally[.pass] + tally[.warn] + tally[.fail] + tally[.inconclusive]
    if couldNotEvaluate || tally[.error] > 0 || (judged == 0 && !recorded && !isUnchanged) { return .notEvaluated }
    if recorded { return .failed }
    let failing =
      switch failOn {
      case .fail: tally[.fail]
      case .warn: tally[.fail] + tally[.warn]
      case .inconclusive: tally[.fail] + tally[.inconclusive]
      case .never: 0
      }
    return failing > 0 ? .failed : .passed
  }
}
