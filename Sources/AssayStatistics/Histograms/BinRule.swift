#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// A rule that chooses the number of equal-width bins from a sample, as NumPy's `histogram_bin_edges` does by name.
public enum BinRule: String, Sendable, Hashable, CaseIterable {
  /// Sturges, 1926: the range divided by a width of range/(log₂ n + 1).
  case sturges
  /// Doane, 1976: Sturges' rule with more bins for skewed samples.
  case doane
  /// The narrower of Sturges' width and that of Freedman and Diaconis (1981), 2·IQR/∛n, the latter not below half of
  /// range/√n (NumPy 2.1 and later).
  case auto

  /// The edges for a sample, to the bit as NumPy's for the same doubles.
  ///
  /// The number of bins is NumPy's unless rounding decides it: Doane's rule for symmetric samples of 2ᵏ values hangs on the
  /// last bit of the skewness, which in NumPy depends on the order of rows; and where squared deviations vanish (below
  /// 1e-154) NumPy has one bin, while the rule is followed here.
  ///
  /// - Parameters:
  ///   - sample: finite values.
  ///   - wholeNumbers: true when NumPy would see an array of integers, for which it makes no bin narrower than 1.
  /// - Throws: `StatisticsError` for an infinite value, and for a range with fewer doubles than bins.
  /// - Complexity: O(n) for `doane`, else O(1), with a few nanoseconds for each bin.
  public func edges(_ sample: SortedSample, wholeNumbers: Bool = false) throws(StatisticsError) -> BinEdges {
    try DistributionSweep.checkFinite("binned", sample)
    let range = sample.maximum - sample.minimum
    let width: Double
    switch self {
    case .sturges: width = Self.sturgesWidth(range: range, count: sample.count)
    case .doane: width = try Self.doaneWidth(sample, range: range)
    case .auto:
      let n = Double(sample.count)
      let quartiles = try sample.quantile(0.75) - sample.quantile(0.25)
      let freedmanDiaconis = 2 * quartiles * pow(n, -1.0 / 3)
      width = min(
        max(freedmanDiaconis, range / n.squareRoot() / 2), Self.sturgesWidth(range: range, count: sample.count))
    }
    return try Self.edges(
      width: width, minimum: sample.minimum, maximum: sample.maximum, wholeNumbers: wholeNumbers)
  }

  /// Sturges' edges for a sample of which only the size and the range are known, such as two samples together.
  ///
  /// - Throws: `StatisticsError` for a range that is not finite or has fewer doubles than bins.
  static func sturgesEdges(
    count: Int, minimum: Double, maximum: Double, wholeNumbers: Bool
  ) throws(StatisticsError) -> BinEdges {
    try edges(
      width: sturgesWidth(range: maximum - minimum, count: count), minimum: minimum, maximum: maximum,
      wholeNumbers: wholeNumbers)
  }

  private static func sturgesWidth(range: Double, count: Int) -> Double {
    range / (log2(Double(count)) + 1)
  }

  private static func doaneWidth(_ sample: SortedSample, range: Double) throws(StatisticsError) -> Double {
    guard sample.count > 2, range > 0 else { return 0 }
    let n = Double(sample.count)
    let moments = try SampleMoments(sample.values)
    let deviation = try moments.standardDeviation(degreesOfFreedomCorrection: 0)
    guard deviation > 0 else { return 0 }
    var cubes = CompensatedSum()
    for value in sample.values {
      let scaled = (value - moments.mean) / deviation
      cubes.add(scaled * scaled * scaled)
    }
    let skewness = cubes.sum / n
    let error = (6 * (n - 2) / ((n + 1) * (n + 3))).squareRoot()
    return range / (1 + log2(n) + log2(1 + abs(skewness) / error))
  }

  private static func edges(
    width: Double, minimum: Double, maximum: Double, wholeNumbers: Bool
  ) throws(StatisticsError) -> BinEdges {
    guard (maximum - minimum).isFinite else {
      throw .undefined("the range from \(minimum) to \(maximum) is beyond the largest double; divide the values first")
    }
    var bins = 1.0
    if width > 0 {
      let (first, last) = BinEdges.outer(minimum, maximum)
      bins = ((last - first) / (wholeNumbers ? max(1, width) : width)).rounded(.up)
    }
    guard bins < 0x1p31 else {
      throw .outOfRange(what: "number of bins", found: bins, expected: "1 … 2^31")
    }
    return try BinEdges.equalWidth(Int(bins), minimum: minimum, maximum: maximum)
  }
}
