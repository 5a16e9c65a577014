import Testing

@testable import AssayStatistics

@Suite("Divergences over cells")
struct DivergenceTests {
  static let tables = StoredValues.distances.tables

  /// Equal to 1e-12, also where both are tiny.
  private func isEqual(_ found: Double, _ expected: Double) -> Bool {
    isClose(found, expected, 1e-12) || abs(found - expected) < 1e-300
  }

  @Test("PSI, Kullback–Leibler and Cramér's V equal the definitions with many digits", arguments: tables.indices)
  func values(index: Int) throws {
    let row = Self.tables[index]
    let table = try CountTable(reference: row.reference, current: row.current)
    #expect(isEqual(try PopulationStabilityIndex(table).estimate, row.psi.value))
    #expect(isEqual(try KullbackLeibler(table).estimate, row.kl.value))
    #expect(isEqual(try CramersV(table).estimate, row.cramersV))
    let natural = JensenShannon(table, base: .natural)
    let bits = JensenShannon(table, base: .two)
    #expect(isClose(bits.divergence * 0.693147180559945309417, natural.divergence, 1e-15))
    #expect(bits.distance == bits.divergence.squareRoot())
    #expect(isEqual(bits.divergence, try #require(row.definitions["js(tfdv)"])))
    #expect(isEqual(HellingerDistance(table).estimate, try #require(row.definitions["hellinger(evidently)"])))
  }

  @Test("samples without a common cell are as far apart as can be")
  func apart() throws {
    let table = try CountTable(reference: [3, 0, 0], current: [0, 1, 6])
    #expect(try PopulationStabilityIndex(table).estimate == .infinity)
    #expect(try KullbackLeibler(table).estimate == .infinity)
    #expect(JensenShannon(table, base: .two).divergence == 1)
    #expect(HellingerDistance(table).estimate == 1)
    #expect(LInfinityDistance(table).estimate == 1)
  }

  @Test("equal shares are 0 apart, whatever the sizes, and cells empty in both samples do not count")
  func same() throws {
    let table = try CountTable(reference: [1, 0, 2, 4], current: [1000, 0, 2000, 4000])
    let index = try PopulationStabilityIndex(table)
    #expect(index.estimate == 0)
    #expect(index.cells == 3)
    #expect(index.noise.degreesOfFreedom == 2)
    #expect(try KullbackLeibler(table).estimate == 0)
    #expect(JensenShannon(table, base: .natural).divergence == 0)
    #expect(HellingerDistance(table).estimate == 0)
    #expect(try CramersV(table).uncorrected == 0)
    #expect(LInfinityDistance(table).estimate == 0)
  }

  @Test("one cell cannot differ and has no noise")
  func oneCell() throws {
    let table = try CountTable(reference: [7], current: [3])
    let index = try PopulationStabilityIndex(table)
    #expect(index.estimate == 0 && index.noise.mean == 0 && index.noise.rootMean == 0)
    #expect(try index.noise.bound(significance: 0.05) == 0)
    #expect(try CramersV(table).estimate == 0)
    #expect(try CramersV(table).noiseFloor() == 0)
    #expect(LInfinityDistance(table).noiseFloor == 0)
  }

  @Test("do not depend on the order of cells, to the last bit", arguments: [41, 42] as [UInt64])
  func order(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    let counts = (0..<30).map { _ in (random.below(40) + 1, random.below(40)) }
    let shuffled = counts.shuffled(using: &random)
    let first = try CountTable(reference: counts.map(\.0), current: counts.map(\.1))
    let second = try CountTable(reference: shuffled.map(\.0), current: shuffled.map(\.1))
    for rule: EmptyCellRule in [.replace(1e-5), .floor(0.01), .smallerThanSmallest] {
      #expect(
        try PopulationStabilityIndex(first, emptyCells: rule) == PopulationStabilityIndex(second, emptyCells: rule),
        "seed \(seed)")
      #expect(
        try KullbackLeibler(first, emptyCells: rule) == KullbackLeibler(second, emptyCells: rule), "seed \(seed)")
    }
    #expect(JensenShannon(first, base: .two) == JensenShannon(second, base: .two), "seed \(seed)")
    #expect(HellingerDistance(first) == HellingerDistance(second), "seed \(seed)")
  }

  @Test("hold the known inequalities between each other", arguments: [51, 52, 53] as [UInt64])
  func inequalities(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    for _ in 0..<50 {
      let count = random.below(12) + 2
      let first = (0..<count).map { _ in random.below(60) + 1 }
      let second = (0..<count).map { _ in random.below(60) + 1 }
      let table = try CountTable(reference: first, current: second)
      let mirrored = try CountTable(reference: second, current: first)
      let variation = TotalVariation(table).estimate
      let hellinger = HellingerDistance(table)
      let divergence = try KullbackLeibler(table).estimate
      // Le Cam, Pinsker, and PSI as the sum of both directions.
      #expect(hellinger.square <= variation + 1e-15 && variation <= 2.0.squareRoot() * hellinger.estimate + 1e-15)
      #expect(2 * variation * variation <= divergence + 1e-15, "seed \(seed)")
      let both = try divergence + KullbackLeibler(mirrored).estimate
      #expect(isClose(try PopulationStabilityIndex(table).estimate, both, 1e-12), "seed \(seed)")
      #expect(LInfinityDistance(table).estimate <= variation + 1e-15, "seed \(seed)")
      #expect(JensenShannon(table, base: .two).divergence <= variation + 1e-15, "seed \(seed)")
    }
  }

  @Test("survive counts near 2^61")
  func huge() throws {
    let huge = 1 << 61
    let table = try CountTable(reference: [huge - 1, 1], current: [huge / 2, huge / 2])
    #expect(try PopulationStabilityIndex(table).estimate.isFinite)
    #expect(isClose(LInfinityDistance(table).estimate, 0.5, 1e-15))
    #expect(isClose(JensenShannon(table, base: .two).divergence, 0.311278124459132863909, 1e-12))
  }

  @Test("rules for empty cells are checked")
  func rules() throws {
    let table = try CountTable(reference: [5, 0], current: [4, 4])
    for share in [0, 1, -0.1, .nan] {
      #expect(throws: StatisticsError.self) { try PopulationStabilityIndex(table, emptyCells: .replace(share)) }
      #expect(throws: StatisticsError.self) { try KullbackLeibler(table, emptyCells: .floor(share)) }
    }
  }

  @Test("what noise alone gives is the mean of samples that do not differ", arguments: [61, 62] as [UInt64])
  func noise(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    var found = [Double](repeating: 0, count: 6)
    var expected = found
    var beyond = 0
    let runs = 400
    for _ in 0..<runs {
      var first = [Int](repeating: 0, count: 8)
      var second = first
      for _ in 0..<900 { first[random.below(8)] += 1 }
      for _ in 0..<500 { second[random.below(8)] += 1 }
      let table = try CountTable(reference: first, current: second)
      let index = try PopulationStabilityIndex(table)
      let divergence = try KullbackLeibler(table)
      let jensen = JensenShannon(table, base: .two)
      let hellinger = HellingerDistance(table)
      let largest = LInfinityDistance(table)
      let cramers = try CramersV(table)
      let values = [
        index.estimate, divergence.estimate, jensen.distance, hellinger.estimate, largest.estimate, cramers.estimate,
      ]
      let floors = [
        index.noise.mean, divergence.noise.mean, jensen.noiseDistance, hellinger.noiseFloor, largest.noiseFloor,
        try cramers.noiseFloor(),
      ]
      for position in values.indices {
        found[position] += values[position] / Double(runs)
        expected[position] += floors[position] / Double(runs)
      }
      if index.estimate > (try index.noise.bound(significance: 0.1)) { beyond += 1 }
    }
    for position in [0, 1, 2, 3] {
      #expect(abs(found[position] / expected[position] - 1) < 0.08, "seed \(seed), \(position)")
    }
    // The largest difference's floor is an upper one.
    #expect(found[4] < expected[4] * 1.02 && found[4] > expected[4] * 0.85, "seed \(seed): \(found[4]) \(expected[4])")
    #expect(abs(found[5] / expected[5] - 1) < 0.2, "seed \(seed): \(found[5]) \(expected[5])")
    #expect(beyond > 20 && beyond < 65, "seed \(seed): \(beyond)")
  }

  @Test("the noise bound is the quantile of the distribution", arguments: StoredValues.distances.divergenceBound)
  func bound(row: [Double]) throws {
    let noise = DivergenceNoise(factor: 1, cells: Int(row[0]) + 1, 2, 2)
    #expect(noise.scale == 1)
    #expect(isClose(try noise.bound(significance: row[1]), row[2], 1e-11))
    #expect(isClose(noise.rootMean, row[3], 1e-11))
    #expect(isClose(try noise.pValue(row[2]), row[1], 1e-10))
    #expect(throws: StatisticsError.self) { try noise.pValue(.nan) }
    #expect(throws: StatisticsError.self) { try noise.bound(significance: 0) }
  }

  @Test("the bounds of the largest difference hold the true one", arguments: [71, 72] as [UInt64])
  func largestDifference(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    var misses = 0
    for _ in 0..<300 {
      var first = [0, 0, 0]
      var second = [0, 0, 0]
      // Shares ⅓, ⅓, ⅓ against ½, ⅙, ⅓: the largest difference is ⅙.
      for _ in 0..<90 { first[random.below(3)] += 1 }
      for _ in 0..<70 {
        let die = random.below(6)
        second[die < 3 ? 0 : (die < 4 ? 1 : 2)] += 1
      }
      let largest = LInfinityDistance(try CountTable(reference: first, current: second))
      if !(try largest.interval(significance: 0.1).contains(1.0 / 6)) { misses += 1 }
    }
    #expect(misses <= 30, "seed \(seed): \(misses)")
  }

  @Test("Cramér's V says when rows are too few")
  func cramersV() throws {
    #expect(throws: StatisticsError.tooFewValues(what: "Cramér's V of both samples", count: 2, minimum: 3)) {
      try CramersV(CountTable(reference: [1, 0], current: [0, 1]))
    }
    #expect(throws: StatisticsError.self) { try CramersV(CountTable(reference: [1, 1, 0], current: [0, 0, 1])) }
  }
}
