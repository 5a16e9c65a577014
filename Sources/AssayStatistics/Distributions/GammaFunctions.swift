#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Parts of the gamma function that keep their accuracy where logarithms of large factorials would cancel.
///
/// The terms of binomial and Poisson probabilities are written with `stirlingError`, as proposed by
/// C. Loader, *Fast and accurate computation of binomial probabilities*, 2000.
enum GammaFunctions {
  static let halfLogTwoPi = 0.918938533204672741780329736406

  /// The logarithm of Γ(x) for x > 0.
  static func logGamma(_ x: Double) -> Double {
    let (value, _) = lgamma(x)
    return value
  }

  /// log Γ(x + 1) − (x + ½)·log x + x − ½·log 2π: how far Stirling's formula is off, for x > 0.
  static func stirlingError(_ x: Double) -> Double {
    guard x >= 12 else {
      return logGamma(x + 1) - (x + 0.5) * log(x) + x - halfLogTwoPi
    }
    // Bernoulli numbers B₂ₖ / (2k·(2k − 1)); the first one left out is below 1e-18.
    let r = 1 / (x * x)
    var series = -3617.0 / 122_400
    series = series * r + 1.0 / 156
    series = series * r - 691.0 / 360_360
    series = series * r + 1.0 / 1188
    series = series * r - 1.0 / 1680
    series = series * r + 1.0 / 1260
    series = series * r - 1.0 / 360
    series = series * r + 1.0 / 12
    return series / x
  }

  /// x^a·e^−x / Γ(a + 1), for a > 0 and x > 0.
  ///
  /// The exponent a·log(x/a) + a − x is formed with twice the digits of a double, since it may be −690 and since its
  /// parts cancel near x = a.
  static func poissonTerm(_ a: Double, _ x: Double) -> Double {
    guard x.isFinite else { return 0 }
    let ratio = x / a
    let logRatio =
      ratio.isFinite && ratio > 1e-290
      ? DoubleDouble.logarithm(DoubleDouble(x) / DoubleDouble(a))
      : DoubleDouble.logarithm(DoubleDouble(x)) - DoubleDouble.logarithm(DoubleDouble(a))
    let exponent = logRatio * a + DoubleDouble(sum: a, -x) - DoubleDouble(stirlingError(a))
    return exponent.exponential / (2 * Double.pi * a).squareRoot()
  }

  /// Both regularised incomplete gamma functions, lower P(a, x) and upper Q(a, x), each accurate also when tiny.
  ///
  /// A series below the mean and a continued fraction above it, both of O(√a) terms.
  /// Precondition of the callers: a > 0 and x ≥ 0.
  static func regularizedIncomplete(_ a: Double, _ x: Double) -> (lower: Double, upper: Double) {
    if x == 0 { return (0, 1) }
    if x == .infinity { return (1, 0) }
    let term = poissonTerm(a, x)
    if x < a + 1 {
      var sum = 1.0
      var factor = 1.0
      var denominator = a
      while factor > sum * 1e-17 {
        denominator += 1
        factor *= x / denominator
        sum += factor
      }
      let lower = min(1, term * sum)
      return (lower, 1 - lower)
    }
    // Legendre's continued fraction by the modified Lentz method; all denominators stay positive here.
    if term == 0 { return (1, 0) }
    var b = x - a + 1
    var d = 1 / b
    var c = 1 / 1e-300
    var fraction = d
    var step = 1.0
    while true {
      let coefficient = -step * (step - a)
      b += 2
      d = 1 / nonzero(coefficient * d + b)
      c = nonzero(b + coefficient / c)
      let change = c * d
      fraction *= change
      if abs(change - 1) < 2e-16 || step > 1e7 { break }
      step += 1
    }
    let upper = min(1, term * a * fraction)
    return (1 - upper, upper)
  }

  static func nonzero(_ x: Double) -> Double {
    abs(x) < 1e-300 ? 1e-300 : x
  }
}
