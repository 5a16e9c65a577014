#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The squared maximum mean discrepancy of two numeric samples for a Gaussian kernel, without bias.
///
/// With k(x, y) = exp(−(x − y)²/(2σ²)) it is the mean of k over the pairs of different reference rows, plus that of the
/// current rows, less twice the mean over the pairs of one of each (Gretton et al., *A Kernel Two-Sample Test*, 2012,
/// lemma 6). Its mean is 0 when nothing differs, so that estimates are below 0 as often as above. It depends on σ, which
/// is in the units of the column.
public struct MaximumMeanDiscrepancy: Sendable, Hashable {
  /// The estimate, from −1 to 2.
  public let estimate: Double
  /// The σ of the kernel.
  public let bandwidth: Double

  /// The most values on both sides together: all pairs are looked at.
  public static let largestSize = 20_000

  /// Compares two samples in O((n + m)²).
  ///
  /// - Parameters:
  ///   - reference: at least two finite values.
  ///   - current: at least two finite values.
  ///   - bandwidth: σ, above 0.
  /// - Throws: `StatisticsError` for fewer values, infinite ones, more than `largestSize`, and a σ that is not above 0 and
  ///   finite.
  public init(
    reference: SortedSample, current: SortedSample, bandwidth: Double
  ) throws(StatisticsError) {
    guard bandwidth > 0, bandwidth.isFinite else {
      throw .outOfRange(what: "bandwidth of a kernel", found: bandwidth, expected: "a finite number above 0")
    }
    for (side, sample) in [("reference", reference), ("current", current)] {
      try DistributionSweep.checkFinite(side, sample)
      guard sample.count > 1 else { throw .tooFewValues(what: "\(side) sample", count: sample.count, minimum: 2) }
    }
    let (n, m) = (reference.count, current.count)
    guard n + m <= Self.largestSize else {
      throw .tooLarge(what: "number of values to pair", found: "\(n + m)", maximum: "\(Self.largestSize)")
    }
    let scale = 1 / (bandwidth * 2.0.squareRoot())
    let within = { (values: [Double]) -> Double in
      let count = Double(values.count)
      let pairs = Self.sum(values, values, scale) { $0 + 1 }
      return pairs / (count * (count - 1) / 2)
    }
    let across = Self.sum(reference.values, current.values, scale) { _ in 0 } / (Double(n) * Double(m))
    self.bandwidth = bandwidth
    estimate = within(reference.values) + within(current.values) - 2 * across
  }

  /// The kernel over pairs, summed exactly over the values of the first list.
  ///
  /// - Parameter start: where the second list begins for each position of the first.
  private static func sum(_ first: [Double], _ second: [Double], _ scale: Double, from start: (Int) -> Int) -> Double {
    var total = ExactSum()
    for (position, value) in first.enumerated() {
      var row = 0.0
      var other = start(position)
      while other < second.count {
        let distance = (value - second[other]) * scale
        row += exp(-distance * distance)
        other += 1
      }
      total.add(row)
    }
    return total.sum
  }

  /// How tools choose σ from the reference: the median of its squared distances is 2σ².
  public enum MedianRule: Sendable, Hashable, CaseIterable {
    /// Alibi Detect: the lower median over the pairs of different rows.
    case differentRows
    /// Evidently: the median nearest to the middle over all pairs, in which each row is also paired with itself.
    case allRows
  }

  /// σ by a rule, in O(n·log n) and without listing the pairs.
  ///
  /// - Throws: `StatisticsError` for fewer than two values, infinite ones, and where the median distance is 0.
  public static func bandwidth(_ rule: MedianRule, _ reference: SortedSample) throws(StatisticsError) -> Double {
    try DistributionSweep.checkFinite("reference sample", reference)
    let n = reference.count
    guard n > 1 else { throw .tooFewValues(what: "reference sample", count: n, minimum: 2) }
    guard n <= 1 << 31 else { throw .tooLarge(what: "reference sample", found: "\(n)", maximum: "2^31") }
    let pairs = n * (n - 1) / 2
    // Every pair stands twice in the matrix, after the n zeros of its diagonal.
    let position =
      switch rule {
      case .differentRows: (pairs - 1) / 2
      case .allRows: ((n * n - 1) / 2 + ((n * n - 1) % 4 == 3 ? 1 : 0) - n) / 2
      }
    let distance = distance(at: max(0, position), reference.values)
    guard distance > 0 else {
      throw .undefined("the median distance of the reference's values is 0, expected a bandwidth above 0; choose one")
    }
    return distance / 2.0.squareRoot()
  }

  /// The distance of a pair of values by its place among all pairs in ascending order.
  private static func distance(at position: Int, _ values: [Double]) -> Double {
    // Doubles from 0 up are in the order of their bits.
    var (low, high) = (UInt64(0), (values[values.count - 1] - values[0]).bitPattern)
    while low < high {
      let middle = low + (high - low) / 2
      if count(within: Double(bitPattern: middle), values) > position { high = middle } else { low = middle + 1 }
    }
    return Double(bitPattern: low)
  }

  /// How many pairs are at most a distance apart.
  private static func count(within distance: Double, _ values: [Double]) -> Int {
    var (first, count) = (0, 0)
    for second in values.indices {
      while values[second] - values[first] > distance { first += 1 }
      count += second - first
    }
    return count
  }
}
