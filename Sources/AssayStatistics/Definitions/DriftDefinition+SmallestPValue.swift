extension DriftDefinition {
  /// The smallest p-value that samples of these sizes can have; nil for distances.
  ///
  /// It is the p-value of the most extreme arrangement: samples that do not overlap, or that have no level in common. A
  /// level that it does not meet is met by no samples of these sizes, so that they say nothing. Whatever a definition
  /// approximates, no test of exchangeable rows can truly have a p-value below the share 1/C(n + m, n) of one
  /// arrangement (2/C where the mirrored one is as extreme), so that this is the least; Student's and Welch's tests,
  /// which assume a normal distribution, have no bound, and 0 stands for it.
  ///
  /// O(n + m) for Anderson–Darling up to 1,000 values a side, otherwise up to O(min(n, m)).
  ///
  /// - Parameters:
  ///   - referenceCount: n, at least 1.
  ///   - currentCount: m, at least 1.
  ///   - cells: the levels that were compared; 2 are assumed for fewer.
  /// - Throws: `StatisticsError` when the arithmetic of a distribution refuses, which no sizes cause.
  public func smallestPValue(
    referenceCount: Int, currentCount: Int, cells: Int? = nil
  ) throws(StatisticsError) -> Double? {
    guard decision.usesPValue else { return nil }
    let (n, m) = (max(1, referenceCount), max(1, currentCount))
    return max(arrangementShare(n, m), try extremePValue(n, m, cells: max(2, cells ?? 2)))
  }

  /// The smallest p-value that samples like the measured ones can have; nil for distances.
  ///
  /// Ties can take an approximation below the p-value of samples without; it is then not less than the measured one.
  ///
  /// - Throws: as for sizes.
  public func smallestPValue(like measured: DriftMeasurement) throws(StatisticsError) -> Double? {
    guard let pValue = measured.pValue else { return nil }
    let (n, m) = (max(1, measured.referenceCount), max(1, measured.currentCount))
    let extreme = try extremePValue(n, m, cells: max(2, measured.cells ?? 2))
    return max(arrangementShare(n, m), min(pValue, extreme))
  }

  /// The smallest sizes whose extreme would be drift at a level, from those of a measurement on: of the current sample
  /// alone where that can do, and of both. Nil beyond 2^24 rows.
  ///
  /// - Throws: as for sizes.
  public func sizes(
    reaching level: Double, from measured: DriftMeasurement
  ) throws(StatisticsError) -> (current: Int?, each: Int?) {
    let (n, m) = (max(1, measured.referenceCount), max(1, measured.currentCount))
    func reaches(_ n: Int, _ m: Int) throws(StatisticsError) -> Bool {
      guard let smallest = try smallestPValue(referenceCount: n, currentCount: m, cells: measured.cells) else {
        return true
      }
      return decision.isDrift(value: smallest, threshold: level)
    }
    func first(from start: Int, _ isEnough: (Int) throws(StatisticsError) -> Bool) throws(StatisticsError) -> Int? {
      var (low, high) = (start, start)
      while try !isEnough(high) {
        if high >= 1 << 24 { return nil }
        low = high
        high *= 2
      }
      while high - low > 1 {
        let middle = low + (high - low) / 2
        if try isEnough(middle) { high = middle } else { low = middle }
      }
      return high
    }
    let both = try first(from: min(n, m)) { size throws(StatisticsError) in try reaches(size, size) }
    guard !wantsEqualSizes else { return (nil, both) }
    return (try first(from: m) { size throws(StatisticsError) in try reaches(n, size) }, both)
  }

  /// Whether the definition compares samples of one size only.
  private var wantsEqualSizes: Bool { test == .fisherExact || test == .likelihoodRatio }

  /// The share of the arrangements of n + m rows that are as extreme as the most extreme one; 0 for tests that assume a
  /// distribution.
  private func arrangementShare(_ n: Int, _ m: Int) -> Double {
    let isMirrored: Bool
    switch test {
    case .student, .welch: return 0
    case .kolmogorovSmirnov, .cramerVonMises, .andersonDarling: isMirrored = true
    case .mannWhitney: isMirrored = source != .evidently
    default: isMirrored = n == m
    }
    // Exact while the number of arrangements is a whole number below 2^53.
    var arrangements = 1.0
    for step in 1...min(n, m) {
      arrangements = arrangements * Double(max(n, m) + step) / Double(step)
      if arrangements > 0x1p1000 { return 0 }
    }
    return min(1, (isMirrored ? 2 : 1) / arrangements)
  }

  /// The definition's own p-value of the most extreme arrangement without ties; 0 where no formula bounds it.
  private func extremePValue(_ n: Int, _ m: Int, cells: Int) throws(StatisticsError) -> Double {
    let (first, second) = (Double(n), Double(m))
    let size = first + second
    switch test {
    case .cramerVonMises:
      if max(n, m) <= CramerVonMises.exactLimit { return 0 }
      // Without ties the criterion's rank sums are at most (nm)², which is T = (2nm + 1)/(6(n + m)).
      return CramerVonMises.limitPValue((2 * first * second + 1) / (6 * size), n, m)
    case .andersonDarling:
      // From a thousand values on, the p-value is cut off long before.
      let (a, b) = (min(n, 1000), min(m, 1000))
      guard a + b > 2 else { return 1 }
      let test = try AndersonDarling(
        reference: SortedSample(sorted: (0..<a).map { Double($0) }),
        current: SortedSample(sorted: (a..<a + b).map { Double($0) }))
      return test.interpolatedPValue().value
    case .mannWhitney where min(n, m) > 8:
      let tail = NormalDistribution.survival(
        (first * second / 2 - 0.5) / (first * second * (size + 1) / 12).squareRoot())
      return source == .evidently ? tail : min(1, 2 * tail)
    case .twoProportionZ: return min(1, 2 * NormalDistribution.survival(size.squareRoot()))
    case .chiSquared:
      switch source {
      // A level that the reference lacks gives p = 0.
      case .evidently, .giskard: return 0
      case .soda:
        // All but the 5 rows that each level must have lie in a level that has no more in the reference.
        let spare = second - 5 * Double(cells)
        guard spare > 0 else { return 1 }
        return try ChiSquaredDistribution.survival(
          spare * spare * (1 / (spare + 6) + 1.0 / 6), degreesOfFreedom: cells - 1)
      default:
        var statistic = size
        if cells == 2 {
          let difference = max(0, first * second - size / 2)
          statistic = difference / first * (difference / second) / first * (size / second)
        }
        return try ChiSquaredDistribution.survival(statistic, degreesOfFreedom: cells - 1)
      }
    // Kolmogorov–Smirnov at D = 1, exact or not, and the others are bounded by the share of arrangements alone.
    default: return 0
    }
  }
}
