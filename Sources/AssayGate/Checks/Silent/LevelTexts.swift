import AssayTable

/// The cases of checks that look at the texts of a column's levels.
enum LevelTexts {
  /// One case per column of text; a function finds the rows at fault among the levels.
  ///
  /// - Parameters:
  ///   - metric: the metric's name: `rows_with_null_words`.
  ///   - what: what rows at fault do, for one and for several: `holds`, `hold`.
  ///   - find: the levels at fault with their rows and how messages show them.
  static func cases(
    _ columns: ColumnSelection, of table: TableShape, allowance: Allowance, metric: String,
    what: (one: String, several: String),
    find: @escaping @Sendable ([ExactText: Int]) -> [(shown: String, rows: Int)]
  ) throws(CheckError) -> [CheckCase] {
    let fields = try table.columns(columns) { $0.type.isText }
    return try fields.map { field throws(CheckError) in
      guard field.type.isText else {
        throw CheckError("column '\(field.name)' of table '\(table.name)' is \(field.type), and this check needs text")
      }
      let name = field.name
      let measurement = Measurement.counts(name)
      return CheckCase(column: name, measurements: [.rows, measurement]) { evidence throws(CheckError) in
        guard case .counts(let levels) = try evidence.measured(measurement) else {
          throw CheckError("internal error: column '\(name)' was not counted")
        }
        let rows = try evidence.rows()
        if levels.missing == rows { throw CheckError("column '\(name)' has no values: all are missing") }
        let found = find(levels.counts).sorted { ($1.rows, $0.shown) < ($0.rows, $1.shown) }
        let failing = found.reduce(0) { $0 + $1.rows }
        var names = ""
        if !found.isEmpty, !evidence.privateColumns.contains(name) {
          names = ": " + found.prefix(5).map(\.shown).joined(separator: ", ") + (found.count > 5 ? ", …" : "")
        }
        var judgement = allowance.judge(
          failing: failing, of: rows, metric: metric, what: (failing > 1 ? what.several : what.one) + names)
        judgement.message = "\(name): \(judgement.message)"
        return judgement
      }
    }
  }
}
