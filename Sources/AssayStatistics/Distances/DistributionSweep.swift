/// One pass over two ordered samples that integrates what depends on both empirical distribution functions.
///
/// Between neighbouring values x < y of both samples together, with i reference and j current values at or below x, the
/// distribution functions differ by F − G = (i·m − j·n)/(n·m), a whole number over n·m.
struct DistributionSweep {
  /// ∫ |F − G| dx, in units of 1/scale.
  var absolute = CompensatedSum()
  /// ∫ (F − G)² dx, in units of 1/scale.
  var squared = CompensatedSum()
  /// ∫ √(H(1 − H)) dx with H the distribution function of both samples together, in units of 1/scale.
  var spread = CompensatedSum()
  /// ∫ H(1 − H) dx, in units of 1/scale.
  var variance = CompensatedSum()
  /// A power of two, even as an exponent, that keeps all sums in range.
  let scale: Double

  /// O(n + m).
  ///
  /// - Throws: `StatisticsError.infiniteValue` for infinities, and `tooLarge` when n·m exceeds 2^63 − 1.
  init(reference: SortedSample, current: SortedSample) throws(StatisticsError) {
    try Self.checkFinite("reference", reference)
    try Self.checkFinite("current", current)
    let (n, m) = (reference.count, current.count)
    guard !n.multipliedReportingOverflow(by: m).overflow else {
      throw .tooLarge(what: "product of the sample sizes", found: "\(n) × \(m)", maximum: "\(Int.max)")
    }
    let halfRange = max(reference.maximum, current.maximum) / 2 - min(reference.minimum, current.minimum) / 2
    scale = Self.scale(halfRange)
    reference.values.withUnsafeBufferPointer { first in
      current.values.withUnsafeBufferPointer { second in
        guard let a = first.baseAddress, let b = second.baseAddress else { return }
        sweep(a, n, b, m)
      }
    }
  }

  static func checkFinite(_ what: String, _ sample: SortedSample) throws(StatisticsError) {
    // Sorted, so that infinities are at the ends.
    if sample.minimum == -.infinity { throw .infiniteValue(what: "\(what) sample (sorted)", position: 0) }
    if sample.maximum == .infinity {
      let position = sample.values.firstIndex(of: .infinity) ?? sample.count - 1
      throw .infiniteValue(what: "\(what) sample (sorted)", position: position)
    }
  }

  /// 1 for ranges whose squares and sums are harmless.
  private static func scale(_ halfRange: Double) -> Double {
    guard halfRange > 0, halfRange > 0x1p500 || halfRange < 0x1p-400 else { return 1 }
    let exponent = max(-1000, min(1000, -Int(halfRange.exponent)))
    return Double(sign: .plus, exponent: exponent - exponent % 2, significand: 1)
  }

  private mutating func sweep(
    _ a: UnsafePointer<Double>, _ n: Int, _ b: UnsafePointer<Double>, _ m: Int
  ) {
    let product = Double(n) * Double(m)
    let rows = Double(n) + Double(m)
    let scale = self.scale
    var (absolute, squared) = (CompensatedSum(), CompensatedSum())
    var (spread, variance) = (CompensatedSum(), CompensatedSum())
    var i = 0
    var j = 0
    var value = min(a[0], b[0])
    while true {
      while i < n && a[i] == value { i &+= 1 }
      while j < m && b[j] == value { j &+= 1 }
      let next: Double
      if i < n {
        next = j < m ? min(a[i], b[j]) : a[i]
      } else if j < m {
        next = b[j]
      } else {
        break
      }
      let width = next * scale - value * scale
      let difference = Double(i &* m &- j &* n) / product
      let below = Double(i &+ j) / rows
      let uncertainty = below * (1 - below)
      absolute.add(abs(difference) * width)
      squared.add(difference * difference * width)
      spread.add(uncertainty.squareRoot() * width)
      variance.add(uncertainty * width)
      value = next
    }
    self.absolute = absolute
    self.squared = squared
    self.spread = spread
    self.variance = variance
  }
}

/// A running sum that keeps what rounding takes from it (Neumaier, 1974).
struct CompensatedSum {
  private var total = 0.0
  private var lost = 0.0

  /// Adds one value.
  @inline(__always)
  mutating func add(_ value: Double) {
    let next = total + value
    lost += abs(total) >= abs(value) ? (total - next) + value : (value - next) + total
    total = next
  }

  /// The sum, with a relative error of a few 2^-53 for values of one sign.
  var sum: Double { total + lost }
}
