#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// How many rows a sample has and how many independent rows they are worth.
///
/// Rows of one day, session or customer move together. Replacing a whole cluster of s of n rows moves an empirical share
/// by at most s/n, so bounded-difference inequalities hold with Kish's effective number (Σ s)² / Σ s² in place of n,
/// whatever the dependence inside clusters: the `floor`. Rows that do not really cluster are worth more. How much more is
/// estimated from how much shares vary between the clusters, and then the few clusters that the estimate stands on are
/// accounted for by its `degreesOfFreedom`.
public struct SampleSize: Sendable, Hashable {
  /// The number of rows, at least 1.
  public let rows: Int
  /// The number of clusters with at least one row; nil when rows are taken as independent.
  public let clusters: Int?
  /// The number of independent rows that these are worth, from `floor` to `rows`.
  public let effective: Double
  /// Kish's effective number, which holds for any dependence inside clusters; `rows` for independent rows.
  public let floor: Double
  /// The degrees of freedom of the estimate `effective`; nil when it is not estimated.
  public let degreesOfFreedom: Double?

  /// Rows that are taken as independent.
  ///
  /// - Throws: `StatisticsError.tooFewValues` for fewer than 1 row.
  public init(independentRows rows: Int) throws(StatisticsError) {
    guard rows > 0 else { throw .tooFewValues(what: "sample", count: max(rows, 0), minimum: 1) }
    self.rows = rows
    clusters = nil
    effective = Double(rows)
    floor = Double(rows)
    degreesOfFreedom = nil
  }

  /// Rows in clusters of the given sizes, worth no more than the floor; clusters of 0 rows do not count.
  ///
  /// - Throws: `StatisticsError` for a negative size, no rows, or more than 2^61 rows.
  public init(clusterSizes: [Int]) throws(StatisticsError) {
    let sums = try Self.sums(clusterSizes)
    rows = sums.rows
    clusters = sums.clusters
    floor = sums.kish
    effective = floor
    degreesOfFreedom = nil
  }

  /// Rows in clusters between which shares of the column vary as measured.
  ///
  /// - Parameters:
  ///   - clusterSizes: the rows of each cluster.
  ///   - largestVariance: the largest sampling variance V of the shares that matter (of the distribution function at its
  ///     cut points, of sets of levels), estimated between clusters. Independent rows have V ≤ 1/(4n), so that these
  ///     rows are worth 1/(4V).
  /// - Throws: `StatisticsError` for unusable sizes, and a variance that is negative or NaN.
  public init(clusterSizes: [Int], largestVariance: Double) throws(StatisticsError) {
    guard largestVariance >= 0 else {
      throw .outOfRange(what: "variance between clusters", found: largestVariance, expected: "0 or more")
    }
    try self.init(try Self.sums(clusterSizes), worth: 1 / (4 * largestVariance))
  }

  /// Rows in clusters whose rows agree on a yes-or-no property as measured.
  ///
  /// - Parameters:
  ///   - clusterSizes: the rows of each cluster.
  ///   - intraclassCorrelation: ρ from 0 (rows are independent) to 1 (all rows of a cluster are alike); these rows are
  ///     worth n / (1 + (n/kish − 1)·ρ), Kish's design effect.
  /// - Throws: `StatisticsError` for unusable sizes and a correlation outside 0 … 1.
  public init(clusterSizes: [Int], intraclassCorrelation: Double) throws(StatisticsError) {
    guard intraclassCorrelation >= 0, intraclassCorrelation <= 1 else {
      throw .outOfRange(what: "intraclass correlation", found: intraclassCorrelation, expected: "0 ≤ ρ ≤ 1")
    }
    let sums = try Self.sums(clusterSizes)
    let rows = Double(sums.rows)
    try self.init(sums, worth: rows / (1 + (rows / sums.kish - 1) * intraclassCorrelation))
  }

  private init(_ sums: Sums, worth: Double) throws(StatisticsError) {
    rows = sums.rows
    clusters = sums.clusters
    floor = sums.kish
    effective = min(max(worth, sums.kish), Double(sums.rows))
    // One cluster says nothing about how clusters vary.
    degreesOfFreedom = sums.clusters > 1 ? max(sums.degreesOfFreedom, 1) : nil
    if sums.clusters == 1, effective > floor { throw .tooFewValues(what: "clusters", count: 1, minimum: 2) }
  }

  private struct Sums {
    var rows = 0
    var clusters = 0
    var kish = 0.0
    /// Satterthwaite's (1946) for a sum of squares of deviations in proportion to the sizes: C − 1 for C equal sizes.
    var degreesOfFreedom = 0.0
  }

  private static func sums(_ sizes: [Int]) throws(StatisticsError) -> Sums {
    var sums = Sums()
    var squares: UInt128 = 0
    for (position, size) in sizes.enumerated() where size != 0 {
      guard size > 0 else { throw .negativeCount(what: "cluster size", position: position, found: size) }
      let (sum, overflow) = sums.rows.addingReportingOverflow(size)
      guard !overflow, sum <= 1 << 61 else {
        throw .tooLarge(what: "sum of cluster sizes", found: "more than 2^61", maximum: "2^61")
      }
      sums.rows = sum
      sums.clusters += 1
      squares += UInt128(size) * UInt128(size)
    }
    guard sums.rows > 0 else { throw .tooFewValues(what: "sample", count: 0, minimum: 1) }
    let rows = Double(sums.rows)
    sums.kish = rows / Double(squares) * rows
    // Exact, so that the order of the clusters does not matter.
    var second = ExactSum()
    var fourth = ExactSum()
    for size in sizes where size > 0 {
      let share = Double(size) / rows
      second.add(share * share)
      fourth.add(share * share * share * share)
    }
    sums.degreesOfFreedom = second.sum * second.sum / fourth.sum - 1
    return sums
  }

  /// How much wider bounds must be than normal ones when these sizes are estimates: c² in a bound of c·σ̂ that a
  /// distribution function leaves with probability α.
  ///
  /// With a known σ, 2·exp(−c²/2) = α (Dvoretzky, Kiefer, Wolfowitz, Massart). With σ̂² from ν degrees of freedom the mean
  /// over its chi-squared distribution is 2·(1 + c²/ν)^(−ν/2) = α, so c² = ν·((2/α)^(2/ν) − 1).
  static func squaredFactor(significance: Double, degreesOfFreedom: Double?) -> Double {
    let exponent = log(2 / significance)
    guard let degreesOfFreedom else { return 2 * exponent }
    return degreesOfFreedom * expm1(2 * exponent / degreesOfFreedom)
  }

  /// The degrees of freedom of the sum of two estimated variances (Welch, 1947); nil when neither is estimated.
  static func degreesOfFreedom(_ first: SampleSize, _ second: SampleSize) -> Double? {
    let (v, w) = (1 / first.effective, 1 / second.effective)
    let sum =
      (first.degreesOfFreedom.map { v * v / $0 } ?? 0) + (second.degreesOfFreedom.map { w * w / $0 } ?? 0)
    return sum > 0 ? (v + w) * (v + w) / sum : nil
  }
}
