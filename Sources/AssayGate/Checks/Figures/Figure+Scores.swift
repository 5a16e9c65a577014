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

  /// The errors of predicted numbers, by prediction.
  static func residuals(_ subject: String, _ counts: ResidualCounts) -> Figure {
    let bands = counts.bands(maximumCount: 20)
    return .residuals(
      Residuals(
        subject: subject, predictions: bands.map { sixDigits($0.prediction) }, n: bands.map(\.count),
        quantiles: ResidualCounts.shares.indices.map { index in bands.map { sixDigits($0.quantiles[index]) } }))
  }

  /// To six digits: more cannot be seen, and costs space.
  private static func sixDigits(_ value: Double) -> Double {
    guard value != 0, value.isFinite else { return 0 }
    let exponent = Int(value.magnitude.exponent)
    // Six decimal digits are less than 21 binary ones.
    let scale = Double(sign: .plus, exponent: max(-1_000, min(1_000, 20 - exponent)), significand: 1)
    let digits = 5 - Int((Double(exponent) * 0.30102999566398120).rounded(.down))
    guard (-20...20).contains(digits) else { return (value * scale).rounded() / scale }
    var power = 1.0
    for _ in 0..<digits.magnitude { power *= 10 }
    return digits >= 0 ? (value * power).rounded() / power : (value / power).rounded() * power
  }
}
