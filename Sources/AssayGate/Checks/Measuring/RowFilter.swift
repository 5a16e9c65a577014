/// The text of an entry's `where`: one condition in the engine's SQL, which is put between parentheses wherever it is
/// used.
enum RowFilter {
  /// The condition between parentheses. They stand on lines of their own, so that a comment at its end hides nothing.
  static func parenthesised(_ filter: String) -> String { "(\n\(filter)\n)" }

  /// Why a text is not one condition that can stand between parentheses, or `nil`.
  ///
  /// `a = 1) OR (b = 2` would be legal SQL between parentheses and mean something else there.
  static func fault(_ filter: String) -> String? {
    let bytes = Array(filter.utf8)
    var open: [UInt8] = []
    var isEmpty = true
    var index = 0
    while index < bytes.count {
      let byte = bytes[index]
      let next = index + 1 < bytes.count ? bytes[index + 1] : 0
      switch (byte, next) {
      case (UInt8(ascii: "-"), UInt8(ascii: "-")):
        while index < bytes.count, bytes[index] != UInt8(ascii: "\n") { index += 1 }
        continue
      case (UInt8(ascii: "/"), UInt8(ascii: "*")):
        guard
          let end = bytes[(index + 2)...].indices.dropLast().first(where: {
            bytes[$0] == UInt8(ascii: "*") && bytes[$0 + 1] == UInt8(ascii: "/")
          })
        else { return "its comment '/*' is not closed" }
        index = end + 2
        continue
      case (UInt8(ascii: "'"), _), (UInt8(ascii: "\""), _):
        // A doubled quote ends one text and starts the next, which comes to the same.
        guard let end = bytes[(index + 1)...].firstIndex(of: byte) else {
          return "its quote \(Character(Unicode.Scalar(byte))) is not closed"
        }
        index = end
      case (UInt8(ascii: "$"), _):
        return "it holds '$', which quotes text in a way that is not supported here; use single quotes"
      case (UInt8(ascii: ";"), _):
        return "it holds ';', and a condition is no statement"
      case (UInt8(ascii: "("), _): open.append(UInt8(ascii: ")"))
      case (UInt8(ascii: "["), _): open.append(UInt8(ascii: "]"))
      case (UInt8(ascii: "{"), _): open.append(UInt8(ascii: "}"))
      case (UInt8(ascii: ")"), _), (UInt8(ascii: "]"), _), (UInt8(ascii: "}"), _):
        guard open.popLast() == byte else {
          return "it closes '\(Character(Unicode.Scalar(byte)))' without opening it"
        }
      default: break
      }
      if !(byte == 0x20 || (0x09...0x0D).contains(byte)) { isEmpty = false }
      index += 1
    }
    if let missing = open.last { return "'\(Character(Unicode.Scalar(missing)))' is missing at its end" }
    return isEmpty ? "it holds no condition" : nil
  }
}
