/// `accepted_values`: every value of a column is one of a list.
public struct AcceptedValuesCheck: Check {
  public static let declaration = CheckDeclaration(
    name: "accepted_values",
    summary: "Every value of a column is one of a list.",
    documentation: """
      One case per column. Missing values are not looked at. Text and numbers are compared as such: quote a number \
      that the column holds as text. A column that has no value at all is an error.
      """,
    arguments: [
      ArgumentDeclaration("columns", .columns, required: true, "The columns."),
      ArgumentDeclaration("values", .list(.scalar), required: true, "The values that are accepted."),
      Allowance.argument,
    ],
    examples: [
      CheckExample(
        "Known airports", table: "origin\nEWR\nJFK\n",
        entry: "accepted_values: { columns: origin, values: [EWR, JFK, LGA] }",
        verdicts: [.pass], says: "no row"),
      CheckExample(
        "A spelling that is new", table: "origin\nEWR\newr\n",
        entry: "accepted_values: { columns: origin, values: [EWR, JFK, LGA] }", verdicts: [.fail],
        says: "1 row (50 %) is none of the 3 accepted values"),
    ])

  private let columns: ColumnSelection
  private let values: [Scalar]
  private let allowance: Allowance

  public init(_ arguments: Arguments) throws(ManifestError) {
    columns = arguments.columns("columns") ?? .all
    values = arguments["values"]?.items.compactMap(Scalar.init) ?? []
    allowance = try Allowance(arguments)
    if values.isEmpty {
      throw ManifestError("'values' is empty: nothing can pass", at: arguments.location(of: "values"))
    }
  }

  public func cases(of table: TableShape) throws(CheckError) -> [CheckCase] {
    let allowance = allowance
    let values = values
    return try table.columns(columns, eligible: { $0.type.isText }).map { field in
      let condition = Condition.notIn(field.name, values: values)
      let missing = Measurement.rowsWhere(.missing(field.name, floating: false))
      return CheckCase(column: field.name, measurements: [.rows, .rowsWhere(condition), missing]) {
        evidence throws(CheckError) in
        try evidence.requireValues(in: field.name)
        let failing = try evidence.count(.rowsWhere(condition))
        var judgement = allowance.judge(
          failing: failing, of: try evidence.rows(), metric: "rows_not_accepted",
          what: "\(failing > 1 ? "are" : "is") none of the \(values.count) accepted values")
        if judgement.verdict != .pass { judgement.failingRows = .meeting(condition, columns: [field.name]) }
        return judgement
      }
    }
  }
}
