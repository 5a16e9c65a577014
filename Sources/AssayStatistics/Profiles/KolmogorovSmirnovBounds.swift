/// The two-sample Kolmogorov–Smirnov distance as far as profiles know it: bounds that contain the distance of the rows.
///
/// Wherever one distribution function lies in a band, the difference of the two lies between the smallest and the largest
/// one that the band allows; D is at least the largest of the smallest ones and at most the largest of all. The bounds
/// are whole multiples of 1/(n·m), computed without rounding, and equal where the band has no width.
public struct KolmogorovSmirnovBounds: Sendable, Hashable {
  /// The number of reference values, n.
  public let referenceCount: Int
  /// The number of current values, m.
  public let currentCount: Int
  /// n·m times the lower bound of D.
  public let lowerNumerator: Int
  /// n·m times the upper bound of D.
  public let upperNumerator: Int

  /// Compares a profile with the values of a sample, in O(c · log m) for c cells.
  ///
  /// - Throws: `StatisticsError` for a profile of no values, and when n·m exceeds 2^63 − 1.
  public init(reference: NumericProfile, current: SortedSample) throws(StatisticsError) {
    try self.init(counts: reference.count, current.count)
    let band = DistributionBand(reference)
    let (n, m) = (referenceCount, currentCount)
    var bounds = Extremes()
    current.values.withUnsafeBufferPointer { values in
      // Before the first step no reference value is passed.
      var below = 0
      for step in band.keys.indices {
        let value = Double(bitPattern: OrderedKey.bits(of: band.keys[step]))
        // The current values before the step still meet the band of the step before.
        let before = Self.position(in: values, from: below) { $0 < value }
        bounds.add(
          fewest: step == 0 ? 0 : band.fewest[step - 1], most: step == 0 ? 0 : band.most[step - 1], of: n, before,
          before, of: m)
        below = Self.position(in: values, from: before) { $0 <= value }
        bounds.add(fewest: band.fewest[step], most: band.most[step], of: n, below, below, of: m)
      }
    }
    self = Self(counts: (n, m), bounds)
  }

  /// Compares two profiles, in O(c) for the cells of both.
  ///
  /// - Throws: `StatisticsError` for a profile of no values, and when n·m exceeds 2^63 − 1.
  public init(reference: NumericProfile, current: NumericProfile) throws(StatisticsError) {
    try self.init(counts: reference.count, current.count)
    let (first, second) = (DistributionBand(reference), DistributionBand(current))
    let (n, m) = (referenceCount, currentCount)
    var bounds = Extremes()
    var (i, j) = (0, 0)
    while i < first.keys.count || j < second.keys.count {
      let key = min(
        i < first.keys.count ? first.keys[i] : .max, j < second.keys.count ? second.keys[j] : .max)
      if i < first.keys.count, first.keys[i] == key { i += 1 }
      if j < second.keys.count, second.keys[j] == key { j += 1 }
      bounds.add(
        fewest: i == 0 ? 0 : first.fewest[i - 1], most: i == 0 ? 0 : first.most[i - 1], of: n,
        j == 0 ? 0 : second.fewest[j - 1], j == 0 ? 0 : second.most[j - 1], of: m)
    }
    self = Self(counts: (n, m), bounds)
  }

  /// The bounds of D, each from 0 to 1.
  public var statistic: ProfileBounds { ProfileBounds(lower: atLower.statistic, upper: atUpper.statistic) }

  /// Whether the profile says as much as the rows.
  public var isExact: Bool { lowerNumerator == upperNumerator }

  /// The distance that the rows have at least.
  public var atLower: KolmogorovSmirnov {
    KolmogorovSmirnov(knownNumerator: lowerNumerator, referenceCount: referenceCount, currentCount: currentCount)
  }

  /// The distance that the rows have at most.
  public var atUpper: KolmogorovSmirnov {
    KolmogorovSmirnov(knownNumerator: upperNumerator, referenceCount: referenceCount, currentCount: currentCount)
  }

  /// The largest of the smallest and the largest of the largest differences so far, times n·m.
  private struct Extremes {
    var lower = 0
    var upper = 0

    /// Takes a place where i of n and j of m values are at or below, each between two bounds.
    mutating func add(fewest i: Int, most iMost: Int, of n: Int, _ j: Int, _ jMost: Int, of m: Int) {
      let above = i * m - jMost * n
      let below = j * n - iMost * m
      lower = max(lower, above, below)
      upper = max(upper, iMost * m - j * n, jMost * n - i * m)
    }
  }

  private init(counts n: Int, _ m: Int) throws(StatisticsError) {
    guard n > 0 else { throw .tooFewValues(what: "reference profile", count: 0, minimum: 1) }
    guard m > 0 else { throw .tooFewValues(what: "current profile", count: 0, minimum: 1) }
    guard !n.multipliedReportingOverflow(by: m).overflow else {
      throw .tooLarge(what: "product of the sample sizes", found: "\(n) × \(m)", maximum: "\(Int.max)")
    }
    self.init(counts: (n, m), Extremes())
  }

  private init(counts: (Int, Int), _ bounds: Extremes) {
    (referenceCount, currentCount) = counts
    lowerNumerator = bounds.lower
    upperNumerator = bounds.upper
  }

  /// The first position from `start` on whose value does not come before, by halving.
  private static func position(
    in values: UnsafeBufferPointer<Double>, from start: Int, isBefore: (Double) -> Bool
  ) -> Int {
    var (low, high) = (start, values.count)
    while low < high {
      let middle = low + (high - low) / 2
      if isBefore(values[middle]) { low = middle + 1 } else { high = middle }
    }
    return low
  }
}

extension KolmogorovSmirnov {
  /// A distance that is known already.
  fileprivate init(knownNumerator numerator: Int, referenceCount: Int, currentCount: Int) {
    self.referenceCount = referenceCount
    self.currentCount = currentCount
    self.numerator = numerator
  }
}
