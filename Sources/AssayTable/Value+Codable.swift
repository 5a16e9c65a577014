/// `null`, or an object of one key that names the case: `{"integer": 5}`, `{"number": "NaN"}`, `{"text": "a"}`.
extension Value: Codable {
  private struct Key: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }
    init(_ name: String) { stringValue = name }
    init?(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
  }

  /// Writes every value so that it is read back equal, also NaN and infinities.
  public func encode(to encoder: any Encoder) throws {
    if self == .null {
      var container = encoder.singleValueContainer()
      return try container.encodeNil()
    }
    var container = encoder.container(keyedBy: Key.self)
    switch self {
    case .boolean(let value): try container.encode(value, forKey: Key(kind))
    case .integer(let value): try container.encode(value, forKey: Key(kind))
    case .number(let value) where value.isFinite: try container.encode(value, forKey: Key(kind))
    default: try container.encode(description, forKey: Key(kind))
    }
  }

  /// Reads what `encode(to:)` writes; anything else is a `DecodingError`.
  public init(from decoder: any Decoder) throws {
    if let container = try? decoder.singleValueContainer(), container.decodeNil() {
      self = .null
      return
    }
    let container = try decoder.container(keyedBy: Key.self)
    func wrong(_ what: String) -> DecodingError {
      .dataCorrupted(.init(codingPath: decoder.codingPath, debugDescription: what))
    }
    guard let key = container.allKeys.first, container.allKeys.count == 1 else {
      throw wrong("a value is null or an object of one key; found \(container.allKeys.count) keys")
    }
    func text() throws -> String { try container.decode(String.self, forKey: key) }
    switch key.stringValue {
    case "boolean": self = .boolean(try container.decode(Bool.self, forKey: key))
    case "integer": self = .integer(try container.decode(Int64.self, forKey: key))
    case "number":
      if let number = try? container.decode(Double.self, forKey: key) {
        self = .number(number)
        return
      }
      switch try text() {
      case "NaN": self = .number(.nan)
      case "Infinity": self = .number(.infinity)
      case "-Infinity": self = .number(-.infinity)
      case let found: throw wrong("'\(found)' is not a number; beside numbers there are NaN, Infinity and -Infinity")
      }
    case "decimal": self = .decimal(try text())
    case "text": self = .text(try text())
    case "date": self = .date(try text())
    case "time": self = .time(try text())
    case "timestamp": self = .timestamp(try text())
    case "other": self = .other(try text())
    default: throw wrong("'\(key.stringValue)' is not a kind of value")
    }
  }
}
