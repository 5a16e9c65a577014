extension DriftVerdictRule {
  /// Judges the difference of two proportions: null rates, values out of range.
  ///
  /// Rows taken as independent get the square-and-add interval of Clopper–Pearson bounds, much tighter than ε near 0
  /// and 1. (Newcombe's interval, the same construction from Wilson's bounds, does not keep the promise of the rule: see
  /// `ProportionDifference`.) Rows in clusters get the same interval with what they are worth, less the price of having
  /// estimated that, or ε with Kish's effective sizes where that is tighter. Significant means that the interval leaves
  /// out 0.
  ///
  /// - Parameters:
  ///   - reference: how many reference rows have the property, of how many.
  ///   - current: the same for the current rows.
  ///   - referenceSize: the size of the reference when its rows come in clusters; by default they are independent.
  ///   - currentSize: the same for the current sample.
  /// - Throws: `StatisticsError` for counts that do not fit, and when a size is not that of its sample.
  public func assess(
    reference: (successes: Int, trials: Int), current: (successes: Int, trials: Int),
    referenceSize: SampleSize? = nil, currentSize: SampleSize? = nil
  ) throws(StatisticsError) -> DriftAssessment {
    try assess(
      .proportionDifference, reference: reference, current: current,
      try Self.size(referenceSize, rows: reference.trials, "reference"),
      try Self.size(currentSize, rows: current.trials, "current"))
  }

  /// Judges a difference of two proportions.
  ///
  /// - Parameters:
  ///   - reliability: the part of the reference's size that counts.
  ///   - onlyRises: whether a fall is no effect.
  func assess(
    _ effect: DriftEffect, reference: (successes: Int, trials: Int), current: (successes: Int, trials: Int),
    _ referenceSize: SampleSize, _ currentSize: SampleSize, reliability: Double = 1, onlyRises: Bool = false,
    pooledLevels: [Int] = []
  ) throws(StatisticsError) -> DriftAssessment {
    // What an estimated size costs: the squared ratio of its factor to that of a known one.
    let degrees = SampleSize.degreesOfFreedom(referenceSize, currentSize)
    let price =
      SampleSize.squaredFactor(significance: significance, degreesOfFreedom: degrees)
      / SampleSize.squaredFactor(significance: significance, degreesOfFreedom: nil)
    let n = max(1, referenceSize.effective * reliability / price)
    let m = max(1, currentSize.effective / price)
    let first = try Proportion(successes: reference.successes, trials: reference.trials)
    let second = try Proportion(successes: current.successes, trials: current.trials)
    let before = try Proportion(share: first.share, size: n)
    let now = try Proportion(share: second.share, size: m)
    let bounds = try before.clopperPearson(significance: significance)
    let difference = ProportionDifference(reference: before, current: now)
    let isClustered = referenceSize.clusters != nil || currentSize.clusters != nil
    // A cluster moves the share of rows that are new by twice its part.
    let guaranteed =
      isClustered && reliability == 1
      ? (SampleSize.squaredFactor(significance: significance, degreesOfFreedom: nil) / 4).squareRoot()
        * Self.spread(referenceSize.floor, currentSize.floor)
      : .infinity
    var signed = difference.joined(bounds, try now.clopperPearson(significance: significance))
    signed = ConfidenceInterval(
      lower: max(signed.lower, difference.estimate - guaranteed),
      upper: min(signed.upper, difference.estimate + guaranteed))
    let interval: ConfidenceInterval
    if onlyRises {
      interval = ConfidenceInterval(lower: max(0, signed.lower), upper: max(0, signed.upper))
    } else {
      interval = Self.absolute(signed)
    }
    let estimate = onlyRises ? max(0, difference.estimate) : abs(difference.estimate)
    let isSignificant = onlyRises ? signed.lower > 0 : !signed.contains(0)
    let detectable = DetectableDifference(
      rule: self, share: first.share, bounds: bounds, referenceSize: n, currentSize: m, onlyRises: onlyRises,
      guaranteed: guaranteed + powerQuantile / 2 * Self.spread(referenceSize.floor, currentSize.floor),
      reliability: reliability, price: price, presentSize: currentSize)
    let verdict = verdict(
      lower: interval.lower, correctedEstimate: estimate, isSignificant: isSignificant,
      showsLimit: detectable.showsLimit)
    return DriftAssessment(
      effect: effect, verdict: verdict, limit: limit, significance: significance, estimate: estimate,
      correctedEstimate: estimate, interval: interval, isSignificant: isSignificant, pValue: nil,
      referenceSize: referenceSize, currentSize: currentSize, pooledLevels: pooledLevels,
      detectability: .difference(detectable))
  }

  /// Bounds of the size of a difference from bounds of the difference.
  private static func absolute(_ signed: ConfidenceInterval) -> ConfidenceInterval {
    ConfidenceInterval(
      lower: max(0, signed.lower, -signed.upper), upper: min(1, max(abs(signed.lower), abs(signed.upper))))
  }
}
