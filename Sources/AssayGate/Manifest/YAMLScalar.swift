/// A scalar of a YAML file, typed by the core schema of YAML 1.2.
///
/// Only unquoted scalars have a type. `null`, `Null`, `NULL`, `~` and an empty place are null; `true` and `false` (also
/// `True`, `TRUE`, `False`, `FALSE`) are booleans; `yes`, `no`, `on` and `off` are text. `12`, `-12`, `0x1F` and `0o17`
/// are whole numbers, `010` is ten; `1.5`, `.5`, `1e3`, `.inf` and `.nan` are numbers; `1_000`, `12:30` and
/// `2026-12-31` are text. Quoted scalars and block scalars (`|`, `>`) are always text.
struct YAMLScalar: Sendable, Equatable {
  /// The type of a scalar.
  enum Kind: Sendable, Equatable {
    case null
    case boolean(Bool)
    case integer(Int)
    case number(Double)
    case text
  }

  /// The text as it is written, without quotes.
  let text: String
  /// Whether it stands there unquoted.
  let isPlain: Bool
  /// Its type.
  let kind: Kind

  /// Types a scalar.
  init(_ text: String, isPlain: Bool) {
    self.text = text
    self.isPlain = isPlain
    self.kind = isPlain ? Self.kind(of: text) : .text
  }

  /// The number, when it is one.
  var number: Double? {
    switch kind {
    case .integer(let value): Double(value)
    case .number(let value): value
    default: nil
    }
  }

  /// The scalar in the words of a message.
  var found: String {
    switch kind {
    case .null: "nothing"
    case .text: "\"\(MessageText.shown(text))\""
    default: MessageText.shown(text)
    }
  }

  /// The type of an unquoted scalar.
  static func kind(of text: String) -> Kind {
    switch text {
    case "", "~", "null", "Null", "NULL": return .null
    case "true", "True", "TRUE": return .boolean(true)
    case "false", "False", "FALSE": return .boolean(false)
    case ".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF": return .number(.infinity)
    case "-.inf", "-.Inf", "-.INF": return .number(-.infinity)
    case ".nan", ".NaN", ".NAN": return .number(.nan)
    default: return number(text) ?? .text
    }
  }

  private static func number(_ text: String) -> Kind? {
    let bytes = Array(text.utf8)
    guard bytes.count <= 400, let first = bytes.first, first < 0x3A else { return nil }
    if bytes.starts(with: [0x30, 0x78]) { return prefixed(text.dropFirst(2), radix: 16) }
    if bytes.starts(with: [0x30, 0x6F]) { return prefixed(text.dropFirst(2), radix: 8) }
    guard let isWhole = decimalShape(bytes) else { return nil }
    if isWhole, let value = Int(text) { return .integer(value) }
    return Double(text).map(Kind.number)
  }

  private static func prefixed(_ digits: Substring, radix: Int) -> Kind? {
    guard !digits.isEmpty, digits.utf8.allSatisfy({ Character(Unicode.Scalar($0)).isHexDigit }) else { return nil }
    return Int(digits, radix: radix).map(Kind.integer)
  }

  /// `[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?`: `nil` when the bytes are no number, else whether they are a whole one.
  private static func decimalShape(_ bytes: [UInt8]) -> Bool? {
    var index = 0
    func digits() -> Int {
      let start = index
      while index < bytes.count, (0x30...0x39).contains(bytes[index]) { index += 1 }
      return index - start
    }
    func skip(_ characters: [UInt8]) -> Bool {
      guard index < bytes.count, characters.contains(bytes[index]) else { return false }
      index += 1
      return true
    }
    _ = skip([0x2B, 0x2D])
    let whole = digits()
    var isWhole = true
    if skip([0x2E]) {
      isWhole = false
      guard digits() + whole > 0 else { return nil }
    }
    guard whole > 0 || !isWhole else { return nil }
    if skip([0x65, 0x45]) {
      isWhole = false
      _ = skip([0x2B, 0x2D])
      guard digits() > 0 else { return nil }
    }
    return index == bytes.count ? isWhole : nil
  }
}
