/// A decimal number: `unscaled` · 10^-`scale`.
struct Decimal: Hashable, Sendable {
  var unscaled: Int128
  var scale: Int

  /// The same number with the fewest digits behind the point, and none before the decimal exponent if it fits.
  var normalised: Decimal {
    var result = self
    while result.scale > 0 {
      let (quotient, remainder) = result.unscaled.quotientAndRemainder(dividingBy: 10)
      guard remainder == 0 else { break }
      result.unscaled = quotient
      result.scale -= 1
    }
    while result.scale < 0 {
      let (product, overflow) = result.unscaled.multipliedReportingOverflow(by: 10)
      guard !overflow else { break }
      result.unscaled = product
      result.scale += 1
    }
    return result
  }

  /// The number when it is a whole one that fits.
  var wholeNumber: Int64? { scale == 0 ? Int64(exactly: unscaled) : nil }

  /// The nearest Double.
  var doubleValue: Double {
    // A quotient of two exactly known doubles is rounded once.
    if scale >= 0, scale <= 22, unscaled.magnitude <= 1 << 53 {
      return Double(Int64(truncatingIfNeeded: unscaled)) / Decimal.powersOfTen[scale]
    }
    return Double("\(unscaled)e\(-scale)") ?? .nan
  }

  private static let powersOfTen: [Double] = [
    1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20,
    1e21, 1e22,
  ]
}

extension Decimal: CustomStringConvertible {
  /// All digits, with `scale` of them behind the point: `12.30`.
  var description: String {
    if scale <= 0 { return unscaled == 0 ? "0" : "\(unscaled)" + String(repeating: "0", count: -scale) }
    let digits = "\(unscaled.magnitude)"
    let padded = String(repeating: "0", count: max(0, scale + 1 - digits.count)) + digits
    return (unscaled < 0 ? "-" : "") + padded.dropLast(scale) + "." + padded.suffix(scale)
  }
}
