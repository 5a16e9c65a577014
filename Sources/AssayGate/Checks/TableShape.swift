import AssayTable

/// What a check is told of a table before anything is measured: its columns.
public struct TableShape: Sendable {
  /// The table's name.
  public var name: String
  /// The columns of the table that is judged.
  public var schema: Schema
  /// The columns of the same table in the reference; `nil` when the fixture has no reference for it.
  public var reference: Schema?
  /// The file of the stored profile that stands for the reference; `nil` when the reference has rows.
  public var referenceProfile: String?

  /// Creates a shape.
  public init(name: String, schema: Schema, reference: Schema? = nil, referenceProfile: String? = nil) {
    self.name = name
    self.schema = schema
    self.reference = reference
    self.referenceProfile = referenceProfile
  }

  /// The column of a name; throws an error that suggests the nearest one.
  public func column(_ name: String) throws(CheckError) -> Field {
    if let field = schema[name] { return field }
    let names = schema.fields.map(\.name)
    let hint = Suggestion.clause(for: name, among: names)
    let list = names.prefix(12).joined(separator: ", ") + (names.count > 12 ? ", …" : "")
    throw CheckError(
      "table '\(self.name)' has no column '\(name)'\(hint)\(hint.isEmpty ? "; it has: " : " It has: ")\(list)")
  }

  /// The columns that a selection names; for `all`, those that `eligible` accepts.
  public func columns(
    _ selection: ColumnSelection, eligible: (Field) -> Bool = { _ in true }
  ) throws(CheckError) -> [Field] {
    switch selection {
    case .all:
      let fields = schema.fields.filter(eligible)
      if fields.isEmpty { throw CheckError("'all' names no column of table '\(name)' that this check can judge") }
      return fields
    case .named(let keys):
      var fields: [Field] = []
      for key in keys { fields.append(try column(key.name)) }
      return fields
    }
  }

  /// The column of a name when it is a number; throws otherwise.
  public func numericColumn(_ name: String) throws(CheckError) -> Field {
    let field = try column(name)
    guard field.type.isNumeric else {
      throw CheckError("column '\(name)' of table '\(self.name)' is \(field.type), and this check needs a number")
    }
    return field
  }
}
