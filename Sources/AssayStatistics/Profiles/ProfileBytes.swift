/// Whole numbers as bytes: seven bits in each, lowest first, the eighth set in all but the last.
struct ProfileBytesWriter {
  private(set) var bytes: [UInt8] = []

  mutating func append(_ number: UInt64) {
    var rest = number
    while rest >= 0x80 {
      bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(rest))
  }

  mutating func append(_ number: Int) { append(UInt64(bitPattern: Int64(number))) }
}

/// Reads what `ProfileBytesWriter` wrote, and nothing else: each number has one form only.
struct ProfileBytesReader {
  private let bytes: [UInt8]
  private var position = 0

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  var isAtEnd: Bool { position == bytes.count }

  mutating func number() throws(ProfileError) -> UInt64 {
    var result: UInt64 = 0
    var shift: UInt64 = 0
    while position < bytes.count {
      let byte = bytes[position]
      position += 1
      let part = UInt64(byte & 0x7F)
      guard shift < 63 || part <= 1, !(shift > 0 && byte == 0) else {
        throw ProfileError("byte \(position - 1) is not part of a number as it is written")
      }
      result |= part << shift
      if byte < 0x80 { return result }
      shift += 7
      guard shift <= 63 else { throw ProfileError("the number that ends at byte \(position - 1) is too long") }
    }
    throw ProfileError("it ends after \(bytes.count) bytes, in the middle of a number")
  }

  /// A number from 0 to a limit.
  mutating func count(atMost limit: Int, _ what: String) throws(ProfileError) -> Int {
    let value = try number()
    guard value <= UInt64(limit) else { throw ProfileError("\(what) is \(value), expected at most \(limit)") }
    return Int(value)
  }
}
