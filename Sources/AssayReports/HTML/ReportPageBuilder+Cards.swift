import AssayGate

extension ReportPageBuilder {
  /// The cards of a verdict, what introduces them, and what was left out.
  func cards(_ verdict: Verdict) -> (cards: [ReportPage.Card], intro: String, cut: String?) {
    let stage = results.firstDivergence?.stage
    // Within a table what fails most often comes first; tables keep the order of the pipeline.
    let groups = summary.groups(verdict).enumerated().sorted {
      (summary.rank($0.element), -$0.element.leading.count, $0.offset)
        < (summary.rank($1.element), -$1.element.leading.count, $1.offset)
    }.map(\.element)
    // What follows the first divergence is its consequence, most likely: folded.
    var shown: [ReportPage.Card] = []
    for group in groups.prefix(limits.cards) {
      let isInStage = stage == nil || group.cases.first?.item.table == stage
      shown.append(card(group, isOpen: verdict != .warn && isInStage && shown.count < 3))
    }
    let left = groups.dropFirst(limits.cards).reduce(0) { $0 + $1.leading.count } + summary.unlisted(verdict)
    var intro = "\(NumberText.count(groups.count, "check")) in \(NumberText.count(results.tally[verdict], "case"))."
    if let stage {
      let later = groups.count { $0.cases.first?.item.table != stage }
      if later > 0 {
        intro +=
          " \(NumberText.grouped(groups.count - later)) in stage \(clean(stage, 100)), where the data first diverges; what "
          + "fails in the other tables most likely follows from it."
      }
    }
    return (shown, intro, left > 0 ? Self.cut(left) : nil)
  }

  private func card(_ group: CaseGroup, isOpen: Bool) -> ReportPage.Card {
    let verdict = group.verdict
    let first = group.first?.item ?? group.cases[0].item
    let rows = group.cases.count > 1 ? group.cases.map { row($0.version, $0.item) } : []
    // What every line is indented by says nothing here.
    let indent = first.details.allSatisfy { $0.hasPrefix("  ") } ? 2 : 0
    // Rows of the table come first, indented.
    let tabular = first.details.prefix { $0.hasPrefix("  ") && !$0.contains("\n") }.prefix(limits.lines)
    let table = DetailTable(lines: Array(tabular)).map { found -> DetailTable in
      var shown = found
      shown.headings = found.headings.map { clean($0, 80) }
      shown.rows = found.rows.map { row in row.map { clean($0, 200) } }
      return shown
    }
    let all = first.details.dropFirst(table == nil ? 0 : tabular.count).map { $0.dropFirst(indent) }.flatMap {
      $0.split(separator: "\n", omittingEmptySubsequences: false)
    }
    let lines = all.prefix(limits.lines).map {
      ReportText.clip(ReportText.clean(String($0)), maximumBytes: 300, mark: "…")
    }
    let more = all.count - lines.count
    var details = lines.joined(separator: "\n")
    if more > 0 { details += "\n… \(Self.cut(more))" }
    let title = (summary.hasSeveralFixtures ? [group.fixture] : []) + group.title
    return .init(
      kind: verdict.rawValue, mark: VerdictMark.mark(verdict), word: VerdictMark.word(verdict),
      title: title.map { clean($0, 120) }, span: group.span, isOpen: isOpen,
      message: clean(first.message, limits.message), short: clean(first.message, 130),
      rows: Array(rows.prefix(limits.lines)),
      observed: first.metrics.isEmpty && first.limits.isEmpty ? nil : row(group.first?.version ?? "", first),
      versions: "By version: \(VerdictMark.counted(group.cases.map(\.item.known)))",
      strip: group.cases.prefix(40).map { VerdictMark.mark($0.item.known) }.joined(),
      metric: clean(first.metrics.first?.name ?? "value", 60),
      cut: rows.count > limits.lines ? Self.cut(rows.count - limits.lines) : nil,
      details: details.isEmpty ? nil : details, table: table,
      attachments: first.attachments.prefix(3).map { clean($0, 300) },
      why: first.why.map { clean($0, 400) },
      place: clean("\(first.file):\(first.line)", 300), rerun: first.rerun.isEmpty ? nil : clean(first.rerun, 600))
  }

  private func row(_ version: String, _ item: Results.Case) -> ReportPage.Card.Row {
    let metric = item.metrics.first
    return .init(
      version: clean(version, 60), kind: item.known.rawValue, mark: VerdictMark.mark(item.known),
      word: VerdictMark.word(item.known), value: Self.value(metric), interval: Self.interval(metric),
      limit: item.limits.isEmpty ? "–" : clean(item.limits.joined(separator: ", "), 160),
      n: NumberText.grouped(item.n), isEstimate: metric?.lower != nil || metric?.upper != nil)
  }

  static func value(_ metric: Results.Metric?) -> String {
    guard let metric else { return "–" }
    return metric.value.map(number) ?? "infinite"
  }

  static func interval(_ metric: Results.Metric?) -> String {
    guard let metric, metric.lower != nil || metric.upper != nil else { return "–" }
    return "\(metric.lower.map(number) ?? "−∞") to \(metric.upper.map(number) ?? "∞")"
  }

  /// Four significant digits: what a person compares with a limit.
  static func number(_ value: Double) -> String {
    if value == value.rounded() { return NumberText.measured(value) }
    return String(formatting: value, significant: 4)
  }

  // MARK: Inconclusive

  var inconclusive: ReportPage.InconclusiveSection? {
    let bundles = InconclusiveBundle.all(of: summary)
    let unlisted = summary.unlisted(.inconclusive)
    guard !bundles.isEmpty || unlisted > 0 else { return nil }
    let left = bundles.dropFirst(limits.cards).reduce(unlisted) { $0 + $1.count }
    return .init(
      intro:
        "\(NumberText.count(results.tally.inconclusive, "case")): the samples are too small to say whether the limit "
        + "holds. This is neither a pass nor a failure.",
      bundles: bundles.prefix(limits.cards).map { bundle in
        .init(
          title: clean((summary.hasSeveralFixtures ? bundle.fixture + " · " : "") + bundle.check, 200),
          extent: bundle.extent, span: bundle.span, message: clean(bundle.message, limits.message),
          why: bundle.why.map { clean($0, 300) }, place: clean(bundle.place, 300), rerun: clean(bundle.rerun, 600))
      }, cut: left > 0 ? Self.cut(left) : nil)
  }

  // MARK: Slices

  var slices: ReportPage.SliceSection? {
    let rankings = SliceRanking.all(of: summary)
    guard !rankings.isEmpty else { return nil }
    let perRanking = max(4, limits.slices / rankings.count)
    let most = max(1, limits.slices / 4)
    return .init(
      rankings: rankings.prefix(most).map { ranking in
        .init(
          title: clean((summary.hasSeveralFixtures ? ranking.fixture + " · " : "") + ranking.title, 200),
          metric: clean(ranking.slices.first?.item.metrics.first?.name ?? "value", 60),
          rows: ranking.slices.prefix(perRanking).map { slice in
            let metric = slice.item.metrics.first
            return .init(
              name: clean(slice.name, 100), version: clean(slice.version, 60), kind: slice.item.known.rawValue,
              mark: VerdictMark.mark(slice.item.known), word: VerdictMark.word(slice.item.known),
              value: Self.value(metric), interval: Self.interval(metric),
              limit: clean(slice.item.limits.joined(separator: ", "), 120), n: NumberText.grouped(slice.item.n))
          }, cut: ranking.slices.count > perRanking ? Self.cut(ranking.slices.count - perRanking) : nil)
      },
      cut: rankings.count > most
        ? "\(NumberText.count(rankings.count - most, "sliced check")) more, all in results.json" : nil)
  }

  // MARK: All checks

  var checks: ReportPage.CheckSection? {
    guard !summary.groups.isEmpty else { return nil }
    // Those that do not pass come first, so that a cut costs passes.
    let ordered = summary.groups.enumerated().sorted {
      (-$0.element.verdict.rank, $0.offset) < (-$1.element.verdict.rank, $1.offset)
    }.map(\.element)
    let shown = ordered.prefix(limits.rows)
    let rows = shown.map { group -> ReportPage.CheckSection.Row in
      let item = group.first?.item ?? group.cases[0].item
      let verdicts = group.cases.map(\.item.known)
      let title = group.title
      return .init(
        kinds: Set(verdicts).map(\.rawValue).sorted().joined(separator: " "),
        table: clean((summary.hasSeveralFixtures ? group.fixture + " · " : "") + (title.first ?? ""), 120),
        name: clean(title.dropFirst().joined(separator: " · "), 160),
        strip: verdicts.prefix(40).map(VerdictMark.mark).joined(), words: VerdictMark.counted(verdicts),
        value: item.metrics.first.map { "\(clean($0.name, 60)) \(Self.value($0))" } ?? "",
        limit: clean(item.limits.joined(separator: ", "), 120), place: String(item.line))
    }
    let filters =
      [("all", "all")]
      + Verdict.allCases.sorted { $0.rank > $1.rank }.filter { verdict in
        summary.groups.contains { $0.cases.contains { $0.item.known == verdict } }
      }.map { ($0.rawValue, VerdictMark.word($0)) }
    return .init(
      summary:
        "\(NumberText.count(summary.groups.count, "check")) over their versions, \(NumberText.count(results.tally.total, "case")) in all",
      filters: filters.count > 2
        ? filters.map { .init(id: $0.0, label: $0.1, isChecked: $0.0 == "all") } : [], rows: rows,
      cut: ordered.count > shown.count ? Self.cut(ordered.count - shown.count) : nil)
  }
}
