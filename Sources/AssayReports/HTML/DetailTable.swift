import AssayGate

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
      guard let read = ProfileChange.all(in: line[colon.upperBound...]) else { return nil }
      for change in read {
        guard changes[change.measure] == nil else { return nil }
        changes[change.measure] = Self.pair(change.approved, change.today)
        if !measures.contains(change.measure) { measures.append(change.measure) }
      }
      found.append((String(line[..<colon.lowerBound].dropFirst("column ".count)), changes))
    }
    guard !found.isEmpty, measures.count <= 6 else { return nil }
    headings = ["column"] + measures
    rows = found.map { one in [one.column] + measures.map { one.changes[$0] ?? "=" } }
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
