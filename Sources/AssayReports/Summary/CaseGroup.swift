import AssayGate

/// One check on one column and slice, over all versions that were judged.
struct CaseGroup {
  /// The fixture.
  var fixture: String
  /// The names of the fixture's judged versions, in order.
  var versions: [String]
  /// The cases, in the order of the versions; not every version has one.
  var cases: [(version: String, item: Results.Case)] = []

  /// The verdict that outranks the others.
  var verdict: Verdict { cases.map(\.item.known).max { $0.rank < $1.rank } ?? .skipped }

  /// The cases with the group's verdict.
  var leading: [(version: String, item: Results.Case)] {
    let verdict = verdict
    return cases.filter { $0.item.known == verdict }
  }

  /// The first case with the group's verdict: the one that says since when.
  var first: (version: String, item: Results.Case)? { leading.first }

  /// `features · mode_spike · temp`: the table, the kind or the entry's own id, the column, the slice.
  var title: [String] {
    guard let item = cases.first?.item else { return [] }
    let prefix = item.table + "."
    let entry = item.check.hasPrefix(prefix) ? String(item.check.dropFirst(prefix.count)) : item.check
    let isDefault = entry == item.kind || entry == item.column.map { "\(item.kind).\($0)" }
    let name = isDefault ? item.kind : (entry.hasPrefix(item.kind) ? entry : "\(entry) (\(item.kind))")
    let namesColumn = !isDefault && entry.hasSuffix("." + (item.column ?? " "))
    return [item.table, name, namesColumn ? nil : item.column, item.slice.map { "[\($0)]" }].compactMap(\.self)
  }

  /// In which versions the group has its verdict: `in all 9 versions, since 2013-04`.
  var span: String { VersionSpan.text(leading.map(\.version), of: versions) }

  /// How far the first metric is beyond its plain limit: 1 at the limit. For ranking alone.
  var weight: Double {
    cases.map { $0.item }.compactMap { item in item.metrics.first?.value.map(abs) }.max() ?? 0
  }

  /// The first metric's values over the versions; nil where a version has none.
  var values: [Double?] {
    versions.map { version in cases.first { $0.version == version }?.item.metrics.first?.value }
  }
}

/// In which versions something is so, in words.
enum VersionSpan {
  /// `in 2013-11 only`, `in all 9 versions, since 2013-04`, `in 4 of 9 versions, since 2013-09`, or `first 2013-05` when
  /// later versions are not affected.
  static func text(_ affected: [String], of versions: [String]) -> String {
    guard let first = affected.first else { return "" }
    let name = ReportText.oneLine(first, maximumBytes: 80)
    if versions.count == 1 { return "in \(name)" }
    if affected.count == 1 { return "in \(name) only" }
    let all = versions.count == 2 ? "both" : "all \(versions.count)"
    let count = affected.count == versions.count ? all : "\(affected.count) of \(versions.count)"
    let isToTheEnd = versions.firstIndex(of: first).map { versions.count - $0 == affected.count } ?? false
    return "in \(count) versions, \(isToTheEnd ? "since" : "first in") \(name)"
  }
}
