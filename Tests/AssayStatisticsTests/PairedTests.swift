import Testing

@testable import AssayStatistics

@Suite("Paired tests")
struct PairedTests {
  private func check(_ found: Double, _ expected: Double, _ tolerance: Double, _ what: String) {
    #expect(isClose(found, expected, tolerance), "\(what): \(found), expected \(expected)")
  }

  @Test("McNemar's test", arguments: TestValues.all.mcNemar.indices)
  func mcNemar(index: Int) throws {
    let row = TestValues.all.mcNemar[index]
    let test = try McNemar(referenceOnly: row.b, currentOnly: row.c)
    for (side, expected) in zip(Alternative.allCases, row.exact) {
      #expect(test.pValue(side).method == .exact)
      check(test.pValue(side).value, expected, 1e-12, "\(side)")
    }
    for (position, correction) in [true, false].enumerated() {
      check(test.chiSquaredStatistic(continuityCorrection: correction), row.chi[position], 1e-14, "chi-squared")
      check(test.asymptoticPValue(continuityCorrection: correction), row.asymptotic[position], 1e-12, "asymptotic")
    }
  }

  @Test("McNemar's test counts differing rows")
  func discordant() throws {
    let test = try McNemar(reference: [true, true, false, false, true], current: [true, false, true, false, false])
    #expect(test.referenceOnly == 2)
    #expect(test.currentOnly == 1)
  }

  @Test("Wilcoxon's signed ranks", arguments: TestValues.all.wilcoxon.indices)
  func wilcoxon(index: Int) throws {
    let row = TestValues.all.wilcoxon[index]
    for (zeros, expected) in [
      (WilcoxonSignedRank.ZeroHandling.dropped, row.wilcox), (.ranked, row.pratt), (.split, row.zsplit),
    ] {
      guard let expected else { continue }
      let test = try WilcoxonSignedRank(differences: row.d, zeros: zeros)
      #expect(test.positiveRankSum == expected.plus)
      #expect(test.negativeRankSum == expected.minus)
      for (side, value) in zip(Alternative.allCases, expected.asymptotic) {
        check(test.asymptoticPValue(side), value, 1e-10, "\(zeros) \(side)")
      }
      if let exact = row.exact {
        for (side, value) in zip(Alternative.allCases, exact) {
          check(try test.exactPValue(side), value, 1e-12, "exact \(side)")
          #expect(test.pValue(side).method == (row.d.count <= 50 ? .exact : .asymptotic))
        }
      } else {
        #expect(throws: StatisticsError.self) { try test.exactPValue() }
        #expect(test.pValue().method == .asymptotic)
      }
    }
  }

  @Test("signed ranks of pairs are those of their differences")
  func pairs() throws {
    let a = [1.0, 4, 2, 8, 5]
    let b = [2.0, 2, 2, 1, 9]
    #expect(
      try WilcoxonSignedRank(reference: a, current: b)
        == WilcoxonSignedRank(differences: [-1, 2, 0, 7, -4]))
    #expect(throws: StatisticsError.self) { try WilcoxonSignedRank(reference: a, current: [1]) }
    #expect(throws: StatisticsError.self) { try WilcoxonSignedRank(differences: []) }
    #expect(throws: StatisticsError.self) { try WilcoxonSignedRank(differences: [1, .nan]) }
  }
}
