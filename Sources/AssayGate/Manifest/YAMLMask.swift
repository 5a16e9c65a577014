/// Text in which the characters that would make a YAML parser build too much are masked, one character for one.
///
/// Yams follows aliases while it builds its tree and hashes whole keys. A few dozen aliases inside a key, or a large
/// value under `?`, would keep it busy for hours, and it offers no hook below the tree. So every `*` and `?` is replaced
/// by a private-use character that the text does not hold, whatever its role. Line and column of everything stay as they
/// are; an alias arrives as a plain scalar that starts with the mask, is counted, and followed by our own code.
///
/// The same trick lets two equal keys of a mapping through, which Yams refuses with the place of only one.
struct YAMLMask {
  /// The text with masks, as UTF-8.
  private(set) var bytes: [UInt8]
  /// The characters that stand for something else, and what for; `*` and `?` first.
  private var originals: [Unicode.Scalar: String]
  /// The private-use characters that are still free.
  private var spares: [Unicode.Scalar]
  private let star: Unicode.Scalar
  private let question: Unicode.Scalar

  /// Masks a text; `nil` when it leaves no block of 64 private-use characters free.
  init?(_ text: String) {
    guard let block = Self.freeBlock(in: text) else { return nil }
    star = block[0]
    question = block[1]
    originals = [star: "*", question: "?"]
    spares = Array(block[2...].reversed())
    let starBytes = Array(String(star).utf8)
    let questionBytes = Array(String(question).utf8)
    bytes = []
    bytes.reserveCapacity(text.utf8.count)
    for byte in text.utf8 {
      switch byte {
      case 0x2A: bytes.append(contentsOf: starBytes)
      case 0x3F: bytes.append(contentsOf: questionBytes)
      default: bytes.append(byte)
      }
    }
  }

  /// The masked text.
  var text: String { String(decoding: bytes, as: UTF8.self) }

  /// A text of the tree as the file has it.
  func restored(_ text: String) -> String {
    guard text.unicodeScalars.contains(where: { originals[$0] != nil }) else { return text }
    var result = ""
    for scalar in text.unicodeScalars { result += originals[scalar] ?? String(scalar) }
    return result
  }

  /// Whether a plain scalar started with `*`.
  func startsWithStar(_ text: String) -> Bool { text.unicodeScalars.first == star }

  /// Whether a plain scalar started with `? `, the mark of a key that is no scalar.
  func startsWithKeyMark(_ text: String) -> Bool {
    let head = text.unicodeScalars.prefix(2)
    return head.first == question && (head.count == 1 || head.last == " ")
  }

  /// Masks the first character of the key at a line and column (from 1), so that it no longer equals its twin.
  ///
  /// Returns false where that is not possible: no spare is left, the key is empty, escaped, or has an anchor or a tag.
  mutating func maskKey(line: Int, column: Int) -> Bool {
    guard var offset = offset(line: line, column: column) else { return false }
    if bytes[offset] == 0x22 || bytes[offset] == 0x27 { offset += 1 }
    guard offset < bytes.count, ![0x22, 0x27, 0x5C, 0x26, 0x21].contains(bytes[offset]) else { return false }
    var end = offset + 1
    while end < bytes.count, bytes[end] & 0xC0 == 0x80 { end += 1 }
    guard let spare = spares.popLast() else { return false }
    originals[spare] = restored(String(decoding: bytes[offset..<end], as: UTF8.self))
    bytes.replaceSubrange(offset..<end, with: String(spare).utf8)
    return true
  }

  /// The byte at a line and column, with the line breaks of YAML 1.1, which libyaml counts by.
  private func offset(line: Int, column: Int) -> Int? {
    var index = 0
    var currentLine = 1
    while currentLine < line, index < bytes.count {
      switch bytes[index] {
      case 0x0A: currentLine += 1
      case 0x0D where index + 1 >= bytes.count || bytes[index + 1] != 0x0A: currentLine += 1
      case 0x85 where index > 0 && bytes[index - 1] == 0xC2: currentLine += 1
      case 0xA8...0xA9 where index > 1 && bytes[index - 1] == 0x80 && bytes[index - 2] == 0xE2: currentLine += 1
      default: break
      }
      index += 1
    }
    var remaining = column - 1
    while index < bytes.count, remaining > 0 || bytes[index] & 0xC0 == 0x80 {
      index += 1
      if index < bytes.count, bytes[index] & 0xC0 != 0x80 { remaining -= 1 }
    }
    return index < bytes.count ? index : nil
  }

  /// The first 64 private-use characters of plane 15 of which the text holds none.
  private static func freeBlock(in text: String) -> [Unicode.Scalar]? {
    var used: Set<UInt32> = []
    for scalar in text.unicodeScalars where scalar.value >= 0xF0000 { used.insert(scalar.value >> 6) }
    // The last block of the plane holds two characters that are none.
    for block in UInt32(0xF0000) >> 6..<UInt32(0xFFFC0) >> 6 where !used.contains(block) {
      return (block << 6..<(block + 1) << 6).compactMap(Unicode.Scalar.init)
    }
    return nil
  }
}
