/// The binomial distribution: the number of successes in independent trials.
public enum BinomialDistribution {
  /// The probability of at most k successes; relative error below 1e-13, O(√trials).
  ///
  /// - Throws: `StatisticsError.outOfRange` for negative trials and a probability outside 0 … 1.
  public static func cumulative(_ k: Int, trials: Int, probability: Double) throws(StatisticsError) -> Double {
    try check(trials, probability)
    if k < 0 { return 0 }
    if k >= trials { return 1 }
    return BetaDistribution.tails(probability, Double(k) + 1, Double(trials - k)).upper
  }

  /// The probability of more than k successes; relative error below 1e-13, O(√trials).
  ///
  /// - Throws: `StatisticsError.outOfRange` for negative trials and a probability outside 0 … 1.
  public static func survival(_ k: Int, trials: Int, probability: Double) throws(StatisticsError) -> Double {
    try check(trials, probability)
    if k < 0 { return 1 }
    if k >= trials { return 0 }
    return BetaDistribution.tails(probability, Double(k) + 1, Double(trials - k)).lower
  }

  /// The probability of exactly k successes; relative error below 1e-13.
  ///
  /// - Throws: `StatisticsError.outOfRange` for negative trials and a probability outside 0 … 1.
  public static func mass(_ k: Int, trials: Int, probability: Double) throws(StatisticsError) -> Double {
    try check(trials, probability)
    if k < 0 || k > trials { return 0 }
    if probability == 0 { return k == 0 ? 1 : 0 }
    if probability == 1 { return k == trials ? 1 : 0 }
    return logMass(k, trials, DoubleDouble(probability), DoubleDouble(sum: 1, -probability)).exponential
  }

  private static func check(_ trials: Int, _ probability: Double) throws(StatisticsError) {
    guard trials >= 0 else {
      throw .outOfRange(what: "number of trials", found: Double(trials), expected: "0 or more")
    }
    guard probability >= 0, probability <= 1 else {
      throw .outOfRange(what: "probability of a success", found: probability, expected: "0 ≤ p ≤ 1")
    }
  }

  /// The logarithm of the probability of k successes, for success and failure probabilities above 0 that sum to 1.
  static func logMass(_ k: Int, _ trials: Int, _ success: DoubleDouble, _ failure: DoubleDouble) -> DoubleDouble {
    let n = Double(trials)
    if trials == 0 { return DoubleDouble(0) }
    if k == 0 { return DoubleDouble.logarithm(failure) * n }
    if k == trials { return DoubleDouble.logarithm(success) * n }
    let a = Double(k)
    let b = Double(trials - k)
    let powers =
      DoubleDouble.logarithm(success * n / DoubleDouble(a)) * a
      + DoubleDouble.logarithm(failure * n / DoubleDouble(b)) * b
    let root = DoubleDouble.logarithm(DoubleDouble(n) / (DoubleDouble(product: a, b) * (DoubleDouble.pi * 2))) * 0.5
    let stirling =
      GammaFunctions.stirlingError(n) - GammaFunctions.stirlingError(a) - GammaFunctions.stirlingError(b)
    return powers + root + DoubleDouble(stirling)
  }
}
