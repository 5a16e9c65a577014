/// The encoding of a document, as far as its markup has to be found: each ASCII character is one byte of it, or one unit
/// of UTF-16.
///
/// In others, of which libxml2 knows many (UTF-7, ISO-2022, UTF-32, EBCDIC), the same bytes say something else; no tool
/// writes reports in them.
struct XMLEncoding {
  private enum Width {
    case bytes, littleEndian, bigEndian
  }

  /// The name of an encoding that is refused.
  private(set) var refused: String?
  private var width = Width.bytes
  /// The first four bytes.
  private var start: [UInt8] = []
  /// The first byte of a unit of UTF-16.
  private var half: UInt8?
  /// The XML declaration, while it may still come.
  private var declaration: [UInt8]? = []

  /// Longer than any declaration.
  private static let longestDeclaration = 1_000

  /// Takes a byte; returns the ASCII character that it is or ends, 0x80 for any other character or part of one, and
  /// `nil` in the middle of a unit.
  mutating func unit(_ byte: UInt8) -> UInt8? {
    if start.count < 4, begin(byte) { return nil }
    guard width != .bytes else { return byte }
    guard let first = half else {
      half = byte
      return nil
    }
    half = nil
    let (high, low) = width == .bigEndian ? (first, byte) : (byte, first)
    return high == 0 ? low : 0x80
  }

  /// Takes one of the first bytes; returns whether it ends a character that was returned with its first byte.
  private mutating func begin(_ byte: UInt8) -> Bool {
    start.append(byte)
    switch start {
    case [0x3C, 0]:
      width = .littleEndian
      return true
    case [0xFF, 0xFE]:
      width = .littleEndian
      half = start[0]
    case [0xFE, 0xFF], [0, 0x3C]:
      width = .bigEndian
      half = start[0]
    case [0x4C, 0x6F, 0xA7, 0x94]: refused = "EBCDIC"
    default: if start.count == 4, start.count(where: { $0 == 0 }) > 2 || start[2...] == [0, 0] { refused = "UTF-32" }
    }
    return false
  }

  /// Takes a character of the first instruction.
  mutating func takeDeclaration(_ byte: UInt8) {
    guard let count = declaration?.count else { return }
    declaration?.append(byte)
    // A name could hide behind it.
    if count == Self.longestDeclaration { refused = "behind more than \(count) bytes of a declaration" }
  }

  /// Ends the first instruction; none that comes later is a declaration.
  mutating func endDeclaration() {
    guard let text = declaration.map({ String(decoding: $0, as: UTF8.self) }) else { return }
    declaration = nil
    let parts = text.split(separator: "encoding", maxSplits: 1, omittingEmptySubsequences: false)
    guard text.hasPrefix("xml"), parts.count == 2,
      let quote = parts[1].first(where: { $0 == "\"" || $0 == "'" })
    else { return }
    let name =
      parts[1].split(separator: quote, omittingEmptySubsequences: false).dropFirst().first.map(String.init) ?? ""
    if !isKnown(name.lowercased()) { refused = name }
  }

  private func isKnown(_ name: String) -> Bool {
    // The parser takes the declaration's word also against a byte order mark.
    switch width {
    case .littleEndian: return ["utf-8", "utf-16", "utf-16le"].contains(name)
    case .bigEndian: return ["utf-8", "utf-16", "utf-16be"].contains(name)
    case .bytes:
      let names = [
        "utf-8", "utf8", "us-ascii", "ascii", "ansi_x3.4-1968", "latin1", "shift_jis", "shift-jis", "sjis", "gb2312",
        "gbk", "gb18030", "big5", "big5-hkscs", "cp437", "cp850", "cp866", "cp932", "cp936", "cp949", "cp950",
        "tis-620",
        "macintosh", "utf-16",
      ]
      let families = ["iso-8859-", "iso_8859-", "iso8859-", "windows-", "cp125", "euc-", "koi8-"]
      return names.contains(name) || families.contains(where: name.hasPrefix)
    }
  }
}
