/// Lines of text that are a table in fact: shown as one, their columns stand under each other.
struct DetailTable: TemplateView {
  /// What the columns are.
  var headings: [String]
  /// The cells, as many in each row as there are headings.
  var rows: [[String]]

  /// Rows of a case: lines indented by two spaces, with two spaces or more between their cells; nil where the lines are
  /// something else, or a cell would be taken for two.
  init?(lines: some Collection<String>) {
    let cells = lines.map { line in
      line.split(separator: "  ", omittingEmptySubsequences: true).map { cell in
        String(cell.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
      }.filter { !$0.isEmpty }
    }
    guard let first = cells.first, cells.count > 1, first.count > 1, cells.allSatisfy({ $0.count == first.count })
    else {
      return nil
    }
    self.init(cells: cells)
  }

  /// A row of headings and rows of values.
  ///
  /// What was approved and what is today's become one column: on a narrow page the second one would be out of sight.
  init(cells: [[String]]) {
    headings = cells.first ?? []
    rows = Array(cells.dropFirst())
    guard headings.suffix(2) == ["approved", "today"] else { return }
    headings = headings.dropLast(2) + ["approved → today"]
    rows = rows.map { row in row.dropLast(2) + [row.suffix(2).joined(separator: " → ")] }
  }

  /// The columns that differ from the approved ones, with what is approved and what is today's; nil where a line says
  /// something else.
  ///
  /// - Parameter differences: `column temp: 0 missing, approved 16; min 0, approved 30.92`.
  init?(differences: [String]) {
    var measures: [String] = []
    var found: [(column: String, changes: [String: String])] = []
    for line in differences {
      guard line.hasPrefix("column "), let colon = line.range(of: ": ") else { return nil }
      var changes: [String: String] = [:]
      for part in line[colon.upperBound...].split(separator: "; ") {
        guard let change = Self.change(part), changes[change.measure] == nil else { return nil }
        changes[change.measure] = change.text
        if !measures.contains(change.measure) { measures.append(change.measure) }
      }
      guard !changes.isEmpty else { return nil }
      found.append((String(line[..<colon.lowerBound].dropFirst("column ".count)), changes))
    }
    guard !found.isEmpty, measures.count <= 6 else { return nil }
    headings = ["column"] + measures
    rows = found.map { one in [one.column] + measures.map { one.changes[$0] ?? "=" } }
  }

  /// `0 missing, approved 16` as `16 → 0`.
  private static func change(_ part: Substring) -> (measure: String, text: String)? {
    guard let comma = part.range(of: ", approved ") else { return nil }
    let approved = part[comma.upperBound...]
    let now = part[..<comma.lowerBound].split(separator: " ")
    guard now.count == 2, !approved.isEmpty, !approved.contains(" ") else { return nil }
    let (measure, today) = now[1] == "missing" ? (now[1], now[0]) : (now[0], now[1])
    return (String(measure), pair(String(approved), String(today)))
  }

  /// Both numbers with four digits where these tell them apart.
  private static func pair(_ before: String, _ now: String) -> String {
    func short(_ text: String) -> String {
      Double(text.replacing(",", with: "")).map(ReportPageBuilder.number) ?? text
    }
    let (first, second) = (short(before), short(now))
    return first == second ? "\(before) → \(now)" : "\(first) → \(second)"
  }
}
