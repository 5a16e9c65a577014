#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The two-sample Anderson–Darling test: like Cramér–von Mises, with more weight on the tails.
///
/// The statistic is A²_akN of F. W. Scholz and M. A. Stephens, *K-sample Anderson–Darling tests*, 1987, with the middle
/// ranks of equal values; `standardizedStatistic` is what SciPy's `anderson_ksamp` reports. Infinities are ordinary
/// values, −0 equals +0.
public struct AndersonDarling: Sendable, Hashable {
  /// The number of reference values.
  public let referenceCount: Int
  /// The number of current values.
  public let currentCount: Int
  /// A²_akN; its mean is 1 when nothing differs.
  public let statistic: Double
  /// The standard deviation of A² for these sizes, without ties.
  public let standardDeviation: Double

  /// (A² − 1)/σ, the statistic that SciPy reports.
  public var standardizedStatistic: Double { (statistic - 1) / standardDeviation }

  /// Compares two ordered samples in O(n + m).
  ///
  /// - Throws: `StatisticsError.tooFewValues` for fewer than 4 values in both samples together, `undefined` when all
  ///   values are equal (the weights are infinite there), and `tooLarge` when n·m exceeds 2^60.
  public init(reference: SortedSample, current: SortedSample) throws(StatisticsError) {
    let n = reference.count
    let m = current.count
    try JointOrder.checkSizes(n, m)
    let size = n + m
    guard size >= 4, size < 1 << 31 else {
      throw size < 4
        ? .tooFewValues(what: "Anderson–Darling test of both samples together", count: size, minimum: 4)
        : .tooLarge(what: "number of values in both samples", found: "\(size)", maximum: "2^31 − 1")
    }
    guard min(reference.minimum, current.minimum) < max(reference.maximum, current.maximum) else {
      throw .undefined("Anderson–Darling statistic is undefined when all values are equal, expected different values")
    }
    var sum = 0.0
    var correction = 0.0
    JointOrder.forEachValue(reference.values, current.values) { below, equal, currentBelow, currentEqual in
      let together = equal &+ currentEqual
      let middle = 2 &* (below &+ currentBelow) &+ together
      let difference = Double(m &* (2 &* below &+ equal) &- n &* (2 &* currentBelow &+ currentEqual))
      let weight = Double(middle &* (2 &* size &- middle) &- size &* together)
      // Neumaier's sum of positive terms.
      let term = Double(together) * (difference / weight * difference)
      let next = sum + term
      correction += sum >= term ? (sum - next) + term : (term - next) + sum
      sum = next
    }
    referenceCount = n
    currentCount = m
    let total = Double(size)
    // The inner sums of both samples are the same, Σ/N, and are divided by n and by m.
    statistic = (sum + correction) * (total - 1) / (Double(n) * Double(m) * total)
    standardDeviation = Self.variance(n, m).squareRoot()
  }

  /// Orders two samples and compares them.
  ///
  /// - Throws: as for ordered samples, and for an empty sample or NaN.
  public init(reference: [Double], current: [Double]) throws(StatisticsError) {
    try self.init(reference: SortedSample(reference), current: SortedSample(current))
  }

  /// The p-value: asymptotic for all sizes.
  public func pValue() -> PValue { PValue(asymptoticPValue(), .asymptotic) }

  /// The p-value by the limit distribution, at A² scaled around its mean 1 to the limit's variance 2(π² − 9)/3.
  public func asymptoticPValue() -> Double {
    let limitVariance = 2 * (Double.pi * Double.pi - 9) / 3
    return AndersonDarlingDistribution.survival(1 + standardizedStatistic * limitVariance.squareRoot())
  }

  /// What SciPy's p-value is clipped to.
  static let interpolatedRange = 0.001...0.25

  /// SciPy's p-value: a parabola through the logarithms of seven tabulated levels, clipped to 0.001 … 0.25.
  ///
  /// The table is that of Scholz and Stephens for two samples. At the ends it says "at most" and "at least" only.
  public func interpolatedPValue() -> PValue {
    let x = standardizedStatistic
    // b₀ + b₁ + b₂ of the table for levels 0.25 and 0.001.
    if x < 0.325 { return PValue(Self.interpolatedRange.upperBound, .interpolated) }
    if x > 6.546 { return PValue(Self.interpolatedRange.lowerBound, .interpolated) }
    // Least squares over (0.325, ln 0.25), (1.226, ln 0.1), (1.961, ln 0.05), (2.718, ln 0.025), (3.752, ln 0.01),
    // (4.592, ln 0.005) and (6.546, ln 0.001).
    return PValue(
      exp(-1.0777702798204873255 + x * (-1.0082265644652505832 + x * 0.018198094574111258447)), .interpolated)
  }

  /// The variance of A² for two samples without ties, formula (4) of Scholz and Stephens, in O(n + m).
  private static func variance(_ n: Int, _ m: Int) -> Double {
    let size = n + m
    let total = Double(size)
    var g = 0.0
    var h = 0.0
    var index = 2
    while index < size {
      // h holds 1/(N − 1) + 1/(N − 2) + … down to 1/(N − index + 1).
      h += 1 / Double(size &- index &+ 1)
      g += h / Double(index)
      index &+= 1
    }
    h += 1
    let reciprocals = 1 / Double(n) + 1 / Double(m)
    let a = 4 * g - 6 + (10 - 6 * g) * reciprocals
    let b = 4 * (2 * g - 4) + 16 * h + (2 * g - 14 * h - 4) * reciprocals - 8 * h + 4 * g - 6
    let c = 4 * (6 * h + 2 * g - 2) + 2 * (4 * h - 4 * g + 6) + (2 * h - 6) * reciprocals + 4 * h
    let d = 4 * (2 * h + 6) - 8 * h
    return (((a * total + b) * total + c) * total + d) / ((total - 1) * (total - 2) * (total - 3))
  }
}
