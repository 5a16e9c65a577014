import AssayTable

/// Rows that the small models take; `make_models.py` makes the same.
enum SampleBatch {
  static let rowCount = 30

  /// Cell j of row i is ((7 i + 5 j) mod 23) / 4, exact in float32.
  static func values(_ position: Int) -> [Double] {
    (0..<rowCount).map { Double(($0 * 7 + position * 5) % 23) / 4 }
  }

  /// Four columns a, b, c, d of float64.
  static func abcd() throws -> RecordBatch {
    try RecordBatch(columns: ["a", "b", "c", "d"].enumerated().map { Column(name: $1, doubles: values($0)) })
  }

  /// The six columns that the model `identity` takes, each of two rows.
  static func typed(replacing replacement: Column? = nil) throws -> RecordBatch {
    let columns = [
      Column(name: "f32", floats: [0.5, -1]), Column(name: "f64", doubles: [0.1, .infinity]),
      Column(name: "i32", integers: [-7, 2_147_483_647]), Column(name: "i64", integers: [.min, .max]),
      Column(name: "flag", booleans: [true, false]), Column(name: "word", texts: ["grün", ""]),
    ]
    return try RecordBatch(columns: columns.map { $0.name == replacement?.name ? replacement ?? $0 : $0 })
  }

  /// The cells as `expected.json` writes them.
  static func cells(_ column: Column) throws -> ExpectedPredictions.Cells {
    switch column.type {
    case .float32:
      var floats: [Float] = []
      try column.appendFloats(to: &floats)
      return .integers(floats.map { Int64($0.bitPattern) })
    case .float64:
      var doubles: [Double] = []
      try column.appendDoubles(to: &doubles)
      return .texts(doubles.map { "\($0.bitPattern)" })
    case .text:
      var texts: [String?] = []
      try column.appendTexts(to: &texts)
      return .texts(texts.map { $0 ?? "null" })
    default:
      var integers: [Int64] = []
      try column.appendIntegers(to: &integers, null: -1)
      return .integers(integers)
    }
  }
}
