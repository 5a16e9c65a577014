import AssayStatistics

extension Figure {
  /// The ROC and the precision–recall curve of ranked scores.
  static func curves(_ ranked: RankedClasses) -> [Figure] {
    let points = ranked.operatingPoints(maximumCount: 50)
    let positives = Double(ranked.positives.count)
    let negatives = Double(ranked.negatives.count)
    let roc = Curve(
      x: points.map { rounded(Double($0.falsePositives) / negatives) },
      y: points.map { rounded(Double($0.truePositives) / positives) }, n: [])
    // Nothing called positive has no precision.
    let called = points.filter { $0.truePositives + $0.falsePositives > 0 }
    let precisionRecall = Curve(
      x: called.map { rounded(Double($0.truePositives) / positives) },
      y: called.map { rounded(Double($0.truePositives) / Double($0.truePositives + $0.falsePositives)) }, n: [])
    return [.roc(roc), .precisionRecall(precisionRecall)]
  }

  /// The reliability curve of probabilities.
  static func reliability(_ scores: BinaryScores) throws(StatisticsError) -> Figure {
    let bins = try scores.reliability(binCount: 10)
    return .reliability(
      Curve(x: bins.map { rounded($0.meanScore) }, y: bins.map { rounded($0.positiveShare) }, n: bins.map(\.count)))
  }

  /// The confusion matrix of decisions at a threshold.
  static func confusion(_ counts: ConfusionCounts, threshold: Double) -> Figure {
    .confusion(
      Confusion(
        threshold: threshold, truePositives: counts.truePositives, falsePositives: counts.falsePositives,
        trueNegatives: counts.trueNegatives, falseNegatives: counts.falseNegatives))
  }

  /// The distribution of errors that are in order; nil when all are alike or some are not finite.
  static func residuals(_ subject: String, _ errors: SortedSample) -> Figure? {
    guard let bins = SharedBins(errors, errors) else { return nil }
    let shares = bins.counts(errors).map { rounded($0 / Double(errors.count)) }
    return .residuals(Histogram(subject: subject, edges: bins.edges, shares: shares))
  }
}
