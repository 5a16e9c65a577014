import Testing

@testable import AssayStatistics

@Suite("Bounds of the Kolmogorov–Smirnov distance")
struct KolmogorovSmirnovBoundsTests {
  @Test(
    "contain the distance of the rows, for a sample and for a second profile", arguments: ProfileData.allCases,
    [21, 22, 23] as [UInt64])
  func contain(kind: ProfileData, seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    for limit in [1, 3, 20, 200, 5_000] {
      let values = kind.values(1 + random.below(400), &random)
      var others = kind.values(1 + random.below(400), &random)
      if seed == 22 { others = others.map { $0 * 1.1 + 0.2 } }
      let exact = try KolmogorovSmirnov(reference: values, current: others)
      let profile = NumericProfile(values, limit: limit)
      let sample = try SortedSample(others)
      let bounds = try KolmogorovSmirnovBounds(reference: profile, current: sample)
      let both = try KolmogorovSmirnovBounds(reference: profile, current: NumericProfile(others, limit: limit))
      for found in [bounds, both] {
        #expect(found.referenceCount == values.count)
        #expect(found.currentCount == others.count)
        #expect(found.lowerNumerator <= exact.numerator, "\(kind) limit \(limit) seed \(seed)")
        #expect(exact.numerator <= found.upperNumerator, "\(kind) limit \(limit) seed \(seed)")
        #expect(found.upperNumerator <= values.count * others.count)
      }
      if profile.coarseness == 0 { #expect(bounds.isExact && bounds.atLower == exact) }
      // Neither side can be off by more than the largest cell.
      let width = Double(bounds.upperNumerator - bounds.lowerNumerator) / Double(values.count * others.count)
      #expect(width <= 2 * profile.coarseness)
    }
  }

  @Test("are the distance itself for columns with at most 8,000 different values")
  func exact() throws {
    var random = SplitMix64(seed: 31)
    let values = (0..<30_000).map { _ in Double(random.below(7_000)) }
    let others = (0..<9_000).map { _ in Double(random.below(7_000)) + 0.5 }
    let bounds = try KolmogorovSmirnovBounds(reference: NumericProfile(values), current: SortedSample(others))
    #expect(bounds.isExact)
    #expect(bounds.atUpper == (try KolmogorovSmirnov(reference: values, current: others)))
    #expect(bounds.statistic.isExact)
  }

  @Test("are narrow for columns of continuous values")
  func narrow() throws {
    var random = SplitMix64(seed: 32)
    let values = ProfileData.normal.values(60_000, &random)
    let others = ProfileData.normal.values(8_000, &random).map { $0 + 0.1 }
    let bounds = try KolmogorovSmirnovBounds(reference: NumericProfile(values), current: SortedSample(others))
    let exact = try KolmogorovSmirnov(reference: values, current: others)
    #expect(bounds.statistic.contains(exact.statistic))
    #expect(bounds.statistic.upper - bounds.statistic.lower < 0.004)
  }

  @Test("are whole when the samples do not meet, and nothing when they are the same value")
  func ends() throws {
    let low = NumericProfile([1, 2, 3], limit: 1)
    let high = try SortedSample([10, 11])
    #expect(try KolmogorovSmirnovBounds(reference: low, current: high).statistic == ProfileBounds(lower: 1, upper: 1))
    let same = try KolmogorovSmirnovBounds(reference: NumericProfile([5, 5]), current: SortedSample([5]))
    #expect(same.statistic == ProfileBounds(lower: 0, upper: 0))
  }

  @Test("refuse profiles of no values, and more rows than a whole number counts")
  func errors() throws {
    let sample = try SortedSample([1])
    #expect(throws: StatisticsError.self) {
      try KolmogorovSmirnovBounds(reference: NumericProfile(), current: sample)
    }
    #expect(throws: StatisticsError.self) {
      try KolmogorovSmirnovBounds(reference: NumericProfile([1]), current: NumericProfile())
    }
    var huge = NumericProfile([1])
    huge.count = 1 << 40
    huge.cells[0].count = 1 << 40
    #expect(throws: StatisticsError.self) { try KolmogorovSmirnovBounds(reference: huge, current: huge) }
  }
}

@Suite("Quantiles and shares of a profile")
struct ProfileQuantileTests {
  @Test(
    "contain those of the rows", arguments: ProfileData.allCases.filter { $0 != .special }, [41, 42] as [UInt64])
  func contain(kind: ProfileData, seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    for limit in [1, 5, 60, 5_000] {
      let values = kind.values(1 + random.below(500), &random)
      let sample = try SortedSample(values)
      let profile = NumericProfile(values, limit: limit)
      for p in [0, 0.01, 0.25, 0.5, 0.7, 0.95, 0.999, 1] {
        for definition in QuantileDefinition.allCases {
          let bounds = try profile.quantile(p, definition)
          let exact = try sample.quantile(p, definition)
          #expect(bounds.contains(exact), "\(kind) limit \(limit) p \(p) \(definition) seed \(seed)")
          if profile.coarseness == 0 { #expect(bounds == ProfileBounds(lower: exact, upper: exact)) }
        }
      }
      for _ in 0..<20 {
        let value = random.below(2) == 0 ? values[random.below(values.count)] : random.normal()
        let below = Double(values.count { $0 < value }) / Double(values.count)
        let atOrBelow = Double(values.count { $0 <= value }) / Double(values.count)
        #expect(try profile.share(below: value).contains(below), "\(kind) limit \(limit) seed \(seed)")
        #expect(try profile.share(atOrBelow: value).contains(atOrBelow), "\(kind) limit \(limit) seed \(seed)")
      }
    }
  }

  @Test("know the ends, and refuse what has no answer")
  func ends() throws {
    let profile = NumericProfile([-.infinity, 1, 2, .infinity], limit: 1)
    #expect(try profile.quantile(0) == ProfileBounds(lower: -.infinity, upper: -.infinity))
    #expect(try profile.quantile(1) == ProfileBounds(lower: .infinity, upper: .infinity))
    #expect(try profile.share(atOrBelow: .infinity) == ProfileBounds(lower: 1, upper: 1))
    #expect(try profile.share(below: -.infinity) == ProfileBounds(lower: 0, upper: 0))
    #expect(throws: StatisticsError.self) { try profile.quantile(1.5) }
    #expect(throws: StatisticsError.self) { try profile.quantile(.nan) }
    #expect(throws: StatisticsError.self) { try profile.share(below: .nan) }
    #expect(throws: StatisticsError.self) { try NumericProfile().quantile(0.5) }
    #expect(throws: StatisticsError.self) { try NumericProfile().share(below: 0) }
  }
}
