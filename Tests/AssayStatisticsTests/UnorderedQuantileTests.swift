import Testing

@testable import AssayStatistics

@Suite("Quantiles of values in no order")
struct UnorderedQuantileTests {
  private static let shares = [0, 0x1p-60, 0.01, 0.25, 1.0 / 3, 0.5, 0.75, 0.95, 0.999, 1]

  private func unordered(_ p: Double, _ values: [Double], blocks: Int = 1) throws -> Double {
    try values.withUnsafeBufferPointer { all in
      try UnorderedQuantile.linear(
        p,
        (0..<blocks).map { block in
          UnsafeBufferPointer(rebasing: all[(all.count * block / blocks)..<(all.count * (block + 1) / blocks)])
        })
    }
  }

  @Test(
    "are those of the ordered values, to the last bit", arguments: BucketedKolmogorovSmirnovTests.Shape.allCases,
    [211, 212] as [UInt64])
  func equalsSorted(shape: BucketedKolmogorovSmirnovTests.Shape, seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    for n in [1, 2, 3, 10, 1000, 40_000] {
      let values = (0..<n).map { shape.draw($0, isCurrent: false, &random) }
      let sample = try SortedSample(values.map { $0 + 0.0 })
      for p in Self.shares {
        let expected = try? sample.quantile(p)
        for blocks in [1, 3] {
          let found = try? unordered(p, values, blocks: blocks)
          #expect(found?.bitPattern == expected?.bitPattern, "\(n) values, p = \(p), \(blocks) blocks, seed \(seed)")
        }
      }
    }
  }

  @Test("a value far beyond those that the buckets were made from is found")
  func outliers() throws {
    var values = [Double](repeating: 5, count: 100_000)
    values[77_777] = 1e300
    values[33_333] = -1e300
    values[12_345] = 5.000_000_1
    #expect(try unordered(1, values) == 1e300)
    #expect(try unordered(0, values) == -1e300)
    #expect(try unordered(0.5, values) == 5)
    #expect(try unordered(99_998.0 / 99_999, values) == 5.000_000_1)
  }

  @Test("what has no quantile is an error")
  func errors() {
    #expect(throws: StatisticsError.tooFewValues(what: "sample", count: 0, minimum: 1)) { try unordered(0.5, []) }
    #expect(throws: StatisticsError.notANumber(what: "sample", position: 2)) { try unordered(0.5, [1, 2, .nan, 3]) }
    #expect(throws: StatisticsError.outOfRange(what: "quantile share", found: 1.5, expected: "0 ≤ p ≤ 1")) {
      try unordered(1.5, [1])
    }
    #expect(throws: StatisticsError.self) { try unordered(0.5, [-.infinity, .infinity]) }
  }
}
