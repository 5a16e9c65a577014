/// Builds JSON text in memory, key by key; the caller gives keys in sorted order.
///
/// Objects and arrays stand on one line, or have each element on a line of its own, indented by two spaces a level.
struct JSONWriter {
  /// The text so far, in UTF-8.
  private(set) var bytes: [UInt8] = []
  private var levels: [Level] = []
  /// A key has been written, and its value follows on the same line.
  private var isAfterKey = false

  private struct Level {
    var hasLines: Bool
    var count = 0
  }

  /// Empties the text; the open objects and arrays stay open.
  mutating func removeAll() { bytes.removeAll(keepingCapacity: true) }

  /// Says how many elements the innermost array has already, when they are not in this text.
  mutating func resumeArray(count: Int) {
    if let last = levels.indices.last { levels[last].count = count }
  }

  mutating func beginObject(lines: Bool = false) { begin(0x7B, lines: lines) }
  mutating func endObject() { end(0x7D) }
  mutating func beginArray(lines: Bool = false) { begin(0x5B, lines: lines) }
  mutating func endArray() { end(0x5D) }

  /// Ends the text's last line.
  mutating func endLine() { bytes.append(0x0A) }

  /// Writes a key; a value, object or array has to follow.
  mutating func key(_ name: String) {
    separate()
    quote(name)
    bytes.append(0x3A)
    bytes.append(0x20)
    isAfterKey = true
  }

  private mutating func begin(_ bracket: UInt8, lines: Bool) {
    separate()
    bytes.append(bracket)
    levels.append(Level(hasLines: lines))
  }

  private mutating func end(_ bracket: UInt8) {
    if let level = levels.popLast(), level.hasLines, level.count > 0 { newline() }
    bytes.append(bracket)
  }

  /// Writes what stands between the element before and the next one, and counts that.
  private mutating func separate() {
    if isAfterKey {
      isAfterKey = false
      return
    }
    guard let last = levels.indices.last else { return }
    if levels[last].count > 0 { bytes.append(0x2C) }
    levels[last].count += 1
    if levels[last].hasLines {
      newline()
    } else if levels[last].count > 1 {
      bytes.append(0x20)
    }
  }

  private mutating func newline() {
    bytes.append(0x0A)
    for _ in 0..<2 * levels.count { bytes.append(0x20) }
  }

  mutating func string(_ value: String) {
    separate()
    quote(value)
  }

  mutating func number(_ value: some BinaryInteger) { raw(String(value)) }

  /// Writes a double in the fewest digits that read back as the same value; what is not finite becomes `null`.
  mutating func number(_ value: Double) {
    guard value.isFinite else { return raw("null") }
    let text = value.description
    raw(text.hasSuffix(".0") ? String(text.dropLast(2)) : text)
  }

  mutating func field(_ name: String, _ value: String?) {
    guard let value else { return }
    key(name)
    string(value)
  }

  mutating func field(_ name: String, _ value: Int?) {
    guard let value else { return }
    key(name)
    number(value)
  }

  mutating func field(_ name: String, _ value: Double?) {
    guard let value, value.isFinite else { return }
    key(name)
    number(value)
  }

  mutating func field(_ name: String, _ value: Bool) {
    key(name)
    raw(value ? "true" : "false")
  }

  mutating func field(_ name: String, _ values: [String]) {
    key(name)
    array(values) { $0.string($1) }
  }

  mutating func array<Element>(
    _ values: [Element], lines: Bool = false, _ body: (inout JSONWriter, Element) -> Void
  ) {
    beginArray(lines: lines)
    for value in values { body(&self, value) }
    endArray()
  }

  private mutating func raw(_ text: String) {
    separate()
    bytes.append(contentsOf: text.utf8)
  }

  private mutating func quote(_ text: String) {
    bytes.append(0x22)
    var text = text
    text.withUTF8 { utf8 in
      var start = 0
      for index in utf8.indices where Self.needsEscape(utf8, index) {
        bytes.append(contentsOf: UnsafeBufferPointer(rebasing: utf8[start..<index]))
        start = index + 1
        escape(utf8[index])
      }
      bytes.append(contentsOf: UnsafeBufferPointer(rebasing: utf8[start...]))
    }
    bytes.append(0x22)
  }

  private static func needsEscape(_ utf8: UnsafeBufferPointer<UInt8>, _ index: Int) -> Bool {
    let byte = utf8[index]
    return byte < 0x20 || byte == 0x22 || byte == 0x5C || byte == 0x7F
  }

  private mutating func escape(_ byte: UInt8) {
    switch byte {
    case 0x22: bytes.append(contentsOf: #"\""#.utf8)
    case 0x5C: bytes.append(contentsOf: #"\\"#.utf8)
    case 0x0A: bytes.append(contentsOf: #"\n"#.utf8)
    case 0x0D: bytes.append(contentsOf: #"\r"#.utf8)
    case 0x09: bytes.append(contentsOf: #"\t"#.utf8)
    default:
      // With leading zeros: byte is below 0x80.
      let digits = String(byte, radix: 16)
      bytes.append(contentsOf: (#"\u00"# + (digits.count < 2 ? "0" : "") + digits).utf8)
    }
  }
}
