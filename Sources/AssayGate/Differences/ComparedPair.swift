import AssayEngine
import AssayTable

/// A column of both states, and how its values are compared.
struct ComparedPair: Sendable {
  /// The column's name.
  let name: String
  /// The column's place in the old table, and in the new one.
  let old: Int
  let new: Int
  let oldType: DataType
  let newType: DataType
  /// The type in which values are compared when the two differ; `nil` to compare them as they are.
  let common: DataType?

  /// Pairs two columns of one name.
  init(name: String, old: (place: Int, type: DataType), new: (place: Int, type: DataType)) {
    self.name = name
    self.old = old.place
    self.new = new.place
    oldType = old.type
    newType = new.type
    common = old.type == new.type ? nil : Self.common(old.type, new.type)
  }

  var isNumeric: Bool { oldType.isNumeric && newType.isNumeric }
  /// Whether the values can be NaN.
  func isFloating(_ side: Side) -> Bool { (side == .old ? oldType : newType).isFloatingPoint }

  enum Side { case old, new }

  /// The value as it is compared.
  func compared(_ expression: String, _ dialect: any Dialect) -> String {
    guard let common else { return expression }
    return common.isText ? dialect.castToText(expression) : dialect.cast(expression, common)
  }

  /// A type that holds the values of both: numbers as numbers, times as times, all else as text.
  static func common(_ old: DataType, _ new: DataType) -> DataType {
    if old == .null { return new }
    if new == .null { return old }
    if old.isNumeric, new.isNumeric {
      guard let left = digits(old), let right = digits(new) else { return .float64 }
      let scale = max(left.scale, right.scale)
      let precision = max(left.whole, right.whole) + scale
      return precision <= 38 ? .decimal(precision: precision, scale: scale) : .float64
    }
    switch (old, new) {
    case (.timestamp(let left, let zone), .timestamp(let right, let otherZone)):
      if zone != nil || otherZone != nil { return .timestamp(.microsecond, timeZone: "UTC") }
      return .timestamp(left == .nanosecond || right == .nanosecond ? .nanosecond : .microsecond, timeZone: nil)
    case (.date, .timestamp(_, let zone)), (.timestamp(_, let zone), .date):
      return .timestamp(.microsecond, timeZone: zone)
    case (.time, .time): return .time(.microsecond)
    default: return .text
    }
  }

  /// The digits before and behind the point that an exact type needs; `nil` for floating-point numbers.
  private static func digits(_ type: DataType) -> (whole: Int, scale: Int)? {
    switch type {
    case .int8, .uint8: (3, 0)
    case .int16, .uint16: (5, 0)
    case .int32, .uint32: (10, 0)
    case .int64: (19, 0)
    case .uint64: (20, 0)
    case .decimal(let precision, let scale): (precision - scale, scale)
    default: nil
    }
  }
}
