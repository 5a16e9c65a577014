import AssayEngine

/// A user's query, wrapped so that it sees exactly the tables that it may see, each under its own name.
struct StageQuery {
  let dialect: any Dialect
  /// The tables by the name that the query uses.
  let tables: [(name: String, table: TableName)]

  /// The number of lines that stand before the user's text in what `select` returns.
  var leadingLines: Int { 2 }

  /// One `SELECT` that gives the query's rows, at most `limit` of them, in the order of the first columns.
  func select(_ text: String, orderedBy columns: Int = 0, limit: Int? = nil) -> String {
    let expressions = tables.map { name, table in
      dialect.commonTable(name, as: "SELECT * FROM \(dialect.tableReference(table))")
    }
    let with = expressions.isEmpty ? "" : "WITH \(expressions.joined(separator: ", "))"
    let order = columns > 0 ? " ORDER BY \((1...columns).map(String.init).joined(separator: ", "))" : ""
    // The text stands on lines of its own, so that a comment at its end hides nothing and line numbers can be mapped.
    return
      "\(with)\nSELECT * FROM (\n\(Self.body(text))\n) AS stage_query\(order)\(limit.map { " LIMIT \($0)" } ?? "")"
  }

  /// The text up to the end of its statement: without a semicolon and what follows it, when that is nothing but white
  /// space, comments and semicolons. A second statement stays, so that the engine refuses it.
  static func body(_ text: String) -> String {
    let bytes = Array(text.utf8)
    var end = 0
    var semicolon: Int?
    var index = 0
    while index < bytes.count {
      let byte = bytes[index]
      let next = index + 1 < bytes.count ? bytes[index + 1] : 0
      switch (byte, next) {
      case (UInt8(ascii: "-"), UInt8(ascii: "-")):
        while index < bytes.count, bytes[index] != UInt8(ascii: "\n") { index += 1 }
      case (UInt8(ascii: "/"), UInt8(ascii: "*")):
        index += 2
        while index + 1 < bytes.count, !(bytes[index] == UInt8(ascii: "*") && bytes[index + 1] == UInt8(ascii: "/")) {
          index += 1
        }
        index += 2
      case (UInt8(ascii: "'"), _), (UInt8(ascii: "\""), _):
        // A doubled quote ends one text and starts the next, which comes to the same.
        index += 1
        while index < bytes.count, bytes[index] != byte { index += 1 }
        index += 1
        if semicolon != nil { return text }
        end = index
      case (UInt8(ascii: ";"), _):
        semicolon = semicolon ?? end
        index += 1
      case (0x20, _), (0x09, _), (0x0A, _), (0x0D, _):
        index += 1
      default:
        index += 1
        if semicolon != nil { return text }
        end = index
      }
    }
    return String(decoding: bytes.prefix(min(semicolon ?? end, bytes.count)), as: UTF8.self)
  }
}
