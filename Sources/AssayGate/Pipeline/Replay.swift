import AssayEngine
import AssayTable

/// All tables of one version, made by today's code or known from the cache to be what today's code would make.
struct Replay: Sendable {
  /// A table in the engine.
  struct Made: Sendable {
    var table: TableName
    var schema: Schema
    var rows: Int
    /// Why the table has no rows and so perhaps not the types of its columns either: what it comes from is a CSV file that
    /// holds a heading alone, whose columns the engine takes for text. `nil` for other tables.
    var emptiness: String?
  }

  /// A table that is made, or can be.
  struct Known: Sendable {
    /// Its place in the engine.
    var table: TableName
    /// The number of rows; `nil` as long as it was not made.
    var rows: Int?
    /// What it holds: equal digests, equal rows. `nil` as long as that is not known.
    var digest: String?
    /// Its rows in the cache.
    var stored: StageEntry.Output?
  }

  /// The version, or `reference`.
  let version: String
  /// The tables by name, there or not.
  private(set) var tables: [String: Result<Known, TableFailure>] = [:]

  /// Whether every table of the version was known from an earlier run.
  var isCached = true

  init(version: String) { self.version = version }

  mutating func set(_ name: String, _ result: Result<Known, TableFailure>) { tables[name] = result }

  /// What a table holds, when that is known.
  func digest(_ name: String) -> String? { (try? tables[name]?.get())?.digest }
}
