import AssayGate

/// The cases of one check that could not tell, summed up: the same sentence for every column and version helps nobody.
struct InconclusiveBundle {
  var fixture: String
  /// The manifest's entry.
  var check: String
  /// `Fixtures/flights/assay.yaml:95`.
  var place: String
  var columns: [String] = []
  var versions: [String] = []
  var allVersions: [String]
  var count = 0
  /// What the first case says.
  var message: String
  var why: String?
  var rerun: String

  /// `59 cases, 8 columns: dewp, humid, …`
  var extent: String {
    var parts = [NumberText.count(count, "case")]
    if !columns.isEmpty {
      let shown = columns.prefix(8).map { ReportText.oneLine($0, maximumBytes: 60) }.joined(separator: ", ")
      parts.append(
        NumberText.count(columns.count, "column") + ": " + shown
          + (columns.count > 8 ? " and \(columns.count - 8) more" : ""))
    }
    return parts.joined(separator: " · ")
  }

  /// `in all 9 versions, since 2013-04`.
  var span: String { VersionSpan.text(allVersions.filter(versions.contains), of: allVersions) }

  /// The inconclusive cases, also those of checks that warn or fail elsewhere.
  static func all(of summary: RunSummary) -> [InconclusiveBundle] {
    var bundles: [InconclusiveBundle] = []
    for group in summary.groups {
      for (version, item) in group.cases where item.known == .inconclusive {
        var index = bundles.firstIndex { $0.fixture == group.fixture && $0.check == item.check } ?? bundles.count
        if index == bundles.count {
          bundles.append(
            InconclusiveBundle(
              fixture: group.fixture, check: item.check, place: "\(item.file):\(item.line)",
              allVersions: group.versions, message: item.message, why: item.why, rerun: item.rerun))
          index = bundles.count - 1
        }
        bundles[index].count += 1
        if let column = item.column, !bundles[index].columns.contains(column) { bundles[index].columns.append(column) }
        if !bundles[index].versions.contains(version) { bundles[index].versions.append(version) }
      }
    }
    return bundles
  }
}
