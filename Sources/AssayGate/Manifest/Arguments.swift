/// The value of a key, with the place where the manifest writes it.
public struct ArgumentValue: Sendable {
  /// A value in the form that was declared for it.
  public indirect enum Content: Sendable {
    case text(String)
    case number(Double)
    case integer(Int)
    case boolean(Bool)
    /// `all`, where columns are asked for.
    case all
    case list([ArgumentValue])
    /// Keys in the order of the file.
    case map([(key: ArgumentKey, value: ArgumentValue)])
    case object(Arguments)
  }

  /// The value.
  public var content: Content
  /// Where the value starts.
  public var location: SourceLocation

  /// Creates a value.
  public init(_ content: Content, at location: SourceLocation) {
    self.content = content
    self.location = location
  }
}

/// A key that the user chose, with its place.
public struct ArgumentKey: Sendable, Hashable {
  /// The key's text.
  public var name: String
  /// Where the key stands.
  public var location: SourceLocation

  /// Creates a key.
  public init(_ name: String, at location: SourceLocation) {
    self.name = name
    self.location = location
  }
}

/// A mapping of the manifest after it has been held against its declaration: only declared keys, only declared forms.
public struct Arguments: Sendable {
  /// Where the mapping starts (for an empty one: where its key stands).
  public var location: SourceLocation
  /// The values by key, in the order of the file.
  public var values: [(key: ArgumentKey, value: ArgumentValue)]

  /// Creates arguments.
  public init(location: SourceLocation, values: [(key: ArgumentKey, value: ArgumentValue)] = []) {
    self.location = location
    self.values = values
  }

  /// The value of a key.
  public subscript(name: String) -> ArgumentValue? { values.first { $0.key.name == name }?.value }

  /// Whether the manifest gives a key.
  public func has(_ name: String) -> Bool { self[name] != nil }

  /// Where a key's value stands; where the mapping stands when the key is absent.
  public func location(of name: String) -> SourceLocation { self[name]?.location ?? location }

  /// The text of a key, also of a `name`, `choice`, `column`, `date` or `path`.
  public func text(_ name: String) -> String? { self[name]?.text }

  /// The number of a key; seconds for a `duration`.
  public func number(_ name: String) -> Double? { self[name]?.number }

  /// The whole number of a key.
  public func integer(_ name: String) -> Int? {
    if case .integer(let value)? = self[name]?.content { value } else { nil }
  }

  /// The boolean of a key.
  public func boolean(_ name: String) -> Bool? {
    if case .boolean(let value)? = self[name]?.content { value } else { nil }
  }

  /// The texts of a list; one text alone is a list of one.
  public func texts(_ name: String) -> [String]? { self[name].map { value in value.items.compactMap(\.text) } }

  /// The columns that a key names.
  public func columns(_ name: String) -> ColumnSelection? {
    guard let value = self[name] else { return nil }
    if case .all = value.content { return .all }
    return .named(value.items.compactMap { item in item.text.map { ArgumentKey($0, at: item.location) } })
  }

  /// The mapping under a key that was declared as an `object`.
  public func object(_ name: String) -> Arguments? {
    if case .object(let value)? = self[name]?.content { value } else { nil }
  }

  /// The entries under a key that was declared as a `map`.
  public func map(_ name: String) -> [(key: ArgumentKey, value: ArgumentValue)]? {
    if case .map(let value)? = self[name]?.content { value } else { nil }
  }

  /// The two ends of a `range`.
  public func range(_ name: String) -> ClosedRange<Double>? {
    guard let ends = self[name]?.items.compactMap(\.number), ends.count == 2, ends[0] <= ends[1] else { return nil }
    return ends[0]...ends[1]
  }
}

extension ArgumentValue {
  /// The text, when the value is one.
  public var text: String? { if case .text(let value) = content { value } else { nil } }

  /// The number, when the value is one; whole numbers count.
  public var number: Double? {
    switch content {
    case .number(let value): value
    case .integer(let value): Double(value)
    default: nil
    }
  }

  /// The values of a list; a value that is none is a list of one.
  public var items: [ArgumentValue] { if case .list(let values) = content { values } else { [self] } }
}

extension Arguments {
  /// All keys and values in one text, without their places.
  var text: String {
    "{" + values.map { "\(ArgumentValue.quoted($0.key.name)): \($0.value.whole)" }.joined(separator: ", ") + "}"
  }
}

extension ArgumentValue {
  /// The value in one text, without its place.
  fileprivate var whole: String {
    switch content {
    case .text(let text): Self.quoted(text)
    case .number(let number): number.description
    case .integer(let number): "\(number)"
    case .boolean(let value): "\(value)"
    case .all: "all"
    case .list(let values): "[" + values.map(\.whole).joined(separator: ", ") + "]"
    case .map(let entries):
      "(" + entries.map { "\(Self.quoted($0.key.name)): \($0.value.whole)" }.joined(separator: ", ") + ")"
    case .object(let arguments): arguments.text
    }
  }

  /// With its length, so that no text runs into the next.
  fileprivate static func quoted(_ text: String) -> String { "\(text.utf8.count)'\(text)'" }
}

/// The columns that an argument names.
public enum ColumnSelection: Sendable {
  /// Every column of the table.
  case all
  /// These, with the places where the manifest names them.
  case named([ArgumentKey])
}
