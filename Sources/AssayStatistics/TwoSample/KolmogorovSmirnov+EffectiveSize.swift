extension KolmogorovSmirnov {
  /// The p-value that SciPy's `ks_2samp` calls asymptotic.
  ///
  /// It takes D for the distance of one sample of nm/(n + m) values, rounded to the nearest whole number (halves to the
  /// even one), from a known distribution, and uses `FiniteKolmogorovDistribution`. It is closer to the exact p-value
  /// than Kolmogorov's limit, and like it an approximation.
  ///
  /// It agrees with SciPy to about eleven digits.
  public func effectiveSizePValue() -> Double {
    let n = Double(referenceCount)
    let m = Double(currentCount)
    // An effective size of one half is rounded to 0 by SciPy, which then has no answer; one value is the least.
    let size = max(1, (n / (n + m) * m).rounded(.toNearestOrEven))
    do throws(StatisticsError) {
      return try FiniteKolmogorovDistribution.survival(statistic, count: Int(size))
    } catch {
      // D lies between 0 and 1 and the size is at least 1.
      return .nan
    }
  }
}
