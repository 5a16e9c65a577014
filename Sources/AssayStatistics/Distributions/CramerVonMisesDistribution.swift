#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The limit distribution of the Cramér–von Mises statistic for large samples: Σ z_j²/(πj)² of normal variables z_j.
public enum CramerVonMisesDistribution {
  /// The probability of a value above x; 1 for x ≤ 0. Relative error below 1e-13 down to 1e-300.
  public static func survival(_ x: Double) -> Double {
    if x.isNaN { return .nan }
    // The distribution function is below 1e-30 here.
    if x < 0.0015 { return 1 }
    // And the tail below the smallest double here.
    if x > 200 { return 0 }
    let piSquared = DoubleDouble.pi * DoubleDouble.pi
    let leading = (piSquared * (-0.5 * x)).exponential
    if leading == 0 { return 0 }
    // With y = s² and D(y) = sin(s)/s; s runs from (2k − 1)·π to 2k·π.
    let sum = SmirnovSeries.sum { k, offset in
      let start = Double(2 * k - 1) * Double.pi
      let beyond = Double(2 * k - 2) * Double.pi + 0.5 * Double.pi * offset
      let s = start + 0.5 * Double.pi * offset
      // s² − π² without cancellation.
      return exp(-0.5 * x * beyond * (s + Double.pi)) / s.squareRoot()
    }
    return min(1, leading * sum)
  }
}
