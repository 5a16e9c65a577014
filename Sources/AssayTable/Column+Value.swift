extension Column {
  /// The cell as a value. For single cells: it allocates for text.
  public func value(at row: Int) -> Value {
    precondition(row >= 0 && row < count, "row \(row) of a column with \(count) cells")
    return node.value(start + row)
  }
}

extension ArrowNode {
  /// A cell of any type; `index` may be null.
  func value(_ index: Int) -> Value {
    if isNull(index) { return .null }
    if let dictionary { return dictionary.length > 0 ? dictionary.value(dictionaryKey(index)) : .null }
    switch layout.type {
    case .null: return .null
    case .boolean: return .boolean(boolean(index))
    case .int8, .int16, .int32, .int64, .uint8, .uint16, .uint32: return .integer(integerBits(index))
    case .uint64: return wholeNumber(index).map(Value.integer) ?? .decimal("\(UInt64(bitPattern: integerBits(index)))")
    case .float32: return .number(values(Float.self).map { Double($0[index]) } ?? .nan)
    case .float64: return .number(values(Double.self)?[index] ?? .nan)
    case .decimal(_, let scale):
      if scale <= 0, let whole = wholeNumber(index) { return .integer(whole) }
      return .decimal("\(decimal(index))")
    case .text: return .text(String(decoding: bytes(index), as: UTF8.self))
    case .binary: return .other("0x" + bytes(index).map { ArrowNode.hexadecimal($0) }.joined())
    case .date: return .date(Calendar.date(daysSince1970: days(index)))
    case .time(let unit): return .time(Calendar.time(integerBits(index), unit: unit))
    case .timestamp(let unit, let zone):
      return .timestamp(Calendar.timestamp(integerBits(index), unit: unit, isUTC: zone != nil))
    case .duration(let unit): return .other("\(integerBits(index)) \(unit.rawValue)")
    case .interval:
      let (months, days, nanoseconds) = interval(index)
      return .other("\(months) months \(days) days \(nanoseconds) ns")
    case .list: return .other("[" + elements(index).map { children[0].quoted($0) }.joined(separator: ", ") + "]")
    case .structure:
      // A struct's offset applies to its children too.
      let fields = children.map { "\($0.layout.name): \($0.quoted(offset + index))" }
      return .other("{" + fields.joined(separator: ", ") + "}")
    case .other(let format): return .other("<\(format)>")
    }
  }

  /// Days since 1970-01-01 of a date, which may be stored in milliseconds.
  func days(_ index: Int) -> Int64 {
    let stored = integerBits(index)
    return layout.storage == .int64 ? Calendar.floorDivide(stored, 86_400_000).quotient : stored
  }

  /// A value inside of a list or struct: text in quotes, so that its end is seen.
  private func quoted(_ index: Int) -> String {
    let value = value(index)
    guard case .text(let text) = value else { return "\(value)" }
    return "'" + text + "'"
  }

  private static func hexadecimal(_ byte: UInt8) -> String {
    let digits = String(byte, radix: 16)
    return byte < 16 ? "0" + digits : digits
  }
}
