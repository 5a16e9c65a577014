/// One cell: small results, golden rows, messages. Not for loops over data.
public enum Value: Sendable {
  /// No value.
  case null
  /// True or false.
  case boolean(Bool)
  /// An integer of any width, also a decimal without digits behind the point, when it fits.
  case integer(Int64)
  /// A binary floating-point number; a float32 as its exact double.
  case number(Double)
  /// A decimal number, or an integer that does not fit `integer`: all its digits.
  case decimal(String)
  /// Text.
  case text(String)
  /// A day: `2013-04-03`.
  case date(String)
  /// A time of day: `09:00:00.25`.
  case time(String)
  /// A point in time: `2013-04-03 09:00:00Z`, without the `Z` when the column has no time zone.
  case timestamp(String)
  /// Anything else, as text: bytes in hexadecimal, durations, intervals, lists, structs.
  case other(String)
}

extension Value: Hashable {
  /// Values are equal when their case and content are, texts by their UTF-8 bytes; NaN equals NaN, and 0.0 equals -0.0.
  public static func == (left: Value, right: Value) -> Bool {
    switch (left, right) {
    case (.null, .null): true
    case (.boolean(let a), .boolean(let b)): a == b
    case (.integer(let a), .integer(let b)): a == b
    case (.number(let a), .number(let b)): a == b || a.isNaN && b.isNaN
    case (.decimal(let a), .decimal(let b)): ExactText.isSame(a, b)
    case (.text(let a), .text(let b)): ExactText.isSame(a, b)
    case (.date(let a), .date(let b)): ExactText.isSame(a, b)
    case (.time(let a), .time(let b)): ExactText.isSame(a, b)
    case (.timestamp(let a), .timestamp(let b)): ExactText.isSame(a, b)
    case (.other(let a), .other(let b)): ExactText.isSame(a, b)
    default: false
    }
  }

  /// Consistent with `==`.
  public func hash(into hasher: inout Hasher) {
    hasher.combine(kind)
    switch self {
    case .null: break
    case .boolean(let value): hasher.combine(value)
    case .integer(let value): hasher.combine(value)
    case .number(let value): hasher.combine(value.isNaN ? Double.nan.bitPattern : (value + 0.0).bitPattern)
    case .decimal(let text), .text(let text), .date(let text), .time(let text), .timestamp(let text), .other(let text):
      hasher.combine(ExactText(text))
    }
  }

  /// The name of the case.
  var kind: String {
    switch self {
    case .null: "null"
    case .boolean: "boolean"
    case .integer: "integer"
    case .number: "number"
    case .decimal: "decimal"
    case .text: "text"
    case .date: "date"
    case .time: "time"
    case .timestamp: "timestamp"
    case .other: "other"
    }
  }
}

extension Value: CustomStringConvertible {
  /// What reports show: `null`, `true`, `42`, `0.1`, `NaN`, the text itself.
  public var description: String {
    switch self {
    case .null: "null"
    case .boolean(let value): "\(value)"
    case .integer(let value): "\(value)"
    case .number(let value):
      value.isNaN ? "NaN" : value.isInfinite ? (value < 0 ? "-Infinity" : "Infinity") : "\(value)"
    case .decimal(let text), .text(let text), .date(let text), .time(let text), .timestamp(let text), .other(let text):
      text
    }
  }
}
