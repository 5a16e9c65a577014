import Foundation

/// What ONNX Runtime's Python interface computed for the small models, from `expected.json`.
struct ExpectedPredictions: Decodable {
  /// The cells of a column: float32 as bits, float64 as bits in digits, labels as they are.
  enum Cells: Decodable, Equatable {
    case integers([Int64])
    case texts([String])

    init(from decoder: any Decoder) throws {
      let container = try decoder.singleValueContainer()
      self =
        if let integers = try? container.decode([Int64].self) { .integers(integers) } else {
          .texts(try container.decode([String].self))
        }
    }
  }

  /// The columns of a model's outputs, by name.
  static func of(_ model: String) throws -> [String: Cells] {
    let data = try Data(contentsOf: URL(filePath: TestData.path("expected.json")))
    let all = try JSONDecoder().decode([String: [String: Cells]].self, from: data)
    guard let columns = all[model] else { throw CocoaError(.fileReadCorruptFile) }
    return columns
  }
}
