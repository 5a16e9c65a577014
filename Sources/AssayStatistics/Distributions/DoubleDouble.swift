#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// An unevaluated sum of two doubles, about 106 bits: for exponents whose error the exponential would magnify.
///
/// A tail of 1e-300 is e^-690, and an error of one unit in the last place of 690 is already 1e-13 of the result.
/// Arithmetic after T. J. Dekker, *A floating-point technique for extending the available precision*, 1971.
struct DoubleDouble: Sendable {
  /// The value rounded to a double.
  let high: Double
  /// What rounding took.
  let low: Double

  static let logTwo = DoubleDouble(high: 0x1.62e42fefa39efp-1, low: 0x1.abc9e3b39803fp-56)
  static let pi = DoubleDouble(high: 0x1.921fb54442d18p+1, low: 0x1.1a62633145c07p-53)
  /// 1/k! for k = 0 … 9.
  private static let inverseFactorials: [DoubleDouble] = {
    var factorials = [DoubleDouble(1)]
    for k in 1...9 { factorials.append(factorials[k - 1] / DoubleDouble(Double(k))) }
    return factorials
  }()

  init(_ value: Double) {
    high = value
    low = 0
  }

  private init(high: Double, low: Double) {
    self.high = high
    self.low = low
  }

  /// first + second without rounding.
  init(sum first: Double, _ second: Double) {
    let total = first + second
    let part = total - first
    high = total
    low = (first - (total - part)) + (second - part)
  }

  /// first · second without rounding.
  init(product first: Double, _ second: Double) {
    high = first * second
    low = (-high).addingProduct(first, second)
  }

  /// A sum of which `first` is known to be the larger part.
  private init(normalizing first: Double, _ second: Double) {
    high = first + second
    low = second - (high - first)
  }

  /// The nearest double.
  var value: Double { high + low }

  static prefix func - (x: DoubleDouble) -> DoubleDouble { DoubleDouble(high: -x.high, low: -x.low) }

  static func + (x: DoubleDouble, y: DoubleDouble) -> DoubleDouble {
    let highs = DoubleDouble(sum: x.high, y.high)
    let lows = DoubleDouble(sum: x.low, y.low)
    let middle = DoubleDouble(normalizing: highs.high, highs.low + lows.high)
    return DoubleDouble(normalizing: middle.high, middle.low + lows.low)
  }

  static func - (x: DoubleDouble, y: DoubleDouble) -> DoubleDouble { x + (-y) }

  static func * (x: DoubleDouble, y: DoubleDouble) -> DoubleDouble {
    let product = DoubleDouble(product: x.high, y.high)
    return DoubleDouble(normalizing: product.high, product.low + (x.high * y.low + x.low * y.high))
  }

  static func * (x: DoubleDouble, y: Double) -> DoubleDouble {
    let product = DoubleDouble(product: x.high, y)
    return DoubleDouble(normalizing: product.high, product.low + x.low * y)
  }

  static func / (x: DoubleDouble, y: DoubleDouble) -> DoubleDouble {
    let first = x.high / y.high
    let rest = x - y * first
    let second = rest.high / y.high
    let third = (rest - y * second).high / y.high
    return DoubleDouble(normalizing: first, second) + DoubleDouble(third)
  }

  /// The exponential as a double: relative error of one unit in the last place.
  var exponential: Double {
    let result = exp(high)
    return low == 0 || result == 0 || !result.isFinite ? result : result + result * low
  }

  /// The exponential in full precision, for arguments between −700 and 700.
  static func exponential(_ x: DoubleDouble) -> DoubleDouble {
    let power = (x.high / logTwo.high).rounded()
    let rest = (x - logTwo * power) * (1.0 / 512)
    // Taylor's series of e^rest − 1, then nine doublings of the argument.
    var result = inverseFactorials[9]
    for k in stride(from: 8, through: 1, by: -1) { result = result * rest + inverseFactorials[k] }
    result = result * rest
    for _ in 0..<9 { result = result * 2 + result * result }
    result = result + DoubleDouble(1)
    return DoubleDouble(high: scalbn(result.high, Int(power)), low: scalbn(result.low, Int(power)))
  }

  /// The natural logarithm of a positive finite number; absolute error about 1e-31 of max(1, |log x|).
  ///
  /// The number is brought to within 2^-9 of 1 by a table of 256 reciprocals with their logarithms; the series of
  /// log(1 + r) does the rest.
  static func logarithm(_ x: DoubleDouble) -> DoubleDouble {
    let exponent = Int(x.high.exponent)
    let scaled = DoubleDouble(high: scalbn(x.high, -exponent), low: scalbn(x.low, -exponent))
    let entry = reciprocals[Int(truncatingIfNeeded: scaled.high.bitPattern >> 44) & 0xFF]
    let rest = scaled * entry.factor - DoubleDouble(1)
    let r = rest.high
    // From the sixth term on a double has digits enough; the first one left out is below 2^-111.
    var tail = 1.0 / 11
    tail = tail * r - 1.0 / 10
    tail = tail * r + 1.0 / 9
    tail = tail * r - 1.0 / 8
    tail = tail * r + 1.0 / 7
    tail = tail * r - 1.0 / 6
    var series = fifth + rest * tail
    series = DoubleDouble(-0.25) + rest * series
    series = third + rest * series
    series = DoubleDouble(-0.5) + rest * series
    series = DoubleDouble(1) + rest * series
    return logTwo * Double(exponent) + (entry.logarithm + rest * series)
  }

  private static let third = DoubleDouble(1) / DoubleDouble(3)
  private static let fifth = DoubleDouble(1) / DoubleDouble(5)

  /// A factor near the reciprocal of the middle of each 256th part of 1 … 2, and the logarithm of its reciprocal.
  private static let reciprocals: [(factor: Double, logarithm: DoubleDouble)] = (0..<256).map { part in
    let factor = 1 / (1 + (Double(part) + 0.5) / 256)
    // Newton's method doubles the right digits of the start.
    let start = log(factor)
    let correction = exponential(DoubleDouble(-start)) * factor - DoubleDouble(1)
    let square = correction * correction * 0.5
    return (factor, -(DoubleDouble(start) + (correction - square)))
  }
}
