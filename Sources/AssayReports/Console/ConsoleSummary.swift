import AssayGate

/// What the console report has to remember until the end, and the text that each event adds to it.
struct ConsoleSummary {
  private let options: ConsoleOptions
  private let text: ConsoleText
  private var versionWidth = 0
  private var fixtureCount = 0
  private var shownCases = 0
  private var fixtures: [FixtureNotes] = []
  private var divergences: [Divergence] = []
  private var hiddenDivergences = 0
  private var problems: [Problem] = []
  private var recorded: [String] = []
  private var notices: [String] = []
  private var warnings = NameCounts()
  private var inconclusive = NameCounts()
  private var suppressed = NameCounts()
  /// The problems that an earlier `runFinished` has shown; it comes again when a recorder failed.
  private var shownProblems = 0
  private var hasEnded = false
  private var firstFailure: (fixture: String, table: String)?

  /// What could not be evaluated beside the cases.
  private struct Problem {
    var subject: String
    var message: String
  }

  private struct FixtureNotes {
    var name: String
    var cases: [CaseResult] = []
    var hidden = 0
  }

  init(options: ConsoleOptions, style: ConsoleStyle) {
    self.options = options
    text = ConsoleText(style: style)
  }

  /// The text that an event adds to the report; mostly none.
  mutating func take(_ event: GateEvent) -> String {
    switch event {
    case .runStarted, .versionStarted, .stageStarted: return ""
    case .fixtureStarted(let fixture):
      fixtureCount += 1
      versionWidth = fixture.versions.map(\.count).max() ?? 0
      if fixture.reference != nil { versionWidth = max(versionWidth, "reference".count) }
      return options.isQuiet ? "" : (fixtureCount > 1 ? "\n" : "") + text.header(fixture) + "\n\n"
    case .stageFinished(let stage):
      if let failure = stage.failure { note(failure, of: "\(stage.fixture) \(stage.version) \(stage.stage)") }
      return ""
    case .caseFinished(let result):
      note(result)
      return ""
    case .versionFinished(let version):
      return options.isQuiet ? "" : text.line(version, width: versionWidth) + "\n"
    case .fixtureFinished(let fixture):
      for failure in fixture.failures { note(failure, of: fixture.name) }
      if let divergence = fixture.firstDivergence { note(divergence) }
      if !fixture.recorded.isEmpty { recorded.append(text.block(recorded: fixture.recorded, of: fixture.name)) }
      notices += fixture.notices.prefix(20).map {
        text.block(notice: (fixtureCount > 1 ? "\(fixture.name): " : "") + $0)
      }
      return ""
    case .runFinished(let outcome):
      return end(outcome)
    }
  }

  private mutating func note(_ result: CaseResult) {
    switch result.verdict {
    case .pass: break
    case .warn: warnings.add(result.check)
    case .inconclusive: inconclusive.add(result.check)
    case .skipped:
      if let suppression = result.suppression {
        let days = NumberText.count(suppression.daysLeft, "day")
        suppressed.add("\(result.check) until \(suppression.until) (\(days) left)")
      }
    case .fail, .error:
      if firstFailure == nil { firstFailure = (result.fixture, result.table) }
      if fixtures.last?.name != result.fixture { fixtures.append(FixtureNotes(name: result.fixture)) }
      let last = fixtures.count - 1
      if fixtures[last].cases.count < options.maximumCases, shownCases < 10 * options.maximumCases {
        shownCases += 1
        fixtures[last].cases.append(text.shortened(result))
      } else {
        fixtures[last].hidden += 1
      }
    }
  }

  private mutating func note(_ failure: String, of subject: String) {
    let message = ReportText.oneLine(failure, maximumBytes: 1_000)
    // The run repeats the failures of its fixtures, some with a name in front; one line for each is enough.
    let isRepeated =
      subject.isEmpty && problems.contains { message == $0.message || message.hasSuffix(": " + $0.message) }
    guard !isRepeated, problems.count < 100 else { return }
    problems.append(Problem(subject: ReportText.oneLine(subject, maximumBytes: 400), message: message))
  }

  private mutating func note(_ divergence: Divergence) {
    guard !divergences.contains(divergence) else { return }
    if divergences.count < 10 { divergences.append(divergence) } else { hiddenDivergences += 1 }
  }

  private mutating func end(_ outcome: Outcome) -> String {
    if !hasEnded, let divergence = outcome.firstDivergence { note(divergence) }
    for failure in outcome.failures { note(failure, of: "") }
    var blocks: [String] = []
    if !options.isQuiet {
      blocks += divergences.map { text.block($0, namesFixture: fixtureCount > 1) }
      if hiddenDivergences > 0 { blocks.append("… and \(hiddenDivergences) more fixtures diverge" + seeReport) }
      let counts = [
        warnings.line("warning"), inconclusive.line("inconclusive", plural: "inconclusive"),
        suppressed.line("suppressed", plural: "suppressed"),
      ].compactMap(\.self)
      if !counts.isEmpty { blocks.append(counts.joined(separator: "\n")) }
      if !notices.isEmpty { blocks.append(notices.joined(separator: "\n")) }
      blocks += recorded
    }
    for fixture in fixtures {
      blocks += fixture.cases.map(text.block)
      if fixture.hidden > 0 {
        blocks.append("… and \(NumberText.grouped(fixture.hidden)) more in \(fixture.name)" + seeReport)
      }
    }
    blocks += problems[shownProblems...].map { text.block(problem: $0.message, of: $0.subject) }
    if !hasEnded { blocks += outcome.notes.map(text.block(note:)) }
    if !hasEnded { blocks += outcome.warnings.map(text.block(warning:)) }
    let firstPlace = firstFailure.map { fixtureCount > 1 ? "\($0.fixture) \($0.table)" : $0.table }
    blocks.append(text.verdict(outcome, firstIn: firstPlace, reportPath: wrote(outcome) ? options.reportPath : nil))
    shownProblems = problems.count
    hasEnded = true
    (divergences, hiddenDivergences, fixtures) = ([], 0, [])
    (recorded, notices) = ([], [])
    (warnings, inconclusive, suppressed) = (NameCounts(), NameCounts(), NameCounts())
    // A green and quiet run is one line.
    let lead = fixtureCount > 0 && !options.isQuiet ? "\n" : ""
    return lead + blocks.joined(separator: "\n\n") + "\n"
  }

  /// Whether the report that the last line names was written, as far as its recorder knows.
  private func wrote(_ outcome: Outcome) -> Bool { !outcome.failures.contains { $0.hasPrefix("HTML: ") } }

  private var seeReport: String { options.reportPath.map { ": see \($0)" } ?? "" }
}

/// How often each of some names came up, the first of them kept.
struct NameCounts {
  private var total = 0
  private var names: [(name: String, count: Int)] = []
  private var others = 0

  mutating func add(_ name: String) {
    total += 1
    // An entry's id holds the name of its column.
    let name = ReportText.oneLine(name, maximumBytes: 200)
    if let index = names.firstIndex(where: { $0.name == name }) {
      names[index].count += 1
    } else if names.count < 5 {
      names.append((name, 1))
    } else {
      others += 1
    }
  }

  /// `14 warnings: features.drift.temp (9), features.drift.dewp (3) and 2 more`; `nil` when nothing was counted.
  func line(_ singular: String, plural: String? = nil) -> String? {
    guard total > 0 else { return nil }
    let list = names.map { $0.count > 1 ? "\($0.name) (\($0.count))" : $0.name }.joined(separator: ", ")
    return NumberText.count(total, singular, plural) + ": " + ReportText.oneLine(list, maximumBytes: 1_000)
      + (others > 0 ? " and \(NumberText.grouped(others)) more" : "")
  }
}
