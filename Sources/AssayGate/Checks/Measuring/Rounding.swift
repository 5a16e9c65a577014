import Foundation

/// How numbers are rounded before they are stored, so that files do not change with the last bits.
enum Rounding {
  /// The number with 12 significant decimal digits.
  static func significant(_ value: Double) -> Double {
    guard value.isFinite, value != 0 else { return value }
    // The largest numbers are rounded up to infinity.
    return Double(String(format: "%.11e", value)).flatMap { $0.isFinite ? $0 : nil } ?? value
  }
}
