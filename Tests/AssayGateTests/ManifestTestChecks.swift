@testable import AssayGate

/// The checks that the manifests of these tests may use.
let testChecks: [any Check.Type] = [TestNullRate.self, TestRowCount.self, TestProbe.self, TestDrift.self]

struct TestNullRate: Check {
  static let declaration = CheckDeclaration(
    name: "null_rate", summary: "The share of nulls stays below a limit.", documentation: "Counts nulls.",
    arguments: [
      ArgumentDeclaration("columns", .columns, required: true, "The columns."),
      ArgumentDeclaration("max", .share, required: true, "The largest share."),
    ], examples: [])
  let columns: ColumnSelection?
  let max: Double?
  init(_ arguments: Arguments) throws(ManifestError) {
    columns = arguments.columns("columns")
    max = arguments.number("max")
  }
  func cases(of table: TableShape) throws(CheckError) -> [CheckCase] { [] }
}

struct TestRowCount: Check {
  static let declaration = CheckDeclaration(
    name: "row_count", summary: "The number of rows.", documentation: "Counts rows.",
    arguments: [
      ArgumentDeclaration("min", .integer(minimum: 0), "The smallest number."),
      ArgumentDeclaration("max", .integer(minimum: 0), "The largest number."),
    ], examples: [])
  let min: Int?
  init(_ arguments: Arguments) throws(ManifestError) {
    min = arguments.integer("min")
    if let min, let max = arguments.integer("max"), min > max {
      throw ManifestError("check 'row_count' has min \(min) above max \(max)", at: arguments.location(of: "min"))
    }
  }
  func cases(of table: TableShape) throws(CheckError) -> [CheckCase] { [] }
}

struct TestDrift: Check {
  static let declaration = CheckDeclaration(
    name: "drift", summary: "The distribution has not moved.", documentation: "Compares with the reference.",
    arguments: [
      ArgumentDeclaration("columns", .columns, required: true, "The columns."),
      ArgumentDeclaration("cluster", .list(.column), "Columns that name clusters of rows."),
    ], examples: [])
  init(_ arguments: Arguments) throws(ManifestError) {}
  func cases(of table: TableShape) throws(CheckError) -> [CheckCase] { [] }
}

/// A check with an argument of every form.
struct TestProbe: Check {
  static let declaration = CheckDeclaration(
    name: "probe", summary: "Every form.", documentation: "For tests.",
    arguments: [
      ArgumentDeclaration("text", .text, "Text."), ArgumentDeclaration("name", .name, "A name."),
      ArgumentDeclaration("boolean", .boolean, "A boolean."),
      ArgumentDeclaration("integer", .integer(minimum: 1), "A whole number."),
      ArgumentDeclaration("number", .number, "A number."), ArgumentDeclaration("share", .share, "A share."),
      ArgumentDeclaration("duration", .duration, "A duration."), ArgumentDeclaration("date", .date, "A day."),
      ArgumentDeclaration("choice", .choice(["mean", "median"]), "A choice."),
      ArgumentDeclaration("column", .column, "A column."), ArgumentDeclaration("columns", .columns, "Columns."),
      ArgumentDeclaration("scalar", .scalar, "A scalar."), ArgumentDeclaration("path", .path, "A path."),
      ArgumentDeclaration("list", .list(.text), "A list."), ArgumentDeclaration("range", .range, "A range."),
      ArgumentDeclaration("map", .map(.number), "A map."),
      ArgumentDeclaration(
        "object", .object([ArgumentDeclaration("rows", .integer(minimum: 0), required: true, "Rows.")]), "An object."),
      ArgumentDeclaration("either", .either([.number, .choice(["auto"]), .map(.share)]), "One of several."),
    ], examples: [])
  let arguments: Arguments
  init(_ arguments: Arguments) throws(ManifestError) { self.arguments = arguments }
  func cases(of table: TableShape) throws(CheckError) -> [CheckCase] { [] }
}
