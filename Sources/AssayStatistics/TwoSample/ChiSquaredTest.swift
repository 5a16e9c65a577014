/// The result of a chi-squared test on counts.
public struct ChiSquaredTest: Sendable, Hashable {
  /// The sum of (observed − expected)² / expected; infinite when something was observed where nothing is expected.
  public let statistic: Double
  /// The degrees of freedom; 0 when only one cell was left, which cannot differ.
  public let degreesOfFreedom: Int
  /// The probability of a statistic of at least this size when nothing differs.
  public let pValue: Double

  init(statistic: Double, degreesOfFreedom: Int) throws(StatisticsError) {
    self.statistic = statistic
    self.degreesOfFreedom = degreesOfFreedom
    pValue =
      degreesOfFreedom == 0
      ? 1 : try ChiSquaredDistribution.survival(statistic, degreesOfFreedom: degreesOfFreedom)
  }

  /// Tests whether two samples come from one distribution over the levels (homogeneity, a 2 × k contingency table).
  ///
  /// The approximation wants expected counts of about 5: use `CountTable.poolingRareLevels` first. Levels absent from
  /// both samples are ignored. The result does not depend on the order of the levels, to the last bit.
  ///
  /// - Parameters:
  ///   - table: the counts of both samples.
  ///   - continuityCorrection: Yates' correction, applied to 2 × 2 tables only, as SciPy's `chi2_contingency` does.
  /// - Throws: `StatisticsError` when the arithmetic of the distribution refuses, which no valid table causes.
  public static func homogeneity(
    _ table: CountTable, continuityCorrection: Bool = false
  ) throws(StatisticsError) -> ChiSquaredTest {
    let n = table.referenceCount
    let m = table.currentCount
    let levels = table.reference.indices.filter { table.reference[$0] + table.current[$0] > 0 }
    let corrects = continuityCorrection && levels.count == 2
    var sum = ExactSum()
    for level in levels {
      let (a, b) = (table.reference[level], table.current[level])
      // observed − expected is ±(a·m − b·n)/(n + m) in both rows, so both cells of a level are one term.
      let cross = Int128(a) * Int128(m) - Int128(b) * Int128(n)
      var difference = Double(cross.magnitude)
      if corrects { difference -= min(difference, 0.5 * (Double(n) + Double(m))) }
      sum.add(difference / Double(n) * (difference / Double(m)) / Double(a + b))
    }
    return try ChiSquaredTest(statistic: sum.sum, degreesOfFreedom: levels.count - 1)
  }

  /// Tests whether counts follow given shares (goodness of fit).
  ///
  /// - Parameters:
  ///   - observed: counts of 0 or more, at least one of them above 0.
  ///   - expectedShares: shares or weights of 0 or more; they are scaled to the sum of the counts. Passing the reference
  ///     counts here treats the reference as known without error, as some tools do; `homogeneity` does not.
  ///   - estimatedParameters: how many parameters of the expected distribution were estimated from these counts.
  /// - Throws: `StatisticsError` for arrays that differ in length or hold unusable values, and when no degree of freedom
  ///   is left for the estimated parameters.
  public static func goodnessOfFit(
    observed: [Int], expectedShares: [Double], estimatedParameters: Int = 0
  ) throws(StatisticsError) -> ChiSquaredTest {
    guard observed.count == expectedShares.count else {
      throw .lengthsDiffer(
        what: "observed counts and expected shares", first: observed.count, second: expectedShares.count)
    }
    for (position, share) in expectedShares.enumerated() where !(share >= 0 && share.isFinite) {
      throw .valueOutOfRange(
        what: "expected share", position: position, found: share, expected: "a finite number of 0 or more")
    }
    for (position, count) in observed.enumerated() where count < 0 {
      throw .negativeCount(what: "observed count", position: position, found: count)
    }
    var rows: Double = 0
    for count in observed { rows += Double(count) }
    let weight = ExactSum(expectedShares).sum
    guard rows > 0 else { throw .tooFewValues(what: "sum of the observed counts", count: 0, minimum: 1) }
    guard weight > 0, weight.isFinite else {
      throw .outOfRange(what: "sum of the expected shares", found: weight, expected: "a finite number above 0")
    }
    let cells = observed.indices.filter { observed[$0] > 0 || expectedShares[$0] > 0 }
    let degrees = cells.count - 1 - estimatedParameters
    guard estimatedParameters >= 0, degrees >= 0 else {
      throw .outOfRange(
        what: "number of estimated parameters", found: Double(estimatedParameters),
        expected: "0 … \(cells.count - 1) for \(cells.count) cells")
    }
    var sum = ExactSum()
    for cell in cells {
      let expected = expectedShares[cell] / weight * rows
      let difference = Double(observed[cell]) - expected
      sum.add(expected > 0 ? difference / expected * difference : .infinity)
    }
    return try ChiSquaredTest(statistic: sum.sum, degreesOfFreedom: degrees)
  }
}
