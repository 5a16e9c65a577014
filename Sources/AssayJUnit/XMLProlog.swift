/// Looks for a document type in the bytes before the root element, so that no parser ever sees one.
///
/// It reads encodings that hold ASCII as it is. In others the parser finds the document type itself.
struct XMLProlog {
  private enum State {
    case between, open, instruction, instructionMark, declaration, comment, done
  }

  private var state = State.between
  private var line = 1
  private var column = 0
  private var start = (line: 1, column: 1)
  /// What came after `<!`, or the last two bytes of a comment.
  private var word: [UInt8] = []

  private static let documentType = Array("DOCTYPE".utf8)

  /// Takes the next bytes; returns the place of a document type that begins in them.
  mutating func documentType(in bytes: UnsafeRawBufferPointer) -> (line: Int, column: Int)? {
    for byte in bytes {
      if state == .done { return nil }
      if byte == UInt8(ascii: "\n") {
        line += 1
        column = 0
      } else {
        column += 1
      }
      if take(byte) { return start }
    }
    return nil
  }

  private mutating func take(_ byte: UInt8) -> Bool {
    switch state {
    case .between:
      if byte == UInt8(ascii: "<") {
        state = .open
        start = (line, column)
      }
    case .open:
      switch byte {
      case UInt8(ascii: "?"): state = .instruction
      case UInt8(ascii: "!"):
        state = .declaration
        word = []
      default: state = .done
      }
    case .instruction:
      if byte == UInt8(ascii: "?") { state = .instructionMark }
    case .instructionMark:
      if byte == UInt8(ascii: ">") { state = .between } else if byte != UInt8(ascii: "?") { state = .instruction }
    case .declaration:
      word.append(byte)
      if word == [UInt8(ascii: "-"), UInt8(ascii: "-")] {
        state = .comment
        word = []
      } else if word == Self.documentType {
        return true
      } else if word.count > Self.documentType.count {
        state = .done
      }
    case .comment:
      if byte == UInt8(ascii: ">"), word == [UInt8(ascii: "-"), UInt8(ascii: "-")] {
        state = .between
      } else {
        word.append(byte)
        if word.count > 2 { word.removeFirst() }
      }
    case .done: break
    }
    return false
  }
}
