/// The z test of two proportions with their pooled variance.
///
/// z = (a/n − b/m) / √(p(1 − p)(1/n + 1/m)) with p = (a + b)/(n + m); z² is the chi-squared statistic of the 2 × 2 table
/// without Yates' correction. Where all rows or no rows are successes only one outcome is possible: z is 0 and p is 1.
public struct TwoProportionTest: Sendable, Hashable {
  /// z, positive when the reference has the larger share.
  public let statistic: Double

  /// Takes counts of 0 or more: `successes` of `trials` rows on each side.
  ///
  /// - Throws: `StatisticsError` for no trials, successes outside 0 … trials, and more than 2^61 trials.
  public init(
    referenceSuccesses: Int, referenceTrials: Int, currentSuccesses: Int, currentTrials: Int
  ) throws(StatisticsError) {
    try Self.check("reference", referenceSuccesses, referenceTrials)
    try Self.check("current", currentSuccesses, currentTrials)
    let cross =
      Int128(referenceSuccesses) * Int128(currentTrials) - Int128(currentSuccesses) * Int128(referenceTrials)
    let rows = Double(referenceTrials + currentTrials)
    let successes = Double(referenceSuccesses + currentSuccesses)
    let failures = Double(referenceTrials - referenceSuccesses + (currentTrials - currentSuccesses))
    if successes == 0 || failures == 0 {
      statistic = 0
    } else {
      // (a·m − b·n) / √(s·f·n·m/N), in factors that cannot overflow.
      let scale =
        (successes / rows * failures).squareRoot() * Double(referenceTrials).squareRoot()
        * Double(currentTrials).squareRoot()
      statistic = Double(cross) / scale
    }
  }

  /// The p-value by the normal distribution.
  ///
  /// - Parameter alternative: `less` asks whether the reference has the smaller share, `greater` the reverse.
  public func pValue(_ alternative: Alternative = .twoSided) -> PValue {
    switch alternative {
    case .twoSided: PValue(2 * NormalDistribution.survival(abs(statistic)), .asymptotic)
    case .greater: PValue(NormalDistribution.survival(statistic), .asymptotic)
    case .less: PValue(NormalDistribution.survival(-statistic), .asymptotic)
    }
  }

  static func check(_ side: String, _ successes: Int, _ trials: Int) throws(StatisticsError) {
    guard trials >= 1 else { throw .tooFewValues(what: "\(side) trials", count: max(0, trials), minimum: 1) }
    guard trials <= 1 << 61 else {
      throw .tooLarge(what: "number of \(side) trials", found: "\(trials)", maximum: "2^61")
    }
    guard successes >= 0, successes <= trials else {
      throw .outOfRange(what: "\(side) successes", found: Double(successes), expected: "0 … \(trials)")
    }
  }
}
