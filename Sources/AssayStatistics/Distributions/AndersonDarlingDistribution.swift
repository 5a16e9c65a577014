#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The limit distribution of the Anderson–Darling statistic A² for large samples: Σ z_j²/(j(j + 1)) of normal z_j.
///
/// It is the same for one sample against a known distribution and for two samples (A. N. Pettitt, 1976).
public enum AndersonDarlingDistribution {
  /// The probability of a value above x; 1 for x ≤ 0. Relative error below 1e-13 down to 1e-300.
  public static func survival(_ x: Double) -> Double {
    if x.isNaN { return .nan }
    // The distribution function is below 1e-17 here.
    if x < 0.03 { return 1 }
    let leading = exp(-x)
    if leading == 0 { return 0 }
    // With y = (s² − 1)/4 and D(y) = −cos(πs/2)/(πy); s runs from 4k − 1 to 4k + 1.
    let sum = SmirnovSeries.sum { k, offset in
      let s = Double(4 * k - 1) + offset
      let beyond = Double(4 * k - 4) + offset
      return exp(-0.125 * x * beyond * (s + 3)) * s / ((s - 1) * (s + 1)).squareRoot()
    }
    return min(1, leading * sum / Double.pi.squareRoot())
  }
}
