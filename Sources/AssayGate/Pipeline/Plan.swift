import AssayTable

/// What a run will do for one fixture: a value, made before anything runs.
public struct Plan: Sendable {
  /// The manifest.
  public var manifest: Manifest
  /// The versions to judge, in the manifest's order.
  public var versions: [String]
  /// The checks of the whole manifest, with their shares of the false-alarm budget; selected or not.
  public var checks: [PlannedCheck]
  /// The tables that the selected checks need for each version, in the order of the pipeline.
  public var tables: [String]
  /// The tables that the selected checks need of the reference, in the order of the pipeline; none when a stored profile
  /// stands for it.
  public var referenceTables: [String]

  /// A check as planned.
  public struct PlannedCheck: Sendable {
    /// The manifest's entry.
    public var entry: CheckEntry
    /// The probability of a false alarm that the entry may spend on one version; 0 for plain limits.
    public var alpha: Double
    /// Whether the run judges it.
    public var isSelected: Bool
  }

  /// The checks that the run judges.
  public var selected: [PlannedCheck] { checks.filter(\.isSelected) }

  /// Makes a plan.
  ///
  /// The budget is shared by all entries of the manifest that can raise a false alarm, by weighted Bonferroni, whatever
  /// is selected: a check has the same share, and so the same verdict, when it runs alone.
  ///
  /// - Parameters:
  ///   - manifest: the fixture's manifest.
  ///   - versions: the versions to judge; all when empty.
  ///   - checks: the ids of the checks to judge, or tables, or ids with `*`; all when empty.
  ///   - stage: the stage up to which to judge; all when `nil`.
  /// - Throws: `PlanError` for names that are not in the manifest, and when nothing is left to judge.
  public init(
    _ manifest: Manifest, versions wanted: [String] = [], checks patterns: [String] = []
  ) throws(PlanError) {
    self.manifest = manifest
    let known = manifest.versions
    guard !known.isEmpty else {
      throw PlanError(
        "\(manifest.file): the fixture has no data, so there is nothing to replay; add a table under 'data'")
    }
    for name in wanted where !known.contains(name) {
      let hint = Suggestion.clause(for: name, among: known)
      throw PlanError(
        "fixture '\(manifest.fixture)' has no version '\(name)'\(hint)\(hint.isEmpty ? "; it has: " : " It has: ")"
          + known.joined(separator: ", "))
    }
    self.versions = wanted.isEmpty ? known : known.filter(wanted.contains)
    guard !manifest.checks.isEmpty else {
      throw PlanError("\(manifest.file): the fixture has no checks, so nothing can pass; add some under 'checks'")
    }
    for pattern in patterns where !manifest.checks.contains(where: { Self.matches($0, pattern) }) {
      let ids = manifest.checks.map(\.id)
      let hint = Suggestion.clause(for: pattern, among: ids + manifest.tables)
      throw PlanError(
        "fixture '\(manifest.fixture)' has no check '\(pattern)'\(hint)\(hint.isEmpty ? "; see: " : " See: ")assay plan"
      )
    }
    let total = manifest.checks.reduce(0) { $0 + $1.check.budgetWeight }
    checks = manifest.checks.map { entry in
      PlannedCheck(
        entry: entry, alpha: total > 0 ? manifest.budget * entry.check.budgetWeight / total : 0,
        isSelected: patterns.isEmpty || patterns.contains { Self.matches(entry, $0) })
    }
    let selected = checks.filter(\.isSelected).map(\.entry)
    tables = Self.closure(of: selected.flatMap { [$0.table] + $0.check.otherTables }, in: manifest)
    referenceTables = Self.closure(
      of: manifest.referenceProfile != nil
        ? [] : selected.filter { $0.check.needsReference && Self.hasReference($0.table, in: manifest) }.map(\.table),
      in: manifest)
  }

  private static func matches(_ entry: CheckEntry, _ pattern: String) -> Bool {
    if pattern == entry.id || pattern == entry.table { return true }
    if pattern == "\(entry.table).\(entry.kind)" { return true }
    guard pattern.contains("*") else { return false }
    return Wildcard.matches(entry.id, pattern)
  }

  /// Whether a table is made of data that has a reference. Without, its replay under the name of the reference would be
  /// the table itself, and a comparison of the two would always pass.
  static func hasReference(_ table: String, in manifest: Manifest) -> Bool {
    if manifest.referenceProfile != nil { return isVersioned(table, in: manifest) }
    let made = closure(of: [table], in: manifest)
    return manifest.data.contains { $0.reference != nil && made.contains($0.name) }
  }

  /// Whether a table is made of data that has versions; another one is the same in every version and the reference.
  static func isVersioned(_ table: String, in manifest: Manifest) -> Bool {
    let made = closure(of: [table], in: manifest)
    return manifest.data.contains { $0.shared == nil && made.contains($0.name) }
  }

  /// Some tables and all that they are made of, in the order of the pipeline.
  static func closure(of wanted: [String], in manifest: Manifest) -> [String] {
    var needed = Set(wanted)
    // Stages name only what stands before them, so one pass from the end finds everything.
    for stage in manifest.stages.reversed() where needed.contains(stage.name) {
      needed.formUnion(stage.from.map(\.name))
    }
    return manifest.tables.filter(needed.contains)
  }
}

/// Why a run cannot be planned: wrong names on the command line, or nothing to judge.
public struct PlanError: Error, Sendable, Hashable, CustomStringConvertible {
  /// What was found, and what there is.
  public var message: String

  /// Creates an error.
  public init(_ message: String) { self.message = message }

  /// The message.
  public var description: String { message }
}

/// Text with `*` for any characters.
enum Wildcard {
  static func matches(_ text: String, _ pattern: String) -> Bool {
    let parts = pattern.split(separator: "*", omittingEmptySubsequences: false)
    guard parts.count > 1, let first = parts.first, let last = parts.last else { return text == pattern }
    guard text.hasPrefix(first), text.hasSuffix(last), text.count >= first.count + last.count else { return false }
    var rest = text.dropFirst(first.count).dropLast(last.count)
    for part in parts.dropFirst().dropLast() where !part.isEmpty {
      guard let range = rest.firstRange(of: part) else { return false }
      rest = rest[range.upperBound...]
    }
    return true
  }
}
