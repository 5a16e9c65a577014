extension ArgumentForm {
  /// The JSON Schema of the form.
  ///
  /// It refuses nothing that the reader accepts. What a schema cannot say well (a day that exists, a low end that is
  /// not above the high one) is left to the reader.
  var schema: JSONValue {
    switch self {
    case .text: .type("string", ("minLength", .integer(1)))
    case .name, .column: .types(["string", "number"] + (isName ? ["boolean"] : []))
    case .boolean: .type("boolean")
    case .integer(let minimum): .type("integer", ("minimum", .integer(minimum)))
    case .number: .type("number")
    case .share: .type("number", ("minimum", .integer(0)), ("maximum", .integer(1)))
    case .duration:
      .anyOf([
        .type("number", ("exclusiveMinimum", .integer(0))),
        .type("string", ("pattern", .text("^[0-9.eE+-]+[smh]$"))),
      ])
    case .date: .type("string", ("pattern", .text("^[0-9]{4}-[0-9]{2}-[0-9]{2}$")))
    case .choice(let words): .object([.init("enum", .array(words.map(JSONValue.text)))])
    case .columns:
      .anyOf([.object([.init("const", .text("all"))]), ArgumentForm.list(.column).schema])
    case .scalar: .types(["string", "number", "boolean"])
    case .path: .type("string", ("pattern", .text("^[^/\\\\][^\\\\]*$")))
    case .list(let item):
      .anyOf([item.schema, .type("array", ("items", item.schema), ("minItems", .integer(1)))])
    case .range:
      .type("array", ("items", .type("number")), ("minItems", .integer(2)), ("maxItems", .integer(2)))
    case .map(let value):
      .type("object", ("additionalProperties", value.schema), ("minProperties", .integer(1)))
    case .object(let declarations): Self.schema(of: declarations)
    case .either(let forms): .anyOf(forms.map(\.schema))
    }
  }

  private var isName: Bool { if case .name = self { true } else { false } }

  /// The JSON Schema of a mapping with declared keys, of which `exactlyOne` asks for one of some.
  static func schema(
    of declarations: [ArgumentDeclaration], exactlyOne names: [String] = [], more: [JSONValue.Member] = []
  ) -> JSONValue {
    let properties = declarations.map { JSONValue.Member($0.name, $0.form.schema.described($0.documentation)) }
    let required = declarations.filter(\.isRequired).map { JSONValue.text($0.name) }
    var members: [JSONValue.Member] = [.init("type", .text("object")), .init("properties", .object(properties + more))]
    if !required.isEmpty { members.append(.init("required", .array(required))) }
    if !names.isEmpty {
      members.append(.init("oneOf", .array(names.map { .object([.init("required", .array([.text($0)]))]) })))
    }
    members.append(.init("additionalProperties", .boolean(false)))
    return .object(members)
  }
}

extension JSONValue {
  /// A schema of one type with further keywords.
  static func type(_ name: String, _ keywords: (String, JSONValue)...) -> JSONValue {
    .object([Member("type", .text(name))] + keywords.map { Member($0.0, $0.1) })
  }

  /// A schema of several scalar types.
  static func types(_ names: [String]) -> JSONValue {
    .object([Member("type", .array(names.map(JSONValue.text)))])
  }

  /// A schema of alternatives.
  static func anyOf(_ schemas: [JSONValue]) -> JSONValue { .object([Member("anyOf", .array(schemas))]) }

  /// A schema with a description in front, which an editor shows.
  func described(_ description: String) -> JSONValue {
    guard case .object(let members) = self else { return self }
    return .object([Member("description", .text(description))] + members)
  }
}
