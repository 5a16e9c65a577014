import AssayJUnit
import Foundation

/// Numbers that a test has attached.
enum Metrics {
  /// The properties of a JSON object: `metric.NAME` for each number or text; none when the file is no such object.
  static func properties(of path: String) -> [JUnitProperty] {
    guard let data = FileManager.default.contents(atPath: path), data.count < 1 << 20,
      let values = try? JSONDecoder().decode([String: Value].self, from: data)
    else { return [] }
    return values.sorted { $0.key < $1.key }.map { JUnitProperty("metric.\($0.key)", $0.value.text) }
  }

  private struct Value: Decodable {
    var text: String

    init(from decoder: any Decoder) throws {
      let container = try decoder.singleValueContainer()
      if let number = try? container.decode(Double.self) {
        text = number == number.rounded() && abs(number) < 1e15 ? String(Int(number)) : String(number)
      } else {
        text = try container.decode(String.self)
      }
    }
  }
}
