/// Counts the attributes of every element in the bytes of a document, before a parser sees them.
///
/// It reads encodings that hold ASCII as it is, and UTF-16, whose zero bytes it passes over.
struct XMLAttributeCount {
  private enum State {
    case text, open, tag, quoted(UInt8), instruction, declaration, comment, characterData
  }

  private let limit: Int
  private var state = State.text
  private var count = 0
  /// The line of the byte that was read last.
  private(set) var line = 1
  /// The last two bytes inside markup that only a sequence of bytes ends.
  private var last: (UInt8, UInt8) = (0, 0)

  init(limit: Int) { self.limit = limit }

  /// Takes the next bytes; returns whether an element has more attributes than the limit.
  mutating func exceeds(_ bytes: UnsafeRawBufferPointer) -> Bool {
    for byte in bytes where byte != 0 {
      if byte == UInt8(ascii: "\n") { line += 1 }
      take(byte)
      if count > limit { return true }
    }
    return false
  }

  private mutating func take(_ byte: UInt8) {
    switch state {
    case .text:
      if byte == UInt8(ascii: "<") { state = .open }
    case .open:
      count = 0
      last = (0, 0)
      switch byte {
      case UInt8(ascii: "!"): state = .declaration
      case UInt8(ascii: "?"): state = .instruction
      case UInt8(ascii: ">"): state = .text
      default: state = .tag
      }
    case .tag:
      switch byte {
      case UInt8(ascii: ">"): state = .text
      case UInt8(ascii: "\""), UInt8(ascii: "'"):
        state = .quoted(byte)
        count += 1
      default: break
      }
    case .quoted(let quote):
      if byte == quote { state = .tag }
    case .instruction:
      if byte == UInt8(ascii: ">"), last.1 == UInt8(ascii: "?") { state = .text }
      last = (last.1, byte)
    case .declaration:
      // A document type is refused elsewhere: what is left begins with `--` or `[CDATA[`.
      state = byte == UInt8(ascii: "[") ? .characterData : byte == UInt8(ascii: "-") ? .comment : .tag
    case .comment:
      if byte == UInt8(ascii: ">"), last == (UInt8(ascii: "-"), UInt8(ascii: "-")) { state = .text }
      last = (last.1, byte)
    case .characterData:
      if byte == UInt8(ascii: ">"), last == (UInt8(ascii: "]"), UInt8(ascii: "]")) { state = .text }
      last = (last.1, byte)
    }
  }
}
