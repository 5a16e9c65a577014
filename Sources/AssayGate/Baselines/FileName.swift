/// Names that are safe as names of files.
enum FileName {
  /// The most bytes of a name; file systems end at 255, and an ending comes on top.
  private static let longest = 200

  /// Letters, digits, `.`, `_`, `-`, `=` stay; the rest becomes `%XX`. A name that is too long is cut.
  static func safe(_ name: String) -> String {
    var text = ""
    for byte in name.utf8 {
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "-"),
        UInt8(ascii: "="):
        text.append(Character(Unicode.Scalar(byte)))
      default:
        let digits = String(byte, radix: 16, uppercase: true)
        text += "%" + (digits.count == 1 ? "0" + digits : digits)
      }
    }
    return short(text.hasPrefix(".") ? "%2E" + text.dropFirst() : text)
  }

  /// The name, when it is too long with a digest of all of it in place of its end.
  static func short(_ name: String) -> String {
    guard name.utf8.count > longest else { return name }
    // FNV-1a; names of one run are few, and what is not found twice needs no more.
    let digest = name.utf8.reduce(0xCBF2_9CE4_8422_2325 as UInt64) { ($0 ^ UInt64($1)) &* 0x0000_0100_0000_01B3 }
    return String(name.prefix(longest - 20)) + "..." + String(digest, radix: 16)
  }
}
