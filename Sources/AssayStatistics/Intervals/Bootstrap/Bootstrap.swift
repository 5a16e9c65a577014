/// Confidence intervals of any statistic by resampling with replacement (Efron, 1979), repeatable from a seed.
///
/// What is drawn must be what is independent: rows, pairs of rows, or whole clusters. The endpoints of an interval at α
/// lie among the outer α/2 of the replicates, so α must leave some there: with R replicates intervals are refused for
/// α·(R + 1) < 2. A statistic that is stretched by ties or by extremes (a maximum, a distance near 0) has no valid
/// bootstrap; a distance without drift is such a case, for which the noise floors are made.
public struct Bootstrap: Sendable, Hashable {
  /// How many replicates are drawn.
  public let replicates: Int
  /// Where the random numbers start.
  public let seed: UInt64

  /// How the bounds follow from the replicates.
  public enum Method: String, Sendable, Hashable, CaseIterable {
    /// The quantiles α/2 and 1 − α/2 of the replicates (linear interpolation).
    case percentile
    /// Quantiles shifted for bias and skewness (BCa: Efron, *Better bootstrap confidence intervals*, 1987), with the
    /// acceleration from leaving out one unit at a time, for several samples by Efron and Tibshirani, 1993, eq. 15.36.
    case biasCorrectedAccelerated
  }

  /// A plan for one or more intervals.
  ///
  /// - Throws: `StatisticsError.outOfRange` unless 1 ≤ replicates ≤ 10,000,000.
  public init(replicates: Int = 2_000, seed: UInt64) throws(StatisticsError) {
    guard replicates >= 1, replicates <= 10_000_000 else {
      throw .outOfRange(what: "number of bootstrap replicates", found: Double(replicates), expected: "1 … 10,000,000")
    }
    self.replicates = replicates
    self.seed = seed
  }

  /// An interval with what it was computed from.
  public struct Result: Sendable, Equatable {
    /// The statistic of the samples as they are.
    public let estimate: Double
    /// The bounds.
    public let interval: ConfidenceInterval
    /// The standard deviation of the replicates (dividing by R − 1), the bootstrap's standard error; nil for one.
    public let standardError: Double?
    /// The statistic of each replicate, ascending.
    public let distribution: SortedSample
  }

  /// An interval for a statistic of one sample of independent values.
  ///
  /// - Parameters:
  ///   - sample: at least one value; for BCa at least two.
  ///   - significance: α.
  ///   - method: how the bounds follow from the replicates.
  ///   - statistic: a function of the values in any order; it is called once for each replicate, and for BCa once more
  ///     for each value.
  /// - Throws: `StatisticsError` for no values, an α outside 0 … 1 or too small for R, an error of the statistic, and a
  ///   statistic that is not finite.
  public func interval(
    of sample: [Double], significance: Double, method: Method = .biasCorrectedAccelerated,
    statistic: ([Double]) throws(StatisticsError) -> Double
  ) throws(StatisticsError) -> Result {
    try interval(unitCounts: [sample.count], significance, method) { draws throws(StatisticsError) in
      try statistic(draws[0].map { sample[$0] })
    }
  }

  /// An interval for a statistic of two independent samples, which are resampled apart.
  ///
  /// - Parameters: as for one sample.
  /// - Throws: as for one sample.
  public func interval(
    reference: [Double], current: [Double], significance: Double, method: Method = .biasCorrectedAccelerated,
    statistic: (_ reference: [Double], _ current: [Double]) throws(StatisticsError) -> Double
  ) throws(StatisticsError) -> Result {
    try interval(unitCounts: [reference.count, current.count], significance, method) {
      draws throws(StatisticsError) in
      try statistic(draws[0].map { reference[$0] }, draws[1].map { current[$0] })
    }
  }

  /// An interval for a statistic of pairs, such as scores and labels or two models on the same rows: rows are drawn whole.
  ///
  /// - Throws: `StatisticsError.lengthsDiffer` for columns of different length, else as for one sample.
  public func interval(
    pairs first: [Double], _ second: [Double], significance: Double, method: Method = .biasCorrectedAccelerated,
    statistic: (_ first: [Double], _ second: [Double]) throws(StatisticsError) -> Double
  ) throws(StatisticsError) -> Result {
    guard first.count == second.count else {
      throw .lengthsDiffer(what: "columns of pairs", first: first.count, second: second.count)
    }
    return try interval(unitCounts: [first.count], significance, method) { draws throws(StatisticsError) in
      try statistic(draws[0].map { first[$0] }, draws[0].map { second[$0] })
    }
  }

  /// An interval for a statistic of one sample whose rows come in clusters, which are drawn whole (Davison and Hinkley,
  /// 1997, section 3.8).
  ///
  /// - Parameters:
  ///   - sample: the values.
  ///   - clusters: the cluster of each value; at least two different ones, and a few dozen for a useful interval.
  ///   - significance: α.
  ///   - method: how the bounds follow from the replicates.
  ///   - statistic: a function of the values in any order; replicates differ in their number of values.
  /// - Throws: `StatisticsError.lengthsDiffer` unless there is a cluster for each value, else as for one sample.
  public func interval(
    of sample: [Double], clusters: [Int], significance: Double, method: Method = .biasCorrectedAccelerated,
    statistic: ([Double]) throws(StatisticsError) -> Double
  ) throws(StatisticsError) -> Result {
    let units = try Self.units(sample, clusters)
    return try interval(unitCounts: [units.count], significance, method) { draws throws(StatisticsError) in
      try statistic(draws[0].flatMap { units[$0] })
    }
  }

  /// An interval for a statistic of two independent samples whose rows come in clusters.
  ///
  /// - Throws: as for one sample in clusters.
  public func interval(
    reference: [Double], referenceClusters: [Int], current: [Double], currentClusters: [Int], significance: Double,
    method: Method = .biasCorrectedAccelerated,
    statistic: (_ reference: [Double], _ current: [Double]) throws(StatisticsError) -> Double
  ) throws(StatisticsError) -> Result {
    let first = try Self.units(reference, referenceClusters)
    let second = try Self.units(current, currentClusters)
    return try interval(unitCounts: [first.count, second.count], significance, method) {
      draws throws(StatisticsError) in
      try statistic(draws[0].flatMap { first[$0] }, draws[1].flatMap { second[$0] })
    }
  }

  /// The values of each cluster, in the order in which clusters first appear.
  private static func units(_ sample: [Double], _ clusters: [Int]) throws(StatisticsError) -> [[Double]] {
    guard sample.count == clusters.count else {
      throw .lengthsDiffer(what: "values and their clusters", first: sample.count, second: clusters.count)
    }
    var positions: [Int: Int] = [:]
    var units: [[Double]] = []
    for (value, cluster) in zip(sample, clusters) {
      if let position = positions[cluster] {
        units[position].append(value)
      } else {
        positions[cluster] = units.count
        units.append([value])
      }
    }
    guard units.count != 1 else { throw .tooFewValues(what: "clusters of the sample", count: 1, minimum: 2) }
    return units
  }

  /// The general form: units are drawn from each sample by position.
  func interval(
    unitCounts: [Int], _ significance: Double, _ method: Method,
    statistic: (_ draws: [[Int]]) throws(StatisticsError) -> Double
  ) throws(StatisticsError) -> Result {
    try checkSignificance(significance)
    guard significance * (Double(replicates) + 1) >= 2 else {
      throw .outOfRange(
        what: "significance level for \(replicates) bootstrap replicates", found: significance,
        expected: "α of \(2 / (Double(replicates) + 1)) or more, or at least \(2 / significance) replicates")
    }
    for count in unitCounts where count == 0 { throw .tooFewValues(what: "sample", count: 0, minimum: 1) }
    func value(_ draws: [[Int]], _ what: @autoclosure () -> String) throws(StatisticsError) -> Double {
      let result = try statistic(draws)
      guard result.isFinite else {
        throw .undefined("the statistic of \(what()) is \(result), expected a finite number")
      }
      return result
    }
    let whole = unitCounts.map { Array(0..<$0) }
    let estimate = try value(whole, "the samples")
    var draws = whole
    var values: [Double] = []
    values.reserveCapacity(replicates)
    for replicate in 0..<replicates {
      var random = ReplicateGenerator(seed: seed, replicate: replicate)
      for sample in unitCounts.indices {
        let bound = UInt64(unitCounts[sample])
        for position in 0..<unitCounts[sample] { draws[sample][position] = Int(random.below(bound)) }
      }
      values.append(try value(draws, "bootstrap replicate \(replicate)"))
    }
    let distribution = try SortedSample(values)
    let interval: ConfidenceInterval
    switch method {
    case .percentile:
      interval = ConfidenceInterval(
        lower: try distribution.quantile(significance / 2), upper: try distribution.quantile(1 - significance / 2))
    case .biasCorrectedAccelerated:
      var jackknife: [[Double]] = []
      for sample in unitCounts.indices {
        guard unitCounts[sample] > 1 else {
          throw .tooFewValues(what: "sample for BCa", count: unitCounts[sample], minimum: 2)
        }
        var left: [Double] = []
        for omitted in 0..<unitCounts[sample] {
          var some = whole
          some[sample].remove(at: omitted)
          left.append(try value(some, "sample \(sample) without unit \(omitted)"))
        }
        jackknife.append(left)
      }
      interval = try BiasCorrection(estimate: estimate, distribution: distribution, jackknife: jackknife)
        .interval(significance: significance)
    }
    let deviation =
      replicates > 1 ? try SampleMoments(distribution.values).standardDeviation() : nil
    return Result(
      estimate: estimate, interval: interval, standardError: deviation, distribution: distribution)
  }
}
