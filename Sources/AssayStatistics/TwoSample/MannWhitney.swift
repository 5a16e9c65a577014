/// The Mann–Whitney U test (Wilcoxon rank sum): whether values of one sample tend to exceed those of the other.
///
/// U counts the pairs in which the reference value is the greater one, ties as one half. It depends on the order of the
/// values alone: infinities are ordinary values, −0 equals +0. Where all values are equal only one outcome is possible,
/// and every p-value is 1.
public struct MannWhitney: Sendable, Hashable {
  /// The number of reference values.
  public let referenceCount: Int
  /// The number of current values.
  public let currentCount: Int
  /// 2·U, a whole number.
  public let doubledStatistic: Int
  /// Σ (t³ − t) over the groups of t equal values.
  let tieSum: Double

  /// The largest n·m for which `pValue` counts exactly.
  public static let exactLimit = 4096

  /// U of the reference: pairs (reference, current) in which the reference value is greater, ties as one half.
  public var statistic: Double { Double(doubledStatistic) / 2 }

  /// U/(nm): the probability that a random reference value exceeds a random current one, ties as one half.
  public var probabilityOfSuperiority: Double {
    statistic / (Double(referenceCount) * Double(currentCount))
  }

  /// Whether some value occurs more than once in both samples together.
  public var hasTies: Bool { tieSum > 0 }

  /// Compares two ordered samples in O(n + m).
  ///
  /// - Throws: `StatisticsError.tooLarge` when n·m exceeds 2^60.
  public init(reference: SortedSample, current: SortedSample) throws(StatisticsError) {
    let n = reference.count
    let m = current.count
    try JointOrder.checkSizes(n, m)
    var doubled = 0
    var ties = 0.0
    JointOrder.forEachValue(reference.values, current.values) { _, equal, currentBelow, currentEqual in
      doubled &+= equal &* (2 &* currentBelow &+ currentEqual)
      let together = Double(equal &+ currentEqual)
      if together > 1 { ties += together * (together - 1) * (together + 1) }
    }
    referenceCount = n
    currentCount = m
    doubledStatistic = doubled
    tieSum = ties
  }

  /// Orders two samples and compares them.
  ///
  /// - Throws: `StatisticsError` for an empty sample or NaN.
  public init(reference: [Double], current: [Double]) throws(StatisticsError) {
    try self.init(reference: SortedSample(reference), current: SortedSample(current))
  }

  /// The p-value: exact without ties up to n·m = `exactLimit`, otherwise asymptotic with both corrections.
  ///
  /// SciPy counts exactly without ties while the smaller sample has at most 8 values, whatever the other one has.
  public func pValue(_ alternative: Alternative = .twoSided) -> PValue {
    if !hasTies, referenceCount * currentCount <= Self.exactLimit, let exact = try? exactPValue(alternative) {
      return PValue(exact, .exact)
    }
    return PValue(asymptoticPValue(alternative), .asymptotic)
  }

  /// The p-value by the normal distribution with the variance corrected for ties.
  ///
  /// z = (U − nm/2 − ½)/√(nm/12·(N + 1 − Σ(t³ − t)/(N(N − 1)))) for the alternative `greater`, with U of the other
  /// sample for `less`, and twice the smaller one for both sides.
  ///
  /// - Parameter continuityCorrection: whether ½ is taken from the distance to the mean, as is usual.
  public func asymptoticPValue(_ alternative: Alternative = .twoSided, continuityCorrection: Bool = true) -> Double {
    let n = Double(referenceCount)
    let m = Double(currentCount)
    let size = n + m
    let variance = n * m / 12 * ((size + 1) - tieSum / size / (size - 1))
    // All values equal: rounding may leave a little of the variance.
    guard tieSum < size * (size - 1) * (size + 1), variance > 0 else { return 1 }
    // 2·(U − nm/2), exact.
    let doubledExcess = Double(doubledStatistic - referenceCount * currentCount)
    let excess: Double =
      switch alternative {
      case .greater: doubledExcess / 2
      case .less: -doubledExcess / 2
      case .twoSided: abs(doubledExcess) / 2
      }
    let tail = NormalDistribution.survival((excess - (continuityCorrection ? 0.5 : 0)) / variance.squareRoot())
    return alternative == .twoSided ? min(1, 2 * tail) : tail
  }

  /// The p-value by counting the orders of n + m different values; O((nm)²) time.
  ///
  /// - Throws: `StatisticsError.undefined` with ties, whose orders are not equally probable, and `tooLarge` when n·m
  ///   exceeds four times `exactLimit`.
  public func exactPValue(_ alternative: Alternative = .twoSided) throws(StatisticsError) -> Double {
    guard !hasTies else {
      throw .undefined("exact Mann–Whitney p-value needs different values, found ties; use the asymptotic one")
    }
    let pairs = referenceCount * currentCount
    guard pairs <= 4 * Self.exactLimit else {
      throw .tooLarge(
        what: "product of the sample sizes for an exact p-value", found: "\(pairs)", maximum: "\(4 * Self.exactLimit)")
    }
    let u = doubledStatistic / 2
    switch alternative {
    case .greater: return probability(ofAtMost: pairs - u)
    case .less: return probability(ofAtMost: u)
    case .twoSided: return min(1, 2 * probability(ofAtMost: min(u, pairs - u)))
    }
  }

  /// The probability of a U of at most `bound`; the distribution is symmetric around nm/2.
  private func probability(ofAtMost bound: Int) -> Double {
    let pairs = referenceCount * currentCount
    if bound >= pairs { return 1 }
    if 2 * bound > pairs { return 1 - probability(ofAtMost: pairs - bound - 1) }
    let n = max(referenceCount, currentCount)
    let m = min(referenceCount, currentCount)
    let width = bound + 1
    // One line of probabilities of U = 0 … bound for each number of the smaller sample's values passed so far. All
    // terms are positive, so that small probabilities keep their relative accuracy.
    return withUnsafeTemporaryAllocation(of: Double.self, capacity: (m + 1) * width) { buffer in
      guard let lines = buffer.baseAddress else { return .nan }
      lines.initialize(repeating: 0, count: (m + 1) * width)
      var j = 0
      while j <= m {
        lines[j &* width] = 1
        j &+= 1
      }
      var i = 1
      while i <= n {
        j = 1
        while j <= m {
          // The greatest of i + j values is one of the i, and then exceeds all j, or one of the others.
          let share = Double(i) / Double(i &+ j)
          let rest = Double(j) / Double(i &+ j)
          let line = lines + j &* width
          let shorter = lines + (j &- 1) &* width
          var u = bound
          while u >= 0 {
            let shifted = u >= j ? line[u &- j] : 0
            line[u] = shifted * share + shorter[u] * rest
            u &-= 1
          }
          j &+= 1
        }
        i &+= 1
      }
      var total = 0.0
      for u in 0..<width { total += lines[m * width + u] }
      return min(1, total)
    }
  }
}
