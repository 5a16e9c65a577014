#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Solves tail(x) = p for a distribution on x ≥ 0.
enum QuantileSearch {
  /// Newton's method on the logarithm of the tail, kept inside a bracket.
  ///
  /// A lower tail near 0 and the upper tail of a power law are straight in log x, other upper tails rather in x itself.
  ///
  /// - Parameters:
  ///   - p: a probability above 0 and below 1.
  ///   - start: an x inside the range, where the search begins.
  ///   - range: where the solution lies; its upper end may be infinite.
  ///   - isRising: true when `tail` is the probability below x, false when it is that above x.
  ///   - isPowerLaw: true when an upper tail falls like a power of x.
  ///   - tail: the probability and the density at x.
  static func solve(
    _ p: Double, from start: Double, in range: ClosedRange<Double>, isRising: Bool, isPowerLaw: Bool = false,
    tail: (Double) -> (probability: Double, density: Double)
  ) -> Double {
    var low = range.lowerBound
    var high = range.upperBound
    var x = start
    let target = log(p)
    for _ in 0..<400 {
      let (probability, density) = tail(x)
      if (probability > p) == isRising { high = x } else { low = x }
      var next = bisect(low, high, x)
      var precision = 2.3e-16
      if probability > 0, density > 0 {
        let difference = (target - log(probability)) * (isRising ? 1 : -1)
        let step = difference * (probability / density)
        let newton = isPowerLaw || (isRising && abs(step) > 1e-3 * x) ? x * exp(step / x) : x + step
        if newton > low, newton < high {
          next = newton
          // A step doubles the right digits, so that a small one has found them all.
          precision = 1e-12
        }
      }
      if abs(next - x) <= precision * next || !(low < high) { return next }
      x = next
    }
    return x
  }

  private static func bisect(_ low: Double, _ high: Double, _ x: Double) -> Double {
    if high == .infinity { return x < 1e300 ? 2 * x + 1 : x }
    if low > 0 && high > 4 * low { return low.squareRoot() * high.squareRoot() }
    if low == 0 && high > 1e-300 && x <= high { return high * 0.25 }
    return low + 0.5 * (high - low)
  }
}
