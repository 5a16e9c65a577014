/// The two-sample Kolmogorov–Smirnov distance: the largest difference of two empirical distribution functions.
///
/// D = max over v of |i(v)/n − j(v)/m|, with i and j the numbers of reference and current values at or below v. The
/// numerator |i·m − j·n| is a whole number, so that D is exact and does not depend on how it was computed.
public struct KolmogorovSmirnov: Sendable, Hashable {
  /// The number of reference values.
  public let referenceCount: Int
  /// The number of current values.
  public let currentCount: Int
  /// n·m·D, a whole number.
  public let numerator: Int

  /// The largest n·m for which `pValue()` counts exactly: a few hundredths of a second in optimised builds.
  public static let exactLimit = 4_000_000

  /// D, from 0 (equal distribution functions) to 1 (no overlap).
  public var statistic: Double {
    // One rounding while n·m is below 2^53, two beyond.
    Double(numerator) / (Double(referenceCount) * Double(currentCount))
  }

  /// Compares two ordered samples in O(n + m).
  ///
  /// Ties, within and between the samples, are stepped over as a whole; infinities are ordinary values.
  ///
  /// - Throws: `StatisticsError.tooLarge` when n·m exceeds 2^63 − 1 (about 3·10⁹ rows on each side).
  public init(reference: SortedSample, current: SortedSample) throws(StatisticsError) {
    let n = reference.count
    let m = current.count
    try Self.refuseProduct(n, m)
    referenceCount = n
    currentCount = m
    numerator = reference.values.withUnsafeBufferPointer { a in
      current.values.withUnsafeBufferPointer { b in
        guard let first = a.baseAddress, let second = b.baseAddress else { return 0 }
        return Self.largestDifference(first, n, second, m)
      }
    }
  }

  /// Compares two samples in any order, in O(n + m) and mostly without ordering them.
  ///
  /// - Throws: `StatisticsError` for an empty sample or NaN, and `tooLarge` as for ordered samples.
  public init(reference: [Double], current: [Double]) throws(StatisticsError) {
    self = try reference.withUnsafeBufferPointer { a throws(StatisticsError) in
      try current.withUnsafeBufferPointer { b throws(StatisticsError) in try Self(reference: [a], current: [b]) }
    }
  }

  /// Compares two samples in any order that lie in blocks of memory; as for arrays.
  package init(
    reference: [UnsafeBufferPointer<Double>], current: [UnsafeBufferPointer<Double>]
  ) throws(StatisticsError) {
    var segments: BucketSegments?
    try self.init(reference: reference, current: current, describes: false, segments: &segments)
  }

  /// As above; on the way it learns how the samples are distributed, where that is asked for and buckets are made.
  package init(
    reference: [UnsafeBufferPointer<Double>], current: [UnsafeBufferPointer<Double>], describes: Bool = true,
    segments: inout BucketSegments?
  ) throws(StatisticsError) {
    let n = reference.reduce(0) { $0 + $1.count }
    let m = current.reduce(0) { $0 + $1.count }
    guard n > 0, m > 0 else { throw .tooFewValues(what: "sample", count: 0, minimum: 1) }
    // Few values are ordered faster than buckets are made.
    guard n + m >= Self.smallestBucketedSize else {
      self = try Self(
        reference: SortedSample(reference.flatMap(Array.init)), current: SortedSample(current.flatMap(Array.init)))
      return
    }
    try Self.refuseProduct(n, m)
    referenceCount = n
    currentCount = m
    let buckets = try BucketedKolmogorovSmirnov(reference: reference, current: current, describes: describes)
    numerator = buckets.numerator
    segments = buckets.segments
  }

  /// The rows of both samples from which on they are compared by buckets.
  package static let smallestBucketedSize = 8192

  /// Refuses sizes whose product is no `Int`.
  static func refuseProduct(_ n: Int, _ m: Int) throws(StatisticsError) {
    guard !n.multipliedReportingOverflow(by: m).overflow else {
      throw .tooLarge(what: "product of the sample sizes", found: "\(n) × \(m)", maximum: "\(Int.max)")
    }
  }

  /// The p-value: exact up to n·m = `exactLimit`, by Kolmogorov's limit beyond.
  ///
  /// SciPy counts exactly while neither sample has more than 10 000 values, and then uses `effectiveSizePValue`.
  public func pValue() -> PValue {
    referenceCount * currentCount <= Self.exactLimit
      ? PValue(exactPValue(), .exact) : PValue(asymptoticPValue(), .asymptotic)
  }

  /// The probability of a distance of at least D by Kolmogorov's limit distribution at √(nm/(n + m))·D.
  ///
  /// For finite samples it errs towards a larger p.
  public func asymptoticPValue() -> Double {
    let n = Double(referenceCount)
    let m = Double(currentCount)
    return KolmogorovDistribution.survival((n / (n + m) * m).squareRoot() * statistic)
  }

  /// The probability that n + m different values in random order give a distance of at least D; O(n·m·D) time, O(m) room.
  ///
  /// With ties it errs towards a larger p. Walks the lattice of orders and carries the share of paths to each point that
  /// have reached the distance. All terms are positive, so that small probabilities keep their relative accuracy; counting
  /// the complement would not. Only the points within the distance are visited: at all others the share is 1.
  public func exactPValue() -> Double {
    if numerator == 0 { return 1 }
    let n = referenceCount
    let m = currentCount
    let bound = numerator
    return withUnsafeTemporaryAllocation(of: Double.self, capacity: m + 1) { buffer in
      guard let row = buffer.baseAddress else { return .nan }
      var j = 0
      while j <= m {
        // On the first row the only path goes straight.
        (row + j).initialize(to: j &* n >= bound ? 1 : 0)
        j &+= 1
      }
      var i = 1
      var first = 0
      while i <= n {
        let start = i &* m
        // Within the distance are the points with start − bound < j·n < start + bound.
        let nextFirst = start < bound ? 0 : (start &- bound) / n &+ 1
        let last = min(m, (start &+ bound &- 1) / n)
        while first < nextFirst {
          row[first] = 1
          first &+= 1
        }
        j = max(first, 1)
        while j <= last {
          let above = row[j]
          let left = row[j &- 1]
          // Where both neighbours agree the mean is that value, without rounding.
          row[j] = above == left ? above : (above * Double(i) + left * Double(j)) / Double(i &+ j)
          j &+= 1
        }
        i &+= 1
      }
      return min(1, row[m])
    }
  }

  /// The merge without data-dependent branches: each step passes one value of a sample, or one of each when equal.
  ///
  /// The difference counts only before a new value, when all values equal to the last one have been passed.
  private static func largestDifference(
    _ a: UnsafePointer<Double>, _ n: Int, _ b: UnsafePointer<Double>, _ m: Int
  ) -> Int {
    var i = 0
    var j = 0
    var difference = 0
    var largest = 0
    var before = a[0]
    while i < n && j < m {
      let x = a[i]
      let y = b[j]
      let value = x < y ? x : y
      let size = difference < 0 ? 0 &- difference : difference
      let candidate = value != before ? size : 0
      largest = candidate > largest ? candidate : largest
      let takesFirst = x <= y
      let takesSecond = y <= x
      i &+= takesFirst ? 1 : 0
      j &+= takesSecond ? 1 : 0
      difference &+= (takesFirst ? m : 0) &- (takesSecond ? n : 0)
      before = value
    }
    // One sample is used up. What equals the last value still belongs to it; after that the difference only shrinks.
    while i < n && a[i] == before {
      i &+= 1
      difference &+= m
    }
    while j < m && b[j] == before {
      j &+= 1
      difference &-= n
    }
    return max(largest, abs(difference))
  }
}
