#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// What a divergence over cells shows from sampling alone, when nothing drifted: about c·χ² with k − 1 degrees of freedom.
///
/// To second order all divergences used here are multiples of Pearson's Σ(p − q)²/r, which is (1/n + 1/m) times a
/// chi-squared value without drift (Csiszár and Shields, *Information Theory and Statistics: A Tutorial*, 2004, section
/// 4; for PSI: Yurdakul, *Statistical Properties of Population Stability Index*, 2018). The factor is 1 for PSI, 1/2 for
/// Kullback–Leibler, 1/8 for Jensen–Shannon in nats and for the square of Hellinger's distance. The approximation wants
/// expected counts of about 5 a cell; with rarer cells, or with a rule that changes shares, it is only a guide.
public struct DivergenceNoise: Sendable, Hashable {
  /// c, the divergence of one degree of freedom.
  public let scale: Double
  /// The number of cells that are not empty in both samples, less 1.
  public let degreesOfFreedom: Int

  init(factor: Double, cells: Int, _ n: Double, _ m: Double) {
    scale = factor * (1 / n + 1 / m)
    degreesOfFreedom = max(0, cells - 1)
  }

  /// The divergence to expect when nothing drifted, c·(k − 1).
  public var mean: Double { scale * Double(degreesOfFreedom) }

  /// The root of the divergence to expect when nothing drifted, √(2c)·Γ(k/2)/Γ((k − 1)/2).
  public var rootMean: Double {
    if degreesOfFreedom == 0 { return 0 }
    let x = Double(degreesOfFreedom) / 2
    let ratio: Double
    if x < 20 {
      ratio = exp(GammaFunctions.logGamma(x + 0.5) - GammaFunctions.logGamma(x))
    } else {
      // The quotient of neighbouring gamma functions as a series, since their logarithms would cancel.
      let r = 1 / x
      ratio = x.squareRoot() * (1 - r * (1 / 8 - r * (1 / 128 + r * (5 / 1024 - r * 21 / 32768))))
    }
    return (2 * scale).squareRoot() * ratio
  }

  /// The divergence that noise alone exceeds with probability α.
  ///
  /// - Throws: `StatisticsError.outOfRange` unless 0 < α < 1.
  public func bound(significance: Double) throws(StatisticsError) -> Double {
    try checkSignificance(significance)
    if degreesOfFreedom == 0 { return 0 }
    return try scale * ChiSquaredDistribution.quantile(survival: significance, degreesOfFreedom: degreesOfFreedom)
  }

  /// The probability that noise alone gives a divergence of at least this size, 0 … 1.
  ///
  /// - Throws: `StatisticsError.outOfRange` for a negative divergence or NaN.
  public func pValue(_ divergence: Double) throws(StatisticsError) -> Double {
    guard divergence >= 0 else { throw .outOfRange(what: "divergence", found: divergence, expected: "0 or more") }
    if degreesOfFreedom == 0 { return divergence == 0 ? 1 : 0 }
    return try survival(divergence / scale)
  }

  private func survival(_ x: Double) throws(StatisticsError) -> Double {
    try ChiSquaredDistribution.survival(x, degreesOfFreedom: degreesOfFreedom)
  }
}
