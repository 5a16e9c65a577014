extension PowerPlan {
  /// The probability that the pooled two-proportion z test sees two shares as different, 0 … 1.
  ///
  /// Φ((|p − q| − z(α/2)·√(r(1 − r)(1/n + 1/m))) / √(p(1 − p)/n + q(1 − q)/m)) with r the share of both samples together:
  /// the normal approximation without continuity correction (Fleiss, Levin and Paik, 2003, section 4.2), which leaves
  /// out rejections in the wrong direction. Without any spread the test is certain.
  ///
  /// - Parameters:
  ///   - referenceShare: 0 … 1.
  ///   - currentShare: 0 … 1.
  ///   - referenceSize: independent rows, or effective ones.
  ///   - currentSize: the same of the current sample.
  /// - Throws: `StatisticsError.outOfRange` for shares or sizes outside their ranges.
  public func powerOfProportions(
    referenceShare: Double, currentShare: Double, referenceSize: Double, currentSize: Double
  ) throws(StatisticsError) -> Double {
    try Self.checkShare("reference share", referenceShare)
    try Self.checkShare("current share", currentShare)
    try Self.check(referenceSize, currentSize)
    let (n, m) = (referenceSize, currentSize)
    let pooled = (n * referenceShare + m * currentShare) / (n + m)
    let whenEqual = (pooled * (1 - pooled) * (1 / n + 1 / m)).squareRoot()
    let spread =
      (referenceShare * (1 - referenceShare) / n + currentShare * (1 - currentShare) / m).squareRoot()
    let beyond = abs(referenceShare - currentShare) - criticalValue * whenEqual
    if spread == 0 { return beyond > 0 ? 1 : 0 }
    return NormalDistribution.cumulative(beyond / spread)
  }

  /// The smallest rise of a share, and the smallest fall, that are seen with the plan's power.
  public struct DetectableDifference: Sendable, Hashable {
    /// How much the share must rise; nil when not even a rise to 1 is seen.
    public let rise: Double?
    /// How much the share must fall; nil when not even a fall to 0 is seen.
    public let fall: Double?
  }

  /// The smallest changes of a share that `powerOfProportions` gives the plan's power.
  ///
  /// - Throws: `StatisticsError.outOfRange` for a share or sizes outside their ranges.
  public func minimumDetectableDifference(
    share: Double, referenceSize: Double, currentSize: Double
  ) throws(StatisticsError) -> DetectableDifference {
    try Self.checkShare("reference share", share)
    try Self.check(referenceSize, currentSize)
    func smallest(from share: Double) throws(StatisticsError) -> Double? {
      func isDetected(_ rise: Double) throws(StatisticsError) -> Bool {
        try powerOfProportions(
          referenceShare: share, currentShare: min(1, share + rise), referenceSize: referenceSize,
          currentSize: currentSize) >= power
      }
      guard share < 1, try isDetected(1 - share) else { return nil }
      return try Self.smallestEffect(upTo: 1 - share, isDetected)
    }
    // A fall of a share is a rise of its complement.
    return DetectableDifference(rise: try smallest(from: share), fall: try smallest(from: 1 - share))
  }

  /// The size of each sample at which two shares are seen as different; nil beyond 2^48 rows.
  ///
  /// - Throws: `StatisticsError.outOfRange` for shares outside 0 … 1, and `undefined` for equal ones.
  public func requiredSize(referenceShare: Double, currentShare: Double) throws(StatisticsError) -> Int? {
    try Self.checkShare("reference share", referenceShare)
    try Self.checkShare("current share", currentShare)
    guard referenceShare != currentShare else {
      throw .undefined(
        "both shares are \(referenceShare), expected two different ones: no sample shows a difference of 0")
    }
    return try Self.smallestSize(from: 1) { size throws(StatisticsError) in
      try powerOfProportions(
        referenceShare: referenceShare, currentShare: currentShare, referenceSize: size, currentSize: size) >= power
    }
  }

  private static func checkShare(_ what: String, _ share: Double) throws(StatisticsError) {
    guard share >= 0, share <= 1 else { throw .outOfRange(what: what, found: share, expected: "0 ≤ share ≤ 1") }
  }
}
