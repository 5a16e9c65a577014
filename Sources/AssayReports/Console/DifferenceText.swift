import AssayGate

/// What differs between two states of tables, as text for people.
public struct DifferenceText: Sendable {
  private let style: ConsoleStyle

  /// The most columns that are shown of a table; a file has all of them.
  private static let shownColumns = 30

  /// Creates text for a stream.
  public init(_ style: ConsoleStyle) { self.style = style }

  /// The lines; the last one is the verdict.
  ///
  /// - Parameters:
  ///   - report: what was found.
  ///   - files: the files that were written.
  ///   - seconds: how long it took.
  public func lines(_ report: DifferenceReport, files: [String], seconds: Double) -> [String] {
    var lines: [String] = []
    for table in report.tables {
      let place = report.fixture.map { "\(clean($0)) · \(clean(table.table)) · " } ?? ""
      lines.append(
        place + style.paint("\(clean(report.old)) → \(clean(report.new))", .strong)
          + " · key \(table.key.map(clean).joined(separator: ", "))")
      lines.append("")
      lines += rows(table)
      lines += columns(table)
      lines += moved(table)
      lines.append("")
    }
    lines.append(verdict(report, files: files, seconds: seconds))
    return lines.map(style.symbols)
  }

  private func verdict(_ report: DifferenceReport, files: [String], seconds: Double) -> String {
    var parts: [String] = []
    let rows = report.tables.map(\.rows)
    let old = rows.reduce(0) { $0 + $1.old }
    if report.isSame {
      parts.append("\(NumberText.count(old, "row")) in \(NumberText.count(rows.count, "table"))")
    } else {
      let counts = [
        (rows.reduce(0) { $0 + $1.changed }, "changed"), (rows.reduce(0) { $0 + $1.removed }, "removed"),
        (rows.reduce(0) { $0 + $1.added }, "added"),
      ].filter { $0.0 > 0 }.map { "\(NumberText.grouped($0.0)) \($0.1)" }
      parts.append(
        counts.isEmpty
          ? "the rows are the same, the columns are not"
          : "\(counts.joined(separator: ", ")) of \(NumberText.count(old, "row"))")
    }
    parts.append(NumberText.duration(seconds))
    parts += files.map(clean)
    return (report.isSame ? style.paint("SAME", .good) : style.paint("DIFFERENT", .bad)) + "  "
      + parts.joined(separator: " · ")
  }

  // MARK: Rows

  private func rows(_ table: TableDifference) -> [String] {
    let rows = table.rows
    var cells = [["rows", NumberText.grouped(rows.old) + " → " + NumberText.grouped(rows.new), ""]]
    cells.append(["unchanged", NumberText.grouped(rows.unchanged), ""])
    cells.append(["changed", NumberText.grouped(rows.changed), ""])
    cells.append(["removed", NumberText.grouped(rows.removed), examples(table.examples.removed, rows.removed)])
    cells.append(["added", NumberText.grouped(rows.added), examples(table.examples.added, rows.added)])
    var lines = Self.table(cells, right: [1]).map { "  " + $0 }
    let repeated = table.repeatedKeys
    if repeated.keys > 0 {
      lines.append(
        "  "
          + style.paint(
            "\(NumberText.count(repeated.keys, "key")) repeated, in \(NumberText.grouped(repeated.oldRows)) old and "
              + "\(NumberText.grouped(repeated.newRows)) new rows: these are compared whole, not by key", .doubtful))
    }
    if rows.oldWithNullKey + rows.newWithNullKey > 0 {
      lines.append(
        "  \(NumberText.grouped(rows.oldWithNullKey)) old and \(NumberText.grouped(rows.newWithNullKey)) new rows have a "
          + "null in their key, which is taken as a value")
    }
    return lines
  }

  private func examples(_ keys: [[String?]], _ count: Int) -> String {
    guard count > 0, !keys.isEmpty else { return "" }
    let shown = keys.prefix(3).map { $0.map { cell($0 ?? "null") }.joined(separator: " ") }
    return style.paint(shown.joined(separator: ", ") + (count > shown.count ? ", …" : ""), .faint)
  }

  // MARK: Columns

  private func columns(_ table: TableDifference) -> [String] {
    var lines: [String] = []
    for column in table.removedColumns { lines.append("  - \(clean(column.name)) \(clean(column.type))") }
    for column in table.addedColumns { lines.append("  + \(clean(column.name)) \(clean(column.type))") }
    for column in table.retypedColumns {
      lines.append("  ~ \(clean(column.name)) \(clean(column.old)) → \(clean(column.new))")
    }
    if table.isReordered { lines.append("  ~ the columns stand in another order") }
    if !lines.isEmpty { lines.insert("", at: 0) }
    // Rows that come and go move the missing values of most columns: told only where no value changed.
    func differs(_ column: ColumnDifference) -> Bool {
      table.rows.changed > 0 ? column.changed > 0 : column.missingOld != column.missingNew
    }
    let changed = table.columns.filter(differs).enumerated()
      .sorted { ($1.element.changed, $0.offset) < ($0.element.changed, $1.offset) }.map(\.element)
    let same = table.columns.count - changed.count
    guard !changed.isEmpty else { return lines }
    var cells = [["column", "type", "changed", "missing", "largest or most frequent change"]]
    for column in changed.prefix(Self.shownColumns) {
      cells.append([
        clean(column.name), clean(column.type), NumberText.grouped(column.changed),
        column.missingOld == column.missingNew
          ? NumberText.grouped(column.missingOld)
          : "\(NumberText.grouped(column.missingOld)) → \(NumberText.grouped(column.missingNew))", change(column),
      ])
    }
    let shown = Self.table(cells, right: [2, 3])
    lines += [""] + shown.enumerated().map { "  " + ($0.offset == 0 ? style.paint($0.element, .faint) : $0.element) }
    let hidden = changed.count - Self.shownColumns
    var rest = hidden > 0 ? ["\(NumberText.count(hidden, "further column")) changed"] : []
    if same > 0 { rest.append("\(NumberText.count(same, "column")) unchanged") }
    if !rest.isEmpty { lines.append("  " + style.paint("… " + rest.joined(separator: ", "), .faint)) }
    return lines
  }

  private func change(_ column: ColumnDifference) -> String {
    if column.isPrivate { return column.changed > 0 ? "private" : "" }
    if let first = column.largest.first { return signed(first.change) + scaled(first.scaled) }
    guard let most = column.mostFrequent else { return "" }
    return "\(value(most.old)) → \(value(most.new)) in \(NumberText.count(most.rows, "row"))"
  }

  private func moved(_ table: TableDifference) -> [String] {
    guard !table.moved.isEmpty else { return [] }
    let hidden = Set(table.columns.filter(\.isPrivate).map(\.name))
    let width = table.moved.map(\.key.count).max() ?? 0
    let names = width == table.key.count ? table.key.map(clean) : Array(repeating: "key", count: width)
    var cells = [names + ["column", "old", "new", "change", "sd"]]
    for moved in table.moved where !hidden.contains(moved.column) {
      cells.append(
        moved.key.map { cell($0 ?? "null") } + [
          clean(moved.column), value(moved.old), value(moved.new), signed(moved.change),
          moved.scaled.map { NumberText.measured(abs(($0 * 100).rounded() / 100)) } ?? "",
        ])
    }
    let right = Set(width + 1..<width + 5)
    return ["", "  rows that moved most, by the standard deviation (sd) of the old column"]
      + Self.table(cells, right: right).enumerated().map {
        "  " + ($0.offset == 0 ? style.paint($0.element, .faint) : $0.element)
      }
  }

  // MARK: Text

  private func scaled(_ value: Double?) -> String {
    value.map { " (\(NumberText.measured(abs(($0 * 100).rounded() / 100))) sd)" } ?? ""
  }

  private func signed(_ value: Double) -> String { (value > 0 ? "+" : "") + NumberText.measured(value) }

  private func value(_ text: String?) -> String { text.map(cell) ?? "null" }

  private func cell(_ text: String) -> String { ReportText.oneLine(text, maximumBytes: 40) }

  private func clean(_ text: String) -> String { ReportText.oneLine(text, maximumBytes: 200) }

  /// Cells in columns as wide as their widest one; some columns are aligned at their ends.
  private static func table(_ rows: [[String]], right: Set<Int>) -> [String] {
    let count = rows.map(\.count).max() ?? 0
    let widths = (0..<count).map { column in rows.map { column < $0.count ? $0[column].count : 0 }.max() ?? 0 }
    return rows.map { row in
      let cells = row.enumerated().map { column, text -> String in
        let spaces = String(repeating: " ", count: max(0, widths[column] - text.count))
        return right.contains(column) ? spaces + text : text + (column == row.count - 1 ? "" : spaces)
      }
      var line = Substring(cells.joined(separator: "  "))
      while line.last == " " { line.removeLast() }
      return String(line)
    }
  }
}
