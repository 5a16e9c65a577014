import AssayEngine
import AssayTable

/// The rows of a table that share a golden row's key, as far as the table has its columns.
enum KeyCondition {
  /// The condition in SQL; `nil` when the table has no column of the key.
  static func sql(
    _ names: [String], _ values: [String?], _ schema: Schema, _ dialect: any Dialect
  ) -> String? {
    let parts = zip(names, values).compactMap { name, value -> String? in
      guard let field = schema[name] else { return nil }
      let column = dialect.quote(name)
      guard let value else { return "\(column) IS NULL" }
      return "\(column) = \(dialect.cast(dialect.textLiteral(value), field.type))"
    }
    return parts.isEmpty ? nil : parts.joined(separator: " AND ")
  }
}
