import Foundation

/// Where a version's tables left their approved state, collected while they are judged.
struct Departures {
  let manifest: Manifest
  let version: String
  private var found: [String: [Departure]] = [:]
  private var schemas: [String: [String]] = [:]

  init(manifest: Manifest, version: String) {
    self.manifest = manifest
    self.version = version
  }

  /// Takes what a check found of a table.
  mutating func add(_ departure: Departure, table: String, columns: [String]) {
    found[table, default: []].append(departure)
    schemas[table] = columns
  }

  /// Whether something of a table was found.
  func has(_ table: String) -> Bool { found[table] != nil }

  /// The first table in the pipeline's order that left its approved state, and its first column; `nil` when none did.
  func first(path: String) -> Divergence? {
    let tables = manifest.tables.filter { found[$0] != nil }
    guard let stage = tables.first, let departures = found[stage] else { return nil }
    let columns = (schemas[stage] ?? []).filter { name in departures.contains { $0.columns.contains(name) } }
    let column = columns.first ?? departures.lazy.compactMap(\.column).first
    let examples = departures.first { $0.column == column && !$0.examples.isEmpty }?.examples ?? []
    // The table's own digest speaks for all rows; a golden row only for the sample.
    let leading = departures.first { $0.column == column && $0.examples.isEmpty } ?? departures.first
    let further = tables.dropFirst().map { table -> String in
      let names = Set((found[table] ?? []).flatMap(\.columns))
      let ordered = (schemas[table] ?? []).filter(names.contains)
      return ordered.isEmpty ? table : ordered.map { "\(table).\($0)" }.joined(separator: ", ")
    }
    return Divergence(
      fixture: manifest.fixture, version: version, stage: stage, column: column,
      message: leading?.message ?? "today's replay leaves the approved one", examples: examples,
      carriesInto: further, location: location(of: stage, column: column),
      rerun: Rerun.command(path, version: version, check: stage))
  }

  /// The line of a stage's query where the column is first named; else where the manifest declares the stage.
  private func location(of table: String, column: String?) -> SourceLocation {
    let declared =
      manifest.stages.first { $0.name == table }?.location ?? manifest.data.first { $0.name == table }?.location
      ?? SourceLocation(file: manifest.file, line: 1)
    guard let stage = manifest.stages.first(where: { $0.name == table }), case .sql(let path) = stage.kind,
      let file = try? PathResolver.resolve(path, in: manifest).first,
      let data = FileManager.default.contents(atPath: file)
    else { return declared }
    let lines = String(decoding: data, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false)
    let index = column.flatMap { name in lines.firstIndex { Self.line($0, names: name) } } ?? 0
    return SourceLocation(file: Display.path(file), line: index + 1)
  }

  /// Whether a line names a column as a word, outside a comment.
  private static func line(_ line: Substring, names column: String) -> Bool {
    let code = line.firstRange(of: "--").map { line[..<$0.lowerBound] } ?? line
    return code.split { !($0.isLetter || $0.isNumber || $0 == "_") }.contains { $0 == column }
  }
}
