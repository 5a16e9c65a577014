/// The likelihood-ratio test of homogeneity: whether two samples come from one distribution over the levels.
///
/// G = 2·Σ observed·log(observed/expected), SciPy's `chi2_contingency(lambda_="log-likelihood")` without its correction.
/// Pool rare levels first, as for the chi-squared test; levels absent from both samples are ignored.
public struct GTest: Sendable, Hashable {
  /// G, 0 or more.
  public let statistic: Double
  /// The degrees of freedom: one less than the levels present; 0 when a single level is left, which cannot differ.
  public let degreesOfFreedom: Int
  /// The probability of a G of at least this size by the chi-squared distribution.
  public let pValue: PValue

  /// Compares the counts of a table.
  ///
  /// - Throws: `StatisticsError` when the arithmetic of the distribution refuses, which no valid table causes.
  public init(_ table: CountTable) throws(StatisticsError) {
    let n = Double(table.referenceCount)
    let m = Double(table.currentCount)
    let rows = DoubleDouble(sum: n, m)
    var levels = 0
    // With twice the digits, since the terms of both samples nearly cancel.
    var sum = DoubleDouble(0)
    for (a, b) in zip(table.reference, table.current) where a + b > 0 {
      levels += 1
      let together = Double(a + b)
      for (count, total) in [(Double(a), n), (Double(b), m)] where count > 0 {
        let ratio = rows * count / DoubleDouble(product: together, total)
        sum = sum + DoubleDouble.logarithm(ratio) * count
      }
    }
    statistic = max(0, 2 * sum.value)
    degreesOfFreedom = levels - 1
    pValue = PValue(
      degreesOfFreedom == 0
        ? 1 : try ChiSquaredDistribution.survival(statistic, degreesOfFreedom: degreesOfFreedom), .asymptotic)
  }
}
