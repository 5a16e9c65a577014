import Testing

@testable import AssayStatistics

@Suite("Distributions agree with mpmath")
struct DistributionTests {
  @Test("the normal distribution function", arguments: ReferenceValues.normalCumulative)
  func normalCumulative(row: [Double]) {
    #expect(isClose(NormalDistribution.cumulative(row[0]), row[1], 1e-14))
    #expect(isClose(NormalDistribution.survival(-row[0]), row[1], 1e-14))
  }

  @Test("the normal quantile", arguments: ReferenceValues.normalQuantile)
  func normalQuantile(row: [Double]) throws {
    #expect(isClose(try NormalDistribution.quantile(row[0]), row[1], 1e-13))
    #expect(isClose(try NormalDistribution.quantile(survival: row[0]), -row[1], 1e-13))
  }

  @Test("chi-squared survival", arguments: ReferenceValues.chiSquaredSurvival)
  func chiSquared(row: [Double]) throws {
    let value = try ChiSquaredDistribution.survival(row[0], degreesOfFreedom: Int(row[1]))
    #expect(isClose(value, row[2], 2e-13), "\(value) \(row[2])")
  }

  @Test("the incomplete beta function and its inverse", arguments: ReferenceValues.betaCumulative)
  func beta(row: [Double]) throws {
    let value = try BetaDistribution.cumulative(row[0], a: row[1], b: row[2])
    #expect(isClose(value, row[3], 2e-13), "\(value) \(row[3])")
    if row[3] < 0.999 {
      #expect(isClose(try BetaDistribution.quantile(row[3], a: row[1], b: row[2]), row[0], 1e-11))
    }
  }

  @Test("Kolmogorov's survival", arguments: ReferenceValues.kolmogorovSurvival)
  func kolmogorov(row: [Double]) {
    let value = KolmogorovDistribution.survival(row[0])
    #expect(isClose(value, row[1], 1e-13), "\(value) \(row[1])")
  }

  @Test("ends, and what lies outside")
  func ends() throws {
    #expect(NormalDistribution.cumulative(-.infinity) == 0)
    #expect(NormalDistribution.cumulative(.infinity) == 1)
    #expect(NormalDistribution.cumulative(.nan).isNaN)
    #expect(try NormalDistribution.quantile(0) == -.infinity)
    #expect(try NormalDistribution.quantile(1) == .infinity)
    #expect(try NormalDistribution.quantile(.leastNonzeroMagnitude) < -38)
    #expect(KolmogorovDistribution.survival(0) == 1)
    #expect(KolmogorovDistribution.survival(.infinity) == 0)
    #expect(KolmogorovDistribution.survival(1e-300) == 1)
    #expect(try ChiSquaredDistribution.survival(.infinity, degreesOfFreedom: 3) == 0)
    #expect(try ChiSquaredDistribution.survival(0, degreesOfFreedom: 0) == 1)
    #expect(try BetaDistribution.cumulative(1, a: 2, b: 3) == 1)
    #expect(throws: StatisticsError.self) { try NormalDistribution.quantile(1.5) }
    #expect(throws: StatisticsError.self) { try NormalDistribution.quantile(.nan) }
    #expect(throws: StatisticsError.self) { try ChiSquaredDistribution.survival(.nan, degreesOfFreedom: 1) }
    #expect(throws: StatisticsError.self) { try ChiSquaredDistribution.survival(1, degreesOfFreedom: -1) }
    #expect(throws: StatisticsError.self) { try BetaDistribution.cumulative(0.5, a: 0, b: 1) }
    #expect(throws: StatisticsError.self) { try BetaDistribution.cumulative(2, a: 1, b: 1) }
  }

  @Test("hypergeometric outcomes come as often as they should", arguments: [41] as [UInt64])
  func hypergeometricOutcomes(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    for (population, successes, draws) in [(10, 4, 5), (60, 30, 20), (1000, 3, 500), (7, 7, 3), (5, 0, 2)] {
      let distribution = try HypergeometricDistribution(
        population: population, successes: successes, draws: draws)
      let runs = 4000
      var observed = [Int: Int]()
      for _ in 0..<runs { observed[distribution.outcome(at: random.uniform()), default: 0] += 1 }
      #expect(observed.keys.allSatisfy(distribution.support.contains))
      let common = distribution.support.filter { distribution.mass($0) * Double(runs) >= 5 }
      let rest = 1 - common.reduce(0) { $0 + distribution.mass($1) }
      let test = try ChiSquaredTest.goodnessOfFit(
        observed: common.map { observed[$0] ?? 0 } + [runs - common.reduce(0) { $0 + (observed[$1] ?? 0) }],
        expectedShares: common.map(distribution.mass) + [max(rest, 1e-9)])
      #expect(test.pValue > 1e-4, "\(population) \(successes) \(draws) seed \(seed)")
    }
  }
}
