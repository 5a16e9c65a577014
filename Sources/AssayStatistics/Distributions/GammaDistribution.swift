/// The gamma distribution of scale 1, whose tails are those of the Poisson and the chi-squared distribution.
public enum GammaDistribution {
  /// The regularised lower incomplete gamma function P(a, x): the probability of a value of at most x.
  ///
  /// Relative error below 1e-13 for shapes from 0.01 up, also far out in the tail; O(√shape) steps.
  ///
  /// - Throws: `StatisticsError.outOfRange` for a negative or NaN x and a shape that is not above 0 and finite.
  public static func cumulative(_ x: Double, shape: Double) throws(StatisticsError) -> Double {
    try check(x, shape)
    return GammaFunctions.regularizedIncomplete(shape, x).lower
  }

  /// The regularised upper incomplete gamma function Q(a, x): the probability of a value above x.
  ///
  /// - Throws: `StatisticsError.outOfRange` for a negative or NaN x and a shape that is not above 0 and finite.
  public static func survival(_ x: Double, shape: Double) throws(StatisticsError) -> Double {
    try check(x, shape)
    return GammaFunctions.regularizedIncomplete(shape, x).upper
  }

  /// The x with `cumulative(x)` equal to p; 0 for 0 and infinity for 1.
  ///
  /// - Throws: `StatisticsError.outOfRange` for p outside 0 … 1 and a shape that is not above 0 and finite.
  public static func quantile(_ p: Double, shape: Double) throws(StatisticsError) -> Double {
    try check(0, shape)
    guard p >= 0, p <= 1 else { throw .outOfRange(what: "probability", found: p, expected: "0 ≤ p ≤ 1") }
    return inverse(p, shape, upperTail: false)
  }

  /// The x with `survival(x)` equal to q, accurate for the smallest q; infinity for 0 and 0 for 1.
  ///
  /// - Throws: `StatisticsError.outOfRange` for q outside 0 … 1 and a shape that is not above 0 and finite.
  public static func quantile(survival q: Double, shape: Double) throws(StatisticsError) -> Double {
    try check(0, shape)
    guard q >= 0, q <= 1 else { throw .outOfRange(what: "probability", found: q, expected: "0 ≤ q ≤ 1") }
    return inverse(q, shape, upperTail: true)
  }

  private static func check(_ x: Double, _ shape: Double) throws(StatisticsError) {
    guard shape > 0, shape.isFinite else {
      throw .outOfRange(what: "gamma shape", found: shape, expected: "a finite number above 0")
    }
    guard x >= 0 else { throw .outOfRange(what: "gamma value", found: x, expected: "0 or more") }
  }

  static func inverse(_ p: Double, _ shape: Double, upperTail: Bool) -> Double {
    if p <= 0 { return upperTail ? .infinity : 0 }
    if p >= 1 { return upperTail ? 0 : .infinity }
    return QuantileSearch.solve(p, from: shape, in: 0 ... .infinity, isRising: !upperTail) { x in
      let (lower, upper) = GammaFunctions.regularizedIncomplete(shape, x)
      // x^(a − 1)·e^−x / Γ(a)
      let density = GammaFunctions.poissonTerm(shape, x) * shape / x
      return (upperTail ? upper : lower, density)
    }
  }
}
