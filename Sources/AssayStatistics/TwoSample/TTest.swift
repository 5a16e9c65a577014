#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The t tests for two independent samples: whether their means differ.
///
/// t = (mean of the reference − mean of the current values) / standard error. Only finite values have means; two constant
/// samples have no standard error, so that both forms refuse them.
public struct TTest: Sendable, Hashable {
  /// The difference of the means in units of its standard error; infinite where the quotient leaves the doubles.
  public let statistic: Double
  /// The degrees of freedom of Student's distribution; not a whole number for Welch's test.
  public let degreesOfFreedom: Double
  /// The mean of the reference less that of the current values.
  public let meanDifference: Double
  /// The standard error of that difference.
  public let standardError: Double

  /// Student's test, for samples of one variance; n + m − 2 degrees of freedom.
  ///
  /// - Throws: `StatisticsError` for an empty sample, fewer than 3 values together, NaN or infinity, and two constants.
  public static func student(reference: [Double], current: [Double]) throws(StatisticsError) -> TTest {
    let (first, second) = (try Mean(reference), try Mean(current))
    let freedom = Double(first.count) + Double(second.count) - 2
    guard freedom >= 1 else {
      throw .tooFewValues(what: "t test of both samples together", count: first.count + second.count, minimum: 3)
    }
    // The root of the pooled variance, without squares that overflow.
    let pooled = hypot(
      first.deviation(correction: 0) * (Double(first.count) / freedom).squareRoot(),
      second.deviation(correction: 0) * (Double(second.count) / freedom).squareRoot())
    let error = pooled * (1 / Double(first.count) + 1 / Double(second.count)).squareRoot()
    return try TTest(first, second, standardError: error, degreesOfFreedom: freedom)
  }

  /// Welch's test, for samples of different variances; the degrees of freedom are Welch's and Satterthwaite's.
  ///
  /// - Throws: `StatisticsError` for a sample of fewer than 2 values, NaN or infinity, and two constants.
  public static func welch(reference: [Double], current: [Double]) throws(StatisticsError) -> TTest {
    let (first, second) = (try Mean(reference), try Mean(current))
    for (name, sample) in [("reference", first), ("current sample", second)] where sample.count < 2 {
      throw .tooFewValues(what: name, count: sample.count, minimum: 2)
    }
    let firstError = first.deviation(correction: 1) / Double(first.count).squareRoot()
    let secondError = second.deviation(correction: 1) / Double(second.count).squareRoot()
    let error = hypot(firstError, secondError)
    // (v + w)² / (v²/(n − 1) + w²/(m − 1)) with the shares of v and w, which cannot overflow.
    let share = (firstError / error) * (firstError / error)
    let rest = (secondError / error) * (secondError / error)
    let freedom = 1 / (share * share / Double(first.count - 1) + rest * rest / Double(second.count - 1))
    return try TTest(first, second, standardError: error, degreesOfFreedom: freedom)
  }

  /// The p-value by Student's distribution, exact for normal values (of one variance, for Student's test).
  ///
  /// - Parameter alternative: `less` asks whether the reference has the smaller mean, `greater` the reverse.
  public func pValue(_ alternative: Alternative = .twoSided) -> PValue {
    let value: Double =
      switch alternative {
      case .twoSided: 2 * StudentDistribution.upperTail(abs(statistic), degreesOfFreedom)
      case .greater: tail(statistic)
      case .less: tail(-statistic)
      }
    return PValue(value, .asymptotic)
  }

  private func tail(_ t: Double) -> Double {
    let beyond = StudentDistribution.upperTail(abs(t), degreesOfFreedom)
    return t < 0 ? 1 - beyond : beyond
  }

  private init(
    _ first: Mean, _ second: Mean, standardError: Double, degreesOfFreedom: Double
  ) throws(StatisticsError) {
    guard standardError > 0 else {
      throw .undefined("t test is undefined for two constant samples, expected a sample whose values differ")
    }
    // Halved, since the difference of two doubles can overflow.
    let half = (first.mean / 2 - second.mean / 2) + (first.rest / 2 - second.rest / 2)
    meanDifference = 2 * half
    self.standardError = standardError
    statistic = 2 * (half / standardError)
    self.degreesOfFreedom = degreesOfFreedom
  }

  /// The mean of a sample with what rounding took from it, so that differences of large, close means keep their digits.
  private struct Mean {
    let moments: SampleMoments
    let rest: Double

    var count: Int { moments.count }
    var mean: Double { moments.mean }

    init(_ values: [Double]) throws(StatisticsError) {
      moments = try SampleMoments(values)
      let product = DoubleDouble(product: moments.mean, Double(values.count))
      guard product.high.isFinite, product.low.isFinite else {
        rest = 0
        return
      }
      var sum = ExactSum(values)
      sum.add(-product.high)
      sum.add(-product.low)
      rest = sum.sum / Double(values.count)
    }

    /// The standard deviation; 0 for a sample without spread, a single value included.
    func deviation(correction: Int) -> Double {
      (try? moments.standardDeviation(degreesOfFreedomCorrection: correction)) ?? 0
    }
  }
}
