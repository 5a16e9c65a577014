/// The two-sample Cramér–von Mises test: the mean square difference of two empirical distribution functions.
///
/// T = nm/(n + m)² · Σ (F(z) − G(z))² over all n + m values z (T. W. Anderson, 1962). Equal values count with the
/// distribution functions after all of them, so that two constants of one value have T = 0. Infinities are ordinary
/// values, −0 equals +0.
///
/// SciPy computes T from the middle ranks of equal values, which is the same number without ties. With many ties and
/// different sample sizes that form grows without bound although nothing differs (500 and 50 equal values give 371);
/// it is kept as `midrankStatistic` for comparison only.
public struct CramerVonMises: Sendable, Hashable {
  /// The number of reference values.
  public let referenceCount: Int
  /// The number of current values.
  public let currentCount: Int
  /// Whether some value occurs more than once in both samples together.
  public let hasTies: Bool
  /// Σ (i·m − j·n)² over all values, with i and j the numbers of reference and current values at or below each.
  private let squareSum: Double
  /// 4·U of the middle ranks, a whole number.
  private let fourfoldRankSum: Int128

  /// The largest size of either sample for which p-values are counted exactly.
  public static let exactLimit = 20

  /// Compares two ordered samples in O(n + m).
  ///
  /// - Throws: `StatisticsError.tooLarge` when n·m exceeds 2^60.
  public init(reference: SortedSample, current: SortedSample) throws(StatisticsError) {
    let n = reference.count
    let m = current.count
    try JointOrder.checkSizes(n, m)
    var sum = 0.0
    var correction = 0.0
    var first: Int128 = 0
    var second: Int128 = 0
    var ties = false
    JointOrder.forEachValue(reference.values, current.values) { below, equal, currentBelow, currentEqual in
      let difference = Double((below &+ equal) &* m &- (currentBelow &+ currentEqual) &* n)
      // Neumaier's sum of positive terms.
      let term = Double(equal &+ currentEqual) * (difference * difference)
      let next = sum + term
      correction += sum >= term ? (sum - next) + term : (term - next) + sum
      sum = next
      if equal &+ currentEqual == 1 {
        // A value of its own: its rank exceeds its place by the values of the other sample below it.
        if equal == 1 {
          first &+= 4 &* Int128(currentBelow &* currentBelow)
        } else {
          second &+= 4 &* Int128(below &* below)
        }
      } else {
        ties = true
        first &+= Self.squares(equal, 2 &* currentBelow &+ equal &+ currentEqual &+ 1)
        second &+= Self.squares(currentEqual, 2 &* below &+ equal &+ currentEqual &+ 1)
      }
    }
    referenceCount = n
    currentCount = m
    hasTies = ties
    squareSum = sum + correction
    fourfoldRankSum = Int128(n) * first + Int128(m) * second
  }

  /// Orders two samples and compares them.
  ///
  /// - Throws: `StatisticsError` for an empty sample or NaN.
  public init(reference: [Double], current: [Double]) throws(StatisticsError) {
    try self.init(reference: SortedSample(reference), current: SortedSample(current))
  }

  /// Σ (start − 2k)² over k = 1 … count.
  private static func squares(_ count: Int, _ start: Int) -> Int128 {
    let k = Int128(count)
    let e = Int128(start)
    return k * e * e - 2 * e * k * (k + 1) + 2 * k * (k + 1) * (2 * k + 1) / 3
  }

  /// T, from 0 (equal distribution functions) upwards; about 1/6 on average when nothing differs, less with ties.
  public var statistic: Double {
    let n = Double(referenceCount)
    let m = Double(currentCount)
    return squareSum / (n * m) / (n + m) / (n + m)
  }

  /// SciPy's statistic: T = U/(nm(n + m)) − (4nm − 1)/(6(n + m)) with U = n·Σ(r_i − i)² + m·Σ(s_j − j)² and r_i, s_j the
  /// middle ranks of the ordered values among all.
  public var midrankStatistic: Double {
    let pairs = Int128(referenceCount) * Int128(currentCount)
    let size = Double(referenceCount) + Double(currentCount)
    return Double(3 * fourfoldRankSum - 2 * pairs * (4 * pairs - 1)) / (12 * Double(pairs) * size)
  }

  /// The p-value: exact without ties while neither sample has more than `exactLimit` values, otherwise asymptotic.
  ///
  /// With ties the asymptotic p-value errs towards a larger p. SciPy counts exactly with ties too, although their orders
  /// are not equally probable.
  public func pValue() -> PValue {
    if !hasTies, max(referenceCount, currentCount) <= Self.exactLimit, let exact = try? exactPValue() {
      return PValue(exact, .exact)
    }
    return PValue(asymptoticPValue(), .asymptotic)
  }

  /// The p-value by the limit distribution, at T moved and scaled to the limit's mean 1/6 and variance 1/45.
  ///
  /// The mean and variance of T for these sizes are Anderson's, for different values.
  public func asymptoticPValue() -> Double { limitPValue(statistic) }

  /// SciPy's asymptotic p-value, from the middle ranks; far too small with many ties and different sample sizes.
  public func midrankPValue() -> Double { limitPValue(midrankStatistic) }

  private func limitPValue(_ t: Double) -> Double { Self.limitPValue(t, referenceCount, currentCount) }

  /// The asymptotic p-value of T for samples of some sizes.
  static func limitPValue(_ t: Double, _ referenceCount: Int, _ currentCount: Int) -> Double {
    let n = Double(referenceCount)
    let m = Double(currentCount)
    let pairs = n * m
    let size = n + m
    let mean = (1 + 1 / size) / 6
    let variance = (size + 1) / size * (4 * pairs * size - 3 * (n * n + m * m) - 2 * pairs) / (45 * size * 4 * pairs)
    // With one value on each side T is always the same.
    guard variance > 0 else { return 1 }
    return CramerVonMisesDistribution.survival(1.0 / 6 + (t - mean) / (45 * variance).squareRoot())
  }

  /// The p-value by counting the orders of n + m different values (Y. Xiao, A. Gordon and A. Yakovlev, 2007).
  ///
  /// - Throws: `StatisticsError.undefined` with ties, whose orders are not equally probable, and `tooLarge` when a
  ///   sample has more than `exactLimit` values.
  public func exactPValue() throws(StatisticsError) -> Double {
    guard !hasTies else {
      throw .undefined("exact Cramér–von Mises p-value needs different values, found ties; use the asymptotic one")
    }
    let n = referenceCount
    let m = currentCount
    guard max(n, m) <= Self.exactLimit else {
      throw .tooLarge(
        what: "sample size for an exact Cramér–von Mises p-value", found: "\(max(n, m))", maximum: "\(Self.exactLimit)")
    }
    let divisor = Self.greatestCommonDivisor(n, m)
    // A whole number below 2^53 / divisor².
    let bound = Int(squareSum) / (divisor * divisor)
    return Self.shareOfPaths(n, m, m / divisor, n / divisor, reaching: bound)
  }

  /// The share of lattice paths from (0, 0) to (n, m) along which Σ (b·u − a·v)² reaches the bound.
  ///
  /// Each point keeps the sums that paths to it can have, ascending, with their numbers; the numbers stay below 2^53, so
  /// that they are exact. Paths whose sum has reached the bound are only counted.
  private static func shareOfPaths(_ n: Int, _ m: Int, _ b: Int, _ a: Int, reaching bound: Int) -> Double {
    if bound <= 0 { return 1 }
    var line = [PathSums](repeating: PathSums(), count: m + 1)
    for u in 0...n {
      for v in 0...m {
        let difference = b * u - a * v
        if u == 0 && v == 0 {
          line[0] = PathSums(values: [0], numbers: [1], reached: 0)
        } else if v == 0 {
          line[0] = PathSums.merging(line[0], PathSums(), adding: difference * difference, bound)
        } else if u == 0 {
          line[v] = PathSums.merging(line[v - 1], PathSums(), adding: difference * difference, bound)
        } else {
          line[v] = PathSums.merging(line[v], line[v - 1], adding: difference * difference, bound)
        }
      }
    }
    let end = line[m]
    return end.reached / (end.reached + end.numbers.reduce(0, +))
  }

  /// The sums that paths to one point have so far.
  private struct PathSums {
    var values: [Int] = []
    var numbers: [Double] = []
    var reached = 0.0

    /// The paths of both, each with a sum larger by `step`.
    static func merging(_ first: PathSums, _ second: PathSums, adding step: Int, _ bound: Int) -> PathSums {
      var result = PathSums()
      result.reached = first.reached + second.reached
      result.values.reserveCapacity(first.values.count + second.values.count)
      result.numbers.reserveCapacity(first.values.count + second.values.count)
      var i = 0
      var j = 0
      while i < first.values.count || j < second.values.count {
        let left = i < first.values.count ? first.values[i] : Int.max
        let right = j < second.values.count ? second.values[j] : Int.max
        let value = min(left, right)
        var number = 0.0
        if left == value {
          number += first.numbers[i]
          i += 1
        }
        if right == value {
          number += second.numbers[j]
          j += 1
        }
        if value + step >= bound {
          result.reached += number
        } else {
          result.values.append(value + step)
          result.numbers.append(number)
        }
      }
      return result
    }
  }

  private static func greatestCommonDivisor(_ n: Int, _ m: Int) -> Int {
    m == 0 ? n : greatestCommonDivisor(m, n % m)
  }
}
