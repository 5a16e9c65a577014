import AssayTable

/// The columns that a selection names in a table that is compared with its reference.
///
/// `all` is the union of both sides, so that a column cannot leave the comparison by leaving the table.
struct ComparedSelection: Sendable {
  /// The columns of the table that are compared.
  var fields: [Field]
  /// The columns that only the reference still has in a form that could be compared; empty unless `all` was selected.
  var lost: [LostColumn] = []
  /// The columns of either side that were never comparable; empty unless `all` was selected.
  var leftOut: [Field] = []
}

/// A column of the reference that the table does not have any more, or has in a form that cannot be compared.
struct LostColumn: Sendable {
  let name: String
  /// Its type in the reference.
  let before: DataType
  /// Its type in the table; `nil` when it is gone.
  let now: DataType?

  /// What is wrong, and what to do.
  func error(table: String) -> CheckError {
    let found =
      now.map { "is \($0) in table '\(table)', which cannot be compared, and \(before) in the reference" }
      ?? "is gone: the reference has it (\(before)), and table '\(table)' does not"
    return CheckError(
      "column '\(name)' \(found); bring it back, or, if it may go, name the columns to compare in place of 'all'")
  }

  /// The case that says so.
  func checkCase(table: String) -> CheckCase {
    let error = error(table: table)
    var one = CheckCase(column: name, measurements: [.rows]) { _ throws(CheckError) in throw error }
    one.judgesSmallSlices = true
    return one
  }
}

extension TableShape {
  /// There is nothing to compare with.
  static let noReference = CheckError(
    "there is no reference to compare with: give the table's data a 'reference' in the manifest")

  /// The columns that a selection names in the table and in its reference; for `all`, those that `eligible` accepts on
  /// either side.
  ///
  /// - Throws: when there is no reference, for a name that the table does not have, and when `all` names nothing.
  func comparedColumns(
    _ selection: ColumnSelection, eligible: (Field) -> Bool = { _ in true }
  ) throws(CheckError) -> ComparedSelection {
    guard let reference else { throw Self.noReference }
    guard case .all = selection else { return ComparedSelection(fields: try columns(selection)) }
    var selected = ComparedSelection(fields: schema.fields.filter(eligible))
    let compared = Set(selected.fields.map(\.name))
    for field in reference.fields where eligible(field) && !compared.contains(field.name) {
      selected.lost.append(LostColumn(name: field.name, before: field.type, now: schema[field.name]?.type))
    }
    let known = compared.union(selected.lost.map(\.name))
    let all = schema.fields + reference.fields.filter { schema[$0.name] == nil }
    selected.leftOut = all.filter { !known.contains($0.name) }
    // Says that nothing is named.
    if known.isEmpty { _ = try columns(selection, eligible: eligible) }
    return selected
  }
}

extension CheckCase {
  /// The case with a further line in its judgement.
  func noting(_ line: String) -> CheckCase {
    var noted = self
    let judge = judge
    noted.judge = { evidence throws(CheckError) in
      var judgement = try judge(evidence)
      judgement.details.append(line)
      return judgement
    }
    if let largeForm { noted.largeForm = { largeForm().noting(line) } }
    return noted
  }
}
