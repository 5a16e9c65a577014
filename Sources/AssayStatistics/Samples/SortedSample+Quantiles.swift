/// Which of the usual definitions a quantile follows (numbered as by Hyndman and Fan, 1996).
public enum QuantileDefinition: String, Sendable, Hashable, CaseIterable {
  /// Type 1: the smallest element with at least the asked share of values at or below it; always a real element.
  case element
  /// Type 7: linear interpolation at position (n − 1)·p, counted from 0; the default of NumPy, pandas and R.
  case linear
}

extension SortedSample {
  /// The value below which a share `p` of the sample lies.
  ///
  /// For `element`, n·p within a few units in the last place of a whole number counts as that number, so that
  /// p = 0.07 of 100 values is the seventh. Between a finite value and an infinity, `linear` gives the infinity.
  ///
  /// - Parameters:
  ///   - p: a share from 0 (the minimum) to 1 (the maximum).
  ///   - definition: how to choose between two elements.
  /// - Throws: `StatisticsError.outOfRange` for another p, and `undefined` between −infinity and +infinity.
  public func quantile(
    _ p: Double, _ definition: QuantileDefinition = .linear
  ) throws(StatisticsError) -> Double {
    guard p >= 0, p <= 1 else { throw .outOfRange(what: "quantile share", found: p, expected: "0 ≤ p ≤ 1") }
    switch definition {
    case .element:
      let position = Double(count) * p
      let nearest = position.rounded()
      let rank = abs(position - nearest) <= 4 * position.ulp ? nearest : position.rounded(.up)
      return values[min(max(Int(rank) - 1, 0), count - 1)]
    case .linear:
      return try Self.linearQuantile(p, count: count) { values[$0] } ?? values[0]
    }
  }

  /// The interpolated quantile of values of which only some are known.
  ///
  /// - Parameter value: the value at a position of the ordered sample; nil when it is not known.
  /// - Returns: nil when one of the two values that decide is not known.
  static func linearQuantile(
    _ p: Double, count: Int, at value: (Int) -> Double?
  ) throws(StatisticsError) -> Double? {
    let position = Double(count - 1) * p
    let below = min(Int(position), count - 1)
    let weight = position - Double(below)
    guard let lower = value(below) else { return nil }
    guard weight > 0, below + 1 < count else { return lower }
    guard let upper = value(below + 1) else { return nil }
    return try interpolate(lower, upper, weight)
  }

  private static func interpolate(
    _ lower: Double, _ upper: Double, _ weight: Double
  ) throws(StatisticsError) -> Double {
    if lower == upper { return lower }
    if lower == -.infinity && upper == .infinity {
      throw .undefined("quantile lies between −infinity and +infinity, expected neighbouring values of one sign")
    }
    if lower == -.infinity { return lower }
    if upper == .infinity { return upper }
    let difference = upper - lower
    guard difference.isFinite else { return lower * (1 - weight) + upper * weight }
    // From the nearer end, so that the result cannot leave the interval.
    return weight < 0.5 ? lower + difference * weight : upper - difference * (1 - weight)
  }
}
