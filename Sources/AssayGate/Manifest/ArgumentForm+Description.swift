extension ArgumentForm {
  /// The form in the words of a message: `a share between 0 and 1`.
  var expected: String {
    switch self {
    case .text: "text"
    case .name: "a name"
    case .boolean: "true or false"
    case .integer(let minimum): "a whole number from \(minimum) up"
    case .number: "a number"
    case .share: "a share between 0 and 1"
    case .duration: "a duration such as 90, 90s, 5m or 1h"
    case .date: "a day such as 2026-12-31"
    case .choice(let words): words.count == 1 ? words[0] : "one of \(words.joined(separator: ", "))"
    case .column: "the name of a column"
    case .columns: "the names of columns, or all"
    case .scalar: "a text, number or boolean"
    case .path: "a path"
    case .list(let item): "a list, each item \(item.expected)"
    case .range: "a pair [low, high] of numbers"
    case .map(let value): "a mapping, each value \(value.expected)"
    case .object(let declarations): "a mapping with \(Self.keys(declarations))"
    case .either(let forms): forms.map(\.expected).joined(separator: ", or ")
    }
  }

  /// `the keys 'path', 'reference'`: all keys of a mapping.
  private static func keys(_ declarations: [ArgumentDeclaration]) -> String {
    let names = declarations.map { "'\($0.name)'" }
    return (names.count == 1 ? "the key " : "the keys ") + names.joined(separator: ", ")
  }

  /// Whether a value of this form can be written as the given kind of YAML value.
  func accepts(_ content: YAMLNode.Content) -> Bool {
    switch (self, content) {
    case (.either(let forms), _): forms.contains { $0.accepts(content) }
    case (.map, .mapping), (.object, .mapping): true
    case (.map, _), (.object, _), (_, .mapping): false
    case (.list, _), (.columns, _): true
    case (.range, .sequence): true
    case (.range, _), (_, .sequence): false
    case (_, .scalar): true
    }
  }
}
