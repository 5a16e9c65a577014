/// A lower and an upper bound for a true value.
public struct ConfidenceInterval: Sendable, Hashable {
  /// The lower bound.
  public let lower: Double
  /// The upper bound, not below the lower one.
  public let upper: Double

  /// An interval from its bounds.
  public init(lower: Double, upper: Double) {
    self.lower = lower
    self.upper = upper
  }

  /// True when the value lies between the bounds or on one of them.
  public func contains(_ value: Double) -> Bool { lower <= value && value <= upper }
}

/// Checks that a significance level can be met: 0 < α < 1.
func checkSignificance(_ significance: Double) throws(StatisticsError) {
  guard significance > 0, significance < 1 else {
    throw .outOfRange(what: "significance level", found: significance, expected: "0 < α < 1")
  }
}
