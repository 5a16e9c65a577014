/// The Brown–Forsythe test: whether two samples differ in spread.
///
/// The F statistic of the absolute deviations of the values from the median of their own sample (M. B. Brown and
/// A. B. Forsythe, 1974); SciPy's `levene(center="median")`. Less sensitive to the shape than a ratio of variances.
public struct BrownForsythe: Sendable, Hashable {
  /// F, 0 or more.
  public let statistic: Double
  /// The degrees of freedom within the samples, n + m − 2; those between them are 1.
  public let degreesOfFreedom: Double
  /// The probability of a statistic of at least this size by the F distribution.
  public let pValue: PValue

  /// Compares the spread of two samples of finite values, O(n + m) but for ordering them.
  ///
  /// - Throws: `StatisticsError` for an empty sample, fewer than 3 values together, NaN, infinities, and deviations that
  ///   are the same within each sample (two constants are an example), for which F has no value.
  public init(reference: [Double], current: [Double]) throws(StatisticsError) {
    let first = try Self.deviations(reference)
    let second = try Self.deviations(current)
    let test: TTest
    do throws(StatisticsError) {
      test = try TTest.student(reference: first, current: second)
    } catch .undefined {
      throw .undefined(
        "Brown–Forsythe test is undefined when all values of each sample are equally far from its median")
    }
    // With two samples F is the square of Student's t.
    statistic = test.statistic * test.statistic
    degreesOfFreedom = test.degreesOfFreedom
    pValue = test.pValue()
  }

  private static func deviations(_ values: [Double]) throws(StatisticsError) -> [Double] {
    let sample = try SortedSample(values)
    for (position, value) in values.enumerated() where value.isInfinite {
      throw .infiniteValue(what: "sample", position: position)
    }
    let middle = sample.count / 2
    let upper = sample.values[middle]
    let lower = sample.count % 2 == 1 ? upper : sample.values[middle - 1]
    let sum = lower + upper
    let median = lower == upper ? upper : sum.isFinite ? sum / 2 : lower / 2 + upper / 2
    return values.map { abs($0 - median) }
  }
}
