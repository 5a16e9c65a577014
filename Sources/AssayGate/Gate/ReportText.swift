/// Makes text from data, SQL engines and models fit for reports: nothing that moves a terminal's cursor,
/// nothing that XML forbids, lines and sizes that readers can take.
package enum ReportText {
  /// Removes terminal escape sequences and makes control characters, noncharacters and invisible ones visible; line ends
  /// become `\n`.
  ///
  /// Invisible are those that change the direction of text, which makes a line read as another, end a line, or take no
  /// room, so that two names look alike. The joiners U+200C and U+200D stay: words of some languages need them.
  /// What is left is legal in XML 1.0. Text without such characters is returned as it is.
  package static func clean(_ text: String) -> String {
    isClean(text) ? text : cleaned(text)
  }

  /// Cleans text and makes it one line of at most so many bytes of UTF-8, ending in `…` when it was longer.
  package static func oneLine(_ text: String, maximumBytes: Int) -> String {
    let line = clean(text)
    let isBlank: (UInt8) -> Bool = { $0 == 0x20 || $0 == 0x0A || $0 == 0x09 }
    let needsWork =
      line.utf8.contains { $0 == 0x0A || $0 == 0x09 } || line.utf8.first.map(isBlank) ?? false
      || line.utf8.last.map(isBlank) ?? false
    guard needsWork || line.utf8.count > maximumBytes else { return line }
    let words = line.split { $0 == "\n" || $0 == "\t" || $0 == " " }
    return clip(needsWork ? words.joined(separator: " ") : line, maximumBytes: maximumBytes, mark: "…")
  }

  /// Cuts text to at most so many bytes of UTF-8, between characters, the mark at the end included.
  package static func clip(_ text: String, maximumBytes: Int, mark: String) -> String {
    guard text.utf8.count > maximumBytes else { return text }
    var end = text.utf8.index(text.startIndex, offsetBy: max(0, maximumBytes - mark.utf8.count))
    while end > text.startIndex, end.samePosition(in: text.unicodeScalars) == nil { end = text.utf8.index(before: end) }
    return text[..<end] + mark
  }

  /// A double in the fewest digits that read back as the same value; whole numbers without a fraction.
  package static func shortest(_ value: Double) -> String {
    let text = value.description
    return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
  }

  private static func isClean(_ text: String) -> Bool {
    var text = text
    return text.withUTF8 { bytes in
      // 0xC2 leads the C1 control characters, 0xD8 and 0xE2 invisible ones, 0xEF these and noncharacters: have a closer
      // look then.
      bytes.allSatisfy { byte in
        switch byte {
        case 0x09, 0x0A: true
        case ..<0x20, 0x7F, 0xC2, 0xD8, 0xE2, 0xEF: false
        default: true
        }
      }
    }
  }

  private static func cleaned(_ text: String) -> String {
    var out = String.UnicodeScalarView()
    var rest = Substring(text).unicodeScalars
    while let scalar = rest.popFirst() {
      switch scalar.value {
      case 0x1B:
        skipEscapeSequence(&rest)
      case 0x0D:
        if rest.first != "\n" { out.append("\n") }
      case 0x09, 0x0A:
        out.append(scalar)
      case ..<0x20:
        // The control pictures: U+2400 stands for NUL and so on.
        out.append(Unicode.Scalar(0x2400 + scalar.value) ?? "?")
      case 0x7F:
        out.append("\u{2421}")
      case 0x80...0x9F, 0xAD, 0x061C, 0x200B, 0x200E, 0x200F, 0x2028...0x202E, 0x2060...0x206F, 0xFEFF, 0xFFFE, 0xFFFF:
        out.append(contentsOf: "\\u{\(String(scalar.value, radix: 16, uppercase: true))}".unicodeScalars)
      default:
        out.append(scalar)
      }
    }
    return String(out)
  }

  /// Skips what follows an ESC: a control sequence, an operating system command, or one character.
  ///
  /// An unfinished sequence takes nothing with it but its introducer, so that no text after it is lost.
  private static func skipEscapeSequence(_ rest: inout Substring.UnicodeScalarView) {
    guard let introducer = rest.first else { return }
    switch introducer {
    case "[":
      rest.removeFirst()
      while let next = rest.first, (0x20...0x3F).contains(next.value) { rest.removeFirst() }
      if let final = rest.first, (0x40...0x7E).contains(final.value) { rest.removeFirst() }
    case "]", "P", "X", "^", "_":
      rest.removeFirst()
      let end = rest.firstIndex { $0 == "\u{07}" || $0 == "\u{1B}" || $0 == "\n" }
      guard let end, rest[end] != "\n" else { return }
      let terminator = rest[end]
      let after = rest.index(after: end)
      if terminator == "\u{07}" {
        rest = rest[after...]
      } else if after < rest.endIndex, rest[after] == "\\" {
        rest = rest[rest.index(after: after)...]
      }
    case "(", ")":
      // Character set designation: two characters.
      rest.removeFirst()
      if let set = rest.first, (0x30...0x7E).contains(set.value) { rest.removeFirst() }
    case "@"..."_", "7", "8", "=", ">", "c":
      rest.removeFirst()
    default:
      break
    }
  }
}
