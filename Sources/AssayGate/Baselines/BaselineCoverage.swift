/// The parts of a baseline that some checks ask for.
struct BaselineCoverage: Sendable {
  /// Parts by name.
  var parts: Set<BaselinePart> = []
  /// The beginnings of names of cases that belong to sliced checks, or to checks whose columns are not known.
  private var prefixes: Set<String> = []

  /// Adds a case: `score/roc_auc`, with all of its slices when it has some.
  mutating func add(_ name: String, isSliced: Bool) {
    parts.insert(.metrics(of: name))
    if isSliced { prefixes.insert(name + "[") }
  }

  /// Adds all that an entry could ask for, whatever its table's columns and slices are.
  ///
  /// A case is named by the entry's id without its table, and by its column in brackets, where the id may end with it.
  mutating func add(_ entry: CheckEntry) {
    addKept(entry)
    let prefix = entry.table + "."
    let id = entry.id.hasPrefix(prefix) ? entry.id.dropFirst(prefix.count) : entry.id[...]
    add("\(entry.table)/\(id)", isSliced: true)
    for dot in id.indices where id[dot] == "." && dot != id.startIndex {
      add("\(entry.table)/\(id[..<dot])[\(id[id.index(after: dot)...])]", isSliced: true)
    }
  }

  /// Adds the digests or golden rows that an entry keeps of its table.
  mutating func addKept(_ entry: CheckEntry) {
    if entry.kind == UnchangedCheck.declaration.name { parts.insert(.output(table: entry.table)) }
    if entry.kind == GoldenCheck.declaration.name { parts.insert(.golden(table: entry.table)) }
  }

  /// Whether some check asks for a part.
  func contains(_ part: BaselinePart) -> Bool {
    if parts.contains(part) { return true }
    guard case .metrics(let name) = part else { return false }
    return prefixes.contains { name.hasPrefix($0) }
  }

  /// All that a manifest could ask for, before anything is replayed.
  init(_ manifest: Manifest) {
    for entry in manifest.checks { add(entry) }
  }

  /// Nothing.
  init() {}
}
