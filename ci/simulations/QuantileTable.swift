import AssayStatistics

/// A continuous distribution that is quick to draw from: its quantile function, linear between 65,537 points.
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

  @inline(__always)
  func draw(_ random: inout RandomNumbers) -> Double {
    let bits = random.next()
    let cell = Int(bits >> 48)
    let within = Double(bits & 0xFFFF_FFFF_FFFF) * 0x1p-48
    return points.withUnsafeBufferPointer { $0[cell] + within * ($0[cell + 1] - $0[cell]) }
  }

  static func normal() throws -> QuantileTable { try QuantileTable { try NormalDistribution.quantile($0) } }
}
