import AssayTable

/// A condition on one row, in words that every engine's dialect can say.
public enum Condition: Hashable, Sendable {
  /// The value is null, or NaN where the column holds floating-point numbers.
  case missing(String, floating: Bool)
  /// The value is there, and is not a number from `lower` to `upper`; NaN is outside any range.
  case outside(String, lower: Double?, upper: Double?, floating: Bool)
  /// The value is there, and is none of these.
  case notIn(String, values: [Scalar])
  /// The value is there, and the pattern occurs nowhere in it.
  case notMatching(String, pattern: ExactText)
  /// The value, read by a clock, is there, and is not earlier than a moment, written as in ISO 8601 with seconds.
  case notBefore(String, Clock, moment: String)
  /// The value and that of another column, each read by its clock, are there, and it is later than the other.
  case later(String, Clock, than: String, Clock)

  /// How values are read as times.
  public enum Clock: Hashable, Sendable {
    /// As points in time without a zone, which count as UTC; dates are their midnight.
    case plain
    /// As points in time of UTC.
    case zoned
    /// As text in ISO 8601: an offset from UTC counts, and text without one is UTC. Text that is no time meets no condition.
    case text
    /// As numbers of one clock.
    case number
  }
}

/// A scalar that the manifest writes: compared with values of a column.
public enum Scalar: Hashable, Sendable, CustomStringConvertible {
  case text(ExactText)
  case number(Double)
  case integer(Int)
  case boolean(Bool)

  /// The scalar of a manifest's value; `nil` for lists and mappings.
  public init?(_ value: ArgumentValue) {
    switch value.content {
    case .text(let text): self = .text(ExactText(text))
    case .number(let number): self = .number(number)
    case .integer(let integer): self = .integer(integer)
    case .boolean(let boolean): self = .boolean(boolean)
    default: return nil
    }
  }

  /// The scalar as the manifest writes it.
  public var description: String {
    switch self {
    case .text(let text): "'\(text)'"
    case .number(let number): Format.number(number)
    case .integer(let integer): String(integer)
    case .boolean(let boolean): String(boolean)
    }
  }
}
