/// Rows as text in columns.
enum TextTable {
  /// A line for each row; columns as wide as their widest cell, no spaces at the end.
  static func lines(_ rows: [[String]]) -> [String] {
    let count = rows.map(\.count).max() ?? 0
    let widths = (0..<count).map { column in rows.map { column < $0.count ? $0[column].count : 0 }.max() ?? 0 }
    return rows.map { row in
      var text = row.enumerated().map { $1 + String(repeating: " ", count: widths[$0] - $1.count) }
        .joined(separator: "  ")
      while text.last == " " { text.removeLast() }
      return text
    }
  }
}
