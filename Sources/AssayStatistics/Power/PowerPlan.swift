/// The two error rates that a plan for sample sizes trades: α of a false alarm, 1 − power of a missed effect.
public struct PowerPlan: Sendable, Hashable {
  /// The significance level α of the two-sided test, above 0 and below 1.
  public let significance: Double
  /// The probability of seeing an effect of the size asked about, above α and below 1.
  public let power: Double
  /// The normal quantile of α/2 from above.
  let criticalValue: Double
  /// The normal quantile of the power.
  let powerQuantile: Double

  /// A plan.
  ///
  /// - Throws: `StatisticsError.outOfRange` unless 0 < α < 1 and ½ < power < 1.
  public init(significance: Double, power: Double = 0.8) throws(StatisticsError) {
    try checkSignificance(significance)
    guard power > 0.5, power < 1 else {
      throw .outOfRange(what: "power", found: power, expected: "0.5 < power < 1")
    }
    self.significance = significance
    self.power = power
    criticalValue = try NormalDistribution.quantile(survival: significance / 2)
    powerQuantile = try NormalDistribution.quantile(power)
  }

  /// The largest sample that is worth asking for, 2^48 rows.
  static let largestSize = 0x1p48

  /// Checks numbers of independent rows, or effective ones.
  static func check(_ referenceSize: Double, _ currentSize: Double) throws(StatisticsError) {
    for (what, size) in [("reference size", referenceSize), ("current size", currentSize)] {
      guard size >= 1, size <= largestSize else {
        throw .outOfRange(what: what, found: size, expected: "1 … 2^48")
      }
    }
  }

  /// The smallest whole size that is enough, for a condition that stays true once it is; nil when none is.
  static func smallestSize(
    from start: Int, _ isEnough: (Double) throws(StatisticsError) -> Bool
  ) throws(StatisticsError) -> Int? {
    guard try isEnough(largestSize) else { return nil }
    var high = start
    while try !isEnough(Double(high)) { high = min(2 * high, Int(largestSize)) }
    var low = high == start ? start - 1 : high / 2
    while high - low > 1 {
      let middle = low + (high - low) / 2
      if try isEnough(Double(middle)) { high = middle } else { low = middle }
    }
    return high
  }

  /// The smallest effect in 0 … end that is detected, for a condition that stays true once it is; `end` when none is.
  static func smallestEffect(
    upTo end: Double, _ isDetected: (Double) throws(StatisticsError) -> Bool
  ) throws(StatisticsError) -> Double {
    guard try isDetected(end) else { return end }
    var (low, high) = (0.0, end)
    while high - low > 1e-12 * high {
      let middle = 0.5 * (low + high)
      if middle <= low || middle >= high { break }
      if try isDetected(middle) { high = middle } else { low = middle }
    }
    return high
  }
}
