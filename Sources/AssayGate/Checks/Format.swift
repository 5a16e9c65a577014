import Foundation

/// How numbers are written in messages.
public enum Format {
  /// A number with up to six significant digits, without an exponent where that is readable.
  public static func number(_ value: Double) -> String {
    if value == value.rounded(), abs(value) < 1e15 { return whole(Int(value)) }
    let magnitude = abs(value)
    if magnitude >= 1e6 || magnitude < 1e-4 { return trimmed(String(format: "%.4e", value)) }
    return trimmed(String(format: "%.*f", max(0, 5 - Int(log10(magnitude).rounded(.down))), value))
  }

  /// A whole number with thousands separated by commas.
  public static func whole(_ value: Int) -> String {
    let digits = String(abs(value))
    var text = ""
    for (index, digit) in digits.enumerated() {
      if index > 0, (digits.count - index) % 3 == 0 { text.append(",") }
      text.append(digit)
    }
    return value < 0 ? "-" + text : text
  }

  /// A share as a percentage with up to three significant digits.
  public static func share(_ value: Double) -> String {
    if value == 0 { return "0 %" }
    let percent = value * 100
    let digits = percent >= 10 ? 1 : percent >= 0.1 ? 2 : 4
    return trimmed(String(format: "%.*f", digits, percent)) + " %"
  }

  /// `1 row`, `2 rows`.
  public static func rows(_ count: Int) -> String { count == 1 ? "1 row" : "\(whole(count)) rows" }

  private static func trimmed(_ text: String) -> String {
    // By bytes: a report has many numbers, and texts of characters are slow.
    var bytes = text.utf8[...]
    guard bytes.contains(UInt8(ascii: ".")), !bytes.contains(UInt8(ascii: "e")) else { return text }
    while bytes.last == UInt8(ascii: "0") { bytes.removeLast() }
    if bytes.last == UInt8(ascii: ".") { bytes.removeLast() }
    return String(Substring(bytes))
  }
}
