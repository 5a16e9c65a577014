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
/// zero. The bounds, by effect:
///
/// - Kolmogorov–Smirnov distance: D − ε with ε(α) = √(ln(2/α)/2 · (1/n + 1/m)), the two-sample band of Dvoretzky, Kiefer,
///   Wolfowitz and Massart. One row moves D by at most 1/n or 1/m, so that McDiarmid's inequality (1989) has the same ε.
/// - Total variation of two levels: that of a proportion. Of more: the larger of TV − b − ε, where b bounds the bias of
///   the estimate, and of the gain of a set of levels that one half of the rows chose and the other half measured, which
///   has no bias; each errs with at most α/2.
/// - Proportions: Clopper–Pearson bounds by square-and-add, much tighter than ε near 0 and 1.
///
/// With rows in clusters, what they are worth (`SampleSize`) takes the place of n and m; where that is estimated, the
/// factor √(2·ln(2/α)) in ε becomes that of the estimate's degrees of freedom, and ε with Kish's effective numbers, which
/// needs no estimate, is taken where it is smaller.
///
/// Strictly, McDiarmid's inequality bounds an estimate around its own mean, which lies above the true distance (total
/// variation is corrected for that), and the band is proved for samples without drift. That the promise holds under drift
/// and for estimated sizes as well was simulated: the tables are in `Tests/AssayStatisticsTests/Values/drift-rule.md`.
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
    let guaranteed =
      (SampleSize.squaredFactor(significance: significance, degreesOfFreedom: nil) / 4).squareRoot()
      * Self.spread(reference.floor, current.floor)
    let degrees = SampleSize.degreesOfFreedom(reference, current)
    let factor = SampleSize.squaredFactor(significance: significance, degreesOfFreedom: degrees)
    return min(guaranteed, (factor / 4).squareRoot() * Self.spread(reference.effective, current.effective))
  }

  /// √(1/n + 1/m).
  static func spread(_ n: Double, _ m: Double) -> Double { (1 / n + 1 / m).squareRoot() }

  /// What all effects share: the order of the four conditions.
  ///
  /// - Parameter showsLimit: whether the smallest detectable effect is within the limit; asked only when it decides.
  func verdict(
    lower: Double, correctedEstimate: Double, isSignificant: Bool, showsLimit: @autoclosure () -> Bool
  ) -> DriftVerdict {
    if lower > limit { return .fail }
    if isSignificant && correctedEstimate > limit { return .warn }
    return showsLimit() ? .pass : .inconclusive
  }
}
