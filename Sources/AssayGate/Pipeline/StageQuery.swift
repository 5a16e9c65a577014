import AssayEngine

/// A user's query, wrapped so that it sees exactly the tables that it may see, each under its own name.
struct StageQuery {
  let dialect: any Dialect
  /// The tables by the name that the query uses.
  let tables: [(name: String, table: TableName)]

  /// The number of lines that stand before the user's text in what `select` returns.
  var leadingLines: Int { 2 }

  /// One `SELECT` that gives the query's rows, at most `limit` of them.
  func select(_ text: String, limit: Int? = nil) -> String {
    let expressions = tables.map { name, table in
      dialect.commonTable(name, as: "SELECT * FROM \(dialect.tableReference(table))")
    }
    let with = expressions.isEmpty ? "" : "WITH \(expressions.joined(separator: ", "))"
    // The text stands on lines of its own, so that a comment at its end hides nothing and line numbers can be mapped.
    return "\(with)\nSELECT * FROM (\n\(Self.body(text))\n) AS stage_query\(limit.map { " LIMIT \($0)" } ?? "")"
  }

  /// The text without white space and semicolons at its end.
  static func body(_ text: String) -> String {
    var body = Substring(text)
    while let last = body.last, last.isWhitespace || last == ";" { body = body.dropLast() }
    return String(body)
  }
}
