import Testing

@testable import AssayStatistics

@Suite("Intervals of proportions")
struct IntervalTests {
  @Test(
    "Wilson and Clopper–Pearson equal the definitions solved with many digits",
    arguments: ReferenceValues.proportions)
  func single(row: [Double]) throws {
    let proportion = try Proportion(successes: Int(row[0]), trials: Int(row[1]))
    let wilson = try proportion.wilson(significance: row[2])
    // The lower score bound of a rare event is a small difference of larger numbers.
    #expect(isClose(wilson.lower, row[3], 1e-9))
    #expect(isClose(wilson.upper, row[4], 1e-12))
    let exact = try proportion.clopperPearson(significance: row[2])
    #expect(isClose(exact.lower, row[5], 1e-11), "\(exact.lower) \(row[5])")
    #expect(isClose(exact.upper, row[6], 1e-11), "\(exact.upper) \(row[6])")
  }

  /// Examples of Newcombe, Statistics in Medicine 17 (1998), table II, method 10, as printed with four digits.
  @Test(
    "Newcombe's intervals are the published ones",
    arguments: [
      [56, 70, 48, 80, 0.0524, 0.3339], [9, 10, 3, 10, 0.1705, 0.8090], [6, 7, 2, 7, 0.0582, 0.8062],
      [5, 56, 0, 29, -0.0381, 0.1926], [0, 10, 0, 20, -0.1611, 0.2775], [0, 10, 0, 10, -0.2775, 0.2775],
      [10, 10, 0, 20, 0.6791, 1], [10, 10, 0, 10, 0.6075, 1],
    ])
  func newcombe(row: [Double]) throws {
    let difference = ProportionDifference(
      reference: try Proportion(successes: Int(row[2]), trials: Int(row[3])),
      current: try Proportion(successes: Int(row[0]), trials: Int(row[1])))
    let interval = try difference.newcombe(significance: 0.05)
    #expect(abs(interval.lower - row[4]) < 6e-5, "\(interval)")
    #expect(abs(interval.upper - row[5]) < 6e-5, "\(interval)")
    let careful = try difference.squareAndAdd(significance: 0.05)
    #expect(careful.lower <= interval.lower && careful.upper >= interval.upper)
  }

  /// The probabilities of 0 … n successes; p above 0 and below 1.
  private func binomial(_ n: Int, _ p: Double) -> [Double] {
    // Weights relative to the likeliest count, then scaled to 1.
    var weights = [Double](repeating: 0, count: n + 1)
    let mode = Int(Double(n + 1) * p)
    weights[mode] = 1
    for k in stride(from: mode + 1, through: n, by: 1) {
      weights[k] = weights[k - 1] * Double(n - k + 1) / Double(k) * p / (1 - p)
    }
    for k in stride(from: mode - 1, through: 0, by: -1) {
      weights[k] = weights[k + 1] * Double(k + 1) / Double(n - k) * (1 - p) / p
    }
    let total = ExactSum(weights).sum
    return weights.map { $0 / total }
  }

  @Test(
    "the square-and-add bounds err in at most α of all samples, where Newcombe's do not", arguments: [0, 0.01, 0.1])
  func enumeration(difference: Double) throws {
    let (n, m, significance) = (200, 10, 0.001)
    func furthest(_ interval: ConfidenceInterval) -> Double { max(interval.lower, -interval.upper) }
    var careful: [Double] = []
    var score: [Double] = []
    for i in 0...n {
      for j in 0...m where i <= 160 {
        let pair = ProportionDifference(
          reference: try Proportion(successes: i, trials: n), current: try Proportion(successes: j, trials: m))
        careful.append(furthest(try pair.squareAndAdd(significance: significance)))
        score.append(furthest(try pair.newcombe(significance: significance)))
      }
    }
    var worstCareful = 0.0
    var worstScore = 0.0
    for share in [0.0005, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.4] {
      let first = binomial(n, share)
      let second = binomial(m, share + difference)
      var carefulErrors = 0.0
      var scoreErrors = 0.0
      for index in careful.indices {
        let weight = first[index / (m + 1)] * second[index % (m + 1)]
        if careful[index] > difference { carefulErrors += weight }
        if score[index] > difference { scoreErrors += weight }
      }
      worstCareful = max(worstCareful, carefulErrors)
      worstScore = max(worstScore, scoreErrors)
    }
    #expect(worstCareful <= significance)
    #expect(worstScore > significance)
  }

  @Test("impossible shares and levels are refused")
  func refusals() throws {
    #expect(throws: StatisticsError.self) { try Proportion(successes: 3, trials: 2) }
    #expect(throws: StatisticsError.self) { try Proportion(successes: -1, trials: 2) }
    #expect(throws: StatisticsError.tooFewValues(what: "proportion", count: 0, minimum: 1)) {
      try Proportion(successes: 0, trials: 0)
    }
    #expect(throws: StatisticsError.self) { try Proportion(share: .nan, size: 10) }
    #expect(throws: StatisticsError.self) { try Proportion(share: 0.5, size: .infinity) }
    let half = try Proportion(successes: 1, trials: 2)
    for level in [0, 1, -0.1, .nan] {
      #expect(throws: StatisticsError.self) { try half.wilson(significance: level) }
      #expect(throws: StatisticsError.self) { try half.clopperPearson(significance: level) }
    }
  }
}
