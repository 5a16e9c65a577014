#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// How large a difference must be for the chi-squared test of two samples to show it.
enum ChiSquaredPower {
  /// The smallest total variation that is significant with a given power, whichever way the levels moved.
  ///
  /// Of all moves of one total variation TV, the test sees worst the one that is spread over the levels in proportion to
  /// their shares; its noncentrality is 4·TV²·nm/(n + m). The power follows the normal approximation of a noncentral
  /// chi-squared variable's cube root (Abdel-Aty, 1954), which is off by about a hundredth.
  ///
  /// - Parameters:
  ///   - cells: the number of cells, at least 2.
  ///   - powerQuantile: the normal quantile of the power.
  ///   - spread: √(1/n + 1/m).
  static func detectableVariation(
    cells: Int, significance: Double, powerQuantile: Double, spread: Double
  ) throws(StatisticsError) -> Double {
    let critical = try quantile(survival: significance, degreesOfFreedom: cells - 1)
    let degrees = Double(cells - 1)
    func isEnough(_ noncentrality: Double) -> Bool {
      let mean = degrees + noncentrality
      let variance = 2 * (1 + noncentrality / mean) / (9 * mean)
      return (1 - variance) - cbrt(critical / mean) >= powerQuantile * variance.squareRoot()
    }
    var high = 1.0
    while !isEnough(high), high < 1e12 { high *= 2 }
    var low = 0.0
    while high - low > 1e-4 * high {
      let middle = 0.5 * (low + high)
      if isEnough(middle) { high = middle } else { low = middle }
    }
    return min(1, (high / 4).squareRoot() * spread)
  }

  /// The value that a chi-squared variable exceeds with probability `survival`, to six digits.
  static func quantile(survival: Double, degreesOfFreedom: Int) throws(StatisticsError) -> Double {
    var high = Double(degreesOfFreedom) + 1
    while try ChiSquaredDistribution.survival(high, degreesOfFreedom: degreesOfFreedom) > survival { high *= 2 }
    var low = 0.0
    while high - low > 1e-6 * high {
      let middle = 0.5 * (low + high)
      if try ChiSquaredDistribution.survival(middle, degreesOfFreedom: degreesOfFreedom) > survival {
        low = middle
      } else {
        high = middle
      }
    }
    return high
  }
}
