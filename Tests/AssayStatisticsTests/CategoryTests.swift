import Testing

@testable import AssayStatistics

@Suite("Counts of categories")
struct CategoryTests {
  @Test("homogeneity equals SciPy's chi2_contingency", arguments: ReferenceValues.contingency.indices)
  func homogeneity(index: Int) throws {
    let row = ReferenceValues.contingency[index]
    let table = try CountTable(reference: row.reference, current: row.current)
    let test = try ChiSquaredTest.homogeneity(table)
    #expect(isClose(test.statistic, row.statistic, 1e-12))
    #expect(test.degreesOfFreedom == row.degreesOfFreedom)
    #expect(isClose(test.pValue, row.pValue, 1e-11))
    let corrected = try ChiSquaredTest.homogeneity(table, continuityCorrection: true)
    #expect(isClose(corrected.statistic, row.yates, 1e-12))
  }

  @Test("goodness of fit equals SciPy's chisquare", arguments: ReferenceValues.goodnessOfFit.indices)
  func goodnessOfFit(index: Int) throws {
    let row = ReferenceValues.goodnessOfFit[index]
    let test = try ChiSquaredTest.goodnessOfFit(observed: row.observed, expectedShares: row.shares)
    #expect(isClose(test.statistic, row.statistic, 1e-12))
    #expect(isClose(test.pValue, row.pValue, 1e-11))
  }

  @Test("something observed where nothing is expected is infinitely unlikely")
  func impossible() throws {
    let test = try ChiSquaredTest.goodnessOfFit(observed: [5, 1], expectedShares: [1, 0])
    #expect(test.statistic == .infinity)
    #expect(test.pValue == 0)
  }

  @Test("a single level cannot differ")
  func oneLevel() throws {
    let test = try ChiSquaredTest.homogeneity(CountTable(reference: [7, 0], current: [3, 0]))
    #expect(test.degreesOfFreedom == 0)
    #expect(test.pValue == 1)
    #expect(TotalVariation(try CountTable(reference: [7], current: [3])).estimate == 0)
  }

  @Test("total variation has the golden values")
  func totalVariation() throws {
    let same = try TotalVariation(CountTable(reference: [166, 84, 167, 83], current: [160, 80, 80, 80]))
    let new = try TotalVariation(CountTable(reference: [166, 84, 167, 83, 0], current: [160, 40, 80, 80, 40]))
    #expect(isClose(same.estimate, 0.134, 1e-15))
    #expect(isClose(new.estimate, 0.202, 1e-15))
    // ½·√(2/π)·Σ√(r(1−r))·√(1/500 + 1/400) worked out by hand for shares 326, 164, 247, 163 of 900.
    #expect(isClose(same.bias, 0.0454, 2e-2))
    #expect(same.corrected == same.estimate - same.bias)
  }

  @Test("total variation is 0 for equal shares, 1 without overlap, and survives counts near 2^61")
  func extremes() throws {
    #expect(try TotalVariation(CountTable(reference: [1, 2], current: [1000, 2000])).estimate == 0)
    #expect(try TotalVariation(CountTable(reference: [5, 0], current: [0, 9])).estimate == 1)
    let huge = 1 << 61
    #expect(try TotalVariation(CountTable(reference: [huge, 0], current: [0, huge])).estimate == 1)
    let test = try ChiSquaredTest.homogeneity(CountTable(reference: [huge / 2, huge / 2], current: [huge, 0]))
    #expect(test.pValue == 0)
  }

  @Test("the bias covers the mean estimate of samples that do not differ", arguments: [81, 82] as [UInt64])
  func bias(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    var estimates = 0.0
    var biases = 0.0
    let runs = 300
    for _ in 0..<runs {
      var first = [Int](repeating: 0, count: 30)
      var second = first
      for _ in 0..<300 { first[min(random.below(30), random.below(30))] += 1 }
      for _ in 0..<200 { second[min(random.below(30), random.below(30))] += 1 }
      let pooled = try CountTable(reference: first, current: second).poolingRareLevels()
      let distance = TotalVariation(pooled.table)
      estimates += distance.estimate / Double(runs)
      biases += distance.bias / Double(runs)
    }
    #expect(estimates < biases * 1.01, "seed \(seed)")
    #expect(estimates > biases * 0.95, "seed \(seed)")
  }

  @Test("rare levels are pooled by their sum, absent ones are dropped")
  func pooling() throws {
    let table = try CountTable(reference: [500, 3, 0, 490, 4, 3], current: [480, 2, 0, 510, 4, 4])
    let pooled = table.poolingRareLevels()
    #expect(pooled.pooledLevels == [1, 4, 5])
    #expect(pooled.emptyLevels == [2])
    #expect(pooled.table.reference == [500, 490, 10])
    #expect(pooled.table.current == [480, 510, 10])
    #expect(table.poolingRareLevels(minimumExpected: 0).table.reference == [500, 3, 490, 4, 3])
  }

  @Test("a pooled cell that is still rare takes in the least frequent level")
  func poolingFurther() throws {
    let table = try CountTable(reference: [50, 40, 9, 1], current: [45, 44, 11, 0])
    let pooled = table.poolingRareLevels()
    #expect(pooled.pooledLevels == [2, 3])
    #expect(pooled.table.reference == [50, 40, 10])
    let tiny = try CountTable(reference: [1, 1], current: [1, 1]).poolingRareLevels()
    #expect(tiny.table.reference == [2])
    #expect(tiny.pooledLevels == [0, 1])
  }

  @Test("nothing depends on the order of levels", arguments: [91, 92] as [UInt64])
  func order(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    let counts = (0..<40).map { _ in (random.below(30), random.below(30)) }
    let shuffled = counts.shuffled(using: &random)
    let first = try CountTable(reference: counts.map(\.0), current: counts.map(\.1)).poolingRareLevels().table
    let second = try CountTable(reference: shuffled.map(\.0), current: shuffled.map(\.1)).poolingRareLevels().table
    #expect(try ChiSquaredTest.homogeneity(first) == ChiSquaredTest.homogeneity(second), "seed \(seed)")
    #expect(TotalVariation(first) == TotalVariation(second), "seed \(seed)")
  }

  @Test("bad counts are refused by position")
  func refusals() {
    #expect(throws: StatisticsError.lengthsDiffer(what: "reference and current counts", first: 2, second: 1)) {
      try CountTable(reference: [1, 2], current: [1])
    }
    #expect(throws: StatisticsError.negativeCount(what: "current count", position: 1, found: -4)) {
      try CountTable(reference: [1, 2], current: [1, -4])
    }
    #expect(throws: StatisticsError.tooFewValues(what: "sum of the reference counts", count: 0, minimum: 1)) {
      try CountTable(reference: [0, 0], current: [1, 4])
    }
    #expect(throws: StatisticsError.self) { try CountTable(reference: [.max, .max], current: [1, 4]) }
    #expect(throws: StatisticsError.self) {
      try ChiSquaredTest.goodnessOfFit(observed: [1, 2], expectedShares: [0.5, .nan])
    }
    #expect(throws: StatisticsError.self) {
      try ChiSquaredTest.goodnessOfFit(observed: [0, 0], expectedShares: [0.5, 0.5])
    }
    #expect(throws: StatisticsError.self) {
      try ChiSquaredTest.goodnessOfFit(observed: [1, 2], expectedShares: [0.5, 0.5], estimatedParameters: 2)
    }
  }
}
