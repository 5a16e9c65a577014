import Testing

@testable import AssayStatistics

@Suite("Measures of a binary classifier")
struct ClassificationTests {
  @Test("equal scikit-learn's on 64-bit scores", arguments: ReferenceValues.classification.indices)
  func double(index: Int) throws {
    let row = ReferenceValues.classification[index]
    let scores = try BinaryScores(scores: row.scores, labels: row.labels)
    #expect(isClose(try scores.rocAUC(), row.auc, 1e-14))
    #expect(isClose(try scores.brierScore(), row.brier, 1e-14))
    #expect(isClose(try scores.logLoss(), row.logLoss, 1e-13))
    #expect(isClose(try scores.accuracy(), row.accuracy, 1e-15))
    #expect(abs(try scores.calibrationBias() - row.bias) < 1e-15)
  }

  @Test("equal scikit-learn's on a model's 32-bit scores of flights")
  func flights() throws {
    let row = ReferenceValues.flights[0]
    let scores = try BinaryScores(scores: row.bits.map { Float(bitPattern: $0) }, labels: row.labels)
    #expect(scores.precision == .single)
    #expect(isClose(try scores.rocAUC(), row.auc, 1e-14))
    #expect(isClose(try scores.brierScore(), row.brier, 1e-13))
    #expect(isClose(try scores.logLoss(), row.logLoss, 1e-13))
    #expect(isClose(try scores.accuracy(), row.accuracy, 1e-15))
    #expect(abs(try scores.calibrationBias() - row.bias) < 1e-15)
    // Its own 32-bit arithmetic on the same scores differs in the seventh digit.
    #expect(isClose(try scores.logLoss(), row.logLossOwnType, 1e-6))
    #expect(isClose(try scores.brierScore(), row.brierOwnType, 1e-6))
  }

  @Test("clip certain scores at the resolution of their type")
  func clipping() throws {
    let single = try BinaryScores(scores: [Float(0)], labels: [true])
    let double = try BinaryScores(scores: [0.0], labels: [true])
    #expect(isClose(try single.logLoss(), 15.942385152878742, 1e-15))
    #expect(isClose(try double.logLoss(), 36.04365338911715, 1e-15))
    #expect(isClose(try BinaryScores(scores: [1.0], labels: [false]).logLoss(), 36.04365338911715, 1e-15))
    #expect(isClose(try BinaryScores(scores: [1.0], labels: [true]).logLoss(), 0x1p-52, 1e-15))
  }

  @Test("the area follows its definition, with ties counted half", arguments: [301, 302, 303] as [UInt64])
  func definition(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    let scores = (0..<120).map { _ in Double(random.below(15)) }
    let labels = (0..<120).map { _ in random.below(3) == 0 }
    var halves = 0
    for (score, label) in zip(scores, labels) where label {
      for (other, otherLabel) in zip(scores, labels) where !otherLabel {
        halves += score > other ? 2 : (score == other ? 1 : 0)
      }
    }
    let measured = try BinaryScores(scores: scores, labels: labels)
    let pairs = measured.positiveCount * measured.negativeCount
    #expect(try measured.rocAUC() == Double(halves) / Double(2 * pairs), "seed \(seed)")
  }

  @Test("do not depend on the order of rows, to the last bit", arguments: [311, 312] as [UInt64])
  func order(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    let rows = (0..<9000).map { _ in (random.uniform(), random.below(4) == 0) }
    let shuffled = rows.shuffled(using: &random)
    let first = try BinaryScores(scores: rows.map(\.0), labels: rows.map(\.1))
    let second = try BinaryScores(scores: shuffled.map(\.0), labels: shuffled.map(\.1))
    #expect(try first.rocAUC() == second.rocAUC(), "seed \(seed)")
    #expect(try first.logLoss() == second.logLoss(), "seed \(seed)")
    #expect(try first.brierScore() == second.brierScore(), "seed \(seed)")
    #expect(try first.calibrationBias() == second.calibrationBias(), "seed \(seed)")
    #expect(try first.confusionCounts() == second.confusionCounts(), "seed \(seed)")
  }

  @Test("decide by a score above the threshold, not at it")
  func threshold() throws {
    let scores = try BinaryScores(scores: [0.5, 0.50001, 0.2, 0.9], labels: [true, true, false, false])
    let counts = try scores.confusionCounts()
    #expect(counts.truePositives == 1 && counts.falseNegatives == 1)
    #expect(counts.falsePositives == 1 && counts.trueNegatives == 1)
    #expect(counts.accuracy == 0.5)
    #expect(try scores.accuracy(threshold: 0.95) == 0.5)
    #expect(throws: StatisticsError.self) { try scores.accuracy(threshold: .nan) }
  }

  @Test("are refused where they have no value")
  func refusals() throws {
    #expect(throws: StatisticsError.tooFewValues(what: "scores", count: 0, minimum: 1)) {
      try BinaryScores(scores: [Double](), labels: [])
    }
    #expect(throws: StatisticsError.lengthsDiffer(what: "scores and labels", first: 1, second: 2)) {
      try BinaryScores(scores: [0.5], labels: [true, false])
    }
    #expect(throws: StatisticsError.notANumber(what: "score", position: 1)) {
      try BinaryScores(scores: [Float(0.5), .nan], labels: [true, false])
    }
    let oneClass = try BinaryScores(scores: [0.5, 0.7], labels: [true, true])
    #expect(throws: StatisticsError.oneClassOnly(measure: "ROC AUC", positives: 2, negatives: 0)) {
      try oneClass.rocAUC()
    }
    #expect(isClose(try oneClass.brierScore(), (0.25 + 0.09) / 2, 1e-15))
    let margins = try BinaryScores(scores: [-2, .infinity, 0.5], labels: [false, true, false])
    #expect(try margins.rocAUC() == 1)
    #expect(
      throws: StatisticsError.valueOutOfRange(
        what: "score for log loss", position: 0, found: -2, expected: "a probability, 0 … 1")
    ) { try margins.logLoss() }
    #expect(throws: StatisticsError.self) { try margins.brierScore() }
    #expect(throws: StatisticsError.self) { try margins.calibrationBias() }
  }
}
