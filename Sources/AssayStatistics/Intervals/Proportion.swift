/// A number of successes among trials, with intervals for the probability behind it.
///
/// `significance` is α everywhere: an interval misses the true probability about (Wilson) or at most (Clopper–Pearson)
/// a share α of the time.
public struct Proportion: Sendable, Hashable {
  /// The observed share, 0 … 1.
  public let share: Double
  /// The number of trials, or the effective number when rows come in clusters; above 0.
  public let size: Double

  /// A share of whole counts.
  ///
  /// - Throws: `StatisticsError` unless 0 ≤ successes ≤ trials and trials ≥ 1.
  public init(successes: Int, trials: Int) throws(StatisticsError) {
    guard trials > 0 else { throw .tooFewValues(what: "proportion", count: max(trials, 0), minimum: 1) }
    guard successes >= 0, successes <= trials else {
      throw .outOfRange(what: "number of successes", found: Double(successes), expected: "0 … \(trials)")
    }
    share = Double(successes) / Double(trials)
    size = Double(trials)
  }

  /// A share with an effective number of trials.
  ///
  /// - Throws: `StatisticsError.outOfRange` unless 0 ≤ share ≤ 1 and size is finite and at least 1.
  public init(share: Double, size: Double) throws(StatisticsError) {
    guard share >= 0, share <= 1 else { throw .outOfRange(what: "share", found: share, expected: "0 ≤ share ≤ 1") }
    guard size >= 1, size.isFinite else {
      throw .outOfRange(what: "effective sample size", found: size, expected: "a finite number of 1 or more")
    }
    self.share = share
    self.size = size
  }

  /// Wilson's score interval (1927), without continuity correction.
  ///
  /// Its coverage is near 1 − α on average over all shares, not for each: at small α and shares near 0 or 1 it can miss
  /// many times more often. Where a promise depends on it, use `clopperPearson`.
  ///
  /// - Throws: `StatisticsError.outOfRange` unless 0 < α < 1.
  public func wilson(significance: Double) throws(StatisticsError) -> ConfidenceInterval {
    try checkSignificance(significance)
    return wilson(z: try NormalDistribution.quantile(survival: significance / 2))
  }

  func wilson(z: Double) -> ConfidenceInterval {
    let square = z * z
    let center = size * share + square / 2
    let spread = z * (size * share * (1 - share) + square / 4).squareRoot()
    // At the ends the bounds are exactly 0 and 1.
    return ConfidenceInterval(
      lower: share == 0 ? 0 : max(0, (center - spread) / (size + square)),
      upper: share == 1 ? 1 : min(1, (center + spread) / (size + square)))
  }

  /// The interval of Clopper and Pearson (1934), which misses at most a share α whatever the true probability.
  ///
  /// - Throws: `StatisticsError.outOfRange` unless 0 < α < 1.
  public func clopperPearson(significance: Double) throws(StatisticsError) -> ConfidenceInterval {
    try checkSignificance(significance)
    let successes = size * share
    let failures = size * (1 - share)
    let tail = significance / 2
    return ConfidenceInterval(
      lower: successes <= 0 ? 0 : BetaDistribution.inverse(tail, successes, failures + 1),
      upper: failures <= 0 ? 1 : BetaDistribution.inverse(tail, successes + 1, failures, upperTail: true))
  }
}
