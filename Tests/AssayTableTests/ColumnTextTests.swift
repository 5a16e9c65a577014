import Testing

@testable import AssayTable

@Suite("Text of a column")
struct ColumnTextTests {
  static let texts: [String?] = [
    "", "a", nil, "twelve bytes", "thirteen byte", "é€😀", nil, "a longer text that lies elsewhere", "x",
    "another long one here",
  ]

  func read(_ column: Column) throws -> [String?] {
    var result: [String?] = []
    try column.forEachText { row, bytes in
      #expect(row == result.count)
      result.append(bytes.map { String(decoding: $0, as: UTF8.self) })
    }
    return result
  }

  @Test("small, large and view layouts give the same text with every offset", arguments: 0..<10)
  func layouts(offset: Int) throws {
    let expected = Array(Self.texts.dropFirst(offset))
    let columns = try [
      HandMade.text("u", Self.texts, offset: offset).column(),
      HandMade.text("U", Self.texts, offset: offset).column(),
      HandMade.views(Self.texts, offset: offset).column(),
      HandMade.text("u", Self.texts).column(structOffset: offset),
      HandMade.views(Self.texts).column(structOffset: offset),
    ]
    for column in columns {
      #expect(column.type == .text)
      #expect(try read(column) == expected)
      #expect((0..<column.count).map { column.text(at: $0) } == expected)
      #expect(column.nullCount == expected.count { $0 == nil })
    }
  }

  @Test("dictionary-encoded text follows the keys; nulls may be in the keys or in the values")
  func dictionary() throws {
    var made = HandMade.fixed("c", [Int8(2), 0, 1, 0, 2], validity: "11101")
    made.dictionary = [HandMade.text("u", ["no", nil, "yes"])]
    let column = try made.column()
    #expect(column.type == .text)
    #expect(try read(column) == ["yes", "no", nil, nil, "yes"])
    #expect(column.nullCount == 2)
    #expect(column.value(at: 0) == .text("yes"))
    #expect(column.value(at: 2) == .null)
    #expect(try read(column.sliced(1..<3)) == ["no", nil])
  }

  @Test("a key outside of its dictionary reads nothing outside")
  func wildKey() throws {
    var made = HandMade.fixed("i", [Int32(5), -1, 0])
    made.dictionary = [HandMade.text("u", ["only"])]
    #expect(try read(made.column()) == ["only", "only", "only"])
  }

  @Test("all-empty text may come without its bytes")
  func noBytes() throws {
    let made = HandMade(format: "u", length: 2, buffers: [nil, bytes([Int32(0), 0, 0]), nil])
    #expect(try read(made.column()) == ["", ""])
  }

  @Test("numbers are not text")
  func unsuitable() throws {
    let column = try HandMade.fixed("g", [1.0]).column()
    #expect(throws: TableError.unsuitable(column: "c", type: .float64, wanted: "text")) {
      try column.forEachText { _, _ in }
    }
    #expect(column.text(at: 0) == nil)
  }
}
