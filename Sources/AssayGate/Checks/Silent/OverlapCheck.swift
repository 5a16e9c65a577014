import AssayTable

/// `overlap`: rows of another table do not occur in this one.
public struct OverlapCheck: Check {
  public static let declaration = CheckDeclaration(
    name: "overlap",
    summary: "Rows of another table do not occur here: no training rows in the test set.",
    documentation: """
      Counts the rows here whose values in `columns` occur in the other table too: the key, or `all` columns. The other \
      table is one of the same version, named by `with`, or by default the same table in the reference. Missing values \
      count as equal. `max` is the share of the rows here that may: 0 by default. A model that is judged on rows it was \
      trained on looks better than it is.
      """,
    arguments: [
      ArgumentDeclaration(
        "columns", .columns, required: true, "The columns whose values identify a row, or `all` of this table."),
      ArgumentDeclaration("with", .name, "The other table; the same table in the reference by default."),
      ArgumentDeclaration("max", .share, "The share of the rows that may occur in the other table; 0 by default."),
    ],
    examples: [
      CheckExample(
        "Other rows than in the reference", table: "id,x\n3,5\n4,6\n", reference: "id,x\n1,5\n2,6\n",
        entry: "overlap: { columns: id }", verdicts: [.pass], says: "no row occurs in the reference"),
      CheckExample(
        "A row of the training data", table: "id,x\n2,6\n3,7\n", reference: "id,x\n1,5\n2,6\n",
        entry: "overlap: { columns: all }", verdicts: [.fail], says: "1 row (50 %) occurs in the reference"),
    ])

  private let columns: ColumnSelection
  private let other: String?
  private let maximum: Double

  public init(_ arguments: Arguments) throws(ManifestError) {
    columns = arguments.columns("columns") ?? .all
    other = arguments.text("with")
    maximum = arguments.number("max") ?? 0
  }

  public static var judgesWholeTable: Bool { true }

  public var needsReference: Bool { other == nil }

  public var otherTables: [String] { other.map { [$0] } ?? [] }

  public func cases(of table: TableShape) throws(CheckError) -> [CheckCase] {
    let names = try table.columns(columns).map(\.name)
    if let other, other == table.name {
      throw CheckError("table '\(other)' overlaps with itself in every row; name another one in 'with'")
    }
    let side: TableRelation.OtherTable = other.map { .named($0) } ?? .reference
    if side == .reference, let profile = table.referenceProfile {
      throw CheckError(
        "the reference is the profile \(profile), which holds distributions and no rows, so that no row can be found in "
          + "it; name a table of this version that has the rows in 'with', or take 'reference: { profile: … }' out of the "
          + "manifest and give the table's data a 'reference' of files")
    }
    if side == .reference, let reference = table.reference {
      for name in names where reference[name] == nil {
        throw CheckError("the reference has no column '\(name)' to compare with")
      }
    }
    let relation = Measurement.relation(.overlap(with: side, columns: names))
    let maximum = maximum
    return [
      CheckCase(measurements: [.rows, relation]) { evidence throws(CheckError) in
        guard case .overlap(let found) = try evidence.relation(relation) else {
          throw CheckError("internal error: \(relation) found no overlap")
        }
        let rows = try evidence.rows()
        if found.otherRows == 0 { throw CheckError("\(side.shown) has no rows to compare with") }
        let share = Double(found.shared) / Double(rows)
        let by = names.count > 6 ? "\(names.count) columns" : names.joined(separator: ", ")
        let count = found.shared == 0 ? "no row" : "\(Format.rows(found.shared)) (\(Format.share(share)))"
        var judgement = Judgement(
          share <= maximum ? .pass : .fail,
          "\(count) \(found.shared > 1 ? "occur" : "occurs") in \(side.shown) by \(by) · max \(Format.share(maximum)) · n "
            + "\(Format.whole(rows)) against \(Format.whole(found.otherRows))", n: rows,
          metrics: [
            Metric("overlapping_share", share, n: rows), Metric("overlapping_rows", Double(found.shared), n: rows),
          ], limits: ["max \(Format.number(maximum))"])
        if judgement.verdict != .pass { judgement.failingRows = FailingRows(found.examples) }
        return judgement
      }
    ]
  }
}
