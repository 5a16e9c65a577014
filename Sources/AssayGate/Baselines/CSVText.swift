/// Small tables as CSV text (RFC 4180): `nil` is an empty field, empty text is `""`.
enum CSVText {
  /// The rows as text, with a line feed after each.
  static func render(_ rows: [[String?]]) -> String {
    var text = ""
    for row in rows {
      text += row.map(field).joined(separator: ",")
      text += "\n"
    }
    return text
  }

  private static func field(_ value: String?) -> String {
    guard let value else { return "" }
    let needsQuotes = value.isEmpty || value.utf8.contains { $0 == 0x22 || $0 == 0x2C || $0 == 0x0A || $0 == 0x0D }
    return needsQuotes ? "\"" + value.replacing(scalar: "\"", with: "\"\"") + "\"" : value
  }

  /// The rows of a text that `render` wrote; `nil` when a quote is not closed.
  static func parse(_ text: String) -> [[String?]]? {
    var rows: [[String?]] = []
    var row: [String?] = []
    var bytes: [UInt8] = []
    var isQuoted = false
    var wasQuoted = false
    func value() -> String? { bytes.isEmpty && !wasQuoted ? nil : String(decoding: bytes, as: UTF8.self) }
    let source = Array(text.utf8)
    var index = 0
    while index < source.count {
      let byte = source[index]
      index += 1
      if isQuoted {
        if byte != 0x22 {
          bytes.append(byte)
        } else if index < source.count, source[index] == 0x22 {
          bytes.append(byte)
          index += 1
        } else {
          isQuoted = false
        }
        continue
      }
      switch byte {
      case 0x22:
        isQuoted = true
        wasQuoted = true
      case 0x2C, 0x0A:
        row.append(value())
        bytes.removeAll(keepingCapacity: true)
        wasQuoted = false
        if byte == 0x0A {
          rows.append(row)
          row = []
        }
      default: bytes.append(byte)
      }
    }
    if isQuoted { return nil }
    if !bytes.isEmpty || wasQuoted || !row.isEmpty {
      row.append(value())
      rows.append(row)
    }
    return rows
  }
}
