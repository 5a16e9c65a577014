#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

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
    let difference = ProportionDifference(
      reference: try Proportion(share: first.share, size: n), current: try Proportion(share: second.share, size: m))
    let isClustered = referenceSize.clusters != nil || currentSize.clusters != nil
    // A cluster moves the share of rows that are new by twice its part.
    let guaranteed =
      isClustered && reliability == 1
      ? (SampleSize.squaredFactor(significance: significance, degreesOfFreedom: nil) / 4).squareRoot()
        * Self.spread(referenceSize.floor, currentSize.floor)
      : .infinity
    var signed = try difference.squareAndAdd(significance: significance)
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
    let guaranteedDetectable =
      guaranteed + powerQuantile / 2 * Self.spread(referenceSize.floor, currentSize.floor)
    var detectable = minimumDetectableDifference(
      share: first.share, referenceSize: n, currentSize: m, onlyRises: onlyRises)
    // The search is rough; at the limit it must agree with what sizes are asked for.
    let showsLimit = showsLimit(share: first.share, n, m, onlyRises: onlyRises)
    detectable = showsLimit ? min(detectable, limit) : max(detectable, limit.nextUp)
    detectable = min(detectable, guaranteedDetectable)
    let verdict = verdict(
      lower: interval.lower, correctedEstimate: estimate, isSignificant: isSignificant,
      minimumDetectableEffect: detectable)
    var required: DriftAssessment.RequiredSize?
    if verdict == .inconclusive {
      func isEnough(_ n: Double, _ m: Double) -> Bool {
        self.showsLimit(share: first.share, n, m, onlyRises: onlyRises)
      }
      required = DriftAssessment.RequiredSize(
        current: smallestSize { isEnough(n, $0) }.flatMap { Self.units(Double($0) * price, currentSize) },
        each: smallestSize { isEnough($0 * reliability, $0) }.flatMap {
          Self.units(Double($0) * price, currentSize)
        })
    }
    return DriftAssessment(
      effect: effect, verdict: verdict, limit: limit, significance: significance, estimate: estimate,
      correctedEstimate: estimate, interval: interval, isSignificant: isSignificant, pValue: nil,
      minimumDetectableEffect: detectable, requiredSize: required, referenceSize: referenceSize,
      currentSize: currentSize, pooledLevels: pooledLevels)
  }

  /// Bounds of the size of a difference from bounds of the difference.
  private static func absolute(_ signed: ConfidenceInterval) -> ConfidenceInterval {
    ConfidenceInterval(
      lower: max(0, signed.lower, -signed.upper), upper: min(1, max(abs(signed.lower), abs(signed.upper))))
  }

  /// The smallest rise or fall from `share` that is significant with the power of the rule, to one percent.
  ///
  /// A fall matters only where one as large as the limit is possible, and so does a rise; the harder one counts.
  func minimumDetectableDifference(
    share: Double, referenceSize: Double, currentSize: Double, onlyRises: Bool = false
  ) -> Double {
    // Where no change as large as the limit can exist there is nothing to miss.
    Self.starts(share, onlyRises).filter { $0 + limit <= 1 }.map {
      minimumDetectableRise(from: $0, referenceSize, currentSize)
    }.max() ?? 0
  }

  /// Where a change starts from: a fall of a share is a rise of its complement.
  private static func starts(_ share: Double, _ onlyRises: Bool) -> [Double] {
    onlyRises ? [share] : [share, 1 - share]
  }

  private func minimumDetectableRise(from share: Double, _ n: Double, _ m: Double) -> Double {
    let upper = upperBound(share, n)
    let largest = 1 - share
    func isSeen(_ rise: Double) -> Bool { isDetectable(rise, from: share, upper: upper, n, m) }
    guard isSeen(largest) else { return 1 }
    // Near the answer by the normal approximation and, for shares near 0, the Poisson one; then by steps and halves.
    let depth = log(2 / significance)
    let factor = (2 * depth).squareRoot() + powerQuantile
    var high = 0.0
    for _ in 0..<3 {
      let target = min(1, share + high)
      high = factor * (share * (1 - share) / n + target * (1 - target) / m).squareRoot() + depth / m
    }
    high = min(high, largest)
    var low = high
    while !isSeen(high) {
      low = high
      high = min(largest, 1.3 * high)
    }
    if low == high {
      repeat { low /= 1.3 } while low > 1e-12 && isSeen(low)
      high = min(high, 1.3 * low)
    }
    while high - low > 0.01 * high {
      let middle = 0.5 * (low + high)
      if isSeen(middle) { high = middle } else { low = middle }
    }
    return high
  }

  /// The upper bound of the reference's share.
  private func upperBound(_ share: Double, _ n: Double) -> Double {
    share >= 1 ? 1 : BetaDistribution.inverse(significance / 2, n * share + 1, n * (1 - share), upperTail: true)
  }

  /// Whether the lower bound of the difference is above 0 when sampling has taken a likely part of a rise away.
  private func isDetectable(_ rise: Double, from share: Double, upper: Double, _ n: Double, _ m: Double) -> Bool {
    let target = min(1, share + rise)
    let error = (share * (1 - share) / n + target * (1 - target) / m).squareRoot()
    let seen = target - powerQuantile * error
    guard seen > share else { return false }
    let lower = BetaDistribution.inverse(significance / 2, m * seen, m * (1 - seen) + 1)
    let (x, y) = (seen - lower, upper - share)
    return seen - share > (x * x + y * y).squareRoot()
  }

  /// Whether samples of these sizes show the limit itself.
  private func showsLimit(share: Double, _ n: Double, _ m: Double, onlyRises: Bool) -> Bool {
    Self.starts(share, onlyRises).allSatisfy {
      $0 + limit > 1 || isDetectable(limit, from: $0, upper: upperBound($0, n), n, m)
    }
  }

  /// The smallest size that is enough, to two percent, by doubling and halving; nil when none worth asking for is.
  ///
  /// Beyond 2^14/limit² rows a sample adds nothing to what the other one leaves uncertain.
  private func smallestSize(_ isEnough: (Double) -> Bool) -> Int? {
    let largest = min(Self.largestRequiredSize, 0x1p14 / (limit * limit))
    guard isEnough(largest) else { return nil }
    var high = 2.0
    while high < largest && !isEnough(high) { high *= 2 }
    var low = high / 2
    while high - low > max(1, 0.02 * high) {
      let middle = ((low + high) / 2).rounded()
      if isEnough(middle) { high = middle } else { low = middle }
    }
    return Int(high)
  }
}
