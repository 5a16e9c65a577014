import Foundation
import Testing

@testable import AssayStatistics

/// The promise of the rule, on samples whose true effect is known: a false block at most in a share α of the runs.
///
/// α is large here so that a few thousand runs can tell; a bound of α·runs + 3·√(α·runs) leaves one chance in a thousand.
@Suite("Simulated, the drift rule keeps its promise")
struct DriftSimulationTests {
  static let significance = 0.05

  /// How many times as many runs as usual: `ASSAY_SIMULATION=40 swift test -c release --filter DriftSimulation`.
  static let factor = ProcessInfo.processInfo.environment["ASSAY_SIMULATION"].flatMap(Int.init) ?? 1

  private func mostAlarms(_ runs: Int) -> Int {
    let expected = Self.significance * Double(runs)
    return Int(expected + 3 * expected.squareRoot())
  }

  @Test("on numeric columns without drift and at the limit", arguments: [0, 0.1], [201, 202] as [UInt64])
  func numeric(effect: Double, seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    let rule = try DriftVerdictRule(limit: max(effect, 1e-9), significance: Self.significance)
    let runs = 600 * Self.factor
    var fails = 0
    var significant = 0
    for _ in 0..<runs {
      let reference = (0..<90).map { _ in random.uniform() }
      // Uniform samples at a shift have the shift as their distance.
      let current = (0..<60).map { _ in random.uniform() + effect }
      let result = try rule.assess(KolmogorovSmirnov(reference: reference, current: current))
      if result.verdict == .fail { fails += 1 }
      if result.isSignificant { significant += 1 }
    }
    #expect(fails <= mostAlarms(runs), "seed \(seed)")
    if effect == 0 { #expect(significant <= mostAlarms(runs), "seed \(seed)") }
  }

  @Test("on numeric columns whose rows move by day", arguments: [211, 212] as [UInt64])
  func clustered(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    let rule = try DriftVerdictRule(limit: 1e-9, significance: Self.significance)
    let runs = 500 * Self.factor
    var fails = 0
    var independentFails = 0
    func sample(_ days: Int) throws -> ([Double], SampleSize) {
      var values: [Double] = []
      var sizes: [Int] = []
      for _ in 0..<days {
        let day = random.normal()
        sizes.append(2 + random.below(12))
        for _ in 0..<sizes[sizes.count - 1] { values.append(day + 0.2 * random.uniform()) }
      }
      return (values, try SampleSize(clusterSizes: sizes))
    }
    for _ in 0..<runs {
      let (reference, referenceSize) = try sample(14)
      let (current, currentSize) = try sample(10)
      let distance = try KolmogorovSmirnov(reference: reference, current: current)
      let result = try rule.assess(distance, referenceSize: referenceSize, currentSize: currentSize)
      if result.verdict == .fail { fails += 1 }
      if try rule.assess(distance).verdict == .fail { independentFails += 1 }
    }
    #expect(fails <= mostAlarms(runs), "seed \(seed)")
    // The same rows taken as independent break the promise: what clusters are for.
    #expect(independentFails > runs / 2, "seed \(seed)")
  }

  @Test(
    "on categories with many rare levels, without drift and at the limit", arguments: [0, 0.1], [221, 222] as [UInt64])
  func categories(effect: Double, seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    let rule = try DriftVerdictRule(limit: max(effect, 1e-9), significance: Self.significance)
    let runs = 500 * Self.factor
    var fails = 0
    var warnings = 0
    /// Level k with a share that falls like 1/k.
    func level() -> Int { Int(60.0.power(random.uniform())) - 1 }
    for _ in 0..<runs {
      var first = [Int](repeating: 0, count: 61)
      var second = first
      for _ in 0..<150 { first[level()] += 1 }
      // A share of the rows goes to a level of its own, which moves exactly that much mass.
      for _ in 0..<100 { second[random.uniform() < effect ? 60 : level()] += 1 }
      let result = try rule.assess(CountTable(reference: first, current: second))
      if result.verdict == .fail { fails += 1 }
      if result.isSignificant { warnings += 1 }
    }
    #expect(fails <= mostAlarms(runs), "seed \(seed)")
    if effect == 0 { #expect(warnings <= mostAlarms(runs), "seed \(seed)") }
  }

  @Test(
    "on numeric columns whose rows move by day, at what days are estimated to be worth", arguments: [0, 0.2, 1],
    [241] as [UInt64])
  func estimatedClusters(correlation: Double, seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    let rule = try DriftVerdictRule(limit: 1e-9, significance: Self.significance)
    let runs = 120 * Self.factor
    var fails = 0
    var worth = 0.0
    func sample(_ days: Int) throws -> (values: [Double], counts: ClusteredCounts) {
      var values: [Double] = []
      var clusters: [Int32] = []
      for day in 0..<days {
        let effect = random.normal() * correlation.squareRoot()
        for _ in 0..<4 + random.below(8) {
          values.append(effect + random.normal() * (1 - correlation).squareRoot())
          clusters.append(Int32(day))
        }
      }
      let cells = values.map { Int32(max(0, min(15, ($0 + 2) * 4))) }
      return (values, try ClusteredCounts(cells: cells, clusters: clusters, cellCount: 16))
    }
    for _ in 0..<runs {
      let (reference, first) = try sample(25)
      let (current, second) = try sample(16)
      let sizes = try [first, second].map {
        try SampleSize(clusterSizes: $0.sizes, largestVariance: $0.largestCumulativeVariance)
      }
      let result = try rule.assess(
        KolmogorovSmirnov(reference: reference, current: current), referenceSize: sizes[0], currentSize: sizes[1])
      if result.verdict == .fail { fails += 1 }
      worth += sizes[0].effective / Double(sizes[0].rows) / Double(runs)
    }
    #expect(fails <= mostAlarms(runs), "seed \(seed)")
    // Rows that do not cluster keep most of their worth, and days of one value have that of days.
    if correlation == 0 { #expect(worth > 0.55, "seed \(seed)") }
    if correlation == 1 { #expect(worth < 0.25, "seed \(seed)") }
  }

  @Test("on levels and null rates that come by day", arguments: [0, 0.3], [251] as [UInt64])
  func clusteredShares(correlation: Double, seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    let rule = try DriftVerdictRule(limit: 1e-9, significance: Self.significance)
    let runs = 80 * Self.factor
    var fails = 0
    var missingFails = 0
    var newFails = 0
    func sample(_ days: Int) throws -> (counts: ClusteredCounts, missing: [Int]) {
      var cells: [Int32] = []
      var clusters: [Int32] = []
      var missing: [Int] = []
      for day in 0..<days {
        let favourite = random.below(8) * random.below(8)
        missing.append(0)
        for row in 0..<12 {
          cells.append(Int32(random.uniform() < correlation ? favourite : random.below(8) * random.below(8)))
          clusters.append(Int32(day))
          if random.uniform() < (row == 0 ? 0.1 : missing[day] > 0 ? correlation : 0.1 * (1 - correlation)) {
            missing[day] += 1
          }
        }
      }
      return (try ClusteredCounts(cells: cells, clusters: clusters, cellCount: 50), missing)
    }
    for _ in 0..<runs {
      let (first, missing) = try sample(24)
      let (second, otherMissing) = try sample(18)
      let table = try CountTable(reference: first.totals, current: second.totals)
      if try rule.assess(table, referenceClusters: first, currentClusters: second).verdict == .fail { fails += 1 }
      let new = try rule.assessNewLevels(
        known: first.totals, judged: second.totals, knownClusters: first, judgedClusters: second)
      if new.verdict == .fail { newFails += 1 }
      let rho = max(
        ClusteredCounts.intraclassCorrelation(successes: missing, sizes: first.sizes) ?? 0,
        ClusteredCounts.intraclassCorrelation(successes: otherMissing, sizes: second.sizes) ?? 0)
      let nulls = try rule.assess(
        reference: (missing.reduce(0, +), first.rows), current: (otherMissing.reduce(0, +), second.rows),
        referenceSize: SampleSize(clusterSizes: first.sizes, intraclassCorrelation: rho),
        currentSize: SampleSize(clusterSizes: second.sizes, intraclassCorrelation: rho))
      if nulls.verdict == .fail { missingFails += 1 }
    }
    #expect(fails <= mostAlarms(runs), "seed \(seed)")
    #expect(missingFails <= mostAlarms(runs), "seed \(seed)")
    #expect(newFails <= mostAlarms(runs), "seed \(seed)")
  }

  @Test("on levels that no sample has all of", arguments: [20, 300], [261] as [UInt64])
  func newLevels(levels: Int, seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    let rule = try DriftVerdictRule(limit: 1e-9, significance: Self.significance)
    let limited = try DriftVerdictRule(limit: 0.05, significance: Self.significance)
    let runs = 120 * Self.factor
    var fails = 0
    var atLimit = 0
    for _ in 0..<runs {
      var first = [Int](repeating: 0, count: levels + 1)
      var second = first
      var drifted = first
      // Products of uniform numbers favour small levels.
      func level() -> Int { Int(Double(levels) * random.uniform() * random.uniform()) }
      for _ in 0..<160 { first[level()] += 1 }
      for _ in 0..<120 { second[level()] += 1 }
      for _ in 0..<120 { drifted[random.uniform() < 0.05 ? levels : level()] += 1 }
      if try rule.assessNewLevels(known: first, judged: second).verdict == .fail { fails += 1 }
      if try limited.assessNewLevels(known: first, judged: drifted).verdict == .fail { atLimit += 1 }
    }
    #expect(fails <= mostAlarms(runs), "seed \(seed)")
    #expect(atLimit <= mostAlarms(runs), "seed \(seed)")
  }

  @Test("with the gain of a set of levels as a lower bound, whichever way they moved", arguments: [271] as [UInt64])
  func gains(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    let runs = 120 * Self.factor
    for spreads in [false, true] {
      let rule = try DriftVerdictRule(limit: 0.15, significance: Self.significance)
      var fails = 0
      for _ in 0..<runs {
        var first = [Int](repeating: 0, count: 40)
        var second = first
        for _ in 0..<400 { first[random.below(40)] += 1 }
        for _ in 0..<300 {
          let level = random.below(40)
          // 15 % of the rows leave their level for one level, or each of the first twenty gives 30 % to its neighbour.
          if spreads {
            second[level < 20 && random.uniform() < 0.3 ? level + 20 : level] += 1
          } else {
            second[level != 7 && random.uniform() < 0.15 * 40 / 39 ? 7 : level] += 1
          }
        }
        if try rule.assess(CountTable(reference: first, current: second)).verdict == .fail { fails += 1 }
      }
      #expect(fails <= mostAlarms(runs), "seed \(seed), spreads \(spreads)")
    }
  }

  @Test("on null rates, also rare ones in small samples", arguments: [0.002, 0.03, 0.3], [231, 232] as [UInt64])
  func proportions(share: Double, seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    let runs = 600
    for effect in [0, 0.02] {
      let rule = try DriftVerdictRule(limit: max(effect, 1e-9), significance: Self.significance)
      var fails = 0
      for _ in 0..<runs {
        let first = (0..<200).count { _ in random.uniform() < share }
        let second = (0..<25).count { _ in random.uniform() < share + effect }
        let interval = try ProportionDifference(
          reference: Proportion(successes: first, trials: 200), current: Proportion(successes: second, trials: 25)
        ).squareAndAdd(significance: rule.significance)
        if max(interval.lower, -interval.upper) > rule.limit { fails += 1 }
      }
      #expect(fails <= mostAlarms(runs), "seed \(seed), effect \(effect)")
    }
  }
}

extension Double {
  /// This number to the power of a share, by repeated square roots: enough digits for a sample.
  fileprivate func power(_ exponent: Double) -> Double {
    var result = 1.0
    var root = self
    var rest = exponent
    for _ in 0..<30 {
      root = root.squareRoot()
      rest *= 2
      if rest >= 1 {
        result *= root
        rest -= 1
      }
    }
    return result
  }
}
