/// Count, mean, variance and range of a column, the same bits for any order of its rows.
public struct SampleMoments: Sendable, Equatable {
  /// The number of values, at least 1.
  public let count: Int
  /// The double nearest to the true mean.
  public let mean: Double
  /// The smallest value.
  public let minimum: Double
  /// The largest value.
  public let maximum: Double
  private let deviations: SquaredDeviations

  /// Measures finite values in two passes, O(n).
  ///
  /// - Throws: `StatisticsError` for no values, NaN or an infinity.
  public init(_ values: [Double]) throws(StatisticsError) {
    guard let first = values.first else { throw .tooFewValues(what: "sample", count: 0, minimum: 1) }
    var lowest = first
    var highest = first
    var firstSpecial = -1
    values.withUnsafeBufferPointer { buffer in
      guard let base = buffer.baseAddress else { return }
      var index = 0
      while index < buffer.count {
        let value = base[index]
        // Infinity minus itself and NaN are not zero.
        if value - value != 0 {
          firstSpecial = index
          return
        }
        if value < lowest { lowest = value }
        if value > highest { highest = value }
        index &+= 1
      }
    }
    guard firstSpecial < 0 else {
      throw values[firstSpecial].isNaN
        ? .notANumber(what: "sample", position: firstSpecial) : .infiniteValue(what: "sample", position: firstSpecial)
    }
    let sum = ExactSum(values)
    guard let mean = sum.mean else { throw .tooFewValues(what: "sample", count: 0, minimum: 1) }
    // Half the range first: the difference of two doubles can overflow.
    let magnitude = max(highest / 2 - mean / 2, mean / 2 - lowest / 2) * 2
    var deviations = SquaredDeviations(
      around: mean, magnitude: magnitude.isFinite ? magnitude : .greatestFiniteMagnitude)
    deviations.add(values)
    self.count = values.count
    self.mean = mean
    self.minimum = lowest
    self.maximum = highest
    self.deviations = deviations
  }

  /// The variance, dividing by count − `degreesOfFreedomCorrection` (1 for a sample, 0 for a population).
  ///
  /// - Throws: `StatisticsError.tooFewValues` when the divisor would not be positive.
  public func variance(degreesOfFreedomCorrection: Int = 1) throws(StatisticsError) -> Double {
    try deviations.variance(degreesOfFreedomCorrection: degreesOfFreedomCorrection)
  }

  /// The standard deviation, dividing by count − `degreesOfFreedomCorrection` under the root.
  ///
  /// - Throws: `StatisticsError.tooFewValues` when the divisor would not be positive.
  public func standardDeviation(degreesOfFreedomCorrection: Int = 1) throws(StatisticsError) -> Double {
    try deviations.standardDeviation(degreesOfFreedomCorrection: degreesOfFreedomCorrection)
  }
}
