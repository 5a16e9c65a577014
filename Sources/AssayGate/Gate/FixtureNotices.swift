/// What people should know of a fixture's run though no verdict depends on it, collected while it runs.
struct FixtureNotices {
  /// What the run recorded, a line for each version.
  var recorded: [String] = []
  private var approvals: [(version: String, until: String, daysLeft: Int)] = []
  private var suppressions: [String: CaseResult.Suppression] = [:]
  private var failing: Set<String> = []
  private var unreferenced: [(part: String, versions: [String])] = []
  private var unknownVersions: [String] = []
  private var notes: [String] = []

  /// Below this many days left, people are told.
  static let daysOfNotice = 14

  private static let shownParts = 5

  /// Takes a case with a suppression that ends soon, or has ended.
  mutating func add(_ result: CaseResult) {
    guard let suppression = result.suppression, suppression.daysLeft < Self.daysOfNotice else { return }
    suppressions[result.check] = suppression
    if result.verdict == .fail || result.verdict == .warn || result.verdict == .error { failing.insert(result.check) }
  }

  /// Takes what was found of a version's baseline.
  mutating func add(_ version: String, _ report: BaselineReport) {
    if let approval = report.approval, let until = approval.until, let left = approval.daysLeft,
      left < Self.daysOfNotice
    {
      approvals.append((version, until, left))
    }
    for part in report.unreferenced {
      if let index = unreferenced.firstIndex(where: { $0.part == part }) {
        unreferenced[index].versions.append(version)
      } else {
        unreferenced.append((part, [version]))
      }
    }
    notes += report.notes
    if report.isWritten { recorded.append("\(version)  \(report.recordedText)") }
  }

  /// Takes a version that has a baseline and is not in the manifest.
  mutating func addUnknownVersion(_ version: String) { unknownVersions.append(version) }

  /// The notices, a line each.
  ///
  /// - Parameter path: the fixture's path as the user wrote it, for the commands.
  func lines(_ path: String) -> [String] {
    let approve = "assay approve \(Rerun.quoted(path))"
    var lines = notes
    for until in Set(approvals.map(\.until)).sorted() {
      let some = approvals.filter { $0.until == until }
      let names = Self.list(some.map(\.version))
      let subject = some.count == 1 ? "the approval of version \(names)" : "the approvals of versions \(names)"
      lines.append(
        "\(subject) \(Self.ending(until, some[0].daysLeft, plural: some.count > 1)); look at the results and renew: "
          + "\(approve) --until … --why …")
    }
    for check in suppressions.keys.sorted() {
      guard let suppression = suppressions[check] else { continue }
      let ending = Self.ending(suppression.until, suppression.daysLeft, plural: false)
      if suppression.daysLeft >= 0 {
        lines.append("the suppression of \(check) \(ending): \(suppression.why)")
      } else if !failing.contains(check) {
        lines.append("the suppression of \(check) \(ending), and nothing fails: remove it from the manifest")
      }
    }
    if !unreferenced.isEmpty {
      let parts = unreferenced.sorted { $0.part < $1.part }.prefix(Self.shownParts).map {
        "\($0.part) (\(Self.list($0.versions)))"
      }
      let more = unreferenced.count > Self.shownParts ? " and \(unreferenced.count - Self.shownParts) more" : ""
      lines.append(
        "no check asks for what was approved as \(parts.joined(separator: ", "))\(more); remove it: "
          + "\(approve) --prune --why …")
    }
    if !unknownVersions.isEmpty {
      lines.append(
        "there are baselines of \(Self.list(unknownVersions)), and the manifest has no such "
          + "\(unknownVersions.count == 1 ? "version" : "versions"); remove them: \(approve) --prune --why …")
    }
    return lines
  }

  private static func ending(_ until: String, _ daysLeft: Int, plural: Bool) -> String {
    let days = daysLeft.magnitude == 1 ? "1 day" : "\(daysLeft.magnitude) days"
    if daysLeft < 0 { return "expired on \(until), \(days) ago" }
    let verb = plural ? "end" : "ends"
    return "\(verb) on \(until), " + (daysLeft == 0 ? "which is today" : "\(days) left")
  }

  private static func list(_ names: [String]) -> String {
    names.prefix(3).joined(separator: ", ") + (names.count > 3 ? " and \(names.count - 3) more" : "")
  }
}

extension Plan {
  /// What was approved and no check asks for any more, and approvals that end soon, known before anything is replayed: a
  /// line each.
  ///
  /// - Parameter path: the fixture's path as the user wrote it, for the commands.
  public func baselineNotices(_ path: String) -> [String] {
    let store = BaselineStore(manifest)
    let coverage = BaselineCoverage(manifest)
    var notices = FixtureNotices()
    for version in versions {
      // What cannot be read is the run's to say.
      guard let baseline = store.outline(version) else { continue }
      var report = BaselineReport()
      report.approval = baseline.approval
      if store.isOwn(version) {
        report.unreferenced = baseline.parts.filter { !coverage.contains($0) }.map(\.address).sorted()
      }
      notices.add(version, report)
    }
    for version in store.ownVersions() where !manifest.versions.contains(version) {
      notices.addUnknownVersion(version)
    }
    return notices.lines(path)
  }
}
