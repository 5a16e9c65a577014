import Testing

@testable import AssayStatistics

@Suite("Tests have defined answers at the edges")
struct TestEdgeCaseTests {
  static let refused: [([Double], [Double])] = [
    ([], [1, 2, 3, 4, 5]), ([1, 2, 3, 4, 5], []), ([1, .nan, 2, 3, 4], [1, 2, 3, 4, 5]),
  ]

  @Test("empty samples and NaN are refused by all of them", arguments: refused.indices)
  func refusals(index: Int) {
    let (a, b) = Self.refused[index]
    #expect(throws: StatisticsError.self) { try KolmogorovSmirnov(reference: a, current: b) }
    #expect(throws: StatisticsError.self) { try MannWhitney(reference: a, current: b) }
    #expect(throws: StatisticsError.self) { try CramerVonMises(reference: a, current: b) }
    #expect(throws: StatisticsError.self) { try AndersonDarling(reference: a, current: b) }
    #expect(throws: StatisticsError.self) { try TTest.student(reference: a, current: b) }
    #expect(throws: StatisticsError.self) { try TTest.welch(reference: a, current: b) }
    #expect(throws: StatisticsError.self) { try BrownForsythe(reference: a, current: b) }
    #expect(throws: StatisticsError.self) { try EppsSingleton(reference: a, current: b) }
    #expect(throws: StatisticsError.self) { try WilcoxonSignedRank(reference: a, current: b) }
    #expect(throws: StatisticsError.self) {
      try PermutationTest(reference: a, current: b, seed: 1, statistic: PermutationTest.meanDifference)
    }
  }

  @Test("infinities have ranks, but no mean")
  func infinities() throws {
    let a = [-Double.infinity, 1, 2, 3, .infinity, 4]
    let b = [0, 1.5, 2.5, .infinity, .infinity, 7]
    let finite = (a.map { max(-1e300, min(1e300, $0)) }, b.map { max(-1e300, min(1e300, $0)) })
    #expect(
      try MannWhitney(reference: a, current: b) == MannWhitney(reference: finite.0, current: finite.1))
    #expect(
      try CramerVonMises(reference: a, current: b) == CramerVonMises(reference: finite.0, current: finite.1))
    #expect(
      try AndersonDarling(reference: a, current: b) == AndersonDarling(reference: finite.0, current: finite.1))
    #expect(throws: StatisticsError.infiniteValue(what: "sample", position: 0)) {
      try TTest.student(reference: a, current: b)
    }
    #expect(throws: StatisticsError.infiniteValue(what: "sample", position: 0)) {
      try BrownForsythe(reference: a, current: b)
    }
    #expect(throws: StatisticsError.infiniteValue(what: "reference", position: 0)) {
      try EppsSingleton(reference: a, current: b)
    }
    #expect(throws: StatisticsError.notANumber(what: "paired differences", position: 1)) {
      try WilcoxonSignedRank(reference: [1, .infinity], current: [2, .infinity])
    }
  }

  @Test("minus zero is zero")
  func minusZero() throws {
    let a = [-0.0, 0, 1, -1, 2]
    let b = [0.0, -0.0, 1, 3, -0.0]
    let (c, d) = (a.map { $0 + 0 }, b.map { $0 + 0 })
    #expect(try MannWhitney(reference: a, current: b) == MannWhitney(reference: c, current: d))
    #expect(try CramerVonMises(reference: a, current: b) == CramerVonMises(reference: c, current: d))
    #expect(try AndersonDarling(reference: a, current: b) == AndersonDarling(reference: c, current: d))
    #expect(try WilcoxonSignedRank(differences: a).zeroCount == 2)
  }

  @Test("constant samples: one possible order gives p = 1, no scale is refused")
  func constants() throws {
    let (a, b) = ([Double](repeating: 5, count: 8), [Double](repeating: 5, count: 6))
    for side in Alternative.allCases {
      #expect(try MannWhitney(reference: a, current: b).pValue(side).value == 1)
      #expect(try WilcoxonSignedRank(reference: a, current: a).pValue(side).value == 1)
      #expect(try WilcoxonSignedRank(reference: a, current: a, zeros: .ranked).pValue(side).value == 1)
      #expect(try WilcoxonSignedRank(reference: a, current: a, zeros: .split).pValue(side).value == 1)
    }
    #expect(try CramerVonMises(reference: a, current: b).statistic == 0)
    #expect(try CramerVonMises(reference: a, current: b).pValue().value == 1)
    #expect(throws: StatisticsError.self) { try AndersonDarling(reference: a, current: b) }
    #expect(throws: StatisticsError.self) { try TTest.student(reference: a, current: b) }
    #expect(throws: StatisticsError.self) { try TTest.welch(reference: a, current: [6, 6]) }
    #expect(throws: StatisticsError.self) { try BrownForsythe(reference: a, current: [6, 6]) }
    #expect(throws: StatisticsError.self) { try EppsSingleton(reference: a, current: b) }
    // One constant beside a sample with spread is an ordinary case.
    #expect(try TTest.student(reference: a, current: [4, 5, 6, 7]).pValue().value < 1)
    #expect(try TTest.welch(reference: a, current: [4, 5, 6, 7]).degreesOfFreedom == 3)
  }

  @Test("many ties in samples of different sizes do not look like a difference")
  func ties() throws {
    let a = [Double](repeating: 1, count: 500) + [2, 3, 3]
    let b = [Double](repeating: 1, count: 50) + [2]
    let test = try CramerVonMises(reference: a, current: b)
    #expect(test.statistic < 0.01)
    #expect(test.pValue().value > 0.99)
    // The form with middle ranks, which SciPy uses, sees a difference that is not there.
    #expect(test.midrankStatistic > 100)
    #expect(test.midrankPValue() < 1e-100)
  }

  @Test("Epps–Singleton with two values leaves directions without variance out")
  func fewPoints() throws {
    let a = (0..<30).map { Double($0 % 2) }
    let b = (0..<30).map { Double($0 % 3 == 0 ? 1 : 0) }
    let test = try EppsSingleton(reference: a, current: b)
    #expect(test.degreesOfFreedom == 1)
    // One direction is left: the squared difference of the shares over its variance.
    let expected = 60 * (0.5 - 1.0 / 3) * (0.5 - 1.0 / 3) / (2 * 0.25 + 2 * 2.0 / 9)
    #expect(isClose(test.statistic, expected, 1e-9))
  }

  @Test("one and two values")
  func small() throws {
    let one = try MannWhitney(reference: [1], current: [2])
    #expect(one.pValue() == PValue(1, .exact))
    #expect(one.pValue(.less) == PValue(0.5, .exact))
    #expect(try CramerVonMises(reference: [1], current: [2]).pValue().value == 1)
    #expect(throws: StatisticsError.self) { try AndersonDarling(reference: [1], current: [2, 3]) }
    #expect(throws: StatisticsError.self) { try TTest.student(reference: [1], current: [2]) }
    #expect(try TTest.student(reference: [1], current: [2, 4]).degreesOfFreedom == 1)
    #expect(throws: StatisticsError.self) { try TTest.welch(reference: [1], current: [2, 4]) }
    #expect(throws: StatisticsError.self) { try EppsSingleton(reference: [1, 2, 3, 4], current: [1, 2, 3, 4, 5]) }
    #expect(try WilcoxonSignedRank(differences: [3]).pValue(.greater).value == 0.5)
    #expect(try KolmogorovSmirnov(reference: [1], current: [2]).effectiveSizePValue() == 0)
  }

  @Test("huge and tiny values keep their digits")
  func scales() throws {
    let a = [1.0, 2, 3.5, 4, 7, 1.25]
    let b = [2.0, 2.5, 8, 9, 3]
    let plain = try TTest.welch(reference: a, current: b)
    let plainStudent = try TTest.student(reference: a, current: b)
    for scale in [0x1p-900, 0x1p-500, 0x1p500, 0x1p1019] {
      let (c, d) = (a.map { $0 * scale }, b.map { $0 * scale })
      let test = try TTest.welch(reference: c, current: d)
      #expect(isClose(test.statistic, plain.statistic, 1e-14), "\(scale)")
      #expect(isClose(test.degreesOfFreedom, plain.degreesOfFreedom, 1e-14), "\(scale)")
      #expect(isClose(try TTest.student(reference: c, current: d).statistic, plainStudent.statistic, 1e-14))
      #expect(try MannWhitney(reference: c, current: d) == MannWhitney(reference: a, current: b))
    }
    let far = try TTest.welch(
      reference: [-.greatestFiniteMagnitude, -.greatestFiniteMagnitude],
      current: [.greatestFiniteMagnitude, .greatestFiniteMagnitude / 2])
    #expect(far.statistic < -3 && far.statistic.isFinite)
    // Means that agree in their first nine digits.
    let shifted = try TTest.welch(reference: a.map { $0 + 1e9 }, current: b.map { $0 + 1e9 })
    #expect(isClose(shifted.statistic, plain.statistic, 1e-13))
  }

  @Test("large samples", arguments: [91] as [UInt64])
  func large(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    let a = try SortedSample((0..<60_000).map { _ in random.uniform() })
    let b = try SortedSample((0..<40_000).map { _ in random.uniform() + 0.5 })
    for p in [
      try MannWhitney(reference: a, current: b).pValue(), try CramerVonMises(reference: a, current: b).pValue(),
      try AndersonDarling(reference: a, current: b).pValue(), try KolmogorovSmirnov(reference: a, current: b).pValue(),
    ] {
      #expect(p.method == .asymptotic)
      #expect(p.value >= 0 && p.value < 1e-300, "seed \(seed)")
    }
    for p in [
      try MannWhitney(reference: a, current: a).pValue(), try CramerVonMises(reference: a, current: a).pValue(),
      try AndersonDarling(reference: a, current: a).pValue(),
    ] {
      #expect(p.value == 1, "seed \(seed)")
    }
  }

  @Test("tables without rows, with impossible counts and with huge ones")
  func tables() throws {
    for (a, n, b, m) in [(0, 0, 1, 2), (3, 2, 1, 2), (-1, 2, 1, 2), (1, 2, 1, -2)] {
      #expect(throws: StatisticsError.self) {
        try TwoProportionTest(referenceSuccesses: a, referenceTrials: n, currentSuccesses: b, currentTrials: m)
      }
      #expect(throws: StatisticsError.self) {
        try FisherExact(referenceSuccesses: a, referenceTrials: n, currentSuccesses: b, currentTrials: m)
      }
    }
    #expect(throws: StatisticsError.self) {
      try FisherExact(referenceSuccesses: 1, referenceTrials: .max, currentSuccesses: 1, currentTrials: .max)
    }
    let huge = 1 << 60
    let z = try TwoProportionTest(
      referenceSuccesses: huge / 2, referenceTrials: huge, currentSuccesses: huge / 2, currentTrials: huge)
    #expect(z.pValue().value == 1)
    let large = try FisherExact(
      referenceSuccesses: 500_000_000, referenceTrials: 1_000_000_000, currentSuccesses: 500_060_000,
      currentTrials: 1_000_000_000)
    let normal = try TwoProportionTest(
      referenceSuccesses: 500_000_000, referenceTrials: 1_000_000_000, currentSuccesses: 500_060_000,
      currentTrials: 1_000_000_000)
    #expect(isClose(large.pValue().value, normal.pValue().value, 1e-3))
    let none = try FisherExact(referenceSuccesses: 0, referenceTrials: 3, currentSuccesses: 0, currentTrials: 4)
    #expect(none.pValue().value == 1)
    #expect(none.oddsRatio == nil)
    #expect(throws: StatisticsError.self) { try McNemar(referenceOnly: -1, currentOnly: 0) }
    #expect(throws: StatisticsError.self) { try McNemar(reference: [true], current: []) }
    #expect(throws: StatisticsError.self) { try McNemar(reference: [], current: []) }
    let single = try GTest(CountTable(reference: [5], current: [7]))
    #expect(single.pValue.value == 1 && single.degreesOfFreedom == 0)
  }
}
