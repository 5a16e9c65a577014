/// A JSON value whose objects keep the order of their keys, so that the same value always prints the same bytes.
indirect enum JSONValue: Sendable, Equatable {
  case null
  case boolean(Bool)
  case integer(Int)
  case number(Double)
  case text(String)
  case array([JSONValue])
  case object([Member])

  /// A key of an object with its value.
  struct Member: Sendable, Equatable {
    var key: String
    var value: JSONValue

    init(_ key: String, _ value: JSONValue) {
      self.key = key
      self.value = value
    }
  }

  /// The value as JSON, indented by two spaces, each key on a line of its own; without a line break at the end.
  var printed: String {
    var text = ""
    print(into: &text, indent: "")
    return text
  }

  private func print(into text: inout String, indent: String) {
    switch self {
    case .null: text += "null"
    case .boolean(let value): text += value ? "true" : "false"
    case .integer(let value): text += String(value)
    case .number(let value): text += MessageText.number(value)
    case .text(let value): text += Self.quoted(value)
    case .array(let values) where values.allSatisfy(\.isScalar):
      text += "[" + values.map(\.printed).joined(separator: ", ") + "]"
    case .array(let values):
      Self.lines(of: values, open: "[", close: "]", indent: indent, into: &text) { value, text in
        value.print(into: &text, indent: indent + "  ")
      }
    case .object(let members):
      Self.lines(of: members, open: "{", close: "}", indent: indent, into: &text) { member, text in
        text += Self.quoted(member.key) + ": "
        member.value.print(into: &text, indent: indent + "  ")
      }
    }
  }

  private static func lines<Item>(
    of items: [Item], open: String, close: String, indent: String, into text: inout String,
    print: (Item, inout String) -> Void
  ) {
    guard !items.isEmpty else {
      text += open + close
      return
    }
    text += open
    for (index, item) in items.enumerated() {
      text += (index == 0 ? "\n" : ",\n") + indent + "  "
      print(item, &text)
    }
    text += "\n" + indent + close
  }

  private var isScalar: Bool {
    switch self {
    case .array, .object: false
    default: true
    }
  }

  private static func quoted(_ value: String) -> String {
    var text = "\""
    for scalar in value.unicodeScalars {
      switch scalar {
      case "\"": text += "\\\""
      case "\\": text += "\\\\"
      case "\n": text += "\\n"
      case "\t": text += "\\t"
      case _ where scalar.value < 0x20 || scalar.value == 0x7F:
        let digits = String(scalar.value, radix: 16)
        text += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: text.unicodeScalars.append(scalar)
      }
    }
    return text + "\""
  }
}
