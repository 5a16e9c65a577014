import AssayStatistics

/// A continuous distribution that is quick to draw ordered samples from: its quantile function, linear between 65,537
/// points.
///
/// The outermost points are the quantiles at 2^-18 from the ends, so that every value is finite.
struct QuantileTable: Sendable {
  private static let cells = 65_536
  private let points: [Double]

  init(_ quantile: (Double) throws -> Double) rethrows {
    points = try (0...Self.cells).map { index in
      let share = Double(index) / Double(Self.cells)
      return try quantile(min(max(share, 0x1p-18), 1 - 0x1p-18))
    }
  }

  /// So many values in ascending order, in O(count): no sample needs to be sorted.
  ///
  /// The partial sums of exponential variables over the sum of all and one more are distributed as uniform variables in
  /// order (Devroye, *Non-Uniform Random Variate Generation*, 1986, section V.2).
  func ordered(_ count: Int, _ random: inout RandomNumbers) -> [Double] {
    var numbers = random
    let values = [Double](unsafeUninitializedCapacity: count) { buffer, initialized in
      var sum = 0.0
      for index in 0..<count {
        sum -= logarithm(1 - numbers.uniform())
        buffer[index] = sum
      }
      let scale = Double(Self.cells) / (sum - logarithm(1 - numbers.uniform()))
      points.withUnsafeBufferPointer { points in
        for index in 0..<count {
          let position = buffer[index] * scale
          let cell = min(Int(position), Self.cells - 1)
          let (low, high) = (points[cell], points[cell + 1])
          // Rounding must not carry a value beyond its cell.
          buffer[index] = min(high, low + (position - Double(cell)) * (high - low))
        }
      }
      initialized = count
    }
    random = numbers
    return values
  }

  static func normal() throws -> QuantileTable { try QuantileTable { try NormalDistribution.quantile($0) } }
}
