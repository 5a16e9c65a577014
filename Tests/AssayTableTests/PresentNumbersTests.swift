import Testing

@testable import AssayTable

@Suite("Numbers of a column without those that are missing")
struct PresentNumbersTests {
  private func present(_ column: Column) throws -> [Double] {
    try [Double](unsafeUninitializedCapacity: max(1, column.count)) { buffer, count in
      count = try column.copyPresentDoubles(to: #require(buffer.baseAddress))
    }
  }

  /// The same by the way that is tested elsewhere.
  private func expected(_ column: Column) throws -> [Double] {
    var all: [Double] = []
    try column.appendDoubles(to: &all)
    return all.filter { !$0.isNaN }
  }

  @Test("every type that holds numbers, with and without nulls, in every slice")
  func types() throws {
    for validity in ["1011", "1111", "0000"] {
      let columns = try [
        HandMade.fixed("c", [Int8(-3), 7, 0, 127], validity: validity).column(),
        HandMade.fixed("i", [Int32(-3), 7, 0, 127], validity: validity).column(),
        HandMade.fixed("l", [Int64(-3), 7, 0, 127], validity: validity).column(),
        HandMade.fixed("L", [UInt64(3), 7, 0, .max], validity: validity).column(),
        HandMade.fixed("f", [Float(-3), .nan, 0, 127], validity: validity).column(),
        HandMade.fixed("g", [Double(-3), .nan, -.infinity, 127], validity: validity).column(),
        HandMade.fixed("tdm", [Int64(-1), 86_400_000, 0, 1], validity: validity).column(),
        HandMade.fixed("tdD", [Int32(-1), 3, 0, 1], validity: validity).column(),
        HandMade.fixed("tsu:", [Int64(-1), 3, 0, 1], validity: validity).column(),
      ]
      for column in columns {
        #expect(try present(column) == expected(column), "\(column.type) \(validity)")
        for rows in [0..<0, 1..<4, 2..<3] {
          let slice = column.sliced(rows)
          #expect(try present(slice) == expected(slice), "\(column.type) \(validity) \(rows)")
        }
      }
    }
  }

  @Test("offsets of the array and of the struct add up")
  func offsets() throws {
    let values = (0..<40).map { $0 % 7 == 0 ? .nan : Double($0) }
    let validity = String((0..<40).map { $0 % 5 == 0 ? "0" : "1" })
    for arrayOffset in [0, 1, 3, 8, 11] {
      for structOffset in [0, 2, 9] {
        let made = HandMade.fixed("g", values, validity: validity, offset: arrayOffset)
        let first = arrayOffset + structOffset
        let wanted = (first..<40).filter { $0 % 5 != 0 && $0 % 7 != 0 }.map { Double($0) }
        #expect(try present(made.column(structOffset: structOffset)) == wanted)
      }
    }
  }

  @Test("text has no numbers, and nothing is written")
  func unsuitable() throws {
    let column = Column(name: "t", texts: ["a", nil])
    #expect(throws: TableError.self) { try present(column) }
  }

  @Test("every pattern of eight cells, present, null or NaN, in the middle of others")
  func patterns() throws {
    for pattern in 0..<256 {
      let cells = 0..<27
      let values = cells.map { (cell: Int) -> Double in
        let isBlank = cell >= 8 && cell < 16 && (pattern >> (cell - 8)) & 1 == 0
        return isBlank ? .nan : Double(cell)
      }
      let marks = cells.map { (cell: Int) -> Character in
        let isNull = cell >= 11 && cell < 19 && (pattern >> (cell - 11)) & 1 == 1
        return isNull ? "0" : "1"
      }
      let validity = String(marks)
      let column = try HandMade.fixed("g", values, validity: validity).column()
      for rows in [0..<27, 3..<27, 8..<16, 5..<20] {
        let slice = column.sliced(rows)
        #expect(try present(slice) == expected(slice), "pattern \(pattern), rows \(rows)")
      }
    }
  }
}
