#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

extension BinaryScores {
  /// The mean of −log of the probability given to the true class, in nats.
  ///
  /// Scores are clipped to [ε, 1 − ε] with ε of the type they came in (2^-23 or 2^-52), as scikit-learn 1.9 does, so that
  /// a single wrong certainty costs about 16 or 36 and not infinity. All arithmetic is double; scikit-learn computes
  /// 32-bit scores in 32 bits, so its value for them differs in the seventh digit.
  ///
  /// - Throws: `StatisticsError.valueOutOfRange` for a score outside 0 … 1.
  public func logLoss() throws(StatisticsError) -> Double {
    try requireProbabilities("log loss")
    let epsilon = precision.epsilon
    return mean { score, label in
      let clipped = min(max(score, epsilon), 1 - epsilon)
      return label ? -log(clipped) : -log1p(-clipped)
    }
  }

  /// The mean squared difference of score and label (1 or 0), from 0 to 1.
  ///
  /// - Throws: `StatisticsError.valueOutOfRange` for a score outside 0 … 1.
  public func brierScore() throws(StatisticsError) -> Double {
    try requireProbabilities("Brier score")
    return mean { score, label in
      let difference = score - (label ? 1 : 0)
      return difference * difference
    }
  }

  /// The mean score less the share of positive labels, from −1 to 1: above 0 the model promises too much.
  ///
  /// - Throws: `StatisticsError.valueOutOfRange` for a score outside 0 … 1.
  public func calibrationBias() throws(StatisticsError) -> Double {
    try requireProbabilities("calibration bias")
    // One exact difference of sums, so that no digits cancel between two rounded means.
    var sum = ExactSum(scores)
    sum.add(-Double(positiveCount))
    return sum.sum / Double(count)
  }
}
