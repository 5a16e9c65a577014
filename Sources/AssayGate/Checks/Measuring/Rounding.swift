import Foundation

/// How numbers are rounded before they are stored, so that files do not change with the last bits.
enum Rounding {
  /// The number with 12 significant decimal digits.
  static func significant(_ value: Double) -> Double {
    guard value.isFinite, value != 0 else { return value }
    return Double(String(format: "%.11e", value)) ?? value
  }
}
