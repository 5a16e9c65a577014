import Testing

@testable import AssayStatistics

@Suite("Bootstrap intervals")
struct BootstrapTests {
  private static func mean(_ values: [Double]) -> Double { ExactSum(values).mean ?? .nan }

  private static func without(_ values: [Double], _ index: Int) -> [Double] {
    var rest = values
    rest.remove(at: index)
    return rest
  }

  @Test("bounds from given replicates are SciPy's", arguments: StoredValues.distances.bootstrap.indices)
  func bounds(index: Int) throws {
    let row = StoredValues.distances.bootstrap[index]
    let statistic: ([[Double]]) -> Double =
      row.statistic == "cubes"
      ? { Self.mean($0[0].map { $0 * $0 * $0 }) } : { Self.mean($0[0]) - Self.mean($0[1]) }
    let jackknife = row.samples.indices.map { sample in
      row.samples[sample].indices.map { omitted in
        var samples = row.samples
        samples[sample] = Self.without(samples[sample], omitted)
        return statistic(samples)
      }
    }
    let distribution = try SortedSample(row.distribution)
    let correction = try BiasCorrection(
      estimate: statistic(row.samples), distribution: distribution, jackknife: jackknife)
    let interval = try correction.interval(significance: row.significance)
    #expect(isClose(interval.lower, row.bca[0], 1e-11), "\(interval)")
    #expect(isClose(interval.upper, row.bca[1], 1e-11), "\(interval)")
    #expect(isClose(try distribution.quantile(row.significance / 2), row.percentile[0], 1e-12))
    #expect(isClose(try distribution.quantile(1 - row.significance / 2), row.percentile[1], 1e-12))
  }

  @Test("repeat from a seed and differ between seeds")
  func seeds() throws {
    let sample = (0..<40).map { Double($0 * $0 % 17) }
    func run(_ seed: UInt64, _ replicates: Int = 200) throws -> Bootstrap.Result {
      try Bootstrap(replicates: replicates, seed: seed).interval(of: sample, significance: 0.1) { values in
        Self.mean(values)
      }
    }
    let first = try run(7)
    #expect(try run(7) == first)
    #expect(try run(8) != first)
    // More replicates add to the same ones.
    let longer = try run(7, 300)
    #expect(Set(first.distribution.values).isSubset(of: longer.distribution.values))
    #expect(first.estimate == Self.mean(sample))
  }

  @Test("cover the true mean about as often as they say", arguments: Bootstrap.Method.allCases)
  func coverage(method: Bootstrap.Method) throws {
    let seed: UInt64 = 91
    var random = SplitMix64(seed: seed)
    var hits = 0
    let runs = 150
    for run in 0..<runs {
      let sample = (0..<30).map { _ in random.normal() * 3 + 10 }
      let interval = try Bootstrap(replicates: 199, seed: UInt64(run)).interval(
        of: sample, significance: 0.1, method: method, statistic: { Self.mean($0) }
      ).interval
      if interval.contains(10) { hits += 1 }
    }
    // 90 % of 150 is 135; four standard deviations are 15.
    #expect(hits > 118 && hits < 149, "seed \(seed): \(hits)")
  }

  @Test("draw pairs together and samples apart")
  func pairs() throws {
    let first = (0..<30).map { Double($0) }
    let bootstrap = try Bootstrap(replicates: 99, seed: 3)
    // The difference within a pair never changes, between independent samples it does.
    let paired = try bootstrap.interval(pairs: first, first.map { $0 + 1 }, significance: 0.1) { x, y in
      Self.mean(zip(x, y).map { $1 - $0 })
    }
    #expect(paired.interval == ConfidenceInterval(lower: 1, upper: 1))
    #expect(paired.standardError == 0)
    let apart = try bootstrap.interval(reference: first, current: first.map { $0 + 1 }, significance: 0.1) { x, y in
      Self.mean(y) - Self.mean(x)
    }
    #expect(apart.interval.lower < 0 && apart.interval.upper > 2)
  }

  @Test("by cluster are as wide as the clusters are different")
  func clusters() throws {
    // Ten days of 20 equal values: 200 rows know no more than 10.
    let sample = (0..<200).map { Double($0 / 20 * 7 % 10) }
    let days = (0..<200).map { $0 / 20 }
    let bootstrap = try Bootstrap(replicates: 400, seed: 5)
    let rows = try bootstrap.interval(of: sample, significance: 0.1) { Self.mean($0) }
    let clusters = try bootstrap.interval(of: sample, clusters: days, significance: 0.1) { Self.mean($0) }
    let ratio = try #require(clusters.standardError) / #require(rows.standardError)
    #expect(ratio > 3.8 && ratio < 5.2, "\(ratio)")
    let both = try bootstrap.interval(
      reference: sample, referenceClusters: days, current: sample, currentClusters: days, significance: 0.1
    ) { Self.mean($1) - Self.mean($0) }
    #expect(both.interval.contains(0))
  }

  @Test("take distances as statistics")
  func distances() throws {
    let first = (0..<60).map { Double($0 * 37 % 61) }
    let second = (0..<50).map { Double($0 * 29 % 53) + 25 }
    let result = try Bootstrap(replicates: 99, seed: 1).interval(
      reference: first, current: second, significance: 0.1, method: .percentile
    ) { (x, y) throws(StatisticsError) in
      try Wasserstein(reference: SortedSample(x), current: SortedSample(y)).estimate
    }
    #expect(result.interval.contains(result.estimate))
    #expect(result.interval.lower > 5)
  }

  @Test("of a statistic that never moves have no width")
  func constant() throws {
    let result = try Bootstrap(replicates: 50, seed: 1).interval(of: [2, 2, 2], significance: 0.1) { Self.mean($0) }
    #expect(result.interval == ConfidenceInterval(lower: 2, upper: 2))
  }

  @Test("are refused where they would be invented")
  func refusals() throws {
    let bootstrap = try Bootstrap(replicates: 100, seed: 1)
    let sample = [1.0, 2, 3, 4]
    #expect(throws: StatisticsError.self) { try Bootstrap(replicates: 0, seed: 1) }
    #expect(throws: StatisticsError.self) { try bootstrap.interval(of: [], significance: 0.1) { Self.mean($0) } }
    #expect(throws: StatisticsError.self) { try bootstrap.interval(of: [1], significance: 0.1) { Self.mean($0) } }
    #expect(throws: StatisticsError.self) { try bootstrap.interval(of: sample, significance: 0.01) { Self.mean($0) } }
    #expect(throws: StatisticsError.self) { try bootstrap.interval(of: sample, significance: .nan) { Self.mean($0) } }
    #expect(throws: StatisticsError.self) { try bootstrap.interval(of: sample, significance: 0.1) { _ in .nan } }
    #expect(throws: StatisticsError.self) {
      try bootstrap.interval(of: sample, clusters: [1, 1, 1, 1], significance: 0.1) { Self.mean($0) }
    }
    #expect(throws: StatisticsError.self) {
      try bootstrap.interval(of: sample, clusters: [1, 2], significance: 0.1) { Self.mean($0) }
    }
    #expect(throws: StatisticsError.self) {
      try bootstrap.interval(pairs: sample, [1], significance: 0.1) { x, _ in Self.mean(x) }
    }
    // The number of different values is always smaller in a replicate.
    let many = (0..<60).map { Double($0) }
    #expect(throws: StatisticsError.self) {
      try bootstrap.interval(of: many, significance: 0.1) { Double(Set($0).count) }
    }
    #expect(throws: StatisticsError.undefined("no")) {
      try bootstrap.interval(of: sample, significance: 0.1) { _ throws(StatisticsError) in throw .undefined("no") }
    }
  }
}
