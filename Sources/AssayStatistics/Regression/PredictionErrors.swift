/// How far predicted numbers lie from the true ones, summed in one pass without rounding, so that the measures depend
/// neither on the order of rows nor on how they were split.
///
/// The error of a row is its prediction less its true value, e = p − y, rounded once. Measures are those of scikit-learn
/// (`mean_absolute_error`, `root_mean_squared_error`, `r2_score`). Intervals are those of a mean of independent rows by
/// the central limit theorem, mean ± t · s/√n with Student's t of n − 1 degrees of freedom; n = 1 has none. Takes some
/// kilobytes of memory, whatever the number of rows.
public struct PredictionErrors: Sendable {
  /// A measure with its interval.
  public struct Estimate: Sendable, Hashable {
    /// The measure.
    public let value: Double
    /// Its two-sided interval; nil for one row, and where the spread leaves the range of doubles.
    public let interval: ConfidenceInterval?

    /// A measure and its interval.
    public init(value: Double, interval: ConfidenceInterval?) {
      self.value = value
      self.interval = interval
    }
  }

  private var errors = ExactSum()
  private var absoluteErrors = ExactSum()
  private var squaredErrors = SquareSum()
  /// Fourth powers, for the interval of the mean square alone.
  private var fourthPowers = ExactSum()
  private var targets = ExactSum()
  private var squaredTargets = SquareSum()
  private var smallestTarget = Double.infinity
  private var largestTarget = -Double.infinity

  /// The smallest number whose square is a double of full precision.
  private static let smallestSquared = 0x1p-480

  /// No rows.
  public init() {}

  /// The number of rows.
  public var count: Int { errors.count }

  /// Adds rows; O(n).
  ///
  /// - Parameters:
  ///   - predictions: what was predicted.
  ///   - targets: what was true, as many.
  /// - Throws: `StatisticsError` for arrays of different length, and for values that are NaN or infinite.
  public mutating func add(predictions: [Double], targets: [Double]) throws(StatisticsError) {
    guard predictions.count == targets.count else {
      throw .lengthsDiffer(what: "predictions and true values", first: predictions.count, second: targets.count)
    }
    for (what, values) in [("prediction", predictions), ("true value", targets)] {
      guard let position = values.firstIndex(where: { !$0.isFinite }) else { continue }
      throw values[position].isNaN
        ? .notANumber(what: what, position: position) : .infiniteValue(what: what, position: position)
    }
    var start = 0
    while start < predictions.count {
      let end = min(start + 1024, predictions.count)
      let differences = (start..<end).map { predictions[$0] - targets[$0] }
      errors.add(differences)
      absoluteErrors.add(differences.map(\.magnitude))
      squaredErrors.add(differences)
      fourthPowers.add(
        differences.map {
          let square = $0 * $0
          return square * square
        })
      let truth = Array(targets[start..<end])
      self.targets.add(truth)
      squaredTargets.add(truth)
      smallestTarget = truth.reduce(smallestTarget) { min($0, $1) }
      largestTarget = truth.reduce(largestTarget) { max($0, $1) }
      start = end
    }
  }

  /// The mean of |e|, 0 for perfect predictions.
  ///
  /// - Parameter significance: the probability that the interval misses.
  /// - Throws: `StatisticsError` for no rows, and for errors beyond the range of doubles.
  public func meanAbsoluteError(significance: Double = 0.05) throws(StatisticsError) -> Estimate {
    let value = try mean(absoluteErrors)
    let half = try halfWidth(
      significance, variance: sampleVariance(squaredErrors, absoluteErrors))
    return Estimate(value: value, interval: half.map { .init(lower: max(0, value - $0), upper: value + $0) })
  }

  /// The mean of e: above 0 the predictions are too high, below 0 too low.
  ///
  /// - Parameter significance: the probability that the interval misses.
  /// - Throws: as `meanAbsoluteError`.
  public func meanBiasError(significance: Double = 0.05) throws(StatisticsError) -> Estimate {
    let value = try mean(errors)
    let half = try halfWidth(significance, variance: sampleVariance(squaredErrors, errors))
    return Estimate(value: value, interval: half.map { .init(lower: value - $0, upper: value + $0) })
  }

  /// The root of the mean of e². Its interval has the roots of the bounds of the mean square.
  ///
  /// - Parameter significance: the probability that the interval misses.
  /// - Throws: as `meanAbsoluteError`, and for errors so small or large that their squares are no doubles.
  public func rootMeanSquaredError(significance: Double = 0.05) throws(StatisticsError) -> Estimate {
    let square = try meanSquaredError()
    let size = Double(count)
    let spread = fourthPowers.sum - size * square * square
    // What is left of equal errors is rounding.
    let variance = spread > fourthPowers.sum * 1e-14 ? spread / (size - 1) : 0
    let half = try halfWidth(significance, variance: spread.isFinite ? variance : .infinity)
    return Estimate(
      value: square.squareRoot(),
      interval: half.map {
        .init(lower: max(0, square - $0).squareRoot(), upper: (square + $0).squareRoot())
      })
  }

  /// The coefficient of determination, 1 − Σe² / Σ(y − mean y)²: 1 for perfect predictions, 0 for those that are no
  /// better than the mean of the true values, below 0 for worse ones. It has no interval, since its spread depends on
  /// how the true values themselves are distributed.
  ///
  /// - Throws: `StatisticsError` for fewer than two rows, for true values that are all equal, and for numbers so small or
  ///   large that their squares are no doubles.
  public func rSquared() throws(StatisticsError) -> Double {
    guard count >= 2 else { throw .tooFewValues(what: "R²", count: count, minimum: 2) }
    let residual = try meanSquaredError() * Double(count)
    try squaredTargets.requireRange(of: "true values")
    let total = squaredTargets.deviations(from: targets)
    guard total.isFinite else { throw .undefined("the true values are too large to be squared") }
    guard smallestTarget < largestTarget, total > 0 else {
      throw .undefined("the true values are all equal, so that there is no variance to explain and R² has no value")
    }
    return 1 - residual / total
  }

  private func meanSquaredError() throws(StatisticsError) -> Double {
    _ = try mean(errors)
    try squaredErrors.requireRange(of: "errors")
    return squaredErrors.sum / Double(count)
  }

  private func mean(_ sum: ExactSum) throws(StatisticsError) -> Double {
    guard let mean = sum.mean else { throw .tooFewValues(what: "predictions", count: 0, minimum: 1) }
    guard mean.isFinite else { throw .undefined("predictions differ from true values by more than a double can hold") }
    return mean
  }

  /// The variance of a row's value, with n − 1.
  private func sampleVariance(_ squares: SquareSum, _ sum: ExactSum) -> Double {
    squares.deviations(from: sum) / Double(count - 1)
  }

  /// Half the width of the interval of a mean; nil where there is none.
  private func halfWidth(_ significance: Double, variance: Double) throws(StatisticsError) -> Double? {
    try checkSignificance(significance)
    guard count > 1, variance.isFinite else { return nil }
    let t = try StudentDistribution.quantile(survival: significance / 2, degreesOfFreedom: Double(count - 1))
    return t * (variance / Double(count)).squareRoot()
  }

  /// The squares of values, summed without rounding.
  private struct SquareSum: Sendable {
    private var squares = ExactSum()
    private var rounding = ExactSum()
    private var largest = 0.0

    mutating func add(_ values: [Double]) {
      squares.add(values.map { $0 * $0 })
      rounding.add(
        values.map {
          // What rounding took; nothing can be told of it where the square overflows.
          let square = $0 * $0
          return square.isFinite ? (-square).addingProduct($0, $0) : 0
        })
      largest = values.reduce(largest) { max($0, $1.magnitude) }
    }

    private var exact: ExactSum {
      var all = squares
      all.merge(rounding)
      return all
    }

    var sum: Double { exact.sum }

    func requireRange(of what: String) throws(StatisticsError) {
      guard sum.isFinite else { throw .undefined("the \(what) are too large to be squared") }
      guard largest == 0 || largest >= PredictionErrors.smallestSquared else {
        throw .undefined("the \(what) are too small to be squared")
      }
    }

    /// Σ(v − mean v)² from Σv² and Σv, both in twice the precision of a double, so that values far from 0 lose nothing.
    func deviations(from values: ExactSum) -> Double {
      let (first, second) = (exact, values)
      guard first.sum.isFinite, second.sum.isFinite else { return .infinity }
      let total = Self.twice(second)
      let correction = total * total / DoubleDouble(Double(values.count))
      return max(0, (Self.twice(first) + (-correction)).value)
    }

    /// A sum in two doubles: the nearest one, and the nearest one to what that left.
    private static func twice(_ sum: ExactSum) -> DoubleDouble {
      let high = sum.sum
      var rest = sum
      rest.add(-high)
      return DoubleDouble(sum: high, rest.sum)
    }
  }
}
