import Testing

@testable import AssayStatistics

@Suite("Corrections for several tests")
struct MultipleTestingTests {
  private func areClose(_ found: [Double], _ expected: [Double]) -> Bool {
    found.count == expected.count && zip(found, expected).allSatisfy { isClose($0, $1, 1e-14) }
  }

  @Test("equal SciPy and whole fractions", arguments: StoredValues.distances.corrections.indices)
  func values(index: Int) throws {
    let row = StoredValues.distances.corrections[index]
    #expect(areClose(try MultipleTesting.bonferroni(row.pValues), row.bonferroni))
    #expect(areClose(try MultipleTesting.bonferroni(row.pValues, weights: row.weights), row.weightedBonferroni))
    #expect(areClose(try MultipleTesting.holm(row.pValues), row.holm))
    #expect(areClose(try MultipleTesting.holm(row.pValues, weights: row.weights), row.weightedHolm))
    #expect(areClose(try MultipleTesting.benjaminiHochberg(row.pValues), row.benjaminiHochberg))
    #expect(areClose(try MultipleTesting.benjaminiYekutieli(row.pValues), row.benjaminiYekutieli))
  }

  @Test("keep the order of p-values, and are ordered among each other", arguments: [101, 102] as [UInt64])
  func properties(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    // Rounded, so that there are ties.
    let values = (0..<60).map { _ in (random.uniform() * random.uniform() * 50).rounded() / 50 }
    let bonferroni = try MultipleTesting.bonferroni(values)
    let holm = try MultipleTesting.holm(values)
    let hochberg = try MultipleTesting.benjaminiHochberg(values)
    let yekutieli = try MultipleTesting.benjaminiYekutieli(values)
    for i in values.indices {
      #expect(values[i] <= hochberg[i] && hochberg[i] <= holm[i] && holm[i] <= bonferroni[i], "seed \(seed)")
      #expect(hochberg[i] <= yekutieli[i] && yekutieli[i] <= 1, "seed \(seed)")
      for j in values.indices where values[i] <= values[j] {
        #expect(holm[i] <= holm[j] && hochberg[i] <= hochberg[j] && yekutieli[i] <= yekutieli[j], "seed \(seed)")
      }
    }
    let equal = [Double](repeating: 2.5, count: values.count)
    #expect(areClose(try MultipleTesting.holm(values, weights: equal), holm), "seed \(seed)")
  }

  @Test("of nothing are nothing")
  func empty() throws {
    #expect(try MultipleTesting.bonferroni([]).isEmpty)
    #expect(try MultipleTesting.bonferroni([], weights: []).isEmpty)
    #expect(try MultipleTesting.holm([]).isEmpty)
    #expect(try MultipleTesting.benjaminiHochberg([]).isEmpty)
    #expect(try MultipleTesting.benjaminiYekutieli([]).isEmpty)
  }

  @Test("refuse what is no p-value and no weight")
  func refusals() {
    #expect(throws: StatisticsError.notANumber(what: "p-value", position: 1)) {
      try MultipleTesting.holm([0.1, .nan])
    }
    for wrong in [-0.1, 1.1, .infinity] {
      #expect(throws: StatisticsError.self) { try MultipleTesting.benjaminiHochberg([0.5, wrong]) }
      #expect(throws: StatisticsError.self) { try MultipleTesting.benjaminiYekutieli([wrong]) }
      #expect(throws: StatisticsError.self) { try MultipleTesting.bonferroni([wrong]) }
    }
    for weight in [0, -1, .nan, .infinity] {
      #expect(throws: StatisticsError.self) { try MultipleTesting.bonferroni([0.5, 0.1], weights: [1, weight]) }
    }
    #expect(throws: StatisticsError.lengthsDiffer(what: "p-values and weights", first: 2, second: 1)) {
      try MultipleTesting.holm([0.5, 0.1], weights: [1])
    }
  }
}
