import AssayGate
import Foundation

/// How people read numbers.
enum NumberText {
  /// A whole number with commas between thousands: `27,662`.
  static func grouped(_ value: Int) -> String {
    var digits = Array(String(value.magnitude))
    var index = digits.count - 3
    while index > 0 {
      digits.insert(",", at: index)
      index -= 3
    }
    return (value < 0 ? "-" : "") + String(digits)
  }

  /// A measured number: whole ones grouped, others with up to six significant digits.
  static func measured(_ value: Double) -> String {
    if let whole = Int(exactly: value), abs(whole) < 1_000_000_000_000_000 { return grouped(whole) }
    return value.isFinite ? String(format: "%.6g", value) : ReportText.shortest(value)
  }

  /// A duration: `0.42 s`, `12.3 s`, `2 min 05 s`, `1 h 02 min`.
  static func duration(_ seconds: Double) -> String {
    guard seconds.isFinite, seconds > 0 else { return "0.00 s" }
    if seconds < 9.995 { return String(format: "%.2f s", seconds) }
    if seconds < 59.95 { return String(format: "%.1f s", seconds) }
    let whole = Int(min(seconds, 1e12).rounded())
    if whole < 3_600 { return String(format: "%d min %02d s", whole / 60, whole % 60) }
    return String(format: "%d h %02d min", whole / 3_600, whole / 60 % 60)
  }

  /// `1 warning`, `14 warnings`.
  static func count(_ number: Int, _ singular: String, _ plural: String? = nil) -> String {
    "\(grouped(number)) \(number == 1 ? singular : plural ?? singular + "s")"
  }
}

extension String {
  /// A number with so many significant digits: `0.6360`.
  init(formatting value: Double, significant digits: Int) { self = String(format: "%.\(digits)g", value) }
}
