/// `range`: every value of a column lies between two numbers.
public struct RangeCheck: Check {
  public static let declaration = CheckDeclaration(
    name: "range",
    summary: "Every value of a numeric column lies between two numbers.",
    documentation: """
      One case per column. Missing values are not looked at (that is what `null_rate` is for); NaN and infinite values \
      lie outside every range. A column that has no value at all is an error.
      """,
    arguments: [
      ArgumentDeclaration("columns", .columns, required: true, "The columns, or `all` numeric ones."),
      ArgumentDeclaration("min", .number, "The lowest value allowed."),
      ArgumentDeclaration("max", .number, "The highest value allowed."),
      Allowance.argument,
    ],
    examples: [
      CheckExample(
        "Probabilities", table: "p\n0\n0.5\n1\n", entry: "range: { columns: p, min: 0, max: 1 }", verdicts: [.pass],
        says: "no row"),
      CheckExample(
        "An age in the wrong unit", table: "age\n40\n480\n\"\"\n", entry: "range: { columns: age, min: 0, max: 120 }",
        verdicts: [.fail], says: "1 row (33.3 %) is outside 0 … 120"),
    ])

  private let columns: ColumnSelection
  private let lower: Double?
  private let upper: Double?
  private let allowance: Allowance

  public init(_ arguments: Arguments) throws(ManifestError) {
    columns = arguments.columns("columns") ?? .all
    lower = arguments.number("min")
    upper = arguments.number("max")
    allowance = try Allowance(arguments)
    if lower == nil, upper == nil {
      throw ManifestError("a limit is missing: give 'min', 'max' or both", at: arguments.location)
    }
    if let lower, let upper, lower > upper {
      throw ManifestError(
        "'min' \(Format.number(lower)) is above 'max' \(Format.number(upper)): nothing can pass",
        at: arguments.location(of: "min"))
    }
  }

  public func cases(of table: TableShape) throws(CheckError) -> [CheckCase] {
    let bounds = "\(lower.map(Format.number) ?? "−∞") … \(upper.map(Format.number) ?? "∞")"
    let allowance = allowance
    var cases: [CheckCase] = []
    for field in try table.columns(columns, eligible: { $0.type.isNumeric }) {
      _ = try table.numericColumn(field.name)
      let condition = Condition.outside(field.name, lower: lower, upper: upper, floating: field.type.isFloatingPoint)
      let missing = Measurement.rowsWhere(.missing(field.name, floating: false))
      cases.append(
        CheckCase(column: field.name, measurements: [.rows, .rowsWhere(condition), missing]) {
          evidence throws(CheckError) in
          try evidence.requireValues(in: field.name)
          let failing = try evidence.count(.rowsWhere(condition))
          var judgement = allowance.judge(
            failing: failing, of: try evidence.rows(), metric: "rows_out_of_range",
            what: "\(failing > 1 ? "are" : "is") outside \(bounds)")
          if judgement.verdict != .pass { judgement.failingRows = .meeting(condition, columns: [field.name]) }
          return judgement
        })
    }
    return cases
  }
}
