import AssayTable

extension Value {
  /// The value as a whole number, when it is one.
  var integer: Int? {
    switch self {
    case .integer(let value): Int(exactly: value)
    case .number(let value): Int(exactly: value)
    case .decimal(let text): Int(text) ?? Double(text).flatMap { Int(exactly: $0) }
    default: nil
    }
  }

  /// The value as a number, when it is one.
  var double: Double? {
    switch self {
    case .integer(let value): Double(value)
    case .number(let value): value
    case .decimal(let text): Double(text)
    default: nil
    }
  }

  /// The value as text; `nil` for null.
  var text: String? { self == .null ? nil : description }
}
