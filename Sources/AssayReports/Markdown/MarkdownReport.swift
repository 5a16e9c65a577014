import AssayGate

/// A run as Markdown, for the page of a pull request or of a job: a function of ``Results`` within a budget of bytes.
public struct MarkdownReport: Sendable {
  /// The most bytes of a report: a comment takes 65,536 characters, a job's summary 1 MiB for all of its steps.
  public static let defaultBudget = 60_000

  /// The most bytes of this report; at least 2,000.
  public let budget: Int

  /// Creates a renderer.
  public init(budget: Int = MarkdownReport.defaultBudget) { self.budget = budget }

  /// The report of a run.
  ///
  /// - Parameters:
  ///   - results: the run.
  ///   - base: the results to show the difference to.
  /// - Returns: Markdown as GitHub and GitLab read it, in UTF-8.
  public func render(_ results: Results, base: ReportBase? = nil) -> String {
    let summary = RunSummary(results)
    let verdict = RunVerdict(summary)
    var page = MarkdownPage(budget: budget)
    let names = results.fixtures.prefix(5).map { MarkdownText.inline($0.name, maximumBytes: 80) }
    let mark = verdict.tone == .good ? "✓" : results.tally.fail > 0 ? "✕" : "⊘"
    page.add("## \(mark) \(verdict.word)" + (names.isEmpty ? "" : " · " + names.joined(separator: ", ")))
    var head = "**\(MarkdownText.inline(verdict.headline, maximumBytes: 400))**"
    let counts: [String] = Verdict.allCases.sorted { $0.rank > $1.rank }.compactMap { verdict in
      let count = results.tally[verdict]
      guard count > 0 else { return nil }
      return "\(VerdictMark.mark(verdict)) \(NumberText.grouped(count)) \(VerdictMark.label(verdict, count: count))"
    }
    if !counts.isEmpty { head += "\n" + counts.joined(separator: " · ") }
    page.add(head)
    page.add(
      verdict.steps.enumerated().map { index, step in
        "\(index + 1). \(MarkdownText.inline(step.text, maximumBytes: 500))"
          + (step.code.map { " " + MarkdownText.code($0) } ?? "")
      }.joined(separator: "\n"))
    for divergence in summary.divergences.prefix(3) { page.add(block(divergence, summary)) }
    if let base { add(RunComparison(results, base: base), to: &page) }
    let problems = summary.problems
    if !problems.isEmpty {
      page.add(
        "### What the run could not evaluate\n",
        items: problems.map { "- \(MarkdownText.inline($0, maximumBytes: 600))" },
        share: 0.4, what: "problems")
    }
    for warning in (results.warnings ?? []).prefix(10) {
      page.add("Not as it should be: \(MarkdownText.inline(warning, maximumBytes: 400))")
    }
    addNotices(summary, &page)
    add(.fail, "Failed", 0.55, summary, &page)
    add(.error, "Could not be evaluated", 0.5, summary, &page)
    add(.warn, "Warnings", 0.4, summary, &page)
    addDistributions(summary, &page)
    addInconclusive(summary, &page)
    let facts = [
      results.tool.map { "assay \(MarkdownText.inline($0, maximumBytes: 40))" }, results.seed.map { "seed \($0)" },
      results.seconds.map(NumberText.duration),
      results.started.map { MarkdownText.inline(ReportPageBuilder.time($0)) },
    ].compactMap(\.self)
    page.end("<sub>\(facts.joined(separator: " · "))</sub>")
    return page.text
  }

  /// What people should know though no verdict depends on it.
  private func addNotices(_ summary: RunSummary, _ page: inout MarkdownPage) {
    for fixture in summary.results.fixtures {
      let name = summary.hasSeveralFixtures ? "\(fixture.name): " : ""
      for notice in fixture.notices.prefix(10) {
        page.add("Notice: \(MarkdownText.inline(name + notice, maximumBytes: 500))")
      }
    }
  }

  private func block(_ divergence: Results.Divergence, _ summary: RunSummary) -> String {
    let (affected, all) = summary.versions(of: divergence)
    let subject =
      (summary.hasSeveralFixtures ? "fixture \(divergence.fixture), " : "") + "stage \(divergence.stage)"
      + (divergence.column.map { ", column \($0)" } ?? "")
    var lines = [
      "### First divergence",
      "**\(MarkdownText.inline(subject))** \(MarkdownText.inline(VersionSpan.text(affected, of: all)))", "",
      MarkdownText.inline(divergence.message, maximumBytes: 600),
    ]
    if !divergence.carriesInto.isEmpty {
      let places = divergence.carriesInto.prefix(6).map { MarkdownText.inline($0) }
      lines.append("It carries on into \(places.joined(separator: "; ")).")
    }
    let rows = divergence.examples.prefix(6).map { row in
      row.prefix(8).map { ReportText.oneLine($0, maximumBytes: 40) }.joined(separator: "  ")
    }
    if !rows.isEmpty { lines += ["", MarkdownText.block(Array(rows))] }
    lines += [
      "",
      "Open " + MarkdownText.code("\(divergence.file):\(divergence.line)") + ", run again "
        + MarkdownText.code(divergence.rerun),
    ]
    return lines.joined(separator: "\n")
  }

  private func add(
    _ verdict: Verdict, _ title: String, _ share: Double, _ summary: RunSummary, _ page: inout MarkdownPage
  ) {
    let groups = summary.groups(verdict)
    let unlisted = summary.unlisted(verdict)
    guard !groups.isEmpty || unlisted > 0 else { return }
    let rows = groups.map { group -> String in
      let item = group.first?.item ?? group.cases[0].item
      let cells = [
        "\(VerdictMark.mark(verdict)) "
          + MarkdownText.inline(
            ((summary.hasSeveralFixtures ? [group.fixture] : []) + group.title).joined(separator: " · ")),
        MarkdownText.inline(group.span), MarkdownText.inline(item.message, maximumBytes: 400),
        MarkdownText.code("\(item.file):\(item.line)", inTable: true),
        item.rerun.isEmpty ? "" : MarkdownText.code(item.rerun, inTable: true),
      ]
      return "| " + cells.joined(separator: " | ") + " |"
    }
    let cases = NumberText.count(summary.results.tally[verdict], "case")
    page.add(
      "### \(title): \(NumberText.count(groups.count, "check")), \(cases)\n\n"
        + "| check | versions | found | declared | run again |\n| --- | --- | --- | --- | --- |", items: rows,
      share: share,
      unlisted: unlisted, what: "of these")
  }

  private func addDistributions(_ summary: RunSummary, _ page: inout MarkdownPage) {
    let groups = summary.groups.filter {
      $0.cases.contains { $0.item.kind == "drift" } && [.fail, .warn].contains($0.verdict)
    }
    guard !groups.isEmpty else { return }
    let rows = groups.map { group -> String in
      let item = group.first?.item ?? group.cases[0].item
      let figure = item.figures?.first { $0.kind == .distribution }
      let largest = item.metrics.first.map { "\(MarkdownText.inline($0.name)) \(ReportPageBuilder.value($0))" } ?? ""
      let notes = figure.map { FigureDrawing.notes($0).joined(separator: "; ") } ?? ""
      let cells: [String] = [
        MarkdownText.inline(group.title.joined(separator: " · ")), Sparkline.text(Array(group.values.prefix(60))),
        largest, Sparkline.shares(figure?.reference), Sparkline.shares(figure?.current), MarkdownText.inline(notes),
      ]
      return "| " + cells.joined(separator: " | ") + " |"
    }
    page.add(
      "### Distributions that moved\n\n| column | by version | largest | reference | now | nulls, levels |\n"
        + "| --- | --- | --- | --- | --- | --- |", items: rows, share: 0.6, what: "columns")
  }

  private func addInconclusive(_ summary: RunSummary, _ page: inout MarkdownPage) {
    let bundles = InconclusiveBundle.all(of: summary)
    let unlisted = summary.unlisted(.inconclusive)
    guard !bundles.isEmpty || unlisted > 0 else { return }
    let items = bundles.map { bundle in
      "- ? \(MarkdownText.inline(bundle.check)): \(MarkdownText.inline(bundle.extent)), \(MarkdownText.inline(bundle.span)); "
        + MarkdownText.code("\(bundle.place)")
    }
    page.add(
      "### Inconclusive: too few rows to tell\n", items: items, share: 0.8, unlisted: unlisted, what: "of these")
  }

  private func add(_ comparison: RunComparison, to page: inout MarkdownPage) {
    page.add("### Against the base\n\(MarkdownText.inline(comparison.summary))")
    for note in comparison.notes { page.add(MarkdownText.inline(note, maximumBytes: 700)) }
    for (title, changes) in [
      ("New failures", comparison.newFailures), ("Mended", comparison.mended),
      ("Failed before, not judged any more", comparison.vanished),
    ] where !changes.isEmpty {
      let items = changes.map { change -> String in
        let group = CaseGroup(fixture: change.fixture, versions: [], cases: [(change.version, change.item)])
        let before = change.before.map { ", was \(VerdictMark.word($0))" } ?? ", new"
        return
          "- \(VerdictMark.mark(change.item.known)) \(MarkdownText.inline(group.title.joined(separator: " · "))) "
          + "in \(MarkdownText.inline(change.version))\(before)"
      }
      page.add("**\(title): \(NumberText.grouped(changes.count))**\n", items: items, share: 0.15, what: "of these")
    }
    guard !comparison.metrics.isEmpty else { return }
    let rows = comparison.metrics.map { change in
      let cells = [
        MarkdownText.inline(change.title), MarkdownText.inline(change.version), MarkdownText.inline(change.name),
        ReportPageBuilder.number(change.before), ReportPageBuilder.number(change.after), NumberText.grouped(change.n),
      ]
      return "| " + cells.joined(separator: " | ") + " |"
    }
    page.add(
      "**Metrics that changed most**\n\n| check | version | metric | base | now | n |\n| --- | --- | --- | --- | --- | --- |",
      items: Array(rows.prefix(100)), share: 0.15, unlisted: max(0, rows.count - 100), what: "metrics")
  }
}
