import Testing

@testable import AssayStatistics

@Suite("Two-sample tests agree with SciPy and with mpmath's evaluation of their formulas")
struct TwoSampleTestTests {
  static let reference = KolmogorovSmirnovTests.goldenReference
  static let current = KolmogorovSmirnovTests.goldenCurrent

  private func check(
    _ found: Double, _ expected: Double, _ tolerance: Double, _ what: String,
    _ location: SourceLocation = #_sourceLocation
  ) {
    let close =
      expected < 1e-300 && expected >= 0 ? abs(found - expected) < 1e-301 : isClose(found, expected, tolerance)
    #expect(close, "\(what): \(found), expected \(expected)", sourceLocation: location)
  }

  @Test("the golden pair")
  func goldens() throws {
    let goldens = TestValues.goldens
    func golden(_ key: String, _ found: Double) {
      check(found, goldens[key] ?? .nan, 1e-12, key)
    }
    let (a, b) = (Self.reference, Self.current)
    let ks = try KolmogorovSmirnov(reference: a, current: b)
    golden("ks_D", ks.statistic)
    golden("ks_p_auto", ks.pValue().value)
    golden("ks_p_asymp", ks.effectiveSizePValue())
    let cvm = try CramerVonMises(reference: a, current: b)
    golden("cvm_T", cvm.statistic)
    golden("cvm_p", cvm.pValue().value)
    let ad = try AndersonDarling(reference: a, current: b)
    golden("ad_stat", ad.standardizedStatistic)
    golden("ad_p", ad.interpolatedPValue().value)
    let mw = try MannWhitney(reference: a, current: b)
    golden("mw_p_less", mw.pValue(.less).value)
    golden("mw_p_two", mw.pValue().value)
    golden("t_p", try TTest.student(reference: a, current: b).pValue().value)
    golden("welch_p", try TTest.welch(reference: a, current: b).pValue().value)
    let es = try EppsSingleton(reference: a, current: b)
    golden("es_W", es.statistic)
    golden("es_p", es.pValue.value)
    let fit = try ChiSquaredTest.goodnessOfFit(
      observed: [160, 80, 80, 80], expectedShares: [166, 84, 167, 83])
    golden("chi2_gof_evidently", fit.statistic)
    golden("chi2_gof_evidently_p", fit.pValue)
    let table = try CountTable(reference: [166, 84, 167, 83], current: [160, 80, 80, 80])
    let homogeneity = try ChiSquaredTest.homogeneity(table)
    golden("chi2_contingency(alibi,nannyml)", homogeneity.statistic)
    golden("chi2_contingency_p", homogeneity.pValue)
    let binary = try TwoProportionTest(
      referenceSuccesses: 167, referenceTrials: 500, currentSuccesses: 100, currentTrials: 400)
    check(binary.pValue().value, 0.006119485602021912, 1e-12, "z test of the binary pair")
    let unseen = try CountTable(reference: [166, 84, 167, 83, 0], current: [160, 40, 80, 80, 40])
    check(try ChiSquaredTest.homogeneity(unseen).statistic, 76.25255049511614, 1e-12, "chi-squared with a new level")
    let infinite = try ChiSquaredTest.goodnessOfFit(
      observed: [160, 40, 80, 80, 40], expectedShares: [166, 84, 167, 83, 0])
    #expect(infinite.statistic == .infinity)
    #expect(infinite.pValue == 0)
  }

  @Test("Kolmogorov–Smirnov of large samples, exact and by the limit")
  func kolmogorovSmirnov() throws {
    for row in TestValues.all.kolmogorovSmirnovLarge {
      let a = (0..<1501).map { Double($0) / 1501 }
      let b = (0..<1400).map { Double($0) / 1400 + row[0] }
      let test = try KolmogorovSmirnov(reference: a, current: b)
      #expect(test.numerator == Int(row[1]))
      #expect(test.pValue().method == .exact)
      check(test.pValue().value, row[2], 1e-12, "exact, shift \(row[0])")
      // The approximations differ from it by a few percent while p is not tiny, the limit on the careful side.
      if row[2] > 1e-6 {
        check(test.effectiveSizePValue(), row[2], 0.02, "effective size")
        check(test.asymptoticPValue(), row[2], 0.1, "limit")
      }
    }
  }

  @Test("Mann–Whitney", arguments: TestValues.all.mannWhitney.indices)
  func mannWhitney(index: Int) throws {
    let row = TestValues.all.mannWhitney[index]
    let test = try MannWhitney(reference: row.a, current: row.b)
    #expect(test.statistic == row.statistic)
    #expect(test.hasTies == row.ties)
    check(test.asymptoticPValue(.less), row.lessCorrected, 1e-10, "less")
    check(test.asymptoticPValue(.greater), row.greaterCorrected, 1e-10, "greater")
    check(test.asymptoticPValue(.less, continuityCorrection: false), row.lessPlain, 1e-10, "less, plain")
    check(test.asymptoticPValue(.greater, continuityCorrection: false), row.greaterPlain, 1e-10, "greater, plain")
    let both = min(1, 2 * min(row.lessCorrected, row.greaterCorrected))
    check(test.asymptoticPValue(), both, 1e-10, "both")
    if let exact = row.exact {
      for (side, expected) in zip(Alternative.allCases, exact) {
        #expect(test.pValue(side).method == .exact)
        check(test.pValue(side).value, expected, 1e-12, "exact \(side)")
      }
    } else {
      #expect(test.pValue().method == .asymptotic)
    }
    // Exchanging the samples exchanges the sides.
    let exchanged = try MannWhitney(reference: row.b, current: row.a)
    #expect(exchanged.pValue(.less) == test.pValue(.greater))
    #expect(exchanged.pValue() == test.pValue())
    #expect(isClose(exchanged.probabilityOfSuperiority + test.probabilityOfSuperiority, 1, 1e-15))
  }

  @Test("Cramér–von Mises", arguments: TestValues.all.cramerVonMisesTest.indices)
  func cramerVonMises(index: Int) throws {
    let row = TestValues.all.cramerVonMisesTest[index]
    let test = try CramerVonMises(reference: row.a, current: row.b)
    let exchanged = try CramerVonMises(reference: row.b, current: row.a)
    check(test.statistic, row.statistic, 1e-12, "T")
    let midrank = try #require(row.midrank)
    #expect(abs(test.midrankStatistic - midrank) <= 1e-12 * max(1, abs(midrank)))
    check(test.midrankPValue(), try #require(row.midrankP), 1e-10, "SciPy's asymptotic")
    #expect(test.statistic == exchanged.statistic)
    #expect(test.hasTies == row.ties)
    check(test.asymptoticPValue(), try #require(row.asymptotic), 1e-10, "asymptotic")
    if let exact = row.exact {
      #expect(test.pValue().method == .exact)
      check(test.pValue().value, exact, 1e-12, "exact")
      #expect(test.pValue() == exchanged.pValue())
    } else {
      #expect(test.pValue().method == .asymptotic)
      #expect(throws: StatisticsError.self) { try test.exactPValue() }
    }
  }

  @Test("Anderson–Darling", arguments: TestValues.all.andersonDarlingTest.indices)
  func andersonDarling(index: Int) throws {
    let row = TestValues.all.andersonDarlingTest[index]
    let test = try AndersonDarling(reference: row.a, current: row.b)
    check(test.statistic, row.statistic, 1e-12, "A²")
    // Where A² is near its mean 1, the difference has absolute accuracy only.
    let expected = try #require(row.standardized)
    #expect(abs(test.standardizedStatistic - expected) <= 1e-12 * max(1, abs(expected)))
    check(test.asymptoticPValue(), try #require(row.asymptotic), 1e-10, "asymptotic")
    check(test.interpolatedPValue().value, try #require(row.interpolated), 1e-10, "interpolated")
    #expect(test.interpolatedPValue().method == .interpolated)
    #expect(test.pValue().method == .asymptotic)
  }

  @Test("Student and Welch", arguments: TestValues.all.t.indices)
  func means(index: Int) throws {
    let row = TestValues.all.t[index]
    for (test, values) in [
      (try TTest.student(reference: row.a, current: row.b), row.student),
      (try TTest.welch(reference: row.a, current: row.b), row.welch),
    ] {
      check(test.statistic, values[0], 1e-12, "t")
      check(test.degreesOfFreedom, values[1], 1e-12, "degrees of freedom")
      for (side, expected) in zip(Alternative.allCases, values.dropFirst(2)) {
        check(test.pValue(side).value, expected, 1e-10, "\(side)")
      }
    }
  }

  @Test("Brown–Forsythe", arguments: TestValues.all.brownForsythe.indices)
  func spread(index: Int) throws {
    let row = TestValues.all.brownForsythe[index]
    let test = try BrownForsythe(reference: row.a, current: row.b)
    check(test.statistic, row.statistic, 1e-12, "F")
    check(test.pValue.value, try #require(row.p), 1e-10, "p")
  }

  @Test("Epps–Singleton", arguments: TestValues.all.eppsSingleton.indices)
  func characteristic(index: Int) throws {
    let row = TestValues.all.eppsSingleton[index]
    let test = try EppsSingleton(reference: row.a, current: row.b)
    check(test.statistic, row.statistic, 1e-12, "W")
    check(test.pValue.value, try #require(row.p), 1e-10, "p")
    #expect(test.degreesOfFreedom == 4)
  }

  @Test("Fisher's exact test and the z test of two proportions", arguments: TestValues.all.tables.indices)
  func tables(index: Int) throws {
    let row = TestValues.all.tables[index]
    let c = row.counts
    let fisher = try FisherExact(
      referenceSuccesses: c[0], referenceTrials: c[1], currentSuccesses: c[2], currentTrials: c[3])
    let z = try TwoProportionTest(
      referenceSuccesses: c[0], referenceTrials: c[1], currentSuccesses: c[2], currentTrials: c[3])
    check(z.statistic, row.z, 1e-13, "z")
    for (position, side) in Alternative.allCases.enumerated() {
      check(fisher.pValue(side).value, row.fisher[position], 1e-12, "Fisher \(side)")
      check(z.pValue(side).value, row.proportion[position], 1e-11, "z \(side)")
      #expect(fisher.pValue(side).method == .exact)
    }
  }

  @Test("the G test", arguments: TestValues.all.gTest.indices)
  func likelihood(index: Int) throws {
    let row = TestValues.all.gTest[index]
    let test = try GTest(CountTable(reference: row.a, current: row.b))
    check(test.statistic, row.statistic, 1e-12, "G")
    check(test.pValue.value, row.p, 1e-10, "p")
  }
}
