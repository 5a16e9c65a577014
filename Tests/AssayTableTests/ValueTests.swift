import Foundation
import Testing

@testable import AssayTable

@Suite("Values")
struct ValueTests {
  @Test("every value survives JSON")
  func codable() throws {
    let values: [Value] = [
      .null, .boolean(true), .integer(.min), .integer(.max), .number(0.1), .number(-0.0), .number(.nan),
      .number(.infinity), .number(-.infinity), .number(.leastNonzeroMagnitude), .decimal("12.30"), .text("é\"\n"),
      .date("2013-04-03"),
      .time("09:00:00"), .timestamp("2013-04-03 09:00:00Z"), .other("[1, 2]"),
    ]
    let data = try JSONEncoder().encode(values)
    #expect(try JSONDecoder().decode([Value].self, from: data) == values)
    let text = String(decoding: try JSONEncoder().encode([Value.null, .integer(5), .number(.nan)]), as: UTF8.self)
    #expect(text == #"[null,{"integer":5},{"number":"NaN"}]"#)
  }

  @Test(
    "what is not a value is refused",
    arguments: [#"{"whole": 5}"#, "5", #"{"number": "many"}"#, "{}", #"{"text":"a","date":"b"}"#])
  func refused(json: String) {
    #expect(throws: DecodingError.self) { try JSONDecoder().decode(Value.self, from: Data(json.utf8)) }
  }

  @Test("NaN equals itself, kinds differ")
  func equality() {
    #expect(Value.number(.nan) == .number(-.nan))
    #expect(Set([Value.number(.nan), .number(-.nan), .number(0), .number(-0.0)]).count == 2)
    #expect(Value.integer(1) != .number(1))
    #expect(Value.text("1") != .other("1"))
  }

  @Test("descriptions are what reports show")
  func descriptions() {
    #expect("\(Value.null)" == "null")
    #expect("\(Value.number(0.1))" == "0.1")
    #expect("\(Value.number(-.infinity))" == "-Infinity")
    #expect("\(Value.text("it's"))" == "it's")
  }

  @Test("dates and times are ISO text, before 1970 and beyond 9999 too")
  func calendar() throws {
    func days(_ value: Int32) throws -> String { try "\(HandMade.fixed("tdD", [value]).column().value(at: 0))" }
    #expect(try days(0) == "1970-01-01")
    #expect(try days(15_798) == "2013-04-03")
    #expect(try days(11_016) == "2000-02-29")
    #expect(try days(-1) == "1969-12-31")
    #expect(try days(-719_528) == "0000-01-01")
    #expect(try days(-719_529) == "-0001-12-31")
    #expect(try days(2_932_897) == "+10000-01-01")
    // Never crashes, whatever the bits.
    #expect(try !days(.max).isEmpty && !days(.min).isEmpty)

    func stamp(_ format: String, _ value: Int64) throws -> Value {
      try HandMade.fixed(format, [value]).column().value(at: 0)
    }
    #expect(try stamp("tsu:UTC", 1_364_979_600_000_000) == .timestamp("2013-04-03 09:00:00Z"))
    #expect(try stamp("tsu:", 1_364_979_600_250_000) == .timestamp("2013-04-03 09:00:00.25"))
    #expect(try stamp("tsn:", -1) == .timestamp("1969-12-31 23:59:59.999999999"))
    #expect(try stamp("tss:", -1) == .timestamp("1969-12-31 23:59:59"))
    #expect(try stamp("ttu", 3_661_000_001) == .time("01:01:01.000001"))
    #expect(try "\(stamp("tsu:", .max))\(stamp("tss:", .min))".isEmpty == false)
  }

  @Test("other types have a readable text")
  func others() throws {
    #expect(try HandMade.text("z", ["a\u{1}"]).column().value(at: 0) == .other("0x6101"))
    #expect(try HandMade.fixed("tDm", [Int64(5)]).column().value(at: 0) == .other("5 ms"))
    let interval = HandMade(format: "tin", length: 1, buffers: [nil, bytes([Int32(1), 2]) + bytes([Int64(3)])])
    #expect(try interval.column().value(at: 0) == .other("1 months 2 days 3 ns"))
    let list = HandMade(
      format: "+l", length: 2, buffers: [bits("10"), bytes([Int32(0), 2, 2])], children: [.text("u", ["a", nil])])
    #expect(try list.column().value(at: 0) == .other("['a', null]"))
    #expect(try list.column().value(at: 1) == .null)
    let pair = HandMade(
      format: "+s", length: 1, offset: 1, buffers: [nil],
      children: [HandMade(format: "l", name: "x", length: 2, buffers: [nil, bytes([Int64(8), 9])])])
    #expect(try pair.column().value(at: 0) == .other("{x: 9}"))
  }
}
