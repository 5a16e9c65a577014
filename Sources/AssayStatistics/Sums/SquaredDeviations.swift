/// The squared distances of values from a fixed centre, summed without rounding.
///
/// With `ExactSum` for a first pass it gives a variance in two streaming passes that depends neither on the order of
/// rows nor on how they were split: accumulators of parts are merged by `merge`.
///
/// Each deviation is rounded once, each square is kept in full by an error-free product (a fused multiply-add gives the
/// rounding error of the product), and the sums are exact. With the mean as the centre the variance has a relative
/// error of a few 2^-53; equal values give exactly 0.
public struct SquaredDeviations: Sendable, Equatable {
  /// The value that deviations are taken from; use the mean.
  public let center: Double
  /// Deviations are multiplied by this power of two before squaring, so that squares neither overflow nor vanish.
  let scale: Double
  private var deviations = ExactSum()
  private var squares = ExactSum()
  private var squareErrors = ExactSum()

  /// An accumulator around a finite centre.
  ///
  /// - Parameters:
  ///   - center: the mean of the values.
  ///   - magnitude: the largest absolute deviation to expect, when known; only needed outside 1e-120 … 1e150, where
  ///     squares of deviations leave the range of doubles.
  public init(around center: Double, magnitude: Double = 1) {
    self.center = center
    if magnitude.isFinite, magnitude > 0, magnitude > 0x1p500 || magnitude < 0x1p-400 {
      // A power of two within the normal range keeps the scaling free of rounding.
      let exponent = max(-1000, min(1000, -Int(magnitude.exponent)))
      scale = Double(sign: .plus, exponent: exponent, significand: 1)
    } else {
      scale = 1
    }
  }

  /// How many values were added.
  public var count: Int { deviations.count }

  /// Adds all values of an array.
  public mutating func add(_ values: [Double]) {
    values.withUnsafeBufferPointer { add(contentsOf: $0) }
  }

  /// Adds all values of a buffer in O(n), in blocks of fixed size.
  public mutating func add(contentsOf values: UnsafeBufferPointer<Double>) {
    guard let base = values.baseAddress else { return }
    let block = min(1024, values.count)
    let scale = self.scale
    // Scaled apart, since the difference of two doubles can overflow.
    let center = self.center * scale
    withUnsafeTemporaryAllocation(of: Double.self, capacity: 3 * max(block, 1)) { scratch in
      guard let first = scratch.baseAddress else { return }
      let second = first + block
      let third = second + block
      var start = 0
      while start < values.count {
        let size = min(block, values.count - start)
        var index = 0
        while index < size {
          let deviation = base[start &+ index] * scale - center
          let square = deviation * deviation
          (first + index).initialize(to: deviation)
          (second + index).initialize(to: square)
          (third + index).initialize(to: (-square).addingProduct(deviation, deviation))
          index &+= 1
        }
        deviations.add(contentsOf: UnsafeBufferPointer(start: first, count: size))
        squares.add(contentsOf: UnsafeBufferPointer(start: second, count: size))
        squareErrors.add(contentsOf: UnsafeBufferPointer(start: third, count: size))
        start += size
      }
    }
  }

  /// Adds what another accumulator holds; both must have been made with the same centre and magnitude.
  ///
  /// - Throws: `StatisticsError.undefined` when the centres or scales differ.
  public mutating func merge(_ other: SquaredDeviations) throws(StatisticsError) {
    guard center == other.center, scale == other.scale else {
      throw .undefined(
        "squared deviations around \(center) and around \(other.center) cannot be added, expected one centre and scale")
    }
    deviations.merge(other.deviations)
    squares.merge(other.squares)
    squareErrors.merge(other.squareErrors)
  }

  /// The sum of squared deviations from the mean of the values, in units of 1/scale².
  private var scaledSum: Double {
    let size = Double(count)
    let total = deviations.sum
    // The second term repairs the rounding of the centre.
    var corrected = squares
    corrected.merge(squareErrors)
    return max(0, corrected.sum - total / size * total)
  }

  /// The variance, dividing by count − `degreesOfFreedomCorrection`; infinite where it exceeds the largest double.
  ///
  /// - Throws: `StatisticsError.tooFewValues` when the divisor would not be positive.
  public func variance(degreesOfFreedomCorrection: Int = 1) throws(StatisticsError) -> Double {
    try scaledVariance(degreesOfFreedomCorrection) / scale / scale
  }

  /// The root of the variance; it is finite also where the variance is not.
  ///
  /// - Throws: `StatisticsError.tooFewValues` when the divisor would not be positive.
  public func standardDeviation(degreesOfFreedomCorrection: Int = 1) throws(StatisticsError) -> Double {
    try scaledVariance(degreesOfFreedomCorrection).squareRoot() / scale
  }

  private func scaledVariance(_ correction: Int) throws(StatisticsError) -> Double {
    guard correction >= 0 else {
      throw .outOfRange(what: "degrees-of-freedom correction", found: Double(correction), expected: "0 or more")
    }
    guard count > correction else {
      throw .tooFewValues(what: "variance", count: count, minimum: correction + 1)
    }
    return scaledSum / Double(count - correction)
  }
}
