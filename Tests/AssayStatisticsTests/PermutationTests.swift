import Testing

@testable import AssayStatistics

@Suite("Permutation tests")
struct PermutationTests {
  @Test("count all divisions when there are few", arguments: TestValues.all.permutation.indices)
  func exhaustive(index: Int) throws {
    let row = TestValues.all.permutation[index]
    let test = try PermutationTest(
      reference: row.a, current: row.b, alpha: 0.2, seed: 1, statistic: PermutationTest.meanDifference)
    #expect(isClose(test.statistic, row.statistic, 1e-14))
    #expect(test.pValue.method == .exact)
    #expect(test.pValue.value == row.p)
  }

  @Test("drawn permutations come close to the count of all, and repeat from their seed", arguments: [7, 8] as [UInt64])
  func drawn(seed: UInt64) throws {
    let row = try #require(TestValues.all.permutation.last)
    func run(_ seed: UInt64) throws -> PermutationTest {
      try PermutationTest(
        reference: row.a, current: row.b, permutations: 1000, seed: seed, statistic: PermutationTest.meanDifference)
    }
    let test = try run(seed)
    #expect(test.pValue.method == .permutation)
    #expect(test.pValue.value == Double(test.hits + 1) / 1001)
    let expected = try #require(row.p)
    #expect(abs(test.pValue.value - expected) < 5 * (expected * (1 - expected) / 1000).squareRoot() + 1e-3)
    #expect(try run(seed) == test)
  }

  @Test("the generator's numbers are those of SplitMix64, the same everywhere")
  func generator() {
    var random = PermutationGenerator(seed: 1_234_567)
    #expect(random.next() == 6_457_827_717_110_365_317)
    #expect(random.next() == 3_203_168_211_198_807_973)
    var order = Array(0..<10)
    random.choose(4, of: &order)
    #expect(order.sorted() == Array(0..<10))
  }

  @Test("every choice is as probable")
  func uniformity() {
    var random = PermutationGenerator(seed: 99)
    var counts: [Set<Int>: Int] = [:]
    for _ in 0..<6000 {
      var order = Array(0..<4)
      random.choose(2, of: &order)
      counts[Set(order.prefix(2)), default: 0] += 1
    }
    #expect(counts.count == 6)
    for count in counts.values { #expect(abs(count - 1000) < 150) }
  }

  @Test("refuse too few permutations, and say how many it would take")
  func tooFew() throws {
    let values = (0..<20).map(Double.init)
    #expect(throws: StatisticsError.tooFewPermutations(found: 18, needed: 19, alpha: 0.05)) {
      try PermutationTest(
        reference: values, current: values, permutations: 18, seed: 1, statistic: PermutationTest.meanDifference)
    }
    _ = try PermutationTest(
      reference: values, current: values, permutations: 19, seed: 1, statistic: PermutationTest.meanDifference)
    #expect(PermutationTest.permutationsNeeded(alpha: 0.05) == 19)
    #expect(PermutationTest.permutationsNeeded(alpha: 0.01) == 99)
    #expect(PermutationTest.permutationsNeeded(alpha: 1e-6) == 999_999)
    #expect(PermutationTest.permutationsNeeded(alpha: 0.3) == 3)
    for alpha in [0.7, 0.1, 1.0 / 3, 0.0007, 1e-9] {
      let needed = PermutationTest.permutationsNeeded(alpha: alpha)
      #expect(1 / Double(needed + 1) <= alpha)
      #expect(needed == 1 || 1 / Double(needed) > alpha)
    }
    let error = StatisticsError.tooFewPermutations(found: 18, needed: 19, alpha: 0.05)
    #expect("\(error)" == "18 permutations cannot give a p-value of at most 0.05, expected at least 19")
  }

  @Test("refuse samples with too few divisions")
  func tooSmall() {
    #expect(throws: StatisticsError.self) {
      try PermutationTest(reference: [1, 2], current: [3, 4], seed: 1, statistic: PermutationTest.meanDifference)
    }
    #expect(throws: StatisticsError.self) {
      try PermutationTest(
        reference: [1, 2, 3], current: [3, 4], permutations: 0, seed: 1, statistic: PermutationTest.meanDifference)
    }
    #expect(throws: StatisticsError.self) {
      try PermutationTest(
        reference: [1, 2, 3], current: [3, 4], alpha: 0, seed: 1, statistic: PermutationTest.meanDifference)
    }
  }

  @Test("refuse a statistic that is NaN, and hand on what it throws")
  func statisticErrors() {
    #expect(throws: StatisticsError.self) {
      try PermutationTest(reference: [1, 2, 3, 4], current: [3, 4, 6, 7], seed: 1) { _, _ in .nan }
    }
    #expect(throws: StatisticsError.notSorted(position: 3)) {
      try PermutationTest(reference: [1, 2, 3, 4], current: [3, 4, 6, 7], seed: 1) {
        (_, _) throws(StatisticsError) in throw .notSorted(position: 3)
      }
    }
  }

  @Test("move clusters as a whole")
  func clusters() throws {
    // Four clusters on each side, constant within: rows say little beyond their cluster.
    let reference = (0..<40).map { Double($0 / 10) }
    let current = (0..<40).map { Double($0 / 10) + 2.5 }
    let ids = (0..<40).map { "r\($0 / 10)" }
    let others = (0..<40).map { "c\($0 / 10)" }
    let test = try PermutationTest(
      reference: reference, referenceClusters: ids, current: current, currentClusters: others, seed: 3,
      statistic: PermutationTest.meanDifference)
    // C(8, 4) divisions, the same as for the four means on each side.
    #expect(test.permutations == 70)
    let means = try PermutationTest(
      reference: [0, 1, 2, 3], current: [2.5, 3.5, 4.5, 5.5], seed: 3, statistic: PermutationTest.meanDifference)
    #expect(test.pValue == means.pValue)
    let rows = try PermutationTest(
      reference: reference, current: current, permutations: 999, seed: 3, statistic: PermutationTest.meanDifference)
    #expect(rows.pValue.value < test.pValue.value)
  }

  @Test("refuse clusters in both samples, too few of them, and ids that do not belong to the rows")
  func clusterRefusals() {
    #expect(throws: StatisticsError.self) {
      try PermutationTest(
        reference: [1, 2, 3], referenceClusters: [1, 1, 2], current: [4, 5], currentClusters: [2, 3], alpha: 0.5,
        seed: 1,
        statistic: PermutationTest.meanDifference)
    }
    #expect(throws: StatisticsError.self) {
      try PermutationTest(
        reference: [1, 2, 3], referenceClusters: [1, 1, 2], current: [4, 5], currentClusters: [3, 4], seed: 1,
        statistic: PermutationTest.meanDifference)
    }
    #expect(throws: StatisticsError.lengthsDiffer(what: "reference and its clusters", first: 3, second: 1)) {
      try PermutationTest(
        reference: [1, 2, 3], referenceClusters: [1], current: [4, 5], currentClusters: [3, 4], seed: 1,
        statistic: PermutationTest.meanDifference)
    }
  }
}
