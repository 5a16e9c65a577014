import Testing

@testable import AssayStatistics

/// The promise of the rule, on samples whose true effect is known: a false block at most in a share α of the runs.
///
/// α is large here so that a few thousand runs can tell; a bound of α·runs + 3·√(α·runs) leaves one chance in a thousand.
@Suite("Simulated, the drift rule keeps its promise")
struct DriftSimulationTests {
  static let significance = 0.05

  private func mostAlarms(_ runs: Int) -> Int {
    let expected = Self.significance * Double(runs)
    return Int(expected + 3 * expected.squareRoot())
  }

  @Test("on numeric columns without drift and at the limit", arguments: [0, 0.1], [201, 202] as [UInt64])
  func numeric(effect: Double, seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    let rule = try DriftVerdictRule(limit: max(effect, 1e-9), significance: Self.significance)
    let runs = 600
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
    let runs = 500
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
    let runs = 500
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
