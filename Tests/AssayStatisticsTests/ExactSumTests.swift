import Testing

@testable import AssayStatistics

@Suite("An exact sum")
struct ExactSumTests {
  @Test("is the double nearest to the true sum, and so is the mean", arguments: ReferenceValues.exactSums.indices)
  func equalsFractions(index: Int) {
    let row = ReferenceValues.exactSums[index]
    let sum = ExactSum(row.values)
    #expect(sum.sum.bitPattern == (row.sum + 0).bitPattern)
    #expect(sum.mean?.bitPattern == (row.mean + 0).bitPattern)
    #expect(sum.count == row.values.count)
  }

  @Test("does not depend on order, grouping or batch size", arguments: [1, 2, 3, 4, 5] as [UInt64])
  func isIndependentOfOrder(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    let values = (0..<5000).map { _ in random.anyFinite() / 4096 }
    let whole = ExactSum(values)
    let shuffled = ExactSum(values.shuffled(using: &random))
    var parts = ExactSum()
    var start = 0
    while start < values.count {
      let end = min(values.count, start + 1 + random.below(700))
      parts.merge(ExactSum(Array(values[start..<end])))
      start = end
    }
    var single = ExactSum()
    for value in values.reversed() { single.add(value) }
    for other in [shuffled, parts, single] {
      #expect(other == whole, "seed \(seed)")
      #expect(other.sum.bitPattern == whole.sum.bitPattern, "seed \(seed)")
      #expect(other.mean?.bitPattern == whole.mean?.bitPattern, "seed \(seed)")
    }
  }

  @Test("ends at exactly zero when every value is taken back", arguments: [11, 12, 13] as [UInt64])
  func cancels(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    let values = (0..<4000).map { _ in random.anyFinite() }
    var sum = ExactSum(values)
    sum.add(values.map { -$0 })
    #expect(sum.sum.bitPattern == Double(0).bitPattern, "seed \(seed)")
    sum.add(Double.leastNonzeroMagnitude)
    #expect(sum.sum == Double.leastNonzeroMagnitude, "seed \(seed)")
  }

  @Test("agrees with integer arithmetic on whole numbers", arguments: [21, 22] as [UInt64])
  func agreesWithIntegers(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    let values = (0..<3000).map { _ in random.below(1 << 40) - (1 << 39) }
    let sum = ExactSum(values.map { Double($0) })
    #expect(sum.sum == Double(values.reduce(0, +)), "seed \(seed)")
  }

  @Test("of equal values has that value as its mean")
  func meanOfConstants() {
    for value in [0.1, -1.0 / 3, 1e308, Double.leastNonzeroMagnitude, Double.leastNormalMagnitude / 3] {
      for count in [1, 2, 3, 7, 1000, 4099] {
        #expect(ExactSum([Double](repeating: value, count: count)).mean == value)
      }
    }
  }

  @Test("overflows only where the true sum does")
  func overflow() {
    let largest = Double.greatestFiniteMagnitude
    #expect(ExactSum([largest, largest]).sum == .infinity)
    #expect(ExactSum([-largest, -largest]).sum == -.infinity)
    #expect(ExactSum([largest, largest, -largest]).sum == largest)
    #expect(ExactSum([largest, largest]).mean == largest)
    // Half a unit in the last place above the largest double is the first sum that rounds to infinity.
    #expect(ExactSum([largest, largest.ulp / 2]).sum == .infinity)
    #expect(ExactSum([largest, (largest.ulp / 2).nextDown]).sum == largest)
    #expect(ExactSum([Double](repeating: largest, count: 5000)).mean == largest)
  }

  @Test("defines infinities, NaN, zeros and no values")
  func specialValues() {
    #expect(ExactSum([1, .infinity]).sum == .infinity)
    #expect(ExactSum([-.infinity, 1]).mean == -.infinity)
    #expect(ExactSum([-.infinity, .infinity]).sum.isNaN)
    #expect(ExactSum([1, .nan, .infinity]).sum.isNaN)
    #expect(ExactSum([-0.0, -0.0]).sum.sign == .plus)
    #expect(ExactSum().sum == 0)
    #expect(ExactSum().mean == nil)
    var merged = ExactSum([.infinity])
    merged.merge(ExactSum([-.infinity]))
    #expect(merged.sum.isNaN)
    #expect(merged.count == 2)
  }

  @Test("takes many additions and merges before carries are moved")
  func carries() {
    var sum = ExactSum()
    let batch = [Double](repeating: -0x1.fffffffffffffp31, count: 10_000)
    for _ in 0..<3 { sum.add(batch) }
    var merged = ExactSum()
    for _ in 0..<5000 { merged.merge(ExactSum([-0x1.fffffffffffffp31])) }
    for _ in 0..<5 { merged.merge(ExactSum([Double](repeating: -0x1.fffffffffffffp31, count: 5000))) }
    #expect(sum == merged)
    #expect(sum.mean == -0x1.fffffffffffffp31)
  }
}
