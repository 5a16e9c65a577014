import Foundation

@testable import AssayGate

/// A folder of its own for a test, removed at the end; in messages its path is left out.
final class ManifestFolder {
  let path: String

  init() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "assay-manifest-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    path = WorkTree.real(folder.path(percentEncoded: false))
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  @discardableResult
  func write(_ name: String, _ text: String = "") throws -> String { try write(name, bytes: Array(text.utf8)) }

  @discardableResult
  func write(_ name: String, bytes: [UInt8]) throws -> String {
    let file = path + "/" + name
    try folder(String(name[..<(name.lastIndex(of: "/") ?? name.startIndex)]))
    try Data(bytes).write(to: URL(filePath: file))
    return file
  }

  func folder(_ name: String) throws {
    try FileManager.default.createDirectory(atPath: path + "/" + name, withIntermediateDirectories: true)
  }

  func link(_ name: String, to target: String) throws {
    try FileManager.default.createSymbolicLink(atPath: path + "/" + name, withDestinationPath: target)
  }

  func read(_ name: String) throws(ManifestErrors) -> Manifest {
    try ManifestReader.read(path: path + "/" + name, checks: testChecks)
  }

  /// The faults of a fixture's manifest, one text each.
  func faults(_ name: String) -> [String] {
    do throws(ManifestErrors) {
      _ = try read(name)
      return []
    } catch {
      return error.errors.map { shown($0) }
    }
  }

  func shown(_ error: ManifestError) -> String { error.description.replacingOccurrences(of: path + "/", with: "") }
}

/// The faults of a manifest in a folder named `flights`, without the path in front: `3:5: …`.
func manifestFaults(_ yaml: String) throws -> [String] { try manifestFaults(bytes: Array(yaml.utf8)) }

func manifestFaults(bytes: [UInt8]) throws -> [String] {
  let folder = try ManifestFolder()
  try folder.write("flights/assay.yaml", bytes: bytes)
  return folder.faults("flights").map { $0.replacingOccurrences(of: "flights/assay.yaml:", with: "") }
}

/// A manifest in a folder named `flights`.
func manifest(_ yaml: String) throws -> Manifest {
  let folder = try ManifestFolder()
  try folder.write("flights/assay.yaml", yaml)
  return try folder.read("flights")
}

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
