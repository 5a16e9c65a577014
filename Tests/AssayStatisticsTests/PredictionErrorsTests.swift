import Foundation
import Testing

@testable import AssayStatistics

@Suite("Errors of predicted numbers")
struct PredictionErrorsTests {
  /// What the definitions of scikit-learn give in NumPy and SciPy: `Values/regression.json`, which `make_regression.py` writes.
  struct Case: Decodable, Sendable, CustomTestStringConvertible {
    let name: String
    let predictions: [Double]
    let targets: [Double]
    let meanAbsoluteError: Double
    let rootMeanSquaredError: Double
    let rSquared: Double
    let meanBiasError: Double
    let absoluteInterval: [Double]
    let biasInterval: [Double]
    let squareInterval: [Double]
    var testDescription: String { name }

    func errors() throws -> PredictionErrors {
      var errors = PredictionErrors()
      try errors.add(predictions: predictions, targets: targets)
      return errors
    }
  }

  static let cases: [Case] = {
    let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Values/regression.json")
    return (try? JSONDecoder().decode([Case].self, from: Data(contentsOf: file))) ?? []
  }()

  @Test("are measured as scikit-learn defines them", arguments: cases)
  func measures(row: Case) throws {
    let errors = try row.errors()
    #expect(isClose(try errors.meanAbsoluteError().value, row.meanAbsoluteError, 1e-13))
    #expect(isClose(try errors.rootMeanSquaredError().value, row.rootMeanSquaredError, 1e-13))
    let bias = try errors.meanBiasError().value
    #expect(bias == row.meanBiasError, "a sum that is not rounded")
    #expect(abs(try errors.rSquared() - row.rSquared) <= 1e-13 * max(1, abs(row.rSquared)))
  }

  @Test("have the intervals of the means that they are", arguments: cases)
  func intervals(row: Case) throws {
    let errors = try row.errors()
    let scale = row.rootMeanSquaredError
    for (found, expected) in [
      (try errors.meanAbsoluteError().interval, row.absoluteInterval),
      (try errors.meanBiasError().interval, row.biasInterval),
      (try errors.rootMeanSquaredError().interval, row.squareInterval),
    ] {
      let found = try #require(found)
      #expect(abs(found.lower - expected[0]) <= 1e-9 * scale, "\(found), expected \(expected)")
      #expect(abs(found.upper - expected[1]) <= 1e-9 * scale, "\(found), expected \(expected)")
    }
  }

  @Test("were compared with something") func stored() { #expect(Self.cases.count == 9) }

  @Test("do not depend on the order of rows or on how they came, to the last bit", arguments: [41, 42] as [UInt64])
  func order(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    let rows = (0..<3000).map { _ in (random.normal() * 1e3, random.normal()) }
    var whole = PredictionErrors()
    try whole.add(predictions: rows.map(\.0), targets: rows.map(\.1))
    var parts = PredictionErrors()
    let shuffled = rows.shuffled(using: &random)
    for start in stride(from: 0, to: rows.count, by: 700) {
      let part = shuffled[start..<min(start + 700, rows.count)]
      try parts.add(predictions: part.map(\.0), targets: part.map(\.1))
    }
    #expect(try parts.meanAbsoluteError() == whole.meanAbsoluteError(), "seed \(seed)")
    #expect(try parts.rootMeanSquaredError() == whole.rootMeanSquaredError(), "seed \(seed)")
    #expect(try parts.meanBiasError() == whole.meanBiasError(), "seed \(seed)")
    #expect(try parts.rSquared() == whole.rSquared(), "seed \(seed)")
  }

  @Test("say why they have no value")
  func undefined() throws {
    var errors = PredictionErrors()
    #expect(throws: StatisticsError.self) { try errors.meanAbsoluteError() }
    #expect(throws: StatisticsError.self) { try errors.rSquared() }
    try errors.add(predictions: [2], targets: [-0.0])
    #expect(try errors.meanAbsoluteError() == .init(value: 2, interval: nil))
    #expect(try errors.rootMeanSquaredError() == .init(value: 2, interval: nil))
    #expect(throws: StatisticsError.tooFewValues(what: "R²", count: 1, minimum: 2)) { try errors.rSquared() }
    #expect(throws: StatisticsError.self) { try errors.meanBiasError(significance: 0) }
    for (predictions, targets) in [([1.0], [Double.nan]), ([.infinity], [1]), ([1, 2], [1])] {
      #expect(throws: StatisticsError.self) { try errors.add(predictions: predictions, targets: targets) }
    }
    #expect(errors.count == 1, "what was refused is not counted")
    // Tenths have no exact square, and are all equal nevertheless.
    var equal = PredictionErrors()
    try equal.add(predictions: [1, 2, 3], targets: [0.1, 0.1, 0.1])
    #expect(throws: StatisticsError.self) { try equal.rSquared() }
    for size in [1e200, 1e-200] {
      var far = PredictionErrors()
      try far.add(predictions: [size, 0, size], targets: [0, size, 0])
      #expect(try far.meanAbsoluteError().value == size)
      #expect(throws: StatisticsError.self) { try far.rootMeanSquaredError() }
      #expect(throws: StatisticsError.self) { try far.rSquared() }
    }
    var beyond = PredictionErrors()
    try beyond.add(predictions: [1e308], targets: [-1e308])
    #expect(throws: StatisticsError.self) { try beyond.meanAbsoluteError() }
  }
}
