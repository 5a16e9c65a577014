import Testing

@testable import AssayTable

@Suite("Numbers of a column")
struct ColumnNumbersTests {
  func doubles(_ column: Column, null: Double = -1) throws -> [Double] {
    var result: [Double] = [99]
    try column.appendDoubles(to: &result, null: null)
    return Array(result.dropFirst())
  }

  @Test("every width of integer and float is read as double, nulls replaced")
  func widths() throws {
    let validity = "1011"
    let columns = try [
      HandMade.fixed("c", [Int8(-3), 7, 0, 127], validity: validity).column(),
      HandMade.fixed("s", [Int16(-3), 7, 0, 127], validity: validity).column(),
      HandMade.fixed("i", [Int32(-3), 7, 0, 127], validity: validity).column(),
      HandMade.fixed("l", [Int64(-3), 7, 0, 127], validity: validity).column(),
      HandMade.fixed("f", [Float(-3), 7, 0, 127], validity: validity).column(),
      HandMade.fixed("g", [Double(-3), 7, 0, 127], validity: validity).column(),
    ]
    for column in columns {
      #expect(column.nullCount == 1)
      #expect(try doubles(column) == [-3, -1, 0, 127], "\(column.type)")
      #expect((0..<4).map { column.isNull($0) } == [false, true, false, false])
    }
    let unsigned = try [
      HandMade.fixed("C", [UInt8(3), 255], validity: "01").column(),
      HandMade.fixed("S", [UInt16(3), 255], validity: "01").column(),
      HandMade.fixed("I", [UInt32(3), 255], validity: "01").column(),
      HandMade.fixed("L", [UInt64(3), 255], validity: "01").column(),
    ]
    for column in unsigned { #expect(try doubles(column) == [-1, 255], "\(column.type)") }
  }

  @Test("offsets of the array, of the struct and of a slice add up, for values and for null bits")
  func offsets() throws {
    let values = (0..<40).map { Double($0) }
    let validity = String((0..<40).map { $0 % 5 == 0 ? "0" : "1" })
    for arrayOffset in [0, 1, 3, 8, 11] {
      for structOffset in [0, 2, 9] {
        let made = HandMade.fixed("g", values, validity: validity, offset: arrayOffset)
        let column = try made.column(structOffset: structOffset)
        let first = arrayOffset + structOffset
        let expected = (first..<40).map { $0 % 5 == 0 ? -1 : Double($0) }
        #expect(try doubles(column) == expected)
        #expect(column.nullCount == expected.count { $0 == -1 })
        let slice = column.sliced(3..<10)
        #expect(try doubles(slice) == Array(expected[3..<10]))
        #expect(slice.nullCount == expected[3..<10].count { $0 == -1 })
        var flags: [Bool] = []
        slice.appendNulls(to: &flags)
        #expect(flags == expected[3..<10].map { $0 == -1 })
      }
    }
  }

  @Test("bit-packed booleans are read with every offset")
  func booleans() throws {
    let pattern = "110100111000101101"
    for offset in 0..<10 {
      let made = HandMade(
        format: "b", length: pattern.count - offset, offset: offset,
        buffers: [bits("111111110111111111"), bits(pattern)])
      let column = try made.column()
      let expected = Array(pattern).enumerated().map { $0.offset == 8 ? -1.0 : $0.element == "1" ? 1 : 0 }
      #expect(try doubles(column) == Array(expected.dropFirst(offset)))
    }
  }

  @Test("decimals are rounded to the nearest double, also beyond 2^53 and below zero")
  func decimals() throws {
    let numbers: [Int128] = [12_345, -1, 0, 123_456_789_012_345_678_901_234_567]
    let column = try HandMade.fixed("d:38,3", numbers).column()
    #expect(column.type == .decimal(precision: 38, scale: 3))
    #expect(try doubles(column) == [12.345, -0.001, 0, 123_456_789_012_345_678_901_234.567])
    #expect((0..<3).map { column.value(at: $0) } == [.decimal("12.345"), .decimal("-0.001"), .decimal("0.000")])
    #expect(try doubles(HandMade.fixed("d:9,2,32", [Int32(-150)]).column()) == [-1.5])
    #expect(try doubles(HandMade.fixed("d:18,1,64", [Int64(15)]).column()) == [1.5])
  }

  @Test("dates are days and timestamps their own unit")
  func temporal() throws {
    #expect(try doubles(HandMade.fixed("tdD", [Int32(15_798)]).column()) == [15_798])
    #expect(try doubles(HandMade.fixed("tdm", [Int64(15_798 * 86_400_000), -1]).column()) == [15_798, -1])
    #expect(try doubles(HandMade.fixed("tsu:UTC", [Int64(1_500_000)]).column()) == [1_500_000])
    #expect(try doubles(HandMade.fixed("tts", [Int32(61)]).column()) == [61])
  }

  @Test("a dictionary of numbers is looked up")
  func dictionary() throws {
    var made = HandMade.fixed("C", [UInt8(1), 0, 1, 0], validity: "1101")
    made.dictionary = [HandMade.fixed("g", [0.5, 2.5])]
    #expect(try doubles(made.column()) == [2.5, 0.5, -1, 0.5])
  }

  @Test("integers come without loss, or not at all")
  func integers() throws {
    var result: [Int64] = []
    try HandMade.fixed("l", [Int64.min, 5, .max], validity: "101").column().appendIntegers(to: &result, null: 0)
    #expect(result == [.min, 0, .max])
    result = []
    try HandMade.fixed("d:38,0", [Int128(7), -8]).column().appendIntegers(to: &result, null: 0)
    #expect(result == [7, -8])
    let large = try HandMade.fixed("L", [UInt64(1), UInt64.max]).column()
    #expect(
      throws: TableError.inexact(
        column: "c", row: 1, value: "18446744073709551615", wanted: "an integer of 64 bits with a sign")
    ) {
      try large.appendIntegers(to: &result, null: 0)
    }
    #expect(result == [7, -8])
    let floats = try HandMade.fixed("g", [1.0]).column()
    #expect(throws: TableError.unsuitable(column: "c", type: .float64, wanted: "integers")) {
      try floats.appendIntegers(to: &result, null: 0)
    }
  }

  @Test("floats keep float32 exactly and round float64 once; null is NaN")
  func floats() throws {
    var result: [Float] = []
    try HandMade.fixed("f", [Float(0.1), 2], validity: "10").column().appendFloats(to: &result)
    try HandMade.fixed("g", [0.1, 1e300]).column().appendFloats(to: &result)
    try HandMade.fixed("i", [Int32(3)]).column().appendFloats(to: &result)
    #expect(result[0] == 0.1)
    #expect(result[1].isNaN)
    #expect(Array(result[2...]) == [0.1, .infinity, 3])
  }

  @Test("text is not a number, and the error says what to do")
  func unsuitable() throws {
    let column = try HandMade.text("u", ["1"]).column()
    let error = #expect(throws: TableError.self) { try doubles(column) }
    #expect(error?.description == "column 'c' is text, which cannot be read as numbers; cast it in SQL")
  }
}
