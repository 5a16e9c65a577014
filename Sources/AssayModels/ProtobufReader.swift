/// A reader of protobuf's wire format that never leaves its bounds.
///
/// It walks the fields of one message; a field that holds a message is read by a reader of that field's range.
struct ProtobufReader {
  /// One field's value, by wire type.
  enum Value {
    case varint(UInt64)
    case fixed64(UInt64)
    case bytes(Range<Int>)
    case fixed32(UInt32)
  }

  /// One field: its number and its value.
  struct Field {
    let number: Int
    let value: Value

    /// The range of a length-delimited value.
    ///
    /// - Throws: `ProtobufError.malformed` when the value has another wire type.
    func bytes(at offset: Int) throws(ProtobufError) -> Range<Int> {
      guard case .bytes(let range) = value else { throw .malformed(at: offset, "field \(number) is not a message") }
      return range
    }

    /// The value of a varint field.
    ///
    /// - Throws: `ProtobufError.malformed` when the value has another wire type.
    func integer(at offset: Int) throws(ProtobufError) -> Int64 {
      guard case .varint(let bits) = value else { throw .malformed(at: offset, "field \(number) is not an integer") }
      return Int64(bitPattern: bits)
    }
  }

  private let bytes: [UInt8]
  private let end: Int
  /// The position of the next byte, from the beginning of the file.
  private(set) var offset: Int

  /// A reader of all bytes.
  init(_ bytes: [UInt8]) {
    self.init(bytes, 0..<bytes.count)
  }

  private init(_ bytes: [UInt8], _ range: Range<Int>) {
    self.bytes = bytes
    offset = range.lowerBound
    end = range.upperBound
  }

  /// Whether all fields were read.
  var isAtEnd: Bool { offset == end }

  /// A reader of the message in a field's range.
  func message(_ range: Range<Int>) -> ProtobufReader { ProtobufReader(bytes, range) }

  /// The text in a field's range; bytes that are not UTF-8 are replaced.
  func text(_ range: Range<Int>) -> String { String(decoding: bytes[range], as: UTF8.self) }

  /// The next field, or nil at the end of the message.
  ///
  /// - Throws: `ProtobufError`.
  mutating func next() throws(ProtobufError) -> Field? {
    if isAtEnd { return nil }
    let start = offset
    let key = try varint()
    let number = key >> 3
    guard (1..<(1 << 29)).contains(number) else { throw .malformed(at: start, "no field has the number \(number)") }
    return Field(number: Int(number), value: try value(wireType: key & 7, start: start))
  }

  private mutating func value(wireType: UInt64, start: Int) throws(ProtobufError) -> Value {
    switch wireType {
    case 0: return .varint(try varint())
    case 1: return .fixed64(try fixed(byteCount: 8))
    case 2:
      let length = try varint()
      guard length <= UInt64(end - offset) else {
        throw .truncated(at: start, "a field of \(length) bytes has \(end - offset)")
      }
      let range = offset..<(offset + Int(length))
      offset = range.upperBound
      return .bytes(range)
    case 5: return .fixed32(UInt32(truncatingIfNeeded: try fixed(byteCount: 4)))
    default: throw .malformed(at: start, "the wire type \(wireType) is not used")
    }
  }

  /// The next base-128 integer of at most ten bytes.
  ///
  /// - Throws: `ProtobufError`.
  mutating func varint() throws(ProtobufError) -> UInt64 {
    let start = offset
    var result: UInt64 = 0
    var shift: UInt64 = 0
    while shift < 64 {
      guard offset < end else { throw .truncated(at: start, "an integer is not complete") }
      let byte = bytes[offset]
      offset += 1
      result |= UInt64(byte & 0x7f) << shift
      if byte < 0x80 { return result }
      shift += 7
    }
    throw .malformed(at: start, "an integer has more than ten bytes")
  }

  private mutating func fixed(byteCount: Int) throws(ProtobufError) -> UInt64 {
    guard end - offset >= byteCount else { throw .truncated(at: offset, "a number is not complete") }
    var result: UInt64 = 0
    for index in 0..<byteCount { result |= UInt64(bytes[offset + index]) << UInt64(8 * index) }
    offset += byteCount
    return result
  }
}

/// Why bytes are not a protobuf message.
enum ProtobufError: Error, Equatable {
  /// A value goes on beyond the end; the offset is where the field begins.
  case truncated(at: Int, String)
  /// The bytes at the offset cannot be a field.
  case malformed(at: Int, String)

  /// The offset and the reason in words.
  var text: String {
    switch self {
    case .truncated(let offset, let reason), .malformed(let offset, let reason): "at byte \(offset) \(reason)"
    }
  }
}
