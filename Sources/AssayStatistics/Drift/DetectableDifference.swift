#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Which differences of two proportions samples of given sizes show as significant with the power of a rule.
///
/// Significant means that the square-and-add interval of `DriftVerdictRule` leaves out 0. Whether one difference is shown
/// takes one or two evaluations of the beta distribution; the smallest one that is shown, and the sizes that show the
/// limit, are searched for when they are asked for.
package struct DetectableDifference: Sendable, Hashable {
  let rule: DriftVerdictRule
  /// The share of the reference that changes start from.
  let share: Double
  /// The bounds of that share (Clopper and Pearson) at the rule's α.
  let bounds: ConfidenceInterval
  /// The effective size of the reference, at least 1.
  let referenceSize: Double
  /// The effective size of the current sample, at least 1.
  let currentSize: Double
  /// Whether a fall is no effect.
  var onlyRises = false
  /// The smallest effect that is shown whatever the dependence inside clusters; infinite when that says nothing.
  var guaranteed = Double.infinity
  /// The part of the reference's size that counts.
  var reliability = 1.0
  /// By how much the sizes were reduced because they are estimates.
  var price = 1.0
  /// The current size in rows or clusters, in which the sizes that would do are told.
  let presentSize: SampleSize

  /// Whether a change as large as the limit is shown.
  var showsLimit: Bool { guaranteed <= rule.limit || showsLimit(referenceSize, currentSize) }

  /// The smallest effect that is shown, at most 1; to one percent, and never on the other side of the limit than
  /// `showsLimit` says.
  var smallestEffect: Double {
    let limit = rule.limit
    let shown = showsLimit(referenceSize, currentSize)
    return min(shown ? min(smallestDifference, limit) : max(smallestDifference, limit.nextUp), guaranteed)
  }

  /// The sizes that would show the limit.
  var requiredSize: DriftAssessment.RequiredSize {
    DriftAssessment.RequiredSize(
      current: smallestSize { showsLimit(referenceSize, $0) }.flatMap(units),
      each: smallestSize { showsLimit($0 * reliability, $0) }.flatMap(units))
  }

  private func units(_ size: Int) -> Int? { DriftVerdictRule.units(Double(size) * price, presentSize) }

  /// The smallest rise or fall from `share` that is shown, to one percent.
  ///
  /// A fall matters only where one as large as the limit is possible, and so does a rise; the harder one counts.
  var smallestDifference: Double {
    // Where no change as large as the limit can exist there is nothing to miss.
    starts.filter { $0.share + rule.limit <= 1 }.map { smallestRise(from: $0.share, upper: $0.upper) }.max() ?? 0
  }

  /// Where a change starts from, and the upper bound of that: a fall of a share is a rise of its complement.
  private var starts: [(share: Double, upper: Double)] {
    onlyRises ? [(share, bounds.upper)] : [(share, bounds.upper), (1 - share, 1 - bounds.lower)]
  }

  private func smallestRise(from share: Double, upper: Double) -> Double {
    let (n, m) = (referenceSize, currentSize)
    let largest = 1 - share
    func isShown(_ rise: Double) -> Bool { self.isShown(rise, from: share, upper: upper, n, m) }
    guard isShown(largest) else { return 1 }
    // Near the answer by the normal approximation and, for shares near 0, the Poisson one; then by steps and halves.
    let depth = log(2 / rule.significance)
    let factor = (2 * depth).squareRoot() + rule.powerQuantile
    var high = 0.0
    for _ in 0..<3 {
      let target = min(1, share + high)
      high = factor * (share * (1 - share) / n + target * (1 - target) / m).squareRoot() + depth / m
    }
    high = min(high, largest)
    var low = high
    while !isShown(high) {
      low = high
      high = min(largest, 1.3 * high)
    }
    if low == high {
      repeat { low /= 1.3 } while low > 1e-12 && isShown(low)
      high = min(high, 1.3 * low)
    }
    while high - low > 0.01 * high {
      let middle = 0.5 * (low + high)
      if isShown(middle) { high = middle } else { low = middle }
    }
    return high
  }

  /// The upper bound of the share of a reference of another size.
  private func upperBound(_ share: Double, _ n: Double) -> Double {
    share >= 1 ? 1 : BetaDistribution.inverse(rule.significance / 2, n * share + 1, n * (1 - share), upperTail: true)
  }

  /// Whether the lower bound of the difference is above 0 when sampling has taken a likely part of a rise away.
  ///
  /// With the gain g that is left of the rise, the upper bound u of the reference's share and the lower bound l of the
  /// current one, that is g² > (seen − l)² + (u − share)². So l must be above seen − √(g² − (u − share)²), which is so
  /// when the probability below that point is under α/2: l itself need not be found.
  private func isShown(
    _ rise: Double, from share: Double, upper: @autoclosure () -> Double, _ n: Double, _ m: Double
  ) -> Bool {
    let target = min(1, share + rise)
    let error = (share * (1 - share) / n + target * (1 - target) / m).squareRoot()
    let seen = target - rule.powerQuantile * error
    let gain = seen - share
    guard gain > 0 else { return false }
    func isLowerBoundAbove(_ point: Double) -> Bool {
      point <= 0 || BetaDistribution.regularized(point, m * seen, m * (1 - seen) + 1) < rule.significance / 2
    }
    // Even a reference known without error does not always help, and then its bound need not be found.
    guard isLowerBoundAbove(share) else { return false }
    let distance = upper() - share
    guard gain > distance else { return false }
    return isLowerBoundAbove(seen - ((gain - distance) * (gain + distance)).squareRoot())
  }

  /// Whether samples of these sizes show the limit itself.
  private func showsLimit(_ n: Double, _ m: Double) -> Bool {
    starts.allSatisfy { share, upper in
      share + rule.limit > 1
        || isShown(rule.limit, from: share, upper: n == referenceSize ? upper : upperBound(share, n), n, m)
    }
  }

  /// The smallest size that is enough, to two percent, by doubling and halving; nil when none worth asking for is.
  ///
  /// Beyond 2^14/limit² rows a sample adds nothing to what the other one leaves uncertain.
  private func smallestSize(_ isEnough: (Double) -> Bool) -> Int? {
    let largest = min(DriftVerdictRule.largestRequiredSize, 0x1p14 / (rule.limit * rule.limit))
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
