import AssayGate
import AssayStatistics

/// What is promised of drift verdicts, and which of it a simulation found broken.
struct Promises: Sendable {
  /// The least share of runs in which a shift of twice the limit fails, at 10,000 rows and 200 columns.
  static let detection = 0.95

  /// The largest probability that a run without drift is blocked.
  var budget = Manifest.defaultBudget
  /// The promises that do not hold, in words.
  private(set) var broken: [String] = []

  /// 1 when a promise is broken, else 0.
  var exitCode: Int32 { broken.isEmpty ? 0 : 1 }

  /// Runs without drift are blocked no more often than the budget allows: broken when even the lower end of the interval
  /// is above it.
  mutating func judge(blocked share: RunShare, of what: String) throws {
    if try share.interval.lower > budget {
      broken.append("\(what) without drift: \(share.count) of \(share.runs) runs blocked")
    }
  }

  /// A shift of twice the limit is found at 10,000 rows; other sizes and shifts are promised nothing.
  mutating func judge(failed share: RunShare, shift: String, rows: Int, times: Double) {
    if rows == 10_000, times == 2, Double(share.count) < Self.detection * Double(share.runs) {
      broken.append(
        "a shift of twice the limit (\(shift)) at 10,000 rows and \(Detection.columns) columns fails in only "
          + "\(share.count) of \(share.runs) runs")
    }
  }
}

/// A share of runs with its exact interval (Clopper and Pearson, 1934).
struct RunShare: Sendable {
  var count: Int
  var runs: Int

  static let confidence = 0.99

  var interval: ConfidenceInterval {
    get throws {
      try Proportion(successes: count, trials: runs).clopperPearson(significance: 1 - Self.confidence)
    }
  }
}
