import Testing

@testable import AssayModels

@Suite("The protobuf reader")
struct ProtobufReaderTests {
  @Test("reads each wire type")
  func fields() throws {
    // 1: varint 300; 2: fixed64; 3: "ab"; 4: fixed32
    var reader = ProtobufReader(
      [0x08, 0xac, 0x02, 0x11, 1, 0, 0, 0, 0, 0, 0, 0x80, 0x1a, 2, 0x61, 0x62, 0x25, 4, 3, 2, 1])
    guard case .varint(300)? = try reader.next()?.value else { return #expect(Bool(false), "no varint") }
    guard case .fixed64(0x8000_0000_0000_0001)? = try reader.next()?.value else {
      return #expect(Bool(false), "no fixed64")
    }
    let text = try #require(try reader.next())
    #expect(text.number == 3)
    #expect(reader.text(try text.bytes(at: 0)) == "ab")
    guard case .fixed32(0x0102_0304)? = try reader.next()?.value else { return #expect(Bool(false), "no fixed32") }
    #expect(try reader.next() == nil)
  }

  @Test(
    "refuses what ends too early",
    arguments: [[0x08], [0x08, 0x80], [0x0a, 5, 1, 2], [0x09, 1, 2, 3], [0x0d, 1], [0x80]] as [[UInt8]])
  func truncated(bytes: [UInt8]) {
    var reader = ProtobufReader(bytes)
    let error = #expect(throws: ProtobufError.self) { try reader.next() }
    guard case .truncated = error else { return #expect(Bool(false), "\(String(describing: error))") }
  }

  @Test(
    "refuses what is no field",
    arguments: [
      [0x00, 1], [0x0b], [0x0c], [0x0e], [0x0f],
      [0x08, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01],
    ] as [[UInt8]])
  func malformed(bytes: [UInt8]) {
    var reader = ProtobufReader(bytes)
    let error = #expect(throws: ProtobufError.self) { try reader.next() }
    guard case .malformed = error else { return #expect(Bool(false), "\(String(describing: error))") }
  }

  @Test("does not trust a length near the largest integer")
  func hugeLength() {
    var reader = ProtobufReader([0x0a, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01])
    #expect(throws: ProtobufError.self) { try reader.next() }
  }
}
