/// The name and type of one column.
public struct Field: Hashable, Sendable {
  /// The column's name, as the engine gave it; any text, also empty.
  public var name: String
  /// The logical type of the cells.
  public var type: DataType
  /// Whether nulls are allowed; most engines say yes for every result column.
  public var isNullable: Bool

  /// Describes a column.
  public init(name: String, type: DataType, isNullable: Bool = true) {
    self.name = name
    self.type = type
    self.isNullable = isNullable
  }
}

/// The columns of a table or query result, in order.
public struct Schema: Hashable, Sendable {
  /// One field for each column. Names may repeat, since a query may return the same name twice.
  public var fields: [Field]

  /// Describes a table.
  public init(_ fields: [Field]) { self.fields = fields }

  /// The names in column order.
  public var names: [String] { fields.map(\.name) }

  /// Position of the first column of that exact name, byte by byte, or nil. O(columns).
  public func index(of name: String) -> Int? { fields.firstIndex { ExactText.isSame($0.name, name) } }

  /// The first column of that exact name, or nil. O(columns).
  public subscript(name: String) -> Field? { fields.first { ExactText.isSame($0.name, name) } }
}

extension Schema: CustomStringConvertible {
  /// `name type, name type …`.
  public var description: String { fields.map { "\($0.name) \($0.type)" }.joined(separator: ", ") }
}
