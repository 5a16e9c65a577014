import Testing

@testable import AssayStatistics

/// What rows in clusters are worth, against the same numbers computed by leaving clusters out one by one.
@Suite("What clusters are worth")
struct DriftClusterTests {
  /// Rows of random cells in clusters of random sizes, which prefer one cell each.
  private func sample(_ random: inout SplitMix64, clusters: Int, cells: Int) -> (cells: [Int32], clusters: [Int32]) {
    var rows: (cells: [Int32], clusters: [Int32]) = ([], [])
    for cluster in 0..<clusters {
      let favourite = random.below(cells)
      for _ in 0..<1 + random.below(20) {
        rows.cells.append(Int32(random.uniform() < 0.4 ? favourite : random.below(cells)))
        rows.clusters.append(Int32(cluster * 2))
      }
    }
    return rows
  }

  /// The jackknife variance of a share, by its definition: the share is computed anew without each cluster.
  private func jackknife(_ rows: (cells: [Int32], clusters: [Int32]), _ isMember: (Int32) -> Bool) -> Double {
    let all = zip(rows.cells, rows.clusters)
    func share(without cluster: Int32?) -> Double {
      let kept = all.filter { $0.1 != cluster }
      return Double(kept.count { isMember($0.0) }) / Double(kept.count)
    }
    let clusters = Set(rows.clusters)
    let whole = share(without: nil)
    let count = Double(clusters.count)
    return clusters.reduce(0.0) { sum, cluster in
      let difference = share(without: cluster) - whole
      return sum + difference * difference
    } * (count - 1) / count
  }

  @Test(
    "variances are those of the jackknife that leaves out one cluster at a time", arguments: [301, 302] as [UInt64])
  func variances(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    for _ in 0..<6 {
      let cells = 2 + random.below(4)
      let rows = sample(&random, clusters: 4 + random.below(12), cells: cells)
      let counts = try ClusteredCounts(cells: rows.cells, clusters: rows.clusters, cellCount: cells)
      #expect(counts.rows == rows.cells.count && counts.sizes.reduce(0, +) == counts.rows)
      let n = Double(counts.rows)
      func floor(_ share: Double) -> Double { share * (1 - share) / n }
      var largest = 0.0
      var sum = 0
      for cell in 0..<cells {
        let share = Double(counts.totals[cell]) / n
        let expected = max(jackknife(rows) { $0 == cell }, floor(share))
        #expect(isClose(counts.shareVariances[cell], expected, 1e-9), "seed \(seed)")
        sum += counts.totals[cell]
        largest = max(largest, jackknife(rows) { $0 <= cell }, floor(Double(sum) / n))
      }
      #expect(isClose(counts.largestCumulativeVariance, largest, 1e-9), "seed \(seed)")
      // Every set of cells, one by one: climbing finds the largest, or nearly so.
      let exact = (1..<(1 << cells) - 1).map { set in jackknife(rows) { set >> Int($0) & 1 == 1 } }.max() ?? 0
      #expect(counts.largestSetVariance <= max(exact, counts.shareVariances.max() ?? 0) * (1 + 1e-9), "seed \(seed)")
      #expect(counts.largestSetVariance >= 0.95 * exact, "seed \(seed)")
      let merged = try counts.merged([Int](repeating: 0, count: cells).indices.map { $0 == 0 ? 0 : 1 }, cellCount: 2)
      #expect(merged.totals == [counts.totals[0], counts.rows - counts.totals[0]])
      #expect(isClose(merged.shareVariances[0], counts.shareVariances[0], 1e-9))
    }
  }

  @Test("rows are worth between Kish's number and their count")
  func worth() throws {
    let sizes = [Int](repeating: 50, count: 40)
    let alike = try SampleSize(clusterSizes: sizes, intraclassCorrelation: 1)
    #expect(isClose(alike.effective, 40, 1e-12) && alike.floor == 40)
    let apart = try SampleSize(clusterSizes: sizes, intraclassCorrelation: 0)
    #expect(apart.effective == 2000 && isClose(apart.degreesOfFreedom ?? 0, 39, 1e-12))
    let half = try SampleSize(clusterSizes: sizes, intraclassCorrelation: 0.5)
    #expect(isClose(half.effective, 2000 / 25.5, 1e-12))
    #expect(try SampleSize(clusterSizes: sizes, largestVariance: 0.25 / 300).effective == 300)
    #expect(try SampleSize(clusterSizes: sizes, largestVariance: 1).effective == 40)
    #expect(try SampleSize(clusterSizes: sizes, largestVariance: 0).effective == 2000)
    // One cluster says nothing about others.
    #expect(try SampleSize(clusterSizes: [9], largestVariance: .infinity).effective == 1)
    #expect(throws: StatisticsError.self) { try SampleSize(clusterSizes: [9], largestVariance: 0) }
    #expect(throws: StatisticsError.self) { try SampleSize(clusterSizes: sizes, largestVariance: .nan) }
    #expect(throws: StatisticsError.self) { try SampleSize(clusterSizes: sizes, intraclassCorrelation: 1.5) }
  }

  @Test("rows of a cluster that are all alike have a correlation of 1, mixed ones none")
  func correlation() throws {
    func correlation(_ successes: [Int], _ sizes: [Int]) -> Double? {
      ClusteredCounts.intraclassCorrelation(successes: successes, sizes: sizes)
    }
    #expect(isClose(try #require(correlation([10, 0, 10, 0, 10, 0, 10, 0], [Int](repeating: 10, count: 8))), 1, 0.2))
    #expect(correlation([5, 5, 5, 5, 0], [10, 10, 10, 10, 0]) == 0)
    #expect(correlation([1, 0, 1, 0, 0], [1, 1, 1, 1, 1]) == 0)
    // Nothing varies, or there is nothing to compare.
    #expect(correlation([0, 0], [10, 10]) == nil && correlation([10, 10], [10, 10]) == nil)
    #expect(correlation([3], [10]) == nil && correlation([], []) == nil)
  }

  @Test("an estimated size costs more, the fewer clusters it stands on, and never more than the floor")
  func halfWidth() throws {
    let rule = try DriftVerdictRule(significance: 1e-4)
    let known = SampleSize.squaredFactor(significance: 1e-4, degreesOfFreedom: nil)
    #expect(isClose(known, 2 * 9.903487552536127, 1e-12))
    // ν((2/α)^(2/ν) − 1) for 10 degrees of freedom.
    #expect(isClose(SampleSize.squaredFactor(significance: 1e-4, degreesOfFreedom: 10), 62.477_966_367_769_5, 1e-13))
    #expect(isClose(SampleSize.squaredFactor(significance: 1e-4, degreesOfFreedom: 1e12), known, 1e-9))
    func width(_ clusters: Int, _ correlation: Double) throws -> Double {
      let size = try SampleSize(
        clusterSizes: [Int](repeating: 100, count: clusters), intraclassCorrelation: correlation)
      return rule.halfWidth(reference: size, current: size)
    }
    let floor = try SampleSize(clusterSizes: [Int](repeating: 100, count: 5))
    #expect(try width(5, 1) == rule.halfWidth(reference: floor, current: floor))
    #expect(try width(200, 0.01) < width(200, 0.1) && width(200, 0.1) < width(200, 1))
    #expect(try width(400, 0.1) < width(200, 0.1) / 1.4)
  }

  @Test("refuses what makes no clusters")
  func refusals() {
    #expect(throws: StatisticsError.self) { try ClusteredCounts(cells: [0], clusters: [0, 1], cellCount: 1) }
    #expect(throws: StatisticsError.self) { try ClusteredCounts(cells: [], clusters: [], cellCount: 1) }
    #expect(throws: StatisticsError.self) { try ClusteredCounts(cells: [-1], clusters: [0], cellCount: 1) }
    #expect(throws: StatisticsError.self) { try ClusteredCounts(cells: [2], clusters: [0], cellCount: 2) }
    #expect(throws: StatisticsError.self) { try ClusteredCounts(cells: [0], clusters: [-1], cellCount: 2) }
  }

  @Test("distances of counted values are those of the samples", arguments: [311] as [UInt64])
  func countedValues(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    for _ in 0..<20 {
      let values = (0..<12).map { _ in Double(random.below(8)) - 3 }
      let first = values.map { _ in random.below(5) }
      let second = values.map { _ in random.below(4) + 1 }
      guard first.contains(where: { $0 > 0 }) else { continue }
      func expanded(_ counts: [Int]) -> [Double] {
        zip(values, counts).flatMap { [Double](repeating: $0, count: $1) }
      }
      #expect(
        try KolmogorovSmirnov(CountTable(reference: first, current: second), values: values)
          == KolmogorovSmirnov(reference: expanded(first), current: expanded(second)), "seed \(seed)")
    }
    let table = try CountTable(reference: [1, 1], current: [1, 1])
    #expect(throws: StatisticsError.self) { try KolmogorovSmirnov(table, values: [1]) }
    #expect(throws: StatisticsError.notANumber(what: "value", position: 1)) {
      try KolmogorovSmirnov(table, values: [1, .nan])
    }
  }

  @Test(
    "nothing depends on the order of the rows or on the clusters' numbers, to the last bit",
    arguments: [311, 312] as [UInt64])
  func order(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    for clusters in [3, 17, 90] {
      let rows = sample(&random, clusters: clusters, cells: 6)
      let known = try ClusteredCounts(cells: rows.cells, clusters: rows.clusters, cellCount: 6)
      let members = known.rows { $0 % 2 == 0 }
      for _ in 0..<4 {
        let order = rows.cells.indices.shuffled(using: &random)
        let names = (0..<Int32(2 * clusters)).shuffled(using: &random)
        let shuffled = try ClusteredCounts(
          cells: order.map { rows.cells[$0] }, clusters: order.map { names[Int(rows.clusters[$0])] }, cellCount: 6)
        #expect(shuffled.sizes == known.sizes && shuffled.totals == known.totals, "seed \(seed)")
        #expect(shuffled.shareVariances == known.shareVariances, "seed \(seed)")
        #expect(shuffled.largestCumulativeVariance == known.largestCumulativeVariance, "seed \(seed)")
        #expect(shuffled.largestSetVariance == known.largestSetVariance, "seed \(seed)")
        #expect(shuffled.rows { $0 % 2 == 0 } == members, "seed \(seed)")
        let merged = try shuffled.merged([0, 0, 1, 1, 2, 2], cellCount: 3)
        #expect(try merged.shareVariances == known.merged([0, 0, 1, 1, 2, 2], cellCount: 3).shareVariances)
        let pairs = zip(members, known.sizes).shuffled(using: &random)
        #expect(
          ClusteredCounts.intraclassCorrelation(successes: pairs.map(\.0), sizes: pairs.map(\.1))
            == ClusteredCounts.intraclassCorrelation(successes: members, sizes: known.sizes), "seed \(seed)")
        #expect(
          try SampleSize(clusterSizes: pairs.map(\.1), largestVariance: known.largestSetVariance)
            == SampleSize(clusterSizes: known.sizes, largestVariance: known.largestSetVariance), "seed \(seed)")
      }
    }
  }
}
