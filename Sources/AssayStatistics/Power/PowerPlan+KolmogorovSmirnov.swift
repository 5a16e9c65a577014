extension PowerPlan {
  /// The smallest Kolmogorov–Smirnov distance that is significant with the plan's power, whatever the distributions; at
  /// most 1.
  ///
  /// (K(α) + z(power)/2)·√(1/n + 1/m) with K(α) the critical value of Kolmogorov's limit distribution. It is a bound: at
  /// the point of the largest difference the estimate has a standard deviation of at most ½·√(1/n + 1/m), and the
  /// statistic is at least the difference there (Massey, 1951, for one sample). The true power is higher.
  ///
  /// - Parameters:
  ///   - referenceSize: independent rows, or effective ones.
  ///   - currentSize: the same of the current sample.
  /// - Throws: `StatisticsError.outOfRange` for sizes outside 1 … 2^48.
  public func minimumDetectableDistance(
    referenceSize: Double, currentSize: Double
  ) throws(StatisticsError) -> Double {
    try Self.check(referenceSize, currentSize)
    return min(1, distanceFactor * (1 / referenceSize + 1 / currentSize).squareRoot())
  }

  /// The size of each sample at which a Kolmogorov–Smirnov distance is detected; nil beyond 2^48 rows.
  ///
  /// - Throws: `StatisticsError.outOfRange` unless 0 < distance < 1.
  public func requiredSize(distance: Double) throws(StatisticsError) -> Int? {
    try checkDistance(distance)
    return try Self.smallestSize(from: 1) { size throws(StatisticsError) in
      distanceFactor * (2 / size).squareRoot() <= distance
    }
  }

  /// The current size at which a distance is detected against a given reference; nil when the reference is too small.
  ///
  /// - Throws: `StatisticsError.outOfRange` unless 0 < distance < 1 and the size is within 1 … 2^48.
  public func requiredCurrentSize(distance: Double, referenceSize: Double) throws(StatisticsError) -> Int? {
    try checkDistance(distance)
    try Self.check(referenceSize, 1)
    return try Self.smallestSize(from: 1) { size throws(StatisticsError) in
      distanceFactor * (1 / referenceSize + 1 / size).squareRoot() <= distance
    }
  }

  private func checkDistance(_ distance: Double) throws(StatisticsError) {
    guard distance > 0, distance < 1 else {
      throw .outOfRange(what: "distance to detect", found: distance, expected: "0 < distance < 1")
    }
  }

  /// K(α) + z(power)/2.
  private var distanceFactor: Double { kolmogorovCriticalValue + powerQuantile / 2 }

  /// The x with a probability of α above it.
  var kolmogorovCriticalValue: Double {
    var (low, high) = (0.0, 1.0)
    while KolmogorovDistribution.survival(high) > significance { high *= 2 }
    while high - low > 1e-15 * high {
      let middle = 0.5 * (low + high)
      if middle <= low || middle >= high { break }
      if KolmogorovDistribution.survival(middle) > significance { low = middle } else { high = middle }
    }
    return high
  }
}
