extension RowFilter {
  /// The names in a condition that may be columns, each once, in their order: all words but those that call a function,
  /// are qualified or qualify another one. Words of SQL are among them; texts and comments are not looked into.
  ///
  /// - Parameter filter: a condition of which `fault` finds nothing.
  static func names(in filter: String) -> [String] {
    let bytes = Array(filter.utf8)
    var names: [String] = []
    var index = 0
    /// The last byte before a word that is no white space.
    var before: UInt8 = 0
    while index < bytes.count {
      let byte = bytes[index]
      let next = index + 1 < bytes.count ? bytes[index + 1] : 0
      var word: String?
      switch (byte, next) {
      case (UInt8(ascii: "-"), UInt8(ascii: "-")):
        while index < bytes.count, bytes[index] != UInt8(ascii: "\n") { index += 1 }
        continue
      case (UInt8(ascii: "/"), UInt8(ascii: "*")):
        // `/*/` begins a comment and does not end it.
        index += 3
        while index < bytes.count, !(bytes[index - 1] == UInt8(ascii: "*") && bytes[index] == UInt8(ascii: "/")) {
          index += 1
        }
        index += 1
        continue
      case (UInt8(ascii: "'"), _): index = end(of: bytes, quoted: index)
      case (UInt8(ascii: "\""), _):
        let end = end(of: bytes, quoted: index)
        let text = String(decoding: bytes[(index + 1)..<max(index + 1, end - 1)], as: UTF8.self)
        word = text.replacing("\"\"", with: "\"")
        index = end
      case _ where isWord(byte):
        let start = index
        while index < bytes.count, isWord(bytes[index]) { index += 1 }
        let isNumber = (0x30...0x39).contains(byte)
        word = isNumber ? nil : String(decoding: bytes[start..<index], as: UTF8.self)
      default: index += 1
      }
      let after = bytes[min(index, bytes.count)...].first { !isSpace($0) } ?? 0
      if let word, before != UInt8(ascii: "."), after != UInt8(ascii: "."), after != UInt8(ascii: "("),
        !names.contains(word)
      {
        names.append(word)
      }
      if !isSpace(byte) { before = bytes[min(index, bytes.count) - 1] }
    }
    return names
  }

  /// The place behind the quote that ends a text; a doubled one is part of it.
  private static func end(of bytes: [UInt8], quoted start: Int) -> Int {
    var index = start + 1
    while index < bytes.count {
      if bytes[index] == bytes[start] {
        guard index + 1 < bytes.count, bytes[index + 1] == bytes[start] else { return index + 1 }
        index += 1
      }
      index += 1
    }
    return bytes.count
  }

  /// Letters, digits, `_`, and everything beyond ASCII.
  private static func isWord(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x5F, 0x80...0xFF: true
    default: false
    }
  }

  private static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }
}
