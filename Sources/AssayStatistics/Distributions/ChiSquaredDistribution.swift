/// The chi-squared distribution.
public enum ChiSquaredDistribution {
  /// The probability of a value above x with the given degrees of freedom; relative error about 1e-13 in the tail.
  ///
  /// With 0 degrees of freedom all mass lies at 0, so the result is 1 at x = 0 and 0 above.
  ///
  /// - Throws: `StatisticsError.outOfRange` for a negative or NaN x, and for negative degrees of freedom.
  public static func survival(_ x: Double, degreesOfFreedom: Int) throws(StatisticsError) -> Double {
    guard x >= 0 else { throw .outOfRange(what: "chi-squared statistic", found: x, expected: "0 or more") }
    guard degreesOfFreedom >= 0 else {
      throw .outOfRange(what: "degrees of freedom", found: Double(degreesOfFreedom), expected: "0 or more")
    }
    if degreesOfFreedom == 0 { return x == 0 ? 1 : 0 }
    return GammaFunctions.regularizedIncomplete(Double(degreesOfFreedom) / 2, x / 2).upper
  }
}
