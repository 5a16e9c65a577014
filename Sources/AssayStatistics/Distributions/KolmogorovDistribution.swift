#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The limit distribution of the scaled Kolmogorov–Smirnov distance √(nm/(n + m))·D for large samples.
public enum KolmogorovDistribution {
  /// The probability of a value above x; 1 for x ≤ 0. Relative error below 1e-13.
  ///
  /// Two series of the same theta function are used, each where it ends after a few terms.
  public static func survival(_ x: Double) -> Double {
    if x.isNaN { return .nan }
    if x <= 0 { return 1 }
    let square = x * x
    if x < 1 {
      // The first series converges fast for small x and has the distribution function itself.
      let base = exp(-Double.pi * Double.pi / (8 * square))
      let square8 = base * base * base * base * base * base * base * base
      let sum = base * (1 + square8 * (1 + square8 * square8 * (1 + square8 * square8 * square8)))
      return 1 - (2 * Double.pi).squareRoot() / x * sum
    }
    if square == .infinity { return 0 }
    // exp(−2x²) with what rounding took from x².
    let error = (-square).addingProduct(x, x)
    let base = exp(-2 * square) * (1 - 2 * error)
    var total = 0.0
    var sign = 1.0
    for k in 1...8 {
      let exponent = -2 * square * Double(k * k - 1)
      total += sign * exp(exponent)
      sign = -sign
    }
    return 2 * base * total
  }
}
