import Crypto
import Foundation

/// Texts in files of one line for each entry.
enum LineText {
  /// A text on one line: control characters and backslashes as `\n`, `\\`, `\x1B`.
  static func escaped(_ text: String) -> String {
    guard text.utf8.contains(where: { $0 < 0x20 || $0 == 0x7F || $0 == 0x5C }) else { return text }
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\\": result += "\\\\"
      case "\n": result += "\\n"
      case _ where scalar.value < 0x20 || scalar.value == 0x7F:
        let digits = String(scalar.value, radix: 16, uppercase: true)
        result += "\\x" + (digits.count == 1 ? "0" : "") + digits
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }

  /// The words of a line between single spaces, the last with all that follows. By bytes: to a string's characters a
  /// space before a combining mark is none.
  static func words(_ line: Substring, count: Int) -> [Substring] {
    line.utf8.split(separator: 0x20, maxSplits: count - 1, omittingEmptySubsequences: false).map { Substring($0) }
  }

  /// The text of a line; `nil` when `escaped` cannot have written it.
  static func unescaped(_ line: some StringProtocol) -> String? {
    guard line.utf8.contains(0x5C) else { return String(line) }
    var result = String.UnicodeScalarView()
    var scalars = line.unicodeScalars.makeIterator()
    while let scalar = scalars.next() {
      guard scalar == "\\" else {
        result.append(scalar)
        continue
      }
      switch scalars.next() {
      case "\\"?: result.append("\\")
      case "n"?: result.append("\n")
      case "x"?:
        guard let high = scalars.next(), let low = scalars.next(),
          let value = UInt8(String(String.UnicodeScalarView([high, low])), radix: 16), value < 0x20 || value == 0x7F
        else { return nil }
        result.append(Unicode.Scalar(value))
      default: return nil
      }
    }
    return String(result)
  }
}

/// The place of a fixture as the name of a file in a cache.
enum FixtureName {
  /// The SHA-256 of the folder's path after symbolic links.
  static func digest(_ fixture: String) -> SHA256.Digest { SHA256.hash(data: Data(WorkTree.real(fixture).utf8)) }
}
