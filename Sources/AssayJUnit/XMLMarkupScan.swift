/// Counts the attributes of every element in the bytes of a document, before a parser sees them, and refuses encodings
/// in which they could not be counted.
struct XMLMarkupScan {
  /// Why a document goes no further.
  enum Refusal: Equatable {
    /// An element has more attributes than the limit.
    case attributes
    /// The document's encoding, by its name.
    case encoding(String)
  }

  private enum State: Equatable {
    case text, open, tag, quoted(UInt8), instruction, declaration, commentStart, comment, characterData
  }

  private let limit: Int
  private var state = State.text
  private var count = 0
  private var encoding = XMLEncoding()
  /// The line of the byte that was read last.
  private(set) var line = 1
  /// The last two bytes inside markup that only a sequence of bytes ends.
  private var last: (UInt8, UInt8) = (0, 0)

  init(limit: Int) { self.limit = limit }

  /// Takes the next bytes; returns why the document is refused, if it is.
  mutating func refusal(of bytes: UnsafeRawBufferPointer) -> Refusal? {
    for byte in bytes {
      guard let unit = encoding.unit(byte) else { continue }
      if unit == UInt8(ascii: "\n") { line += 1 }
      take(unit)
      if count > limit { return .attributes }
      if let name = encoding.refused { return .encoding(name) }
    }
    return nil
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
      // Only the first markup can be the XML declaration.
      if state != .instruction { encoding.endDeclaration() }
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
      encoding.takeDeclaration(byte)
      if byte == UInt8(ascii: ">"), last.1 == UInt8(ascii: "?") {
        encoding.endDeclaration()
        state = .text
      }
      last = (last.1, byte)
    case .declaration:
      // A document type is refused elsewhere: what is left begins with `--` or `[CDATA[`.
      state = byte == UInt8(ascii: "[") ? .characterData : byte == UInt8(ascii: "-") ? .commentStart : .tag
    // The second hyphen is none of those that end a comment: `<!--->` goes on.
    case .commentStart: state = .comment
    case .comment:
      if byte == UInt8(ascii: ">"), last == (UInt8(ascii: "-"), UInt8(ascii: "-")) { state = .text }
      last = (last.1, byte)
    case .characterData:
      if byte == UInt8(ascii: ">"), last == (UInt8(ascii: "]"), UInt8(ascii: "]")) { state = .text }
      last = (last.1, byte)
    }
  }
}
