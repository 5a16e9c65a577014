import Testing

@testable import AssayStatistics

@Suite("Special functions agree with mpmath to 1e-13, tails included")
struct SpecialFunctionTests {
  /// Expects a relative difference of at most 1e-13; what underflows must come close to 0.
  private func check(
    _ found: Double, _ expected: Double, _ what: String, _ tolerance: Double = 1e-13,
    _ location: SourceLocation = #_sourceLocation
  ) {
    let close =
      expected < 1e-300 && expected >= 0 ? abs(found - expected) < 1e-301 : isClose(found, expected, tolerance)
    #expect(close, "\(what): \(found), expected \(expected)", sourceLocation: location)
  }

  @Test("normal")
  func normal() throws {
    for row in TestValues.all.normalSurvival {
      check(NormalDistribution.survival(row[0]), row[1], "\(row[0])")
      check(NormalDistribution.cumulative(-row[0]), row[1], "\(row[0])")
    }
    for row in TestValues.all.normalQuantile {
      check(try NormalDistribution.quantile(survival: row[0]), row[1], "\(row[0])")
    }
  }

  @Test("log gamma")
  func logGamma() {
    for row in TestValues.all.logGamma { check(GammaFunctions.logGamma(row[0]), row[1], "\(row[0])") }
  }

  @Test("incomplete gamma, both tails, and its inverses")
  func gamma() throws {
    for row in TestValues.all.gamma {
      let (a, x, lower, upper) = (row[0], row[1], row[2], row[3])
      check(try GammaDistribution.cumulative(x, shape: a), lower, "P(\(a), \(x))")
      check(try GammaDistribution.survival(x, shape: a), upper, "Q(\(a), \(x))")
      // The inverse is as good as the condition of the function allows: a change of 1e-15 in p moves it.
      for (p, isUpper) in [(lower, false), (upper, true)] where p > 1e-300 && p < 0.9 && x > 1e-200 {
        let found =
          isUpper
          ? try GammaDistribution.quantile(survival: p, shape: a) : try GammaDistribution.quantile(p, shape: a)
        let density = GammaFunctions.poissonTerm(a, x) * a / x
        check(found, x, "inverse for \(a), \(x) \(isUpper)", 1e-13 + 4e-15 * p / (density * x))
      }
    }
  }

  @Test("incomplete beta, both tails, and its inverse")
  func beta() throws {
    for row in TestValues.all.beta {
      let (x, a, b, lower, upper) = (row[0], row[1], row[2], row[3], row[4])
      check(try BetaDistribution.cumulative(x, a: a, b: b), lower, "I(\(x), \(a), \(b))")
      check(try BetaDistribution.survival(x, a: a, b: b), upper, "1 − I(\(x), \(a), \(b))")
      if lower > 1e-300, lower < 0.9, a > 0.4 {
        check(try BetaDistribution.quantile(lower, a: a, b: b), x, "inverse for \(x), \(a), \(b)")
      }
      if upper > 1e-300, upper < 0.9, b > 0.4 {
        check(BetaDistribution.inverse(upper, a, b, upperTail: true), x, "upper inverse for \(x), \(a), \(b)")
      }
    }
  }

  @Test("Student's t and its inverse")
  func student() throws {
    for row in TestValues.all.student {
      let (t, freedom, tail) = (row[0], row[1], row[2])
      check(try StudentDistribution.survival(t, degreesOfFreedom: freedom), tail, "t \(t), \(freedom)")
      check(try StudentDistribution.cumulative(-t, degreesOfFreedom: freedom), tail, "t \(t), \(freedom)")
      if tail > 1e-300, tail < 0.5, t > 1e-3 {
        check(
          try StudentDistribution.quantile(survival: tail, degreesOfFreedom: freedom), t, "inverse \(t), \(freedom)")
      }
    }
    #expect(try StudentDistribution.survival(2.5, degreesOfFreedom: .infinity) == NormalDistribution.survival(2.5))
    #expect(try StudentDistribution.survival(.infinity, degreesOfFreedom: 3) == 0)
    #expect(try StudentDistribution.survival(-.infinity, degreesOfFreedom: 3) == 1)
    #expect(try StudentDistribution.quantile(survival: 0.5, degreesOfFreedom: 3) == 0)
    #expect(try StudentDistribution.quantile(survival: 0, degreesOfFreedom: 3) == .infinity)
    let critical = try StudentDistribution.quantile(survival: 0.975, degreesOfFreedom: 10)
    check(critical, -2.228138851986274, "critical value")
  }

  @Test("chi-squared is gamma with half the degrees of freedom")
  func chiSquared() throws {
    for row in TestValues.all.gamma where (2 * row[0]).rounded() == 2 * row[0] {
      let freedom = Int(2 * row[0])
      check(try ChiSquaredDistribution.cumulative(2 * row[1], degreesOfFreedom: freedom), row[2], "\(row)")
      check(try ChiSquaredDistribution.survival(2 * row[1], degreesOfFreedom: freedom), row[3], "\(row)")
    }
    check(
      try ChiSquaredDistribution.quantile(survival: 0.05, degreesOfFreedom: 1), 3.841458820694124, "critical")
  }

  @Test("binomial")
  func binomial() throws {
    for row in TestValues.all.binomial {
      let (k, n, p) = (Int(row[0]), Int(row[1]), row[2])
      check(try BinomialDistribution.mass(k, trials: n, probability: p), row[3], "mass \(row)")
      check(try BinomialDistribution.cumulative(k, trials: n, probability: p), row[4], "lower \(row)")
      check(try BinomialDistribution.survival(k, trials: n, probability: p), row[5], "upper \(row)")
    }
  }

  @Test("hypergeometric")
  func hypergeometric() throws {
    for row in TestValues.all.hypergeometric {
      let values = row.map { $0 }
      let k = Int(values[3])
      let distribution = try HypergeometricDistribution(
        population: Int(values[0]), successes: Int(values[1]), draws: Int(values[2]))
      check(distribution.mass(k), values[4], "mass \(row)")
      check(distribution.cumulative(k), values[5], "lower \(row)")
      check(distribution.survival(k), values[6], "upper \(row)")
      check(distribution.outcomesAtMostAsProbable(as: k), values[7], "two-sided \(row)")
    }
  }

  @Test("the limits of Kolmogorov, Cramér and von Mises, Anderson and Darling")
  func limits() {
    for row in TestValues.all.kolmogorov { check(KolmogorovDistribution.survival(row[0]), row[1], "K \(row[0])") }
    for row in TestValues.all.cramerVonMises {
      check(CramerVonMisesDistribution.survival(row[0]), row[1], "CvM \(row[0])")
    }
    for row in TestValues.all.andersonDarling {
      check(AndersonDarlingDistribution.survival(row[0]), row[1], "AD \(row[0])")
    }
    #expect(CramerVonMisesDistribution.survival(-1) == 1)
    #expect(CramerVonMisesDistribution.survival(.infinity) == 0)
    #expect(CramerVonMisesDistribution.survival(.nan).isNaN)
    #expect(AndersonDarlingDistribution.survival(-1) == 1)
    #expect(AndersonDarlingDistribution.survival(.infinity) == 0)
    #expect(AndersonDarlingDistribution.survival(.nan).isNaN)
  }

  @Test("one sample's Kolmogorov–Smirnov distance")
  func finite() throws {
    for row in TestValues.all.finiteKolmogorov {
      // Around the centre the tail is one minus a sum, so that only absolute accuracy is to be had.
      let found = try FiniteKolmogorovDistribution.survival(row[1], count: Int(row[0]))
      check(found, row[2], "\(row)", 2e-12)
    }
    #expect(throws: StatisticsError.self) { try FiniteKolmogorovDistribution.survival(0.5, count: 0) }
    #expect(throws: StatisticsError.self) { try FiniteKolmogorovDistribution.survival(.nan, count: 3) }
  }

  @Test("logarithm and exponential in double length undo each other")
  func doubleDouble() {
    for value in [.leastNonzeroMagnitude, 0x1p-1030, 1e-200, 0.1, 0.7, 1, 1.0000000001, 3, 1e17, 1.7e308] {
      let logarithm = DoubleDouble.logarithm(DoubleDouble(value))
      let scaled = logarithm.high < -600 ? DoubleDouble.logarithm(DoubleDouble(0x1p120)) + logarithm : logarithm
      let expected = logarithm.high < -600 ? value * 0x1p120 : value
      if abs(scaled.high) < 700 {
        let back = DoubleDouble.exponential(scaled)
        #expect(back.high == expected)
        #expect(abs(back.low) <= 1e-27 * expected, "\(value): \(back)")
      }
    }
    let third = DoubleDouble(1) / DoubleDouble(3)
    #expect((third * 3 - DoubleDouble(1)).value == 0)
  }

  @Test("refuse what lies outside")
  func refusals() {
    #expect(throws: StatisticsError.self) { try GammaDistribution.cumulative(-1, shape: 1) }
    #expect(throws: StatisticsError.self) { try GammaDistribution.survival(.nan, shape: 1) }
    #expect(throws: StatisticsError.self) { try GammaDistribution.quantile(0.5, shape: 0) }
    #expect(throws: StatisticsError.self) { try GammaDistribution.quantile(survival: 2, shape: 1) }
    #expect(throws: StatisticsError.self) { try StudentDistribution.survival(.nan, degreesOfFreedom: 1) }
    #expect(throws: StatisticsError.self) { try StudentDistribution.survival(1, degreesOfFreedom: 0) }
    #expect(throws: StatisticsError.self) { try StudentDistribution.quantile(survival: -1, degreesOfFreedom: 2) }
    #expect(throws: StatisticsError.self) { try BinomialDistribution.mass(1, trials: -1, probability: 0.5) }
    #expect(throws: StatisticsError.self) { try BinomialDistribution.cumulative(1, trials: 2, probability: .nan) }
    #expect(throws: StatisticsError.self) {
      try HypergeometricDistribution(population: 5, successes: 6, draws: 1)
    }
    #expect(throws: StatisticsError.self) {
      try HypergeometricDistribution(population: .max, successes: 6, draws: 1)
    }
    #expect(throws: StatisticsError.self) { try ChiSquaredDistribution.quantile(survival: 0.1, degreesOfFreedom: 0) }
  }
}
