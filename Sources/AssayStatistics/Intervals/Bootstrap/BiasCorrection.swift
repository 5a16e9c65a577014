#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The bias correction z₀ and the acceleration a of a BCa interval.
struct BiasCorrection {
  /// The normal quantile of the share of replicates below the estimate, ties counted half.
  let bias: Double
  /// A sixth of the skewness of the statistic's influence values.
  let acceleration: Double
  private let distribution: SortedSample

  /// - Parameters:
  ///   - estimate: the statistic of the samples.
  ///   - distribution: the statistic of the replicates.
  ///   - jackknife: for each sample, the statistic without each of its units.
  /// - Throws: `StatisticsError.undefined` where all replicates lie on one side of the estimate or no unit matters.
  init(estimate: Double, distribution: SortedSample, jackknife: [[Double]]) throws(StatisticsError) {
    self.distribution = distribution
    var below = 0
    var equal = 0
    for value in distribution.values {
      if value < estimate { below += 1 }
      if value == estimate { equal += 1 }
    }
    if equal == distribution.count {
      // A statistic that never moves has an interval of width 0.
      bias = 0
      acceleration = 0
      return
    }
    let share = (Double(below) + Double(equal) / 2) / Double(distribution.count)
    guard share > 0, share < 1 else {
      throw .undefined(
        "all bootstrap replicates lie \(share == 0 ? "above" : "below") the estimate \(estimate), so BCa has no bounds; "
          + "the statistic is biased by resampling: use the percentile method or its noise floor")
    }
    bias = try NormalDistribution.quantile(share)
    var cubes = 0.0
    var squares = 0.0
    var scale = 0.0
    var influences: [[Double]] = []
    for values in jackknife {
      let mean = ExactSum(values).mean ?? 0
      // The common factor (n − 1)/n of each sample.
      let size = Double(values.count)
      let factor = (size - 1) / size
      let influence = values.map { (mean - $0) * factor }
      for value in influence { scale = max(scale, abs(value)) }
      influences.append(influence)
    }
    guard scale > 0 else {
      acceleration = 0
      return
    }
    for influence in influences {
      for value in influence {
        let relative = value / scale
        squares += relative * relative
        cubes += relative * relative * relative
      }
    }
    acceleration = cubes / (6 * squares * squares.squareRoot())
  }

  /// The bounds at α.
  func interval(significance: Double) throws(StatisticsError) -> ConfidenceInterval {
    let z = try NormalDistribution.quantile(survival: significance / 2)
    return ConfidenceInterval(
      lower: try distribution.quantile(level(-z)), upper: try distribution.quantile(level(z)))
  }

  private func level(_ z: Double) -> Double {
    let shifted = bias + z
    let stretched = 1 - acceleration * shifted
    // Past the pole the correction has run off to the end it was heading for.
    guard stretched > 0 else { return shifted > 0 ? 1 : 0 }
    return NormalDistribution.cumulative(bias + shifted / stretched)
  }
}
