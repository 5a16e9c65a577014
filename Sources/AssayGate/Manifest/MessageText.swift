/// How names, numbers and lists are written in messages.
enum MessageText {
  /// A text of the user on one line: control characters as `\u{1B}`, at most 80 characters.
  static func shown(_ text: String) -> String {
    var result = ""
    var count = 0
    for scalar in text.unicodeScalars {
      guard count < 80 else { return result + "…" }
      count += 1
      switch scalar {
      case "\n": result += "\\n"
      case "\r": result += "\\r"
      case "\t": result += "\\t"
      default:
        // Beside control characters those that change the direction of the text after them.
        let isInvisible = [.control, .format, .lineSeparator, .paragraphSeparator].contains(
          scalar.properties.generalCategory)
        if isInvisible && scalar.value != 0x200D {
          result += "\\u{\(String(scalar.value, radix: 16, uppercase: true))}"
        } else {
          result.unicodeScalars.append(scalar)
        }
      }
    }
    return result
  }

  /// A name of the user in quotes.
  static func quoted(_ name: String) -> String { "'\(shown(name))'" }

  /// A whole number with thousands separated: `1,048,576`.
  static func grouped(_ number: Int) -> String {
    var digits = String(number.magnitude)
    var groups: [String] = []
    while digits.count > 3 {
      groups.insert(String(digits.suffix(3)), at: 0)
      digits.removeLast(3)
    }
    return (number < 0 ? "-" : "") + ([digits] + groups).joined(separator: ",")
  }

  /// `U+001B`.
  static func codePoint(_ scalar: Unicode.Scalar) -> String {
    let digits = String(scalar.value, radix: 16, uppercase: true)
    return "U+" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
  }

  /// `a, b, c and 9 more`.
  static func list(_ names: [String], limit: Int = 6) -> String {
    if names.count <= limit { return names.map(shown).joined(separator: ", ") }
    return names.prefix(limit).map(shown).joined(separator: ", ") + " and \(grouped(names.count - limit)) more"
  }

  /// A number as a user would write it: `0.15`, `20000`.
  static func number(_ value: Double) -> String {
    if let whole = Int(exactly: value) { return String(whole) }
    return value.description
  }
}
