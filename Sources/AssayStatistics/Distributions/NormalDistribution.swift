#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The standard normal distribution, with full relative accuracy in both tails.
public enum NormalDistribution {
  // 1/√2 in two parts, and constants of the density.
  private static let inverseRootTwo = 0x1.6a09e667f3bcdp-1
  private static let inverseRootTwoError = -0x1.bdd3413b26456p-55
  private static let inverseRootTwoPi = 0.398942280401432677939946059934
  private static let twoOverRootPi = 1.12837916709551257389615890312

  /// The density at z.
  public static func density(_ z: Double) -> Double {
    inverseRootTwoPi * exp(-0.5 * z * z)
  }

  /// The probability of a value of at most z; relative error below 1e-14 where the result is a normal double.
  public static func cumulative(_ z: Double) -> Double {
    survival(-z)
  }

  /// The probability of a value above z; relative error below 1e-14 where the result is a normal double.
  public static func survival(_ z: Double) -> Double {
    guard z.isFinite else { return z.isNaN ? .nan : (z > 0 ? 0 : 1) }
    let t = z * inverseRootTwo
    // What rounding took from z/√2; far out, erfc would magnify it by 2t².
    let error = (-t).addingProduct(z, inverseRootTwo) + z * inverseRootTwoError
    return 0.5 * (erfc(t) - twoOverRootPi * exp(-t * t) * error)
  }

  /// The z with `cumulative(z)` equal to p; −infinity for 0 and +infinity for 1.
  ///
  /// Relative error below 1e-13. For a share close to 1 use `quantile(survival:)`.
  ///
  /// - Throws: `StatisticsError.outOfRange` for p outside 0 … 1.
  public static func quantile(_ p: Double) throws(StatisticsError) -> Double {
    guard p >= 0, p <= 1 else { throw .outOfRange(what: "probability", found: p, expected: "0 ≤ p ≤ 1") }
    if p > 0.75 { return -lowerQuantile(1 - p) }
    return lowerQuantile(p)
  }

  /// The z with `survival(z)` equal to q, accurate for the smallest q.
  ///
  /// - Throws: `StatisticsError.outOfRange` for q outside 0 … 1.
  public static func quantile(survival q: Double) throws(StatisticsError) -> Double {
    try -quantile(q)
  }

  /// For p up to 0.75: a rough start, then Halley's method, which triples the right digits in each step.
  private static func lowerQuantile(_ p: Double) -> Double {
    if p == 0 { return -.infinity }
    let isCentral = p > 0.25
    var z: Double
    if isCentral {
      z = (p - 0.5) / inverseRootTwoPi
    } else {
      // The tail is about density/|z|; two rounds of solving that for z are close enough to start from.
      let depth = -2 * log(p)
      z = -(max(depth - log(max(depth, 1) * 6.2831853), 0.3)).squareRoot()
    }
    for _ in 0..<12 {
      // Around the centre the difference from one half is what carries the digits.
      let excess = isCentral ? 0.5 * erf(z * inverseRootTwo) - (p - 0.5) : cumulative(z) - p
      let newton = excess / density(z)
      let step = newton / (1 + 0.5 * z * newton)
      z -= step
      if abs(step) <= 1e-15 * abs(z) { break }
    }
    return z
  }
}
