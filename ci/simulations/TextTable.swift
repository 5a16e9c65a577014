/// A table as text, in Markdown, with its numbers to the right.
struct TextTable {
  private var rows: [[String]]

  init(_ headings: [String]) { rows = [headings] }

  mutating func add(_ cells: [String]) { rows.append(cells) }

  var text: String {
    let count = rows[0].count
    let widths = (0..<count).map { column in max(3, rows.map { $0[column].count }.max() ?? 3) }
    func line(_ cells: [String]) -> String {
      "| " + zip(cells, widths).map { String(repeating: " ", count: $1 - $0.count) + $0 }.joined(separator: " | ")
        + " |"
    }
    let rule = "|" + widths.map { String(repeating: "-", count: $0 + 1) + ":" }.joined(separator: "|") + "|"
    return ([line(rows[0]), rule] + rows.dropFirst().map(line)).joined(separator: "\n")
  }
}

/// Shares and numbers as the tables show them.
enum Shown {
  static func whole(_ value: Int) -> String {
    var text = String(value)
    var position = text.count - 3
    while position > 0 {
      text.insert(",", at: text.index(text.startIndex, offsetBy: position))
      position -= 3
    }
    return text
  }

  /// A share in percent, with as many digits as it needs to not read 0.
  static func percent(_ share: Double) -> String {
    let value = share * 100
    let digits = value >= 10 || value == 0 ? 1.0 : value >= 1 ? 10.0 : value >= 0.1 ? 100.0 : 1000.0
    let rounded = (value * digits).rounded() / digits
    return (rounded == rounded.rounded() ? String(Int(rounded)) : String(rounded)) + " %"
  }

  /// A share in whole percent; what is neither none nor all does not read 0 or 100.
  static func wholePercent(_ share: Double) -> String {
    if share > 0, share < 0.005 { return "<1" }
    if share < 1, share >= 0.995 { return ">99" }
    return String(Int((share * 100).rounded()))
  }
}
