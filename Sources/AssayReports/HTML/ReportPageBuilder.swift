import AssayGate
import Foundation

/// Builds what the template shows from what is known of a run.
struct ReportPageBuilder {
  let summary: RunSummary
  let comparison: RunComparison?
  let limits: ReportLimits

  var results: Results { summary.results }

  func page(css: String) -> ReportPage {
    let verdict = RunVerdict(summary)
    let failing = cards(.fail)
    let errors = cards(.error)
    let warnings = cards(.warn)
    let sections = [
      failing.cards.isEmpty && failing.cut == nil
        ? nil
        : ReportPage.CardSection(
          id: "failures", title: "What failed",
          intro: failing.intro, cards: failing.cards, cut: failing.cut),
      errors.cards.isEmpty && errors.cut == nil
        ? nil
        : ReportPage.CardSection(
          id: "errors", title: "What could not be evaluated",
          intro: "An error is no pass: the check did not come to a verdict.", cards: errors.cards, cut: errors.cut),
      warnings.cards.isEmpty && warnings.cut == nil
        ? nil
        : ReportPage.CardSection(
          id: "warnings", title: "Warnings",
          intro: "They do not block. Each says what moved, and by how much.", cards: warnings.cards, cut: warnings.cut),
    ].compactMap(\.self)
    let page = ReportPage(
      css: css, title: title(verdict), verdict: banner(verdict),
      steps: verdict.steps.map { .init(text: clean($0.text, limits.message), code: $0.code.map { clean($0, 600) }) },
      notices: notices, recorded: lines(\.recorded), counts: counts, contents: [], divergences: divergences,
      comparison: comparison.map(view),
      problems: problems,
      remarks: (results.warnings ?? []).prefix(limits.lines).map { clean($0, limits.message) }, sections: sections,
      inconclusive: inconclusive, drift: drift, model: model, slices: slices,
      flows: flows, checks: checks, provenance: provenance)
    return withContents(page)
  }

  private func withContents(_ page: ReportPage) -> ReportPage {
    var page = page
    var links: [ReportPage.Link] = []
    func add(_ isThere: Bool, _ id: String, _ label: String) {
      if isThere { links.append(.init(id: id, label: label)) }
    }
    add(!page.notices.isEmpty, "notices", "Notices")
    add(!page.divergences.isEmpty, "divergence", "First divergence")
    add(page.comparison != nil, "base", "Against the base")
    for section in page.sections { add(true, section.id, section.title) }
    add(page.inconclusive != nil, "inconclusive", "Inconclusive")
    add(page.drift != nil, "drift", "Distributions")
    add(page.model != nil, "model", "Model")
    add(page.slices != nil, "slices", "Slices")
    add(!page.flows.isEmpty, "way", "Way of the data")
    add(page.checks != nil, "checks", "All checks")
    add(true, "provenance", "Provenance")
    page.contents = links
    return page
  }

  // MARK: Head

  private func title(_ verdict: RunVerdict) -> String {
    let names = results.fixtures.prefix(3).map { clean($0.name, 60) }.joined(separator: ", ")
    return verdict.word + (names.isEmpty ? "" : " · " + names) + " · assay"
  }

  private func banner(_ verdict: RunVerdict) -> ReportPage.Verdict {
    var facts: [String] = []
    let names = results.fixtures.prefix(5).map { clean($0.name, 80) }
    if !names.isEmpty {
      facts.append(
        names.joined(separator: ", ")
          + (results.fixtures.count > 5 ? " and \(results.fixtures.count - 5) more" : ""))
    }
    let versions = results.fixtures.reduce(0) { $0 + $1.judgedVersions.count }
    if versions > 0 { facts.append(NumberText.count(versions, "version")) }
    if let reference = results.fixtures.first?.reference, results.fixtures.count == 1 {
      facts.append("reference \(clean(reference, 120))")
    }
    if let seconds = results.seconds { facts.append(NumberText.duration(seconds)) }
    if let started = results.started { facts.append(Self.time(started)) }
    return .init(
      tone: verdict.tone.rawValue, mark: verdict.tone == .good ? "✓" : results.tally.fail > 0 ? "✕" : "⊘",
      word: verdict.word, headline: verdict.headline, lead: lead, facts: facts.joined(separator: " · "))
  }

  /// What broke first, and since when.
  private var lead: String? {
    if let divergence = summary.divergences.first {
      let (affected, all) = summary.versions(of: divergence)
      let column = divergence.column.map { ", column \($0)" } ?? ""
      return clean(
        "The data first goes wrong in stage \(divergence.stage)\(column): \(VersionSpan.text(affected, of: all)).", 400)
    }
    guard let group = summary.groups.first(where: { $0.verdict == .fail }) else { return nil }
    return clean("First: \(group.title.joined(separator: " · ")), \(group.span).", 400)
  }

  private var counts: [ReportPage.Count] {
    Verdict.allCases.sorted { $0.rank > $1.rank }.compactMap { verdict in
      let count = results.tally[verdict]
      guard count > 0 else { return nil }
      return .init(
        kind: verdict.rawValue, mark: VerdictMark.mark(verdict), number: NumberText.grouped(count),
        label: VerdictMark.label(verdict, count: count))
    }
  }

  private var notices: [String] {
    let notes = (results.notes ?? []).map { clean($0, limits.message) }
    return Array((notes + lines(\.notices)).prefix(limits.lines))
  }

  /// Lines that fixtures have, with the fixture's name where there are several.
  private func lines(_ path: KeyPath<Results.Fixture, [String]>) -> [String] {
    let all = results.fixtures.flatMap { fixture in
      fixture[keyPath: path].map { clean((summary.hasSeveralFixtures ? "\(fixture.name): " : "") + $0, limits.message) }
    }
    guard all.count > limits.lines else { return all }
    return all.prefix(limits.lines - 1) + [Self.cut(all.count - limits.lines + 1)]
  }

  private var problems: [String] {
    let problems = summary.problems
    let shown = problems.prefix(limits.lines).map { clean($0, limits.message) }
    guard problems.count > shown.count else { return shown }
    return shown + [Self.cut(problems.count - shown.count)]
  }

  private var divergences: [ReportPage.Divergence] {
    summary.divergences.prefix(5).enumerated().map { index, divergence in
      let (affected, all) = summary.versions(of: divergence)
      let subject =
        [
          summary.hasSeveralFixtures ? "fixture \(divergence.fixture)" : nil, "stage \(divergence.stage)",
          divergence.column.map { "column \($0)" },
        ].compactMap(\.self).joined(separator: ", ")
      let differences = summary.differences(of: divergence)
      let message =
        differences.count > 1
        ? "Today's replay holds other values than the approved one. \(NumberText.grouped(differences.count)) differences:"
        : divergence.message
      let shown = differences.count > 1 ? differences.prefix(limits.lines).map { clean($0, 240) } : []
      let changes = DetailTable(differences: shown)
      let rows = DetailTable(cells: divergence.examples.prefix(7).map { $0.prefix(8).map { clean($0, 60) } })
      return .init(
        isFirst: index == 0, subject: clean(subject, 300), message: clean(message, limits.message),
        span: VersionSpan.text(affected, of: all),
        differences: changes == nil ? shown : [], changes: changes,
        headings: rows.headings, rows: rows.rows,
        inputs: (divergence.inputs ?? []).prefix(4).map(view),
        smallest: divergence.smallest.map(view), carries: divergence.carriesInto.prefix(6).map { clean($0, 300) },
        place: clean("\(divergence.file):\(divergence.line)", 300), rerun: clean(divergence.rerun, 600))
    }
  }

  private func view(_ input: Results.DivergenceInput) -> ReportPage.Input {
    let rows = input.rows.prefix(4).map { $0.prefix(12).map { clean($0, 60) } }
    return .init(
      title: "From \(clean(input.table, 80)): \(NumberText.count(input.count, "row"))", headings: rows.first ?? [],
      rows: Array(rows.dropFirst()))
  }

  private func view(_ smallest: Results.SmallestInput) -> ReportPage.Step {
    let files = smallest.files.prefix(6).map {
      "\(NumberText.count($0.rows, "row")) of \(clean($0.table, 80)) (\(clean($0.path, 200)))"
    }
    let lead = smallest.isMinimal ? "The fewest rows that still show it" : "Fewer rows that still show it"
    return .init(text: "\(lead): \(files.joined(separator: ", ")).", code: clean(smallest.rerun, 600))
  }

  // MARK: Provenance

  private var provenance: ReportPage.Provenance {
    var facts: [ReportPage.Provenance.Fact] = []
    func add(_ label: String, _ value: String?) {
      if let value, !value.isEmpty { facts.append(.init(label: label, value: clean(value, 400))) }
    }
    add("assay", results.tool)
    for (name, version) in results.runtimes.sorted(by: { $0.key < $1.key }) { add(name, version) }
    add("started", results.started.map(Self.time))
    add("duration", results.seconds.map(NumberText.duration))
    add("seed", results.seed.map(String.init))
    add("run", results.runId)
    add("exit code", String(results.exitCode))
    add("known from an earlier run", known)
    for fixture in results.fixtures.prefix(limits.versions) {
      let name = summary.hasSeveralFixtures ? "\(fixture.name): " : ""
      add("\(name)manifest", fixture.manifest)
      add("\(name)manifest SHA-256", fixture.manifestDigest)
      add(
        "\(name)false-alarm budget",
        fixture.budget > 0
          ? "\(NumberText.measured(fixture.budget)): the chance that comparisons block a version in which nothing is wrong"
          : nil)
    }
    if results.fixtures.count > limits.versions {
      facts.append(.init(label: "more fixtures", value: Self.cut(results.fixtures.count - limits.versions)))
    }
    let inputs = results.fixtures.flatMap(\.inputs)
    let bytes = inputs.reduce(0.0) { $0 + Double($1.size) }
    return .init(
      facts: facts,
      inputs: inputs.prefix(limits.inputs).map {
        .init(address: clean($0.address, 200), size: Self.bytes(Double($0.size)), digest: clean($0.sha256, 64))
      },
      inputSummary: "\(NumberText.count(inputs.count, "input")), \(Self.bytes(bytes)), each with its SHA-256",
      cut: inputs.count > limits.inputs ? Self.cut(inputs.count - limits.inputs) : nil)
  }

  /// What was not done again because nothing that it depends on has changed; nil when all was done.
  private var known: String? {
    let versions = results.fixtures.flatMap(\.versions)
    let tables = versions.reduce(0) { $0 + Set($1.cases.map(\.table)).count }
    let judged = versions.reduce(0) { $0 + $1.verdictsCached.count }
    let stages = versions.flatMap(\.stages)
    let replayed = stages.count(where: \.cached)
    var parts: [String] = []
    if judged > 0 {
      parts.append(
        "the verdicts on \(judged == tables ? "all" : "\(NumberText.grouped(judged)) of") \(NumberText.count(tables, "table"))"
      )
    }
    if replayed > 0 {
      parts.append(
        "the content of \(replayed == stages.count ? "all" : "\(NumberText.grouped(replayed)) of") "
          + "\(NumberText.count(stages.count, "table")) that were loaded or replayed")
    }
    return parts.isEmpty ? nil : parts.joined(separator: ", ") + "; nothing that they depend on has changed since"
  }

  // MARK: Text

  /// `37 more, all in results.json`.
  static func cut(_ count: Int) -> String { "\(NumberText.grouped(count)) more, all in results.json" }

  func clean(_ text: String, _ maximumBytes: Int) -> String { ReportText.oneLine(text, maximumBytes: maximumBytes) }

  /// Seconds since 1970 as `2026-11-23 08:52:27 UTC`.
  static func time(_ seconds: Double) -> String {
    let style = Date.ISO8601FormatStyle(dateTimeSeparator: .space, timeZone: .gmt).year().month().day().time(
      includingFractionalSeconds: false)
    return Date(timeIntervalSince1970: min(max(seconds, 0), 4e10)).formatted(style) + " UTC"
  }

  static func bytes(_ count: Double) -> String {
    if count < 1_000 { return "\(NumberText.grouped(Int(count))) bytes" }
    for (unit, size) in [("kB", 1e3), ("MB", 1e6), ("GB", 1e9)] where count < size * 1_000 || unit == "GB" {
      return String(format: "%.1f", count / size) + " " + unit
    }
    return ""
  }
}
