#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The rule that turns an effect and its sample sizes into a verdict.
///
/// With the practical limit L and the share α of the false-alarm budget:
///
/// - `fail` when the lower bound of the effect is above L,
/// - `warn` when the difference is significant at α and the estimate (less its bias) is above L,
/// - `inconclusive` when neither, and the smallest detectable effect is above L,
/// - `pass` otherwise.
///
/// So a `fail` happens with probability at most α while the true effect is at or below the limit, not only when it is
/// zero. For distances the bounds lie ε(α) = √(ln(2/α)/2 · (1/n + 1/m)) from the estimate: one row moves each of them by
/// at most 1/n or 1/m (McDiarmid, 1989), and for the Kolmogorov–Smirnov distance ε is the two-sample band of Dvoretzky,
/// Kiefer, Wolfowitz and Massart. With rows in clusters, Kish's effective numbers take the place of n and m.
///
/// Strictly, McDiarmid's inequality bounds an estimate around its own mean, which lies above the true distance (total
/// variation is corrected for that), and the band is proved for samples without drift. That it holds under drift as well
/// was simulated, 5,000 runs or more each with 30 to 2,000 rows a side at α = 0.05 and 0.005: a false `fail` in at most
/// 0.92·α of the runs without drift, 0.50·α at limits of 0.05, 0.1 and 0.3, 0.13·α with clusters of very unequal sizes.
public struct DriftVerdictRule: Sendable, Hashable {
  /// The largest effect that is still acceptable, L, above 0 and below 1.
  public let limit: Double
  /// The probability α of a false `fail`, above 0 and below 1.
  public let significance: Double
  /// The probability with which the smallest detectable effect is detected, above 0.5 and below 1.
  public let power: Double
  /// The normal quantile of the power.
  let powerQuantile: Double

  /// A rule for one comparison.
  ///
  /// - Throws: `StatisticsError.outOfRange` for parameters outside their ranges. A limit of 0 is refused: no sample can
  ///   show that nothing at all changed.
  public init(limit: Double = 0.1, significance: Double, power: Double = 0.8) throws(StatisticsError) {
    guard limit > 0, limit < 1 else {
      throw .outOfRange(what: "drift limit", found: limit, expected: "0 < limit < 1")
    }
    try checkSignificance(significance)
    guard power > 0.5, power < 1 else {
      throw .outOfRange(what: "power", found: power, expected: "0.5 < power < 1")
    }
    self.limit = limit
    self.significance = significance
    self.power = power
    powerQuantile = try NormalDistribution.quantile(power)
  }

  /// ε(α), the distance of both bounds from the estimate; above 1 for very small samples.
  public func halfWidth(reference: SampleSize, current: SampleSize) -> Double {
    halfWidthFactor * Self.spread(reference.effective, current.effective)
  }

  var halfWidthFactor: Double { (log(2 / significance) / 2).squareRoot() }

  /// √(1/n + 1/m).
  static func spread(_ n: Double, _ m: Double) -> Double { (1 / n + 1 / m).squareRoot() }

  /// What all effects share: the order of the four conditions.
  func verdict(
    lower: Double, correctedEstimate: Double, isSignificant: Bool, minimumDetectableEffect: Double
  ) -> DriftVerdict {
    if lower > limit { return .fail }
    if isSignificant && correctedEstimate > limit { return .warn }
    return minimumDetectableEffect > limit ? .inconclusive : .pass
  }
}
