/// Cramér's V between the sample a row belongs to and its level, with Bergsma's correction of its bias.
///
/// φ² = χ²/N of the 2 × k table; corrected φ̃² = max(0, φ² − (k − 1)/(N − 1)), k̃ = k − (k − 1)²/(N − 1),
/// r̃ = 2 − 1/(N − 1), V = √(φ̃²/min(k̃ − 1, r̃ − 1)) (Bergsma, *A bias-correction for Cramér's V and Tschuprow's T*,
/// 2013). From 0 to 1; it depends on how unequal the sample sizes are, so compare it only between samples of like sizes.
public struct CramersV: Sendable, Hashable {
  /// The corrected V, 0 … 1; 0 with one level only.
  public let estimate: Double
  /// V without correction, √(φ²/min(k − 1, 1)).
  public let uncorrected: Double
  /// The chi-squared statistic of the table.
  public let chiSquared: Double
  /// How many levels were compared; those empty in both samples do not count.
  public let cells: Int
  /// The number of rows of both samples, N, or the sum of the effective sizes.
  public let size: Double
  private let divisor: Double

  /// Compares the counts of a table in O(k).
  ///
  /// - Parameters:
  ///   - table: the counts of both samples.
  ///   - continuityCorrection: Yates' correction, applied to 2 × 2 tables only, as SciPy's `chi2_contingency` does.
  /// - Throws: `StatisticsError.tooFewValues` for fewer than 3 rows, where the corrected number of samples is 1.
  public init(_ table: CountTable, continuityCorrection: Bool = false) throws(StatisticsError) {
    let rows = table.referenceCount + table.currentCount
    guard rows > 2 else { throw .tooFewValues(what: "Cramér's V of both samples", count: rows, minimum: 3) }
    let test = try ChiSquaredTest.homogeneity(table, continuityCorrection: continuityCorrection)
    let size = Double(rows)
    self.size = size
    chiSquared = test.statistic
    cells = test.degreesOfFreedom + 1
    let degrees = Double(test.degreesOfFreedom)
    let square = test.statistic / size
    let columns = degrees - degrees * degrees / (size - 1)
    divisor = min(columns, 1 - 1 / (size - 1))
    guard test.degreesOfFreedom > 0 else {
      estimate = 0
      uncorrected = 0
      return
    }
    guard divisor > 0 else {
      throw .undefined(
        "Cramér's V has no corrected value for \(cells) levels in \(rows) rows, expected fewer levels than rows; "
          + "pool rare levels")
    }
    estimate = min(1, (max(0, square - degrees / (size - 1)) / divisor).squareRoot())
    uncorrected = min(1, square.squareRoot())
  }

  /// The corrected V to expect when nothing drifted: the mean of √(max(0, X − (k − 1))/(N·d)) for a chi-squared X.
  ///
  /// Not 0, since the correction centres V² but cuts it off below 0.
  ///
  /// - Throws: `StatisticsError` when the arithmetic of the distribution refuses, which no valid table causes.
  public func noiseFloor() throws(StatisticsError) -> Double {
    let degrees = cells - 1
    if degrees == 0 { return 0 }
    // E √(X − d)⁺ = ∫ P(X > d + u²) du over u ≥ 0, by Simpson's rule up to where nothing is left.
    let end = 9 * max(2, Double(degrees).squareRoot()).squareRoot() * 1.2 + 8
    let steps = 200
    let width = end / Double(steps)
    var sum = 0.0
    for step in 0...steps {
      let u = Double(step) * width
      let weight: Double = step == 0 || step == steps ? 1 : (step % 2 == 1 ? 4 : 2)
      let tail = try ChiSquaredDistribution.survival(Double(degrees) + u * u, degreesOfFreedom: degrees)
      sum += weight * tail
      if tail < 1e-17 { break }
    }
    return min(1, sum * width / 3 / (size * divisor).squareRoot())
  }
}
