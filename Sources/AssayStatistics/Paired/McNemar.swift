/// McNemar's test of paired yes/no results: whether one side says yes more often than the other on the same rows.
///
/// Only the rows on which both sides differ count. Without such rows one outcome is possible, and every p-value is 1.
public struct McNemar: Sendable, Hashable {
  /// Rows with yes in the reference only.
  public let referenceOnly: Int
  /// Rows with yes in the current data only.
  public let currentOnly: Int

  /// Takes the numbers of rows on which both sides differ.
  ///
  /// - Throws: `StatisticsError` for negative numbers and sums above 2^61.
  public init(referenceOnly: Int, currentOnly: Int) throws(StatisticsError) {
    for (position, count) in [referenceOnly, currentOnly].enumerated() {
      guard count >= 0 else { throw .negativeCount(what: "discordant count", position: position, found: count) }
      guard count <= 1 << 60 else { throw .tooLarge(what: "discordant count", found: "\(count)", maximum: "2^60") }
    }
    self.referenceOnly = referenceOnly
    self.currentOnly = currentOnly
  }

  /// Counts the rows on which paired results differ.
  ///
  /// - Throws: `StatisticsError` for arrays that differ in length or are empty.
  public init(reference: [Bool], current: [Bool]) throws(StatisticsError) {
    guard reference.count == current.count else {
      throw .lengthsDiffer(what: "paired results", first: reference.count, second: current.count)
    }
    guard !reference.isEmpty else { throw .tooFewValues(what: "paired results", count: 0, minimum: 1) }
    var first = 0
    var second = 0
    for (a, b) in zip(reference, current) where a != b {
      if a { first += 1 } else { second += 1 }
    }
    try self.init(referenceOnly: first, currentOnly: second)
  }

  /// The p-value: exact for all numbers, since the binomial distribution costs O(√rows) only.
  ///
  /// - Parameter alternative: `less` asks whether the reference says yes less often, `greater` the reverse.
  public func pValue(_ alternative: Alternative = .twoSided) -> PValue {
    let first = tail(atMost: referenceOnly)
    let second = tail(atMost: currentOnly)
    return switch alternative {
    case .twoSided: PValue(2 * min(first, second), .exact)
    case .less: PValue(first, .exact)
    case .greater: PValue(second, .exact)
    }
  }

  /// The probability of at most k of the differing rows on one side, each side being as probable.
  private func tail(atMost k: Int) -> Double {
    let trials = referenceOnly + currentOnly
    if k >= trials { return 1 }
    return BetaDistribution.tails(0.5, Double(k) + 1, Double(trials - k)).upper
  }

  /// The statistic (|b − c| − correction)² / (b + c) with the numbers b and c of differing rows; 0 without any.
  ///
  /// - Parameter continuityCorrection: whether Edwards' correction 1 is taken from |b − c|, not below 0.
  public func chiSquaredStatistic(continuityCorrection: Bool = true) -> Double {
    let trials = Double(referenceOnly + currentOnly)
    if trials == 0 { return 0 }
    let difference = abs(referenceOnly - currentOnly) - (continuityCorrection ? 1 : 0)
    let kept = Double(max(0, difference))
    return kept / trials * kept
  }

  /// The two-sided p-value of that statistic by the chi-squared distribution with one degree of freedom.
  public func asymptoticPValue(continuityCorrection: Bool = true) -> Double {
    // χ² with one degree of freedom is the square of a normal value; its tail keeps its digits that way.
    2 * NormalDistribution.survival(chiSquaredStatistic(continuityCorrection: continuityCorrection).squareRoot())
  }
}
