/// How often a decision at a threshold was right and wrong, for each class.
public struct ConfusionCounts: Sendable, Hashable {
  /// Positive rows that were called positive.
  public let truePositives: Int
  /// Negative rows that were called positive.
  public let falsePositives: Int
  /// Negative rows that were called negative.
  public let trueNegatives: Int
  /// Positive rows that were called negative.
  public let falseNegatives: Int

  /// The number of rows.
  public var count: Int { truePositives + falsePositives + trueNegatives + falseNegatives }

  /// The share of rows that were called right, 0 … 1.
  public var accuracy: Double { Double(truePositives + trueNegatives) / Double(count) }
}

extension BinaryScores {
  /// Counts decisions: a row is called positive when its score is above the threshold, not when it is equal.
  ///
  /// - Throws: `StatisticsError.notANumber` for a threshold that is NaN.
  public func confusionCounts(threshold: Double = 0.5) throws(StatisticsError) -> ConfusionCounts {
    guard !threshold.isNaN else { throw .notANumber(what: "threshold", position: 0) }
    var truePositives = 0
    var falsePositives = 0
    for index in scores.indices where scores[index] > threshold {
      if labels[index] { truePositives += 1 } else { falsePositives += 1 }
    }
    return ConfusionCounts(
      truePositives: truePositives, falsePositives: falsePositives,
      trueNegatives: negativeCount - falsePositives, falseNegatives: positiveCount - truePositives)
  }

  /// The share of rows that a decision at the threshold calls right, 0 … 1.
  ///
  /// - Throws: `StatisticsError.notANumber` for a threshold that is NaN.
  public func accuracy(threshold: Double = 0.5) throws(StatisticsError) -> Double {
    try confusionCounts(threshold: threshold).accuracy
  }
}
