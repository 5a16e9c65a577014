/// The format strings of the Arrow C data interface.
enum ArrowFormat {
  /// The memory shape and logical type of a format; `.unknown` for what Assay does not read.
  static func parse(_ format: String, children: [ArrowLayout]) -> (ArrowLayout.Storage, DataType) {
    switch format {
    case "n": (.null, .null)
    case "b": (.bit, .boolean)
    case "c": (.int8, .int8)
    case "C": (.uint8, .uint8)
    case "s": (.int16, .int16)
    case "S": (.uint16, .uint16)
    case "i": (.int32, .int32)
    case "I": (.uint32, .uint32)
    case "l": (.int64, .int64)
    case "L": (.uint64, .uint64)
    case "f": (.float32, .float32)
    case "g": (.float64, .float64)
    case "u": (.bytes32, .text)
    case "U": (.bytes64, .text)
    case "vu": (.bytesView, .text)
    case "z": (.bytes32, .binary)
    case "Z": (.bytes64, .binary)
    case "vz": (.bytesView, .binary)
    case "tdD": (.int32, .date)
    case "tdm": (.int64, .date)
    case "tiM": (.months, .interval)
    case "tiD": (.daysMilliseconds, .interval)
    case "tin": (.monthsDaysNanoseconds, .interval)
    case "+s": (.structure, .structure(children.map(\.field)))
    case "+l", "+m": list(.list32, format, children)
    case "+L": list(.list64, format, children)
    default: parseParameters(format, children: children) ?? (.unknown, .other(format: format))
    }
  }

  private static func list(
    _ storage: ArrowLayout.Storage, _ format: String, _ children: [ArrowLayout]
  ) -> (ArrowLayout.Storage, DataType) {
    children.count == 1 ? (storage, .list(children[0].type)) : (.unknown, .other(format: format))
  }

  private static func parseParameters(
    _ format: String, children: [ArrowLayout]
  ) -> (ArrowLayout.Storage, DataType)? {
    let bytes = Array(format.utf8)
    if format.hasPrefix("ts"), bytes.count >= 4, bytes[3] == UInt8(ascii: ":"),
      let unit = TimeUnit(arrowLetter: bytes[2])
    {
      let zone = String(decoding: bytes[4...], as: UTF8.self)
      return (.int64, .timestamp(unit, timeZone: zone.isEmpty ? nil : zone))
    }
    if format.hasPrefix("tt"), bytes.count == 3, let unit = TimeUnit(arrowLetter: bytes[2]) {
      return (unit == .second || unit == .millisecond ? .int32 : .int64, .time(unit))
    }
    if format.hasPrefix("tD"), bytes.count == 3, let unit = TimeUnit(arrowLetter: bytes[2]) {
      return (.int64, .duration(unit))
    }
    if format.hasPrefix("d:") {
      let parts = format.dropFirst(2).split(separator: ",").map { Int($0) }
      guard let precision = parts.first ?? nil, parts.count >= 2, let scale = parts[1] else { return nil }
      let type = DataType.decimal(precision: precision, scale: scale)
      switch parts.count == 2 ? 128 : parts[2] {
      case 32: return (.decimal32, type)
      case 64: return (.decimal64, type)
      case 128: return (.decimal128, type)
      default: return nil
      }
    }
    if format.hasPrefix("w:"), let width = Int(format.dropFirst(2)), width >= 0 { return (.bytesFixed(width), .binary) }
    if format.hasPrefix("+w:"), let width = Int(format.dropFirst(3)), width >= 0, children.count == 1 {
      return (.listFixed(width), .list(children[0].type))
    }
    return nil
  }
}
