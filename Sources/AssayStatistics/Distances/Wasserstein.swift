/// The first Wasserstein distance of two numeric samples: ∫ |F − G| dx, how far values must move on average.
///
/// Also called earth mover's distance (Vallender, 1974, for the form with distribution functions). In the units of the
/// column; divide by a scale to compare columns.
public struct Wasserstein: Sendable, Hashable {
  /// The distance of the samples, 0 or more.
  public let estimate: Double
  /// About the distance to expect when nothing drifted, √(2/π)·√(1/n + 1/m)·∫ √(H(1 − H)) dx.
  ///
  /// H is the distribution function of both samples together: at each point F − G is about normal with variance
  /// H(1 − H)(1/n + 1/m).
  public let noiseFloor: Double
  /// The number of reference values.
  public let referenceCount: Int
  /// The number of current values.
  public let currentCount: Int
  private let sizes: NoiseSizes

  /// Compares two ordered samples in O(n + m); ties, within and between the samples, need no special care.
  ///
  /// - Parameters:
  ///   - reference: finite values.
  ///   - current: finite values.
  ///   - referenceSize: the effective reference size when rows come in clusters; by default the number of values.
  ///   - currentSize: the effective current size; by default the number of values.
  /// - Throws: `StatisticsError` for an infinite value, for a distance beyond the largest double, and when n·m exceeds
  ///   2^63 − 1.
  public init(
    reference: SortedSample, current: SortedSample, referenceSize: SampleSize? = nil, currentSize: SampleSize? = nil
  ) throws(StatisticsError) {
    let sweep = try DistributionSweep(reference: reference, current: current)
    sizes = NoiseSizes(reference.count, current.count, referenceSize, currentSize)
    estimate = sweep.absolute.sum / sweep.scale
    guard estimate.isFinite else {
      throw .undefined("the Wasserstein distance is beyond the largest double; divide the values by a scale first")
    }
    let noise = 0.797884560802865355879892119869 * sizes.inverse.squareRoot() * sweep.spread.sum / sweep.scale
    noiseFloor = min(noise, .greatestFiniteMagnitude)
    referenceCount = reference.count
    currentCount = current.count
  }

  /// Bounds of the true distance that miss it with probability at most about α, for values of a range known beforehand.
  ///
  /// One row moves the distance by at most range/n or range/m (McDiarmid, 1989): [W − b − ε, W + ε] with b the noise floor
  /// and ε = range·√(ln(2/α)/2·(1/n + 1/m)). The range must come from what the column can hold, such as 1 for
  /// probabilities, not from the sample. For columns without such a range use `Bootstrap`.
  ///
  /// - Throws: `StatisticsError.outOfRange` unless 0 < α < 1 and the range is a finite number above 0.
  public func interval(significance: Double, range: Double) throws(StatisticsError) -> ConfidenceInterval {
    guard range > 0, range.isFinite else {
      throw .outOfRange(what: "range of the values", found: range, expected: "a finite number above 0")
    }
    let halfWidth = try range * sizes.halfWidth(significance: significance)
    return ConfidenceInterval(
      lower: max(0, estimate - noiseFloor - halfWidth), upper: min(range, estimate + halfWidth))
  }
}
