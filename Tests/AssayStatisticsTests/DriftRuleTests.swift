import Testing

@testable import AssayStatistics

@Suite("The drift rule")
struct DriftRuleTests {
  private func distance(_ n: Int, _ m: Int, shift: Int) throws -> KolmogorovSmirnov {
    // Evenly spread samples; a shift by a share of the range is the distance itself.
    try KolmogorovSmirnov(
      reference: (0..<n).map { Double($0) / Double(n) },
      current: (0..<m).map { Double($0) / Double(m) + Double(shift) / 1000 })
  }

  @Test("has the half-widths of the published table")
  func halfWidths() throws {
    // n, m, ε at the share of 10 comparisons and of 400.
    for (n, m, five, many) in [
      (1000, 100, 0.214, 0.257), (1000, 1000, 0.091, 0.109), (10_000, 1000, 0.068, 0.081),
      (10_000, 10_000, 0.029, 0.035),
    ] {
      let sizes = (try SampleSize(independentRows: n), try SampleSize(independentRows: m))
      for (comparisons, expected) in [(10.0, five), (400.0, many)] {
        let rule = try DriftVerdictRule(significance: 0.005 / comparisons)
        #expect(abs(rule.halfWidth(reference: sizes.0, current: sizes.1) - expected) < 6e-4)
      }
    }
  }

  @Test("fails when the lower bound is beyond the limit")
  func fail() throws {
    let result = try DriftVerdictRule(significance: 5e-4).assess(distance(10_000, 10_000, shift: 200))
    #expect(result.verdict == .fail)
    #expect(result.isSignificant)
    #expect(result.interval.lower > 0.1)
    #expect(result.interval.contains(result.estimate))
    #expect(result.requiredSize == nil)
  }

  @Test("warns when only the estimate is beyond the limit")
  func warn() throws {
    let result = try DriftVerdictRule(significance: 5e-4).assess(distance(1000, 1000, shift: 150))
    #expect(result.verdict == .warn)
    #expect(result.interval.lower < 0.1)
    #expect(isClose(result.estimate, 0.15, 0.01))
  }

  @Test("is inconclusive when the limit could not have been seen, and names sizes that would do")
  func inconclusive() throws {
    let rule = try DriftVerdictRule(significance: 5e-4)
    let result = try rule.assess(distance(10_000, 100, shift: 0))
    #expect(result.verdict == .inconclusive)
    #expect(result.minimumDetectableEffect > 0.1)
    let required = try #require(result.requiredSize)
    let current = try #require(required.current)
    #expect(try rule.assess(distance(10_000, current, shift: 0)).verdict == .pass)
    #expect(try rule.assess(distance(10_000, current - 5, shift: 0)).verdict == .inconclusive)
    let each = try #require(required.each)
    #expect(try rule.assess(distance(each, each, shift: 0)).verdict == .pass)
    // A reference of 100 rows is too small for any current sample.
    let small = try rule.assess(distance(100, 100, shift: 0))
    #expect(small.requiredSize?.current == nil)
    #expect(small.requiredSize?.each == each)
    // A limit that no realistic sample could show gets no invented size.
    let strict = try DriftVerdictRule(limit: 1e-9, significance: 5e-4)
    #expect(try strict.assess(distance(100, 100, shift: 0)).requiredSize?.each == nil)
    #expect(try strict.assess(reference: (1, 100), current: (1, 100)).requiredSize?.each == nil)
  }

  @Test("passes small effects in large samples although they are significant")
  func pass() throws {
    let result = try DriftVerdictRule(significance: 5e-4).assess(distance(20_000, 20_000, shift: 50))
    #expect(result.verdict == .pass)
    #expect(result.isSignificant)
    #expect(result.pValue ?? 1 < 5e-4)
  }

  @Test("counts clusters, not rows")
  func clusters() throws {
    let days = try SampleSize(clusterSizes: [Int](repeating: 250, count: 40))
    #expect(days.effective == 40)
    #expect(days.rows == 10_000 && days.clusters == 40)
    #expect(try SampleSize(clusterSizes: [6, 3, 0, 1]).effective == 100.0 / 46)
    #expect(try SampleSize(clusterSizes: [6, 3, 0, 1]).clusters == 3)
    let rule = try DriftVerdictRule(significance: 5e-4)
    let small = try rule.assess(distance(10_000, 10_000, shift: 200), referenceSize: days, currentSize: days)
    #expect(small.verdict == .inconclusive)
    #expect(small.pValue == nil && !small.isSignificant)
    let large = try rule.assess(distance(10_000, 10_000, shift: 900), referenceSize: days, currentSize: days)
    #expect(large.verdict == .fail)
    let nulls = try rule.assess(
      reference: (500, 10_000), current: (9500, 10_000), referenceSize: days, currentSize: days)
    #expect(nulls.verdict == .fail)
    #expect(throws: StatisticsError.self) { try rule.assess(distance(9, 10_000, shift: 0), referenceSize: days) }
  }

  @Test("judges categories less their bias, with rare levels pooled")
  func categories() throws {
    let rule = try DriftVerdictRule(significance: 5e-4)
    let moved = try rule.assess(CountTable(reference: [5000, 5000, 3, 0], current: [8000, 2000, 0, 2]))
    #expect(moved.verdict == .fail)
    #expect(moved.effect == .totalVariation)
    #expect(moved.pooledLevels.count == 3)
    let steady = try rule.assess(CountTable(reference: [5000, 3000, 2000], current: [5010, 3000, 1990]))
    #expect(steady.verdict == .pass)
    #expect(steady.correctedEstimate < steady.estimate)
    // A thousand levels at two rows each say nothing.
    let thin = try rule.assess(
      CountTable(reference: [Int](repeating: 2, count: 1000), current: [Int](repeating: 1, count: 1000)))
    #expect(thin.verdict == .pass || thin.verdict == .inconclusive)
  }

  @Test("sees one category among two hundred at twice the limit, which the bias of the estimate alone would hide")
  func manyCategories() throws {
    // The share of the budget that 500 comparisons leave.
    let rule = try DriftVerdictRule(significance: 1e-5)
    let before = [Int](repeating: 50, count: 200)
    var now = before.map { $0 * 4 / 5 }
    now[17] += 2000
    let moved = try rule.assess(CountTable(reference: before, current: now))
    #expect(moved.verdict == .fail && moved.interval.lower > 0.12)
    #expect(moved.correctedEstimate - rule.halfWidth(reference: moved.referenceSize, current: moved.currentSize) < 0.12)
    // The order of the levels does not matter to the last bit.
    let other = try rule.assess(CountTable(reference: before.reversed(), current: now.reversed()))
    #expect(other.interval == moved.interval && other.verdict == moved.verdict)
    #expect(try rule.assess(CountTable(reference: before, current: before)).verdict == .pass)
  }

  @Test(
    "has a smallest detectable variation that the chi-squared test detects as often as promised",
    arguments: [111] as [UInt64])
  func levelPower(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    let rule = try DriftVerdictRule(limit: 0.1, significance: 0.005)
    let cells = 20
    let none = try CountTable(
      reference: [Int](repeating: 50, count: cells), current: [Int](repeating: 50, count: cells))
    let effect = try rule.assess(none).minimumDetectableEffect
    var detected = 0
    let runs = 200
    for _ in 0..<runs {
      var first = [Int](repeating: 0, count: cells)
      var second = first
      for _ in 0..<1000 { first[random.below(cells)] += 1 }
      // Half of the levels gain what the others lose, all by the same share: what the test sees worst.
      for _ in 0..<1000 {
        let level = random.below(cells)
        second[level < 10 && random.uniform() < 2 * effect ? level + 10 : level] += 1
      }
      if try rule.assess(CountTable(reference: first, current: second)).isSignificant { detected += 1 }
    }
    #expect(Double(detected) / Double(runs) > 0.7, "seed \(seed)")
    #expect(Double(detected) / Double(runs) < 0.92, "seed \(seed)")
  }

  @Test("judges levels that only one side has beyond those that a sample must miss")
  func newLevels() throws {
    let rule = try DriftVerdictRule(limit: 0.05, significance: 5e-4)
    let new = try rule.assessNewLevels(known: [500, 500, 0], judged: [400, 400, 200])
    #expect(new.verdict == .fail && new.effect == .newLevels && new.estimate == 0.2)
    #expect(try rule.assessNewLevels(known: [500, 500, 0], judged: [400, 590, 10]).verdict == .pass)
    #expect(try rule.assessNewLevels(known: [5, 5, 0], judged: [5, 5, 0]).verdict == .inconclusive)
    // 300 of 1,000 reference rows are the only ones of their level: as many new ones are no surprise.
    let rare = [700] + [Int](repeating: 1, count: 300) + [Int](repeating: 0, count: 300)
    let others = [700] + [Int](repeating: 0, count: 300) + [Int](repeating: 1, count: 300)
    let expected = try rule.assessNewLevels(known: rare, judged: others)
    #expect(expected.estimate == 0 && expected.verdict != .fail)
  }

  @Test("judges proportions by their own interval, much tighter than ε near 0")
  func proportions() throws {
    let rule = try DriftVerdictRule(limit: 0.02, significance: 5e-4)
    #expect(try rule.assess(reference: (0, 10_000), current: (0, 1000)).verdict == .pass)
    #expect(try rule.assess(reference: (0, 10_000), current: (100, 1000)).verdict == .fail)
    #expect(try rule.assess(reference: (0, 10_000), current: (25, 1000)).verdict == .warn)
    let few = try rule.assess(reference: (10, 10_000), current: (0, 20))
    #expect(few.verdict == .inconclusive)
    let current = try #require(few.requiredSize?.current)
    #expect(current > 20 && current < 5000)
    #expect(try rule.assess(reference: (10, 10_000), current: (current / 1000, current)).verdict == .pass)
    let fall = try rule.assess(reference: (9000, 10_000), current: (1000, 10_000))
    #expect(fall.verdict == .fail)
    #expect(fall.interval.lower > 0.75 && fall.interval.upper < 0.85)
  }

  @Test("has a smallest detectable difference that is detected as often as promised", arguments: [101] as [UInt64])
  func power(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    let rule = try DriftVerdictRule(limit: 0.1, significance: 0.005)
    let effect = try rule.assess(reference: (100, 2000), current: (10, 200)).minimumDetectableEffect
    var detected = 0
    let runs = 300
    for _ in 0..<runs {
      let first = (0..<2000).count { _ in random.uniform() < 0.05 }
      let second = (0..<200).count { _ in random.uniform() < 0.05 + effect }
      let interval = try ProportionDifference(
        reference: Proportion(successes: first, trials: 2000), current: Proportion(successes: second, trials: 200)
      ).squareAndAdd(significance: 0.005)
      if interval.lower > 0 { detected += 1 }
    }
    #expect(Double(detected) / Double(runs) > 0.72, "seed \(seed)")
    #expect(Double(detected) / Double(runs) < 0.92, "seed \(seed)")
  }

  @Test("refuses limits, levels and powers outside their ranges")
  func refusals() {
    for limit in [0, 1, -1, .nan] {
      #expect(throws: StatisticsError.self) { try DriftVerdictRule(limit: limit, significance: 0.01) }
    }
    #expect(throws: StatisticsError.self) { try DriftVerdictRule(significance: 0) }
    #expect(throws: StatisticsError.self) { try DriftVerdictRule(significance: 0.01, power: 0.5) }
    #expect(throws: StatisticsError.self) { try SampleSize(independentRows: 0) }
    #expect(throws: StatisticsError.self) { try SampleSize(clusterSizes: []) }
    #expect(throws: StatisticsError.negativeCount(what: "cluster size", position: 1, found: -2)) {
      try SampleSize(clusterSizes: [1, -2])
    }
  }

  @Test("shares a budget by weight")
  func budget() throws {
    let budget = try FalseAlarmBudget()
    let shares = try budget.shares(weights: [1, 1, 2])
    #expect(shares == [0.00125, 0.00125, 0.0025])
    #expect(try budget.shares(weights: []).isEmpty)
    #expect(isClose(try budget.shares(weights: [Double](repeating: 1e308, count: 400))[7], 1.25e-5, 1e-15))
    for weight in [0, -1, .nan, .infinity] {
      #expect(throws: StatisticsError.self) { try budget.shares(weights: [1, weight]) }
    }
    #expect(throws: StatisticsError.self) { try budget.shares(weights: [1e300, 1e-300]) }
    #expect(throws: StatisticsError.self) { try FalseAlarmBudget(total: 0) }
  }
}
