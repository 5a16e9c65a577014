import AssayGate

/// The parts of the console report, as text.
struct ConsoleText {
  let style: ConsoleStyle

  /// The lines of rows and details that are shown of a case.
  private static let maximumDetails = 10
  /// The recorded versions that are shown of a fixture.
  private static let maximumRecorded = 30

  /// `flights · 9 versions · 41 checks each · reference 2013-01`
  func header(_ fixture: FixtureHeader) -> String {
    var parts = [
      style.paint(clean(fixture.name), .strong), NumberText.count(fixture.versions.count, "version"),
      NumberText.count(fixture.checksPerVersion, "check") + " each",
    ]
    if let reference = fixture.reference { parts.append("reference \(clean(reference))") }
    if !fixture.replacedData.isEmpty {
      parts.append(
        style.paint("PARTIAL REPLAY", .doubtful) + " of " + fixture.replacedData.map(clean).joined(separator: ", "))
    }
    return parts.joined(separator: " · ")
  }

  /// `  2013-04  27,662 rows   flights 4   features 12 (2 warn)     0.42 s`; `cached` in place of the time when all of it
  /// was known from an earlier run.
  func line(_ version: VersionResult, width: Int) -> String {
    let rows = version.rows.map { NumberText.count($0, "row") } ?? ""
    var cells = [padded(clean(version.version), to: width) + "  " + padded(rows, to: 12, atStart: true)]
    cells += version.tables.map(cell)
    return "  " + cells.joined(separator: "   ") + "     "
      + (version.isCached ? "cached" : NumberText.duration(version.seconds))
  }

  private func cell(_ table: VersionResult.TableTally) -> String {
    let inks: [(Verdict, ConsoleStyle.Ink?)] = [
      (.error, .bad), (.fail, .bad), (.warn, .doubtful), (.inconclusive, .doubtful), (.skipped, nil),
    ]
    let parts = inks.filter { table.tally[$0.0] > 0 }.map { verdict, ink in
      let words = "\(NumberText.grouped(table.tally[verdict])) \(verdict.rawValue)"
      return ink.map { style.paint(words, $0) } ?? words
    }
    return clean(table.table) + " " + NumberText.grouped(table.tally.total)
      + (parts.isEmpty ? "" : " (\(parts.joined(separator: ", ")))")
  }

  /// Where today's replay left the approved one.
  func block(_ divergence: Divergence, namesFixture: Bool) -> String {
    let subject =
      (namesFixture ? "fixture \(clean(divergence.fixture)), " : "")
      + "version \(clean(divergence.version)), stage \(clean(divergence.stage))"
      + (divergence.column.map { ", column \(clean($0))" } ?? "")
    var lines = [style.paint("FIRST DIVERGENCE", .bad) + "  " + subject, "  " + line(divergence.message)]
    lines += table(divergence.examples).map { "    " + $0 }
    for input in divergence.inputs {
      let shown = input.rows.count - 1
      lines.append(
        "  led there by \(clean(input.table))"
          + (input.count > shown ? ", \(NumberText.grouped(shown)) of \(NumberText.count(input.count, "row"))" : ""))
      lines += table(input.rows).map { "    " + $0 }
    }
    if !divergence.carriesInto.isEmpty {
      lines.append("  it carries on into " + Self.list(divergence.carriesInto.prefix(10).map(line)))
    }
    if let smallest = divergence.smallest {
      lines.append("  \(line(smallest.summary)); it is replayed by")
      lines.append("    " + line(smallest.rerun))
    } else if let note = divergence.note {
      lines.append("  " + line(note))
    }
    lines.append(place(divergence.location, rerun: divergence.rerun))
    return lines.joined(separator: "\n")
  }

  /// A case that failed or could not be evaluated.
  func block(_ result: CaseResult) -> String {
    let word = style.paint(result.verdict == .error ? "ERROR" : "FAIL", .bad)
    let subject = [result.fixture, result.version, result.table].map(clean).joined(separator: " ")
    var lines = ["\(word)  \(subject)  \(title(result))", "  " + line(result.message)]
    if let numbers = numbers(result) { lines.append("  " + numbers) }
    lines += result.details.map { "  " + ReportText.clean($0) }
    lines += result.attachments.map { "  see \(line($0))" }
    if let why = result.why { lines.append("  why: \(line(why))") }
    lines.append(place(result.location, rerun: result.rerun))
    return lines.joined(separator: "\n")
  }

  /// What could not be evaluated beside the cases.
  func block(problem: String, of subject: String) -> String {
    style.paint("ERROR", .bad) + "  " + (subject.isEmpty ? "" : subject + "  ") + problem
  }

  /// What a run recorded, a line for each version.
  func block(recorded lines: [String], of fixture: String) -> String {
    let shown = lines.prefix(Self.maximumRecorded).map { "  " + line($0) }
    let more = lines.count > Self.maximumRecorded ? ["  … and \(lines.count - Self.maximumRecorded) more"] : []
    let heading = style.paint("RECORDED", .doubtful) + "  \(clean(fixture)), to be looked at before it is committed"
    return ([heading] + shown + more).joined(separator: "\n")
  }

  /// What people should know, though no verdict depends on it.
  func block(notice: String) -> String { style.paint("NOTICE", .doubtful) + "  " + line(notice) }

  /// The case with as much of it as is ever shown.
  func shortened(_ result: CaseResult) -> CaseResult {
    var result = result
    result.message = line(result.message)
    let lines = result.details.prefix(Self.maximumDetails + 1).flatMap { $0.split(separator: "\n") }
    result.details = lines.prefix(Self.maximumDetails).map {
      ReportText.clip(ReportText.clean(String($0)), maximumBytes: 400, mark: "…")
    }
    let left = result.details.count < lines.count ? "… and more lines" : nil
    result.details += left.map { [$0] } ?? []
    result.attachments = Array(result.attachments.prefix(3))
    result.metrics = Array(result.metrics.prefix(1))
    return result
  }

  /// What else there is to know.
  func block(note: String) -> String { line(note) }

  /// What changes no verdict.
  func block(warning: String) -> String { style.paint("warning", .doubtful) + "  " + line(warning) }

  /// The last line.
  func verdict(_ outcome: Outcome, firstIn place: String?, reportPath: String?) -> String {
    let tally = outcome.tally
    let (word, ink): (String, ConsoleStyle.Ink) =
      switch outcome.exitCode {
      case .passed where Self.judged(tally) == 0: ("UNCHANGED", .doubtful)
      // Nothing failed, and nothing is known to hold either.
      case .passed where Self.judged(tally) == tally[.inconclusive]: ("INCONCLUSIVE", .doubtful)
      case .passed: ("PASSED", .good)
      case .failed: (outcome.recordedBaselines > 0 ? "RECORDED" : "FAILED", .bad)
      case .notEvaluated where tally[.error] == 0 && RecordingOptions.areRefusals(outcome.failures):
        ("NOT RECORDED", .bad)
      case .notEvaluated: ("NOT EVALUATED", .bad)
      case .usage: ("USAGE ERROR", .bad)
      case .internalError: ("INTERNAL ERROR", .bad)
      case let code: (code.rawValue > 128 ? "INTERRUPTED" : "NOT EVALUATED", .bad)
      }
    var parts = [headline(outcome, firstIn: place)]
    if tally[.warn] > 0 { parts.append(NumberText.count(tally[.warn], "warning")) }
    if tally[.inconclusive] > 0 { parts.append("\(NumberText.grouped(tally[.inconclusive])) inconclusive") }
    if tally[.skipped] > 0 { parts.append("\(NumberText.grouped(tally[.skipped])) skipped") }
    parts.append(NumberText.duration(outcome.seconds))
    if outcome.exitCode != .passed, outcome.exitCode != .failed { parts.append("exit \(outcome.exitCode.rawValue)") }
    if let reportPath { parts.append(reportPath) }
    return style.paint(word, ink) + "  " + parts.joined(separator: " · ")
  }

  /// The number of cases that reached a verdict.
  private static func judged(_ tally: Tally) -> Int {
    tally[.pass] + tally[.warn] + tally[.fail] + tally[.inconclusive]
  }

  private func headline(_ outcome: Outcome, firstIn place: String?) -> String {
    let tally = outcome.tally
    let checks = NumberText.count(tally.total, "check")
    let failed = "\(NumberText.grouped(tally[.fail])) of \(checks) failed"
    let judged = Self.judged(tally)
    switch outcome.exitCode {
    case .passed where judged == 0: return "none of \(checks) was judged again"
    case .passed where judged == tally[.inconclusive]: return "none of \(checks) could tell"
    case .passed: return tally[.fail] > 0 ? "\(failed), which --fail-on allows" : checks
    case .failed:
      if tally[.fail] > 0 { return failed + (place.map { ", first in \(clean($0))" } ?? "") }
      if outcome.recordedBaselines > 0 {
        return "\(NumberText.count(outcome.recordedBaselines, "baseline")) of \(checks)"
      }
      return "none of \(checks) failed, but --fail-on counts what is named here"
    default:
      var parts: [String] = []
      if tally[.error] > 0 { parts.append("\(NumberText.grouped(tally[.error])) of \(checks) could not be evaluated") }
      if judged == 0 { parts.append("no check reached a verdict") }
      if tally[.fail] > 0 { parts.append("\(NumberText.grouped(tally[.fail])) failed") }
      if outcome.exitCode.rawValue > 128 { parts.insert(outcome.exitCode.description, at: 0) }
      if parts.isEmpty { parts.append("\(checks), and what is named above could not be evaluated") }
      return parts.joined(separator: ", ")
    }
  }

  /// `mode_spike temp`: the kind and what it is about, or the entry's own id.
  private func title(_ result: CaseResult) -> String {
    let prefix = result.table + "."
    let entry = result.check.hasPrefix(prefix) ? String(result.check.dropFirst(prefix.count)) : result.check
    let byDefault = [result.kind, result.column.map { "\(result.kind).\($0)" }].contains(entry)
    let parts = [
      byDefault ? result.kind : entry, byDefault || entry.hasPrefix(result.kind) ? nil : "(\(result.kind))",
      byDefault || !entry.hasSuffix(result.column ?? "") ? result.column : nil, result.slice.map { "[\($0)]" },
    ]
    return parts.compactMap { $0.map(clean) }.joined(separator: " ")
  }

  /// `null_rate 0.31 (0.30 to 0.32) · limit max 0.25 · n 27,662`
  private func numbers(_ result: CaseResult) -> String? {
    var parts: [String] = []
    if let metric = result.metrics.first {
      var text = "\(clean(metric.name)) \(NumberText.measured(metric.value))"
      if let lower = metric.lower, let upper = metric.upper {
        text += " (\(NumberText.measured(lower)) to \(NumberText.measured(upper)))"
      }
      parts.append(text)
    }
    let limits = result.limits.map(clean).joined(separator: ", ")
    // Some say by themselves that they are limits.
    let isNamed = ["limit ", "allow "].contains { limits.hasPrefix($0) }
    if !limits.isEmpty { parts.append(isNamed ? limits : "limit " + limits) }
    guard !parts.isEmpty else { return nil }
    parts.append("n \(NumberText.grouped(result.n))")
    return parts.joined(separator: " · ")
  }

  private func place(_ location: SourceLocation, rerun: String) -> String {
    let place = "\(clean(location.file)):\(location.line)"
    return "  " + style.paint(rerun.isEmpty ? place : padded(place, to: 24) + "  " + line(rerun), .faint)
  }

  /// Rows in columns as wide as their widest cell.
  private func table(_ rows: [[String]]) -> [String] {
    let rows = rows.prefix(11).map { $0.prefix(8).map { ReportText.oneLine($0, maximumBytes: 40) } }
    return TextTable.lines(rows)
  }

  private func line(_ text: String) -> String { ReportText.oneLine(text, maximumBytes: 1_000) }
  private func clean(_ text: String) -> String { ReportText.oneLine(text, maximumBytes: 200) }

  private func padded(_ text: String, to width: Int, atStart: Bool = false) -> String {
    let spaces = String(repeating: " ", count: max(0, width - text.count))
    return atStart ? spaces + text : text + spaces
  }

  private static func list(_ parts: [String]) -> String {
    guard let last = parts.last, parts.count > 1 else { return parts.first ?? "" }
    return parts.dropLast().joined(separator: ", ") + " and " + last
  }
}
