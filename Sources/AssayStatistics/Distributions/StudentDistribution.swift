#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Student's t distribution with any positive number of degrees of freedom.
public enum StudentDistribution {
  /// The probability of a value above t; relative error below 1e-13 in both tails.
  ///
  /// With infinite degrees of freedom it is the normal distribution.
  ///
  /// - Throws: `StatisticsError.outOfRange` for t that is NaN and degrees of freedom that are not above 0.
  public static func survival(_ t: Double, degreesOfFreedom: Double) throws(StatisticsError) -> Double {
    try check(degreesOfFreedom)
    guard !t.isNaN else { throw .outOfRange(what: "Student's t", found: t, expected: "a number") }
    let tail = upperTail(abs(t), degreesOfFreedom)
    return t < 0 ? 1 - tail : tail
  }

  /// The probability of a value of at most t.
  ///
  /// - Throws: `StatisticsError.outOfRange` for t that is NaN and degrees of freedom that are not above 0.
  public static func cumulative(_ t: Double, degreesOfFreedom: Double) throws(StatisticsError) -> Double {
    try survival(-t, degreesOfFreedom: degreesOfFreedom)
  }

  /// The t with `survival(t)` equal to q; infinity for 0 and −infinity for 1.
  ///
  /// - Throws: `StatisticsError.outOfRange` for q outside 0 … 1 and degrees of freedom that are not above 0.
  public static func quantile(survival q: Double, degreesOfFreedom: Double) throws(StatisticsError) -> Double {
    try check(degreesOfFreedom)
    guard q >= 0, q <= 1 else { throw .outOfRange(what: "probability", found: q, expected: "0 ≤ q ≤ 1") }
    return q <= 0.5 ? upperQuantile(q, degreesOfFreedom) : -upperQuantile(1 - q, degreesOfFreedom)
  }

  private static func check(_ degreesOfFreedom: Double) throws(StatisticsError) {
    guard degreesOfFreedom > 0 else {
      throw .outOfRange(what: "degrees of freedom", found: degreesOfFreedom, expected: "a number above 0")
    }
  }

  /// Beyond this the distribution is the normal one to the last digits, even at a tail of 1e-300.
  private static let normalLimit = 1e20

  static func upperTail(_ t: Double, _ degreesOfFreedom: Double) -> Double {
    if degreesOfFreedom > normalLimit { return NormalDistribution.survival(t) }
    return 0.5 * sides(t, degreesOfFreedom).outside
  }

  /// The probabilities of an absolute value above t and of at most t, for t ≥ 0 and ordinary degrees of freedom.
  private static func sides(_ t: Double, _ degreesOfFreedom: Double) -> (outside: Double, inside: Double) {
    if t == 0 { return (1, 0) }
    if t == .infinity { return (0, 1) }
    let half = 0.5 * degreesOfFreedom
    if t > 1e140 || t < 1e-140 { return extremeSides(t, half) }
    // x = ν/(ν + t²) and its complement t²/(ν + t²).
    let square = DoubleDouble(product: t, t)
    let total = square + DoubleDouble(degreesOfFreedom)
    let (lower, upper) = BetaDistribution.tails(DoubleDouble(degreesOfFreedom) / total, square / total, half, 0.5)
    return (lower, upper)
  }

  /// Only the first term of the power series matters, and t² would leave the range of doubles.
  private static func extremeSides(_ t: Double, _ half: Double) -> (outside: Double, inside: Double) {
    if t < 1 { return (1, 2 * t * centralDensity(half)) }
    // log B(ν/2, ½)
    let logBeta =
      GammaFunctions.logGamma(half) - GammaFunctions.logGamma(half + 0.5) + 0.572364942924700087071713675677
    let logRatio = DoubleDouble.logarithm(DoubleDouble(t)) * 2 - DoubleDouble.logarithm(DoubleDouble(2 * half))
    let outside = (logRatio * -half - DoubleDouble(logBeta)).exponential / half
    return (min(1, outside), 1)
  }

  /// The density at 0, Γ(½ + ν/2) / (Γ(ν/2)·√(πν)), by Stirling's formula, whose main terms cancel.
  private static func centralDensity(_ half: Double) -> Double {
    let correction =
      GammaFunctions.stirlingError(half + 0.5) - GammaFunctions.stirlingError(half) + half * log1p(0.5 / half) - 0.5
    return exp(correction) / (2 * Double.pi).squareRoot()
  }

  private static func density(_ t: Double, _ degreesOfFreedom: Double) -> Double {
    let half = 0.5 * degreesOfFreedom
    let ratio = t / degreesOfFreedom.squareRoot()
    let logPower = ratio < 1e100 ? log1p(ratio * ratio) : 2 * log(ratio)
    return centralDensity(half) * exp(-(half + 0.5) * logPower)
  }

  /// For q up to one half.
  private static func upperQuantile(_ q: Double, _ degreesOfFreedom: Double) -> Double {
    if q == 0 { return .infinity }
    if q == 0.5 { return 0 }
    if degreesOfFreedom > normalLimit {
      return (try? NormalDistribution.quantile(survival: q)) ?? .infinity
    }
    if q > 0.25 {
      // Around the centre the difference from one half is what carries the digits.
      return QuantileSearch.solve(1 - 2 * q, from: 0.5, in: 0 ... .infinity, isRising: true) { t in
        (sides(t, degreesOfFreedom).inside, 2 * density(t, degreesOfFreedom))
      }
    }
    return QuantileSearch.solve(
      q, from: 1, in: 0 ... .infinity, isRising: false, isPowerLaw: degreesOfFreedom < 50
    ) { t in
      (0.5 * sides(t, degreesOfFreedom).outside, density(t, degreesOfFreedom))
    }
  }
}
