/// The logical type of a column; how its cells lie in memory is not part of it.
public indirect enum DataType: Hashable, Sendable {
  /// A column that holds nothing but nulls.
  case null
  /// True or false.
  case boolean
  /// Signed integers of 8, 16, 32 or 64 bits.
  case int8, int16, int32, int64
  /// Unsigned integers of 8, 16, 32 or 64 bits.
  case uint8, uint16, uint32, uint64
  /// IEEE 754 binary numbers of 32 or 64 bits.
  case float32, float64
  /// An exact decimal number of `precision` digits, `scale` of them behind the point.
  case decimal(precision: Int, scale: Int)
  /// UTF-8 text.
  case text
  /// Bytes without a meaning.
  case binary
  /// A day of the proleptic Gregorian calendar.
  case date
  /// A time of day.
  case time(TimeUnit)
  /// A point in time: of UTC when there is a time zone, of an unnamed clock otherwise.
  case timestamp(TimeUnit, timeZone: String?)
  /// An exact amount of time.
  case duration(TimeUnit)
  /// An amount of time in months, days and parts of a day, which no clock can convert into each other.
  case interval
  /// Lists of one element type.
  case list(DataType)
  /// Named fields of any types.
  case structure([Field])
  /// A type that Assay does not read, by its Arrow format string.
  case other(format: String)

  /// Whether the cells are integers, floating-point numbers or decimals.
  public var isNumeric: Bool {
    switch self {
    case .float32, .float64, .decimal: true
    default: isInteger
    }
  }

  /// Whether the cells are signed or unsigned integers.
  public var isInteger: Bool {
    switch self {
    case .int8, .int16, .int32, .int64, .uint8, .uint16, .uint32, .uint64: true
    default: false
    }
  }

  /// Whether the cells are binary floating-point numbers, which know NaN and infinities.
  public var isFloatingPoint: Bool { self == .float32 || self == .float64 }

  /// Whether the cells are text.
  public var isText: Bool { self == .text }

  /// Whether the cells are dates, times, timestamps, durations or intervals.
  public var isTemporal: Bool {
    switch self {
    case .date, .time, .timestamp, .duration, .interval: true
    default: false
    }
  }
}

extension DataType: CustomStringConvertible {
  /// The type as messages and reports show it: `int64`, `decimal(9,2)`, `timestamp(us, UTC)`, `list(text)`.
  public var description: String {
    switch self {
    case .null: "null"
    case .boolean: "boolean"
    case .int8: "int8"
    case .int16: "int16"
    case .int32: "int32"
    case .int64: "int64"
    case .uint8: "uint8"
    case .uint16: "uint16"
    case .uint32: "uint32"
    case .uint64: "uint64"
    case .float32: "float32"
    case .float64: "float64"
    case .decimal(let precision, let scale): "decimal(\(precision),\(scale))"
    case .text: "text"
    case .binary: "binary"
    case .date: "date"
    case .time(let unit): "time(\(unit.rawValue))"
    case .timestamp(let unit, let zone):
      zone.map { "timestamp(\(unit.rawValue), \($0))" } ?? "timestamp(\(unit.rawValue))"
    case .duration(let unit): "duration(\(unit.rawValue))"
    case .interval: "interval"
    case .list(let element): "list(\(element))"
    case .structure(let fields): "struct(" + fields.map { "\($0.name): \($0.type)" }.joined(separator: ", ") + ")"
    case .other(let format): "other(\(format))"
    }
  }
}
