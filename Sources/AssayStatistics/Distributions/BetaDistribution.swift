#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The beta distribution, whose tails are those of the binomial.
public enum BetaDistribution {
  /// The regularised incomplete beta function I_x(a, b): the probability of a value of at most x.
  ///
  /// Relative error about 1e-13 in both tails; O(√max(a, b)) steps.
  ///
  /// - Throws: `StatisticsError.outOfRange` unless a > 0, b > 0, both finite, and 0 ≤ x ≤ 1.
  public static func cumulative(_ x: Double, a: Double, b: Double) throws(StatisticsError) -> Double {
    try check(a: a, b: b)
    guard x >= 0, x <= 1 else { throw .outOfRange(what: "beta value", found: x, expected: "0 ≤ x ≤ 1") }
    return regularized(x, a, b)
  }

  /// The x with `cumulative(x)` equal to p.
  ///
  /// - Throws: `StatisticsError.outOfRange` unless a > 0, b > 0, both finite, and 0 ≤ p ≤ 1.
  public static func quantile(_ p: Double, a: Double, b: Double) throws(StatisticsError) -> Double {
    try check(a: a, b: b)
    guard p >= 0, p <= 1 else { throw .outOfRange(what: "probability", found: p, expected: "0 ≤ p ≤ 1") }
    return inverse(p, a, b)
  }

  private static func check(a: Double, b: Double) throws(StatisticsError) {
    for (name, value) in [("a", a), ("b", b)] where !(value > 0 && value.isFinite) {
      throw .outOfRange(what: "beta parameter \(name)", found: value, expected: "a finite number above 0")
    }
  }

  static func regularized(_ x: Double, _ a: Double, _ b: Double) -> Double {
    tails(x, a, b).lower
  }

  /// The probabilities of at most x and of more, each accurate where it is the smaller one.
  private static func tails(_ x: Double, _ a: Double, _ b: Double) -> (lower: Double, upper: Double) {
    if x <= 0 { return (0, 1) }
    if x >= 1 { return (1, 0) }
    let y = 1 - x
    if x < (a + 1) / (a + b + 2) {
      let lower = min(1, binomialTerm(a, b, x, y) * b / (a + b) * fraction(x, a, b))
      return (lower, 1 - lower)
    }
    let upper = min(1, binomialTerm(b, a, y, x) * a / (a + b) * fraction(y, b, a))
    return (1 - upper, upper)
  }

  /// Γ(a + b + 1) / (Γ(a + 1)·Γ(b + 1)) · x^a · y^b for x + y = 1.
  private static func binomialTerm(_ a: Double, _ b: Double, _ x: Double, _ y: Double) -> Double {
    let n = a + b
    let exponent =
      GammaFunctions.stirlingError(n) - GammaFunctions.stirlingError(a) - GammaFunctions.stirlingError(b)
      - GammaFunctions.deviance(a, mean: n * x) - GammaFunctions.deviance(b, mean: n * y)
    return exp(exponent) * (n / (2 * Double.pi * a * b)).squareRoot()
  }

  /// The continued fraction of the incomplete beta function by the modified Lentz method.
  private static func fraction(_ x: Double, _ a: Double, _ b: Double) -> Double {
    func nonzero(_ value: Double) -> Double { abs(value) < 1e-300 ? 1e-300 : value }
    var c = 1.0
    var d = 1 / nonzero(1 - (a + b) * x / (a + 1))
    var result = d
    var step = 1.0
    while step < 1e7 {
      let twice = 2 * step
      let even = step * (b - step) * x / ((a + twice - 1) * (a + twice))
      d = 1 / nonzero(1 + even * d)
      c = nonzero(1 + even / c)
      result *= d * c
      let odd = -(a + step) * (a + b + step) * x / ((a + twice) * (a + twice + 1))
      d = 1 / nonzero(1 + odd * d)
      c = nonzero(1 + odd / c)
      let change = d * c
      result *= change
      if abs(change - 1) < 1e-16 { break }
      step += 1
    }
    return result
  }

  /// The x with probability p below it, or above it when `upperTail`.
  ///
  /// Newton's method on the logarithm of the tail, which is nearly straight far out, kept inside a bracket.
  static func inverse(_ p: Double, _ a: Double, _ b: Double, upperTail: Bool = false) -> Double {
    if p <= 0 { return upperTail ? 1 : 0 }
    if p >= 1 { return upperTail ? 0 : 1 }
    var low = 0.0
    var high = 1.0
    var x = a / (a + b)
    let target = log(p)
    for _ in 0..<200 {
      let (lower, upper) = tails(x, a, b)
      let value = upperTail ? upper : lower
      if (value > p) != upperTail { high = x } else { low = x }
      var next = 0.5 * (low + high)
      if value > 0, x > 0, x < 1 {
        // The density of the beta distribution, from the same term.
        let density = binomialTerm(a, b, x, 1 - x) * a * b / ((a + b) * x * (1 - x))
        let step = (log(value) - target) * value / density
        let newton = upperTail ? x + step : x - step
        if newton > low, newton < high { next = newton }
      }
      if abs(next - x) <= 4e-16 * next || low == high { return next }
      x = next
    }
    return x
  }
}
