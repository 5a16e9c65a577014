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

  /// The properties of numbers.
  static func properties(of metrics: [String: Double]) -> [JUnitProperty] {
    metrics.sorted { $0.key < $1.key }.map { JUnitProperty("metric.\($0.key)", text(of: $0.value)) }
  }

  private static func text(of number: Double) -> String {
    number == number.rounded() && abs(number) < 1e15 ? String(Int(number)) : String(number)
  }

  private struct Value: Decodable {
    var text: String

    init(from decoder: any Decoder) throws {
      let container = try decoder.singleValueContainer()
      if let number = try? container.decode(Double.self) {
        text = Metrics.text(of: number)
      } else {
        text = try container.decode(String.self)
      }
    }
  }
}
