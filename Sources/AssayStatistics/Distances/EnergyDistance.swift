/// The energy distance of two numeric samples: √(2·∫ (F − G)² dx) = √(2E|X − Y| − E|X − X′| − E|Y − Y′|).
///
/// Székely and Rizzo, *Energy statistics*, 2013; the square in the units of the column, as SciPy's `energy_distance`.
public struct EnergyDistance: Sendable, Hashable {
  /// The distance of the samples, 0 or more.
  public let estimate: Double
  /// The root of the mean squared distance when nothing drifted, √(2·(1/n + 1/m)·N/(N − 1)·∫ H(1 − H) dx).
  ///
  /// H is the distribution function of both samples together and N = n + m. The squared distance has exactly this mean
  /// when the values are dealt to the samples at random.
  public let noiseFloor: Double
  /// The number of reference values.
  public let referenceCount: Int
  /// The number of current values.
  public let currentCount: Int
  private let sizes: NoiseSizes

  /// The squared distance, 0 or more.
  public var square: Double { estimate * estimate }

  /// Compares two ordered samples in O(n + m); ties, within and between the samples, need no special care.
  ///
  /// - Parameters:
  ///   - reference: finite values.
  ///   - current: finite values.
  ///   - referenceSize: the effective reference size when rows come in clusters; by default the number of values.
  ///   - currentSize: the effective current size; by default the number of values.
  /// - Throws: `StatisticsError` for an infinite value, and when n·m exceeds 2^63 − 1.
  public init(
    reference: SortedSample, current: SortedSample, referenceSize: SampleSize? = nil, currentSize: SampleSize? = nil
  ) throws(StatisticsError) {
    let sweep = try DistributionSweep(reference: reference, current: current)
    sizes = NoiseSizes(reference.count, current.count, referenceSize, currentSize)
    let rows = Double(reference.count) + Double(current.count)
    // The scale is an even power of two, so its root is exact.
    let unit = 1 / sweep.scale.squareRoot()
    estimate = (2 * sweep.squared.sum).squareRoot() * unit
    noiseFloor = (2 * sizes.inverse * rows / (rows - 1) * sweep.variance.sum).squareRoot() * unit
    referenceCount = reference.count
    currentCount = current.count
  }

  /// Bounds of the true distance that miss it with probability at most about α, for values of a range known beforehand.
  ///
  /// One row moves F on at most the range by 1/n, so the distance by at most √(2·range)/n (McDiarmid, 1989):
  /// [E − b − ε, E + ε] with b the noise floor and ε = √(2·range)·√(ln(2/α)/2·(1/n + 1/m)). For columns without a known
  /// range use `Bootstrap`.
  ///
  /// - Throws: `StatisticsError.outOfRange` unless 0 < α < 1 and the range is a finite number above 0.
  public func interval(significance: Double, range: Double) throws(StatisticsError) -> ConfidenceInterval {
    guard range > 0, range.isFinite else {
      throw .outOfRange(what: "range of the values", found: range, expected: "a finite number above 0")
    }
    let largest = 2.0.squareRoot() * range.squareRoot()
    let halfWidth = try largest * sizes.halfWidth(significance: significance)
    return ConfidenceInterval(
      lower: max(0, estimate - noiseFloor - halfWidth), upper: min(largest, estimate + halfWidth))
  }
}
