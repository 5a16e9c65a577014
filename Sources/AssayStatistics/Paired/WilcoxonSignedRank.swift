/// The Wilcoxon signed-rank test of paired values: whether their differences are symmetric around 0.
///
/// The absolute differences are ranked, equal ones by the mean of their ranks; the statistic is the sum of the ranks of
/// the positive ones. An infinite difference has the greatest rank. Without differences other than 0 one outcome is
/// possible, and every p-value is 1.
public struct WilcoxonSignedRank: Sendable, Hashable {
  /// What becomes of differences of 0.
  public enum ZeroHandling: String, Sendable, Hashable, CaseIterable {
    /// They are left out before ranking (Wilcoxon; SciPy's `wilcox`).
    case dropped
    /// They are ranked, then their ranks are left out (Pratt; SciPy's `pratt`).
    case ranked
    /// They are ranked, and half of their ranks go to each side (SciPy's `zsplit`).
    case split
  }

  /// How many differences there are, zeros included.
  public let count: Int
  /// How many of them are 0.
  public let zeroCount: Int
  /// What became of them.
  public let zeroHandling: ZeroHandling
  /// Whether some absolute difference other than 0 occurs more than once.
  public let hasTies: Bool
  /// Four times the rank sum of the positive differences, a whole number.
  let fourfoldPositive: Int
  /// The same of the negative ones.
  let fourfoldNegative: Int
  /// Σ (t³ − t) over the groups of t equal absolute differences that are ranked and kept.
  private let tieSum: Double

  /// The largest number of differences for which `pValue` counts exactly.
  public static let exactLimit = 50

  /// The rank sum of the positive differences.
  public var positiveRankSum: Double { Double(fourfoldPositive) / 4 }
  /// The rank sum of the negative differences.
  public var negativeRankSum: Double { Double(fourfoldNegative) / 4 }

  /// Ranks the differences reference − current of paired rows; O(n) but for ordering them.
  ///
  /// - Throws: `StatisticsError` for arrays that differ in length, are empty or hold NaN, for pairs of one infinity, and
  ///   for more than 2^30 rows.
  public init(
    reference: [Double], current: [Double], zeros: ZeroHandling = .dropped
  ) throws(StatisticsError) {
    guard reference.count == current.count else {
      throw .lengthsDiffer(what: "paired values", first: reference.count, second: current.count)
    }
    for (name, values) in [("reference", reference), ("current sample", current)] {
      for (position, value) in values.enumerated() where value.isNaN {
        throw .notANumber(what: name, position: position)
      }
    }
    try self.init(differences: reference.indices.map { reference[$0] - current[$0] }, zeros: zeros)
  }

  /// Ranks given differences.
  ///
  /// - Throws: `StatisticsError` for no differences, NaN (also from two equal infinities), and more than 2^30.
  public init(differences: [Double], zeros: ZeroHandling = .dropped) throws(StatisticsError) {
    guard !differences.isEmpty else { throw .tooFewValues(what: "paired differences", count: 0, minimum: 1) }
    guard differences.count <= 1 << 30 else {
      throw .tooLarge(what: "number of paired differences", found: "\(differences.count)", maximum: "2^30")
    }
    var positive: [Double] = []
    var negative: [Double] = []
    for (position, difference) in differences.enumerated() {
      if difference > 0 {
        positive.append(difference)
      } else if difference < 0 {
        negative.append(-difference)
      } else if difference.isNaN {
        throw .notANumber(what: "paired differences", position: position)
      }
    }
    let zeroCount = differences.count - positive.count - negative.count
    // Zeros that are ranked take the lowest ranks.
    let lowest = zeros == .dropped ? 0 : zeroCount
    var positiveSum = 0
    var negativeSum = 0
    var ties = 0.0
    var hasTies = false
    let first = positive.isEmpty ? [] : try SortedSample(positive).values
    let second = negative.isEmpty ? [] : try SortedSample(negative).values
    JointOrder.forEachValue(first, second) { below, equal, otherBelow, otherEqual in
      let together = equal &+ otherEqual
      let fourfoldRank = 2 &* (2 &* (lowest &+ below &+ otherBelow) &+ together &+ 1)
      positiveSum &+= equal &* fourfoldRank
      negativeSum &+= otherEqual &* fourfoldRank
      if together > 1 {
        hasTies = true
        ties += Double(together) * Double(together - 1) * Double(together + 1)
      }
    }
    if zeros == .split {
      // Half of z(z + 1)/2 to each side, times four.
      positiveSum += zeroCount * (zeroCount + 1)
      negativeSum += zeroCount * (zeroCount + 1)
      ties += Double(zeroCount) * Double(zeroCount - 1) * Double(zeroCount + 1)
    }
    count = differences.count
    self.zeroCount = zeroCount
    zeroHandling = zeros
    self.hasTies = hasTies
    fourfoldPositive = positiveSum
    fourfoldNegative = negativeSum
    tieSum = ties
  }

  /// The smaller rank sum, which SciPy reports for two sides.
  public var statistic: Double { Double(min(fourfoldPositive, fourfoldNegative)) / 4 }

  /// The p-value: exact without zeros and ties up to `exactLimit` differences, otherwise asymptotic.
  ///
  /// - Parameter alternative: `less` asks whether the reference is the smaller side, `greater` the reverse.
  public func pValue(_ alternative: Alternative = .twoSided) -> PValue {
    if !hasTies, zeroCount == 0, count <= Self.exactLimit, let exact = try? exactPValue(alternative) {
      return PValue(exact, .exact)
    }
    return PValue(asymptoticPValue(alternative), .asymptotic)
  }

  /// The p-value by the normal distribution, with the variance corrected for zeros and ties.
  ///
  /// - Parameter continuityCorrection: whether ½ is taken from the distance of the rank sum to its mean. SciPy does not
  ///   unless asked, so neither do we.
  public func asymptoticPValue(_ alternative: Alternative = .twoSided, continuityCorrection: Bool = false) -> Double {
    let zeros = Double(zeroCount)
    let n = zeroHandling == .dropped ? Double(count) - zeros : Double(count)
    var variance = n * (n + 1) * (2 * n + 1)
    if zeroHandling == .ranked { variance -= zeros * (zeros + 1) * (2 * zeros + 1) }
    variance = (variance - tieSum / 2) / 24
    guard zeroCount < count, variance > 0 else { return 1 }
    // Both rank sums together are twice the mean, zeros included or not.
    let excess = Double(fourfoldPositive - fourfoldNegative) / 8
    let correction = continuityCorrection ? 0.5 : 0
    let error = variance.squareRoot()
    return switch alternative {
    case .greater: NormalDistribution.survival((excess - correction) / error)
    case .less: NormalDistribution.survival((-excess - correction) / error)
    case .twoSided: excess == 0 ? 1 : min(1, 2 * NormalDistribution.survival((abs(excess) - correction) / error))
    }
  }

  /// The p-value by counting the signs of different absolute differences, all of them equally probable; O(n³).
  ///
  /// - Throws: `StatisticsError.undefined` with zeros or ties, and `tooLarge` above four times `exactLimit` differences.
  public func exactPValue(_ alternative: Alternative = .twoSided) throws(StatisticsError) -> Double {
    guard !hasTies, zeroCount == 0 else {
      throw .undefined("exact Wilcoxon p-value needs different absolute differences other than 0, found zeros or ties")
    }
    guard count <= 4 * Self.exactLimit else {
      throw .tooLarge(
        what: "number of differences for an exact p-value", found: "\(count)", maximum: "\(4 * Self.exactLimit)")
    }
    let positive = fourfoldPositive / 4
    let negative = fourfoldNegative / 4
    return switch alternative {
    case .greater: probability(ofAtMost: negative)
    case .less: probability(ofAtMost: positive)
    case .twoSided: min(1, 2 * probability(ofAtMost: min(positive, negative)))
    }
  }

  /// The probability of a rank sum of at most `bound`; the distribution is symmetric.
  private func probability(ofAtMost bound: Int) -> Double {
    let largest = count * (count + 1) / 2
    if bound >= largest { return 1 }
    if 2 * bound > largest { return 1 - probability(ofAtMost: largest - bound - 1) }
    return withUnsafeTemporaryAllocation(of: Double.self, capacity: bound + 1) { sums in
      sums.initialize(repeating: 0)
      sums[0] = 1
      // Halves are exact in binary.
      for rank in 1...count {
        var sum = bound
        while sum >= 0 {
          sums[sum] = 0.5 * (sums[sum] + (sum >= rank ? sums[sum &- rank] : 0))
          sum &-= 1
        }
      }
      var total = 0.0
      for sum in 0...bound { total += sums[sum] }
      return total
    }
  }
}
