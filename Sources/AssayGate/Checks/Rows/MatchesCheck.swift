import AssayTable

/// `matches`: every value of a text column matches a regular expression.
public struct MatchesCheck: Check {
  public static let declaration = CheckDeclaration(
    name: "matches",
    summary: "A regular expression is found in every value of a text column.",
    documentation: """
      One case per column. Missing values are not looked at. The expression may match anywhere: anchor it with `^` and \
      `$` to match whole values. The syntax is the engine's (RE2 on DuckDB). A column that has no value at all is an \
      error.
      """,
    arguments: [
      ArgumentDeclaration("columns", .columns, required: true, "The columns."),
      ArgumentDeclaration("pattern", .text, required: true, "The regular expression."),
      Allowance.argument,
    ],
    examples: [
      CheckExample(
        "Tail numbers", table: "tail\nN123AA\nN5\n", entry: "matches: { columns: tail, pattern: '^N[0-9]' }",
        verdicts: [.pass], says: "no row"),
      CheckExample(
        "A default that slipped in", table: "tail\nN123AA\nUNKNOWN\n",
        entry: "matches: { columns: tail, pattern: '^N[0-9]' }", verdicts: [.fail],
        says: "1 row (50 %) does not match ^N[0-9]"),
    ])

  private let columns: ColumnSelection
  private let pattern: String
  private let allowance: Allowance

  public init(_ arguments: Arguments) throws(ManifestError) {
    columns = arguments.columns("columns") ?? .all
    pattern = arguments.text("pattern") ?? ""
    allowance = try Allowance(arguments)
  }

  public func cases(of table: TableShape) throws(CheckError) -> [CheckCase] {
    let allowance = allowance
    let pattern = pattern
    var cases: [CheckCase] = []
    for field in try table.columns(columns, eligible: { $0.type.isText }) {
      guard field.type.isText else {
        throw CheckError("column '\(field.name)' of table '\(table.name)' is \(field.type), and 'matches' needs text")
      }
      let condition = Condition.notMatching(field.name, pattern: ExactText(pattern))
      let missing = Measurement.rowsWhere(.missing(field.name, floating: false))
      cases.append(
        CheckCase(column: field.name, measurements: [.rows, .rowsWhere(condition), missing]) {
          evidence throws(CheckError) in
          try evidence.requireValues(in: field.name)
          let failing = try evidence.count(.rowsWhere(condition))
          var judgement = allowance.judge(
            failing: failing, of: try evidence.rows(), metric: "rows_not_matching",
            what: "\(failing > 1 ? "do" : "does") not match \(pattern)")
          if judgement.verdict != .pass { judgement.failingRows = .meeting(condition, columns: [field.name]) }
          return judgement
        })
    }
    return cases
  }
}
