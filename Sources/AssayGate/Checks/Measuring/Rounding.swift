import Foundation

/// How numbers are rounded before they are stored, so that files do not change with the last bits.
enum Rounding {
  /// The number with 12 significant decimal digits.
  static func significant(_ value: Double) -> Double { significant(value, digits: 12) }

  /// The number with so many significant decimal digits.
  static func significant(_ value: Double, digits: Int) -> Double {
    guard value.isFinite, value != 0 else { return value }
    // The largest numbers are rounded up to infinity.
    return Double(String(format: "%.*e", digits - 1, value)).flatMap { $0.isFinite ? $0 : nil } ?? value
  }
}
