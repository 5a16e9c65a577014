import Testing

@testable import AssayStatistics

@Suite("The two-sample Kolmogorov–Smirnov distance")
struct KolmogorovSmirnovTests {
  /// The golden pair that any language can rebuild: whole numbers and one division.
  static let goldenReference = (0..<500).map { Double($0 * 7919 % 10007) / 1000 }
  static let goldenCurrent = (0..<400).map { Double(($0 * 6007 + 101) % 10007 * 11) / 10000 }

  @Test("equals SciPy's, ties and infinities included", arguments: ReferenceValues.kolmogorovSmirnov.indices)
  func equalsSciPy(index: Int) throws {
    let row = ReferenceValues.kolmogorovSmirnov[index]
    let forward = try KolmogorovSmirnov(reference: row.reference, current: row.current)
    let backward = try KolmogorovSmirnov(reference: row.current, current: row.reference)
    #expect(forward.numerator == row.numerator)
    #expect(backward.numerator == row.numerator)
    for p in [forward.pValue(), backward.pValue()] {
      #expect(p.method == .exact)
      #expect(isClose(p.value, row.pValue, 1e-13), "\(p.value) \(row.pValue)")
    }
  }

  @Test("has the golden values")
  func golden() throws {
    let result = try KolmogorovSmirnov(reference: Self.goldenReference, current: Self.goldenCurrent)
    #expect(result.statistic == 0.09)
    #expect(result.numerator == 18_000)
    #expect(isClose(result.pValue().value, 0.05147472978650336, 1e-12))
    // Kolmogorov's limit is the larger, more careful number here.
    #expect(isClose(result.asymptoticPValue(), 0.054643, 1e-4))
  }

  /// D by counting, from its definition.
  private func numeratorByDefinition(_ a: [Double], _ b: [Double]) -> Int {
    var largest = 0
    for value in a + b {
      let i = a.count { $0 <= value }
      let j = b.count { $0 <= value }
      largest = max(largest, abs(i * b.count - j * a.count))
    }
    return largest
  }

  @Test("follows its definition on random samples with ties", arguments: [51, 52, 53, 54] as [UInt64])
  func definition(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    for _ in 0..<100 {
      let levels = 1 + random.below(12)
      let shift = random.below(3)
      let a = (0..<(1 + random.below(25))).map { _ in Double(random.below(levels)) }
      let b = (0..<(1 + random.below(25))).map { _ in Double(random.below(levels) + shift) }
      let result = try KolmogorovSmirnov(reference: a, current: b)
      #expect(result.numerator == numeratorByDefinition(a, b), "seed \(seed): \(a) \(b)")
    }
  }

  @Test("does not change under a monotone transformation", arguments: [61] as [UInt64])
  func invariance(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    let a = (0..<300).map { _ in random.normal() }
    let b = (0..<200).map { _ in random.normal() * 1.5 }
    let plain = try KolmogorovSmirnov(reference: a, current: b)
    let bent = try KolmogorovSmirnov(reference: a.map { $0 * $0 * $0 }, current: b.map { $0 * $0 * $0 })
    #expect(plain == bent, "seed \(seed)")
  }

  @Test("is asymptotic for large samples, in the same result for sorted and unsorted input")
  func large() throws {
    var random = SplitMix64(seed: 71)
    let a = (0..<20_000).map { _ in random.uniform() }
    let b = (0..<10_000).map { _ in random.uniform() }
    let result = try KolmogorovSmirnov(reference: a, current: b)
    let sorted = try KolmogorovSmirnov(
      reference: SortedSample(sorted: a.sorted()), current: SortedSample(sorted: b.sorted()))
    #expect(result == sorted)
    #expect(result.pValue().method == .asymptotic)
    #expect(result.pValue().value == result.asymptoticPValue())
    let same = try KolmogorovSmirnov(reference: a, current: a)
    #expect(same.statistic == 0)
    #expect(same.pValue().value == 1)
    let apart = try KolmogorovSmirnov(reference: a, current: b.map { $0 + 2 })
    #expect(apart.statistic == 1)
    #expect(apart.pValue().value == 0)
  }

  @Test("refuses empty samples and NaN")
  func refusals() {
    #expect(throws: StatisticsError.tooFewValues(what: "sample", count: 0, minimum: 1)) {
      try KolmogorovSmirnov(reference: [], current: [1])
    }
    #expect(throws: StatisticsError.tooFewValues(what: "sample", count: 0, minimum: 1)) {
      try KolmogorovSmirnov(reference: [1], current: [])
    }
    #expect(throws: StatisticsError.notANumber(what: "sample", position: 1)) {
      try KolmogorovSmirnov(reference: [1], current: [2, .nan])
    }
  }
}
