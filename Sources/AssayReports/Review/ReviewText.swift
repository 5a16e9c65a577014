import AssayGate

/// A review for people: per version the approval and the changes with their ids, old beside new; the verdict is the last
/// line.
public struct ReviewText: Sendable {
  private let style: ConsoleStyle

  /// Creates a text in a style.
  public init(style: ConsoleStyle) { self.style = style }

  /// The review as text.
  ///
  /// - Parameters:
  ///   - paths: the fixtures' paths as the user wrote them, for the commands; in the order of the review.
  ///   - problem: why the review could not be made as a whole; `nil` when it could.
  public func text(_ review: Review, paths: [String], problem: String? = nil) -> String {
    var blocks: [String] = []
    for fixture in review.fixtures { blocks += self.blocks(fixture, problem: problem) }
    blocks.append(verdict(review, paths: paths, problem: problem))
    return style.symbols(blocks.joined(separator: "\n\n") + "\n")
  }

  private func blocks(_ fixture: Review.Fixture, problem: String?) -> [String] {
    var blocks = [
      style.paint(clean(fixture.name), .strong) + " · " + NumberText.count(fixture.versions.count, "version")
    ]
    let same = fixture.versions.filter(\.changes.isEmpty)
    for version in fixture.versions where !version.changes.isEmpty {
      blocks.append(([heading(version)] + version.changes.flatMap { lines($0, version) }).joined(separator: "\n"))
    }
    if !same.isEmpty {
      let names = same.prefix(6).map { clean($0.version) }.joined(separator: ", ")
      blocks.append("as approved: \(names)" + (same.count > 6 ? " and \(same.count - 6) more" : ""))
    }
    if !fixture.failing.isEmpty {
      let lines = fixture.failing.prefix(10).map { check in
        "  \(style.paint(check.verdict == "error" ? "ERROR" : "FAIL", .bad))  \(clean(check.check))  \(line(check.message))"
      }
      let more = fixture.failing.count > 10 ? ["  … and \(fixture.failing.count - 10) more"] : []
      blocks.append((["what is no comparison with approved results:"] + lines + more).joined(separator: "\n"))
    }
    // What the verdict says is said once.
    blocks += fixture.failures.filter { problem?.hasSuffix($0) != true }.map {
      style.paint("ERROR", .bad) + "  " + line($0)
    }
    blocks += fixture.notices.map { style.paint("NOTICE", .doubtful) + "  " + line($0) }
    return blocks
  }

  /// `2013-04 · approved on 2026-11-23 by the maintainers: first results`
  private func heading(_ version: Review.Version) -> String {
    let name = style.paint(clean(version.version), .strong)
    guard let approved = version.approved else { return name + " · nothing was approved" }
    let left = version.daysLeft.map { days in
      days < 0 ? " · expired on \(clean(approved.until ?? ""))" : " · \(NumberText.count(days, "day")) left"
    }
    return "\(name) · approved on \(clean(approved.at)) by \(clean(approved.by)): \(clean(approved.why))\(left ?? "")"
  }

  private func lines(_ change: BaselineChange, _ version: Review.Version) -> [String] {
    let isAccepted = version.accepted.contains(change.id)
    let word =
      isAccepted ? style.paint("accepted", .good) : change.rejection != nil ? style.paint("rejected", .bad) : ""
    let effect = change.effect == .added ? "new" : change.effect.rawValue
    let about = change.metrics.isEmpty || change.effect == .removed ? ": \(line(change.summary))" : ""
    var lines = [
      "  \(style.paint(change.id, .strong))  \(effect)  \(clean(change.title))\(about)"
        + (word.isEmpty ? "" : "  \(word)")
    ]
    if let rejection = change.rejection, !isAccepted {
      lines.append("      rejected on \(clean(rejection.at)) by \(clean(rejection.by)): \(line(rejection.why))")
    }
    lines += change.details.prefix(12).map { "      " + line($0) }
    if change.details.count > 12 { lines.append("      … and \(change.details.count - 12) more lines") }
    lines += change.metrics.map { "      " + metric($0) }
    let examples = change.examples.map { $0.map { ReportText.oneLine($0, maximumBytes: 40) } }
    lines += TextTable.lines(examples).map { "        " + $0 }
    if change.furtherRows > 0 {
      lines.append("        … and \(NumberText.count(change.furtherRows, "more row", "more rows"))")
    }
    return lines
  }

  /// `roc_auc  0.6453 → 0.6421 (-0.0032) · n 27,662 · anchor 0.6512 of 2026-01-01 (-0.0091)`
  private func metric(_ change: BaselineChange.MetricChange) -> String {
    func shown(_ metric: Metric?) -> String { metric.map { NumberText.measured($0.value) } ?? "none" }
    func signed(_ value: Double?) -> String {
      value.map { " (\($0 > 0 ? "+" : "")\(NumberText.measured($0)))" } ?? ""
    }
    var text = "\(clean(change.name))  \(shown(change.approved)) → \(shown(change.today))\(signed(change.difference))"
    if let old = change.approved, let new = change.today {
      if old.definition != new.definition {
        text += " · not compared: defined as \(clean(old.definition)), now as \(clean(new.definition))"
      }
      text +=
        old.n == new.n
        ? " · n \(NumberText.grouped(new.n))" : " · n \(NumberText.grouped(old.n)) → \(NumberText.grouped(new.n))"
    } else if let only = change.approved ?? change.today {
      text += " · n \(NumberText.grouped(only.n))"
    }
    if change.anchored != nil {
      text += " · anchor \(shown(change.anchored)) of \(clean(change.anchoredAt ?? ""))\(signed(change.drift))"
    }
    return text
  }

  private func verdict(_ review: Review, paths: [String], problem: String?) -> String {
    let versions = review.fixtures.flatMap(\.versions)
    let accepted = versions.reduce(0) { $0 + $1.accepted.count }
    let left = review.left
    let moved = versions.count { version in version.changes.contains { !version.accepted.contains($0.id) } }
    if let problem {
      let hasErrors = review.fixtures.flatMap(\.failing).contains { $0.verdict == Verdict.error.rawValue }
      let word = RecordingOptions.isRefusal(problem) && !hasErrors ? "NOT RECORDED" : "NOT EVALUATED"
      return style.paint(word, .bad) + "  " + line(problem)
    }
    if left.isEmpty {
      return accepted > 0
        ? style.paint("ACCEPTED", .good) + "  \(NumberText.count(accepted, "change")); nothing is left"
        : style.paint("UNCHANGED", .good) + "  \(NumberText.count(versions.count, "version")) as approved"
    }
    let rejected = left.count { $0.rejection != nil }
    var parts = [
      "\(NumberText.count(left.count, "change")) in \(moved) of \(NumberText.count(versions.count, "version"))"
    ]
    if accepted > 0 { parts.append("\(accepted) accepted") }
    if rejected > 0 { parts.append("\(rejected) rejected") }
    let path = paths.count == 1 ? paths[0] : "FIXTURE"
    parts.append("assay review \(path) --accept ID --why …")
    return style.paint("CHANGED", .bad) + "  " + parts.joined(separator: " · ")
  }

  private func line(_ text: String) -> String { ReportText.oneLine(text, maximumBytes: 1_000) }
  private func clean(_ text: String) -> String { ReportText.oneLine(text, maximumBytes: 200) }
}
