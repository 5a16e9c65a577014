import AssayTable

/// `conflicting_labels`: rows that are equal have the same label.
public struct ConflictingLabelsCheck: Check {
  public static let declaration = CheckDeclaration(
    name: "conflicting_labels",
    summary: "Rows with the same features have the same label.",
    documentation: """
      Counts the rows whose values in `columns` occur with more than one value of `label`; rows without a label are left \
      out, and missing features count as equal. A few such rows are noise that no model can learn; many are a label that \
      was joined to the wrong rows, or features that lost what tells rows apart. `max` is the share of the labelled rows \
      that may be in conflict.
      """,
    arguments: [
      ArgumentDeclaration("label", .column, required: true, "The column with the label."),
      ArgumentDeclaration("columns", .columns, required: true, "The features, or `all` columns but the label."),
      ArgumentDeclaration("max", .share, required: true, "The share of the labelled rows that may be in conflict."),
    ],
    examples: [
      CheckExample(
        "Equal rows agree", table: "a,b,y\n1,x,0\n1,x,0\n2,x,1\n2,x,\n",
        entry: "conflicting_labels: { label: y, columns: all, max: 0 }", verdicts: [.pass], says: "no row"),
      CheckExample(
        "Two equal rows contradict each other", table: "a,b,y\n1,x,0\n1,x,1\n2,x,1\n2,x,\n",
        entry: "conflicting_labels: { label: y, columns: [a, b], max: 0.5 }", verdicts: [.fail],
        says: "2 rows (66.7 %)"),
    ])

  private let label: String
  private let columns: ColumnSelection
  private let maximum: Double

  public init(_ arguments: Arguments) throws(ManifestError) {
    label = arguments.text("label") ?? ""
    columns = arguments.columns("columns") ?? .all
    maximum = arguments.number("max") ?? 0
  }

  public static var judgesWholeTable: Bool { true }

  public func cases(of table: TableShape) throws(CheckError) -> [CheckCase] {
    let label = try table.column(label)
    let names = try table.columns(columns).map(\.name).filter { $0 != label.name }
    if names.isEmpty { throw CheckError("there is no column to compare beside the label '\(label.name)'") }
    let relation = Measurement.relation(.conflicts(label: label.name, columns: names))
    let missing = Measurement.rowsWhere(.missing(label.name, floating: false))
    let maximum = maximum
    return [
      CheckCase(measurements: [.rows, relation, missing]) { evidence throws(CheckError) in
        guard case .conflicts(let found) = try evidence.relation(relation) else {
          throw CheckError("internal error: \(relation) found no conflicts")
        }
        try evidence.requireValues(in: label.name)
        let rows = try evidence.rows() - evidence.count(missing)
        let share = Double(found.rows) / Double(rows)
        let count = found.rows == 0 ? "no row" : "\(Format.rows(found.rows)) (\(Format.share(share)))"
        let by = names.count > 6 ? "\(names.count) columns" : names.joined(separator: ", ")
        var judgement = Judgement(
          share <= maximum ? .pass : .fail,
          "\(count) with a label in '\(label.name)' that another row equal in \(by) contradicts · max "
            + "\(Format.share(maximum)) · n \(Format.whole(rows))", n: rows,
          metrics: [
            Metric("conflicting_share", share, n: rows), Metric("conflicting_rows", Double(found.rows), n: rows),
          ], limits: ["max \(Format.number(maximum))"])
        if judgement.verdict != .pass { judgement.failingRows = FailingRows(found.examples) }
        return judgement
      }
    ]
  }
}
