#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The beta distribution, whose tails are those of the binomial and of Student's t.
public enum BetaDistribution {
  /// The regularised incomplete beta function I_x(a, b): the probability of a value of at most x.
  ///
  /// Relative error below 1e-13 for a and b from 0.01 up, also far out in the tail; O(√max(a, b)) steps.
  ///
  /// - Throws: `StatisticsError.outOfRange` unless a > 0, b > 0, both finite, and 0 ≤ x ≤ 1.
  public static func cumulative(_ x: Double, a: Double, b: Double) throws(StatisticsError) -> Double {
    try check(a: a, b: b)
    guard x >= 0, x <= 1 else { throw .outOfRange(what: "beta value", found: x, expected: "0 ≤ x ≤ 1") }
    return regularized(x, a, b)
  }

  /// The probability of a value above x, 1 − I_x(a, b), accurate where it is tiny.
  ///
  /// - Throws: `StatisticsError.outOfRange` unless a > 0, b > 0, both finite, and 0 ≤ x ≤ 1.
  public static func survival(_ x: Double, a: Double, b: Double) throws(StatisticsError) -> Double {
    try check(a: a, b: b)
    guard x >= 0, x <= 1 else { throw .outOfRange(what: "beta value", found: x, expected: "0 ≤ x ≤ 1") }
    return tails(x, a, b).upper
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
  static func tails(_ x: Double, _ a: Double, _ b: Double) -> (lower: Double, upper: Double) {
    if x <= 0 { return (0, 1) }
    if x >= 1 { return (1, 0) }
    return tails(DoubleDouble(x), DoubleDouble(sum: 1, -x), a, b)
  }

  /// The same for an x whose complement y = 1 − x is known with as many digits; both lie above 0.
  static func tails(
    _ x: DoubleDouble, _ y: DoubleDouble, _ a: Double, _ b: Double
  ) -> (lower: Double, upper: Double) {
    tails(x, y, a, b, density: powerTerm(x, y, a, b))
  }

  /// The same for a known x^a·y^b / B(a, b).
  private static func tails(
    _ x: DoubleDouble, _ y: DoubleDouble, _ a: Double, _ b: Double, density: Double
  ) -> (lower: Double, upper: Double) {
    if x.high < (a + 1) / (a + b + 2) {
      let lower = density == 0 ? 0 : min(1, density / fraction(x, y, a, b))
      return (lower, 1 - lower)
    }
    let upper = density == 0 ? 0 : min(1, density / fraction(y, x, b, a))
    return (1 - upper, upper)
  }

  /// x^a·y^b / B(a, b) for x + y = 1: the density times x·y.
  private static func powerTerm(_ x: DoubleDouble, _ y: DoubleDouble, _ a: Double, _ b: Double) -> Double {
    let n = DoubleDouble(sum: a, b)
    // The terms of first order of both deviances cancel, because a + b = n·x + n·y.
    let exponent =
      logRatio(n * x, a) * a + logRatio(n * y, b) * b
      + DoubleDouble(
        GammaFunctions.stirlingError(n.high) - GammaFunctions.stirlingError(a) - GammaFunctions.stirlingError(b))
    return exponent.exponential * (a / n.high * b / (2 * Double.pi)).squareRoot()
  }

  /// log(x/a), also where the quotient leaves the range of doubles.
  private static func logRatio(_ x: DoubleDouble, _ a: Double) -> DoubleDouble {
    let ratio = x.high / a
    return ratio.isFinite && ratio > 1e-290
      ? DoubleDouble.logarithm(x / DoubleDouble(a))
      : DoubleDouble.logarithm(x) - DoubleDouble.logarithm(DoubleDouble(a))
  }

  /// What x^a·y^b / B(a, b) is divided by to give I_x(a, b), for x below the mean.
  ///
  /// The even part of the usual continued fraction (DiDonato and Morris, 1992, equation 9): its terms are positive
  /// while the step is below b, so that nothing cancels near the mean. By the modified Lentz method.
  private static func fraction(_ x: DoubleDouble, _ y: DoubleDouble, _ a: Double, _ b: Double) -> Double {
    // a − (a + b)·x, which is 0 at the mean.
    let distance = (y * a - x * b).value
    let share = x.high
    let complement = y.high
    var result = GammaFunctions.nonzero(a * (distance + 1) / (a + 1))
    var c = result
    var d = 0.0
    var step = 1.0
    while step < 1e7 {
      let even = a + 2 * step - 1
      let numerator = (a + step - 1) / even * ((a + b + step - 1) / even) * step * (b - step) * share * share
      let denominator =
        step + step * (b - step) * share / even
        + (a + step) / (even + 2) * (distance + 1 + step * (1 + complement))
      d = 1 / GammaFunctions.nonzero(denominator + numerator * d)
      c = GammaFunctions.nonzero(denominator + numerator / c)
      let change = c * d
      result *= change
      if abs(change - 1) < 2e-16 { break }
      step += 1
    }
    return result
  }

  /// The x with probability p below it, or above it when `upperTail`.
  static func inverse(_ p: Double, _ a: Double, _ b: Double, upperTail: Bool = false) -> Double {
    if p <= 0 { return upperTail ? 1 : 0 }
    if p >= 1 { return upperTail ? 0 : 1 }
    return QuantileSearch.solve(p, from: start(p, a, b, upperTail), in: 0...1, isRising: !upperTail) { x in
      guard x > 0, x < 1 else { return ((x < 1) == upperTail ? 1 : 0, 0) }
      let (point, rest) = (DoubleDouble(x), DoubleDouble(sum: 1, -x))
      // Both need it, and it is most of the work.
      let term = powerTerm(point, rest, a, b)
      let (lower, upper) = tails(point, rest, a, b, density: term)
      return (upperTail ? upper : lower, term / x / (1 - x))
    }
  }

  /// Where to look for the x with probability p on one side: by Abramowitz and Stegun (1964), 26.5.22 with 26.2.22, which
  /// is near for parameters of 1 and more, else the mean.
  private static func start(_ p: Double, _ a: Double, _ b: Double, _ upperTail: Bool) -> Double {
    let mean = a / (a + b)
    guard a >= 1, b >= 1 else { return mean }
    let depth = (-2 * log(min(p, 1 - p))).squareRoot()
    let distance = depth - (2.30753 + 0.27061 * depth) / (1 + depth * (0.99229 + 0.04481 * depth))
    let z = (p < 0.5) == upperTail ? -distance : distance
    let (first, second) = (1 / (2 * a - 1), 1 / (2 * b - 1))
    let size = 2 / (first + second)
    let bend = (z * z - 3) / 6
    let w =
      z * (bend + size).squareRoot() / size - (second - first) * (bend + 5.0 / 6 - 2 / (3 * size))
    let start = a / (a + b * exp(2 * w))
    return start > 0 && start < 1 ? start : mean
  }
}
