import Testing

@testable import AssayStatistics

@Suite("A sorted sample")
struct SortedSampleTests {
  @Test("holds the values in order, of any size and kind", arguments: [41, 42, 43] as [UInt64])
  func sorts(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    for count in [1, 2, 3, 10, 255, 256, 257, 5000] {
      let kinds: [[Double]] = [
        (0..<count).map { _ in random.anyFinite() },
        (0..<count).map { _ in Double(random.below(20) - 10) },
        (0..<count).map { _ in random.uniform() },
        (0..<count).map { _ in
          [-.infinity, .infinity, 0, -0.0, Double.leastNonzeroMagnitude, -Double.leastNonzeroMagnitude][random.below(6)]
        },
        [Double](repeating: 7, count: count),
      ]
      for values in kinds {
        let sample = try SortedSample(values)
        #expect(sample.values == values.sorted(), "seed \(seed), \(count) values")
        #expect(sample.distinctCount == Set(values).count, "seed \(seed), \(count) values")
        #expect(sample.minimum == values.min() && sample.maximum == values.max(), "seed \(seed)")
        #expect(try SortedSample(sorted: sample.values) == sample)
      }
    }
  }

  @Test("has one zero")
  func zeros() throws {
    let sample = try SortedSample([0.0, -0.0, -0.0])
    #expect(sample.values.allSatisfy { $0.sign == .plus })
    #expect(try SortedSample(sorted: [-0.0, 0.0]).values.allSatisfy { $0.sign == .plus })
  }

  @Test("reads borrowed memory")
  func borrowed() throws {
    let values = [3.0, 1, 2]
    let sample = try values.withUnsafeBufferPointer { try SortedSample($0) }
    #expect(sample.values == [1, 2, 3])
  }

  @Test("refuses no values, NaN and a wrong order, naming the position")
  func refusals() {
    #expect(throws: StatisticsError.tooFewValues(what: "sample", count: 0, minimum: 1)) { try SortedSample([]) }
    #expect(throws: StatisticsError.tooFewValues(what: "sample", count: 0, minimum: 1)) {
      try SortedSample(sorted: [])
    }
    #expect(throws: StatisticsError.notANumber(what: "sample", position: 2)) { try SortedSample([1, 2, .nan, .nan]) }
    #expect(throws: StatisticsError.notANumber(what: "sample", position: 1)) { try SortedSample(sorted: [1, .nan]) }
    #expect(throws: StatisticsError.notSorted(position: 2)) { try SortedSample(sorted: [1, 2, 1.5]) }
  }

  @Test("has NumPy's quantiles", arguments: ReferenceValues.quantiles)
  func quantiles(row: [Double]) throws {
    let sample = try SortedSample(ReferenceValues.quantileSample)
    #expect(isClose(try sample.quantile(row[0]), row[1], 1e-15))
    #expect(try sample.quantile(row[0], .element) == row[2])
  }

  @Test("has quantiles at its edges")
  func quantileEdges() throws {
    let one = try SortedSample([4])
    for p in [0, 0.3, 1] {
      #expect(try one.quantile(p) == 4)
      #expect(try one.quantile(p, .element) == 4)
    }
    let hundred = try SortedSample((1...100).map { Double($0) })
    #expect(try hundred.quantile(0.07, .element) == 7)
    #expect(try hundred.quantile(0.0701, .element) == 8)
    let infinite = try SortedSample([-.infinity, 1, 2, .infinity])
    #expect(try infinite.quantile(0.1) == -.infinity)
    #expect(try infinite.quantile(0.5) == 1.5)
    #expect(try infinite.quantile(0.9) == .infinity)
    #expect(throws: StatisticsError.self) { try SortedSample([-.infinity, .infinity]).quantile(0.5) }
    let large = Double.greatestFiniteMagnitude
    #expect(try SortedSample([-large, large]).quantile(0.5) == 0)
    #expect(throws: StatisticsError.outOfRange(what: "quantile share", found: 1.1, expected: "0 ≤ p ≤ 1")) {
      try one.quantile(1.1)
    }
    #expect(throws: StatisticsError.self) { try one.quantile(.nan) }
  }
}
