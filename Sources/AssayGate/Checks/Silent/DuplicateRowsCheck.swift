import AssayTable

/// `duplicate_rows`: no row occurs twice.
public struct DuplicateRowsCheck: Check {
  public static let declaration = CheckDeclaration(
    name: "duplicate_rows",
    summary: "No row occurs twice: a file that was read twice, a retry that wrote again.",
    documentation: """
      Counts the rows beyond the first of each combination of values, over all columns but those of `except`: name \
      there what a second delivery makes anew, such as a row's number or the time of loading. Missing values count as \
      equal. Where a table has a key, `unique` says more.
      """,
    arguments: [
      ArgumentDeclaration("except", .columns, "Columns that are not looked at."),
      Allowance.argument,
    ],
    examples: [
      CheckExample(
        "Rows that differ in one column", table: "a,b\n1,x\n1,y\n2,\n", entry: "duplicate_rows", verdicts: [.pass],
        says: "no row repeats an earlier one"),
      CheckExample(
        "A row that came twice", table: "id,a,b\n1,1,x\n2,1,x\n3,2,\n4,2,\n", entry: "duplicate_rows: { except: id }",
        verdicts: [.fail], says: "2 rows (50 %) repeat an earlier one in 2 columns"),
    ])

  private let excepted: [String]
  private let allowance: Allowance

  public init(_ arguments: Arguments) throws(ManifestError) {
    excepted = try SilentArguments.names("except", arguments)
    allowance = try Allowance(arguments)
  }

  public func cases(of table: TableShape) throws(CheckError) -> [CheckCase] {
    for name in excepted { _ = try table.column(name) }
    let names = table.schema.names.filter { !excepted.contains($0) }
    if names.isEmpty { throw CheckError("'except' leaves no column of table '\(table.name)' to look at") }
    let allowance = allowance
    let measurement = Measurement.duplicates(names)
    return [
      CheckCase(measurements: [.rows, measurement]) { evidence throws(CheckError) in
        let duplicates = try evidence.count(measurement)
        var judgement = allowance.judge(
          failing: duplicates, of: try evidence.rows(), metric: "duplicate_rows",
          what: "\(duplicates > 1 ? "repeat" : "repeats") an earlier one in \(names.count) "
            + (names.count == 1 ? "column" : "columns"))
        if judgement.verdict != .pass { judgement.failingRows = .duplicated(names) }
        return judgement
      }
    ]
  }
}
