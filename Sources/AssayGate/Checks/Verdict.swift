/// What a check concluded.
public enum Verdict: String, Sendable, Codable, CaseIterable {
  /// The limit holds.
  case pass
  /// The limit does not hold, and the check's severity (or the evidence) asks for a warning only.
  case warn
  /// The limit does not hold.
  case fail
  /// The sample is too small to tell whether the limit holds.
  case inconclusive
  /// The check could not be evaluated.
  case error
  /// The check was not evaluated, on purpose: it was filtered out, or suppressed and failing.
  case skipped

  /// The order in which verdicts outrank one another when several are summed up in one:
  /// `error`, `fail`, `warn`, `inconclusive`, `pass`, `skipped`.
  public var rank: Int {
    switch self {
    case .error: 5
    case .fail: 4
    case .warn: 3
    case .inconclusive: 2
    case .pass: 1
    case .skipped: 0
    }
  }
}

/// How much a failing check weighs.
public enum Severity: String, Sendable, Codable, CaseIterable {
  /// A limit that does not hold fails the gate.
  case fail
  /// A limit that does not hold is shown, and does not fail the gate.
  case warn
}
