import AssayStatistics
import Testing

@testable import TrustSimulation

@Suite("What simulated tables are drawn from")
struct DrawingTests {
  @Test("successes are binomial", arguments: [1] as [UInt64])
  func successes(seed: UInt64) throws {
    var random = RandomNumbers(seed: seed, stream: 0)
    for (trials, probability) in [(1, 0.3), (10, 0.02), (100, 0.7), (130, 0.5)] {
      let runs = 4_000
      var observed = [Int](repeating: 0, count: trials + 1)
      for _ in 0..<runs { observed[random.successes(of: trials, probability: probability)] += 1 }
      let expected = try (0...trials).map {
        try BinomialDistribution.mass($0, trials: trials, probability: probability)
      }
      // Rare counts together.
      let common = expected.indices.filter { expected[$0] * Double(runs) >= 5 }
      let test = try ChiSquaredTest.goodnessOfFit(
        observed: common.map { observed[$0] } + [runs - common.reduce(0) { $0 + observed[$1] }],
        expectedShares: common.map { expected[$0] } + [max(1e-9, 1 - common.reduce(0) { $0 + expected[$1] })])
      #expect(test.pValue > 1e-4, "\(trials) × \(probability), seed \(seed)")
    }
    #expect(random.successes(of: 0, probability: 0.5) == 0)
    #expect(random.successes(of: 9, probability: 0) == 0)
    #expect(random.successes(of: 9, probability: 1) == 9)
  }

  @Test("levels are multinomial", arguments: [2] as [UInt64])
  func levels(seed: UInt64) throws {
    var random = RandomNumbers(seed: seed, stream: 0)
    let table = LevelTable(weights: [5, 0, 1, 3, 0.5, 0.5, 10])
    let counts = table.counts(100_000, &random)
    #expect(counts.reduce(0, +) == 100_000 && counts[1] == 0)
    let test = try ChiSquaredTest.goodnessOfFit(
      observed: counts, expectedShares: (0..<table.count).map(table.share))
    #expect(test.pValue > 1e-4, "seed \(seed)")
  }

  @Test("numbers come in order and follow their quantiles", arguments: [3] as [UInt64])
  func numbers(seed: UInt64) throws {
    var random = RandomNumbers(seed: seed, stream: 0)
    let table = try QuantileTable.normal()
    for count in [0, 1, 2, 5_000] {
      let values = table.ordered(count, &random)
      #expect(values.count == count)
      guard count > 2 else { continue }
      let sample = try SortedSample(sorted: values)
      let distance =
        sample.values.enumerated().map { index, value in
          let share = NormalDistribution.cumulative(value)
          return max(share - Double(index) / Double(count), Double(index + 1) / Double(count) - share)
        }.max() ?? 1
      #expect(try FiniteKolmogorovDistribution.survival(distance, count: count) > 1e-4, "seed \(seed)")
    }
  }

  @Test("runs do not depend on the number of threads")
  func threads() throws {
    let one = try FalseBlocks(rows: 60, columns: 6, runs: 4, Simulation(seed: 5, threads: 1))
    let two = try FalseBlocks(rows: 60, columns: 6, runs: 4, Simulation(seed: 5, threads: 2))
    #expect(one.inconclusive == two.inconclusive && one.blocked.count == two.blocked.count)
    #expect(one.inconclusive > 0.9)
  }

  @Test("NannyML's threshold is the mean and three standard deviations")
  func threshold() {
    #expect(abs(NannyMLAlarm.threshold([1, 2, 3, 4]) - (2.5 + 3 * 1.25.squareRoot())) < 1e-12)
    #expect(NannyMLAlarm.threshold([0.25, 0.25]) == 0.25)
  }

  @Test("NannyML's rule sees a column that moved far, and not one that is the reference itself")
  func chunks() throws {
    var random = RandomNumbers(seed: 6, stream: 0)
    let values = (0..<200).map(Double.init)
    let reference = SimulatedColumn(values: .numbers(values), missing: 3, rows: 203)
    let moved = SimulatedColumn(values: .numbers(values.map { $0 + 500 }), missing: 0, rows: 200)
    #expect(try NannyMLAlarm.isRaised(reference, moved, &random))
    let levels = SimulatedColumn(values: .counts(["a": 100]), missing: 0, rows: 100)
    #expect(try !NannyMLAlarm.isRaised(levels, levels, &random))
  }
}
