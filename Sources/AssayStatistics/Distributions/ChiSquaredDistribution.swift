/// The chi-squared distribution.
public enum ChiSquaredDistribution {
  /// The probability of a value above x with the given degrees of freedom; relative error below 1e-13.
  ///
  /// With 0 degrees of freedom all mass lies at 0, so the result is 1 at x = 0 and 0 above.
  ///
  /// - Throws: `StatisticsError.outOfRange` for a negative or NaN x, and for negative degrees of freedom.
  public static func survival(_ x: Double, degreesOfFreedom: Int) throws(StatisticsError) -> Double {
    try check(x, degreesOfFreedom)
    if degreesOfFreedom == 0 { return x == 0 ? 1 : 0 }
    return GammaFunctions.regularizedIncomplete(Double(degreesOfFreedom) / 2, x / 2).upper
  }

  /// The probability of a value of at most x with the given degrees of freedom; relative error below 1e-13.
  ///
  /// - Throws: `StatisticsError.outOfRange` for a negative or NaN x, and for negative degrees of freedom.
  public static func cumulative(_ x: Double, degreesOfFreedom: Int) throws(StatisticsError) -> Double {
    try check(x, degreesOfFreedom)
    if degreesOfFreedom == 0 { return 1 }
    return GammaFunctions.regularizedIncomplete(Double(degreesOfFreedom) / 2, x / 2).lower
  }

  /// The x with `survival(x)` equal to q, such as a critical value; infinity for 0 and 0 for 1.
  ///
  /// - Throws: `StatisticsError.outOfRange` for q outside 0 … 1, and unless there is a degree of freedom.
  public static func quantile(survival q: Double, degreesOfFreedom: Int) throws(StatisticsError) -> Double {
    guard degreesOfFreedom >= 1 else {
      throw .outOfRange(what: "degrees of freedom", found: Double(degreesOfFreedom), expected: "1 or more")
    }
    guard q >= 0, q <= 1 else { throw .outOfRange(what: "probability", found: q, expected: "0 ≤ q ≤ 1") }
    return 2 * GammaDistribution.inverse(q, Double(degreesOfFreedom) / 2, upperTail: true)
  }

  private static func check(_ x: Double, _ degreesOfFreedom: Int) throws(StatisticsError) {
    guard x >= 0 else { throw .outOfRange(what: "chi-squared statistic", found: x, expected: "0 or more") }
    guard degreesOfFreedom >= 0 else {
      throw .outOfRange(what: "degrees of freedom", found: Double(degreesOfFreedom), expected: "0 or more")
    }
  }
}
