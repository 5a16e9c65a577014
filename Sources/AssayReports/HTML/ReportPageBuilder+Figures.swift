import AssayGate

extension ReportPageBuilder {
  // MARK: Distributions

  var drift: ReportPage.ChartSection? {
    var found: [(group: CaseGroup, item: Results.Case, version: String, figure: Results.Figure)] = []
    for group in summary.groups {
      // The first version with the gravest verdict that can be drawn: the one that says since when.
      guard
        let shown = group.leading.first(where: { !distributions($0.item).isEmpty })
          ?? group.cases.first(where: { !distributions($0.item).isEmpty })
      else { continue }
      for figure in distributions(shown.item) { found.append((group, shown.item, shown.version, figure)) }
    }
    guard !found.isEmpty else { return nil }
    let order = found.enumerated().sorted { left, right in
      let (a, b) = (left.element, right.element)
      return (-a.group.verdict.rank, -a.group.weight, left.offset) < (
        -b.group.verdict.rank, -b.group.weight, right.offset
      )
    }.map(\.element)
    let charts = order.prefix(limits.charts).enumerated().map { index, one in
      chart(one.group, one.item, one.version, one.figure, id: "d\(index + 1)")
    }
    return .init(charts: charts, cut: order.count > limits.charts ? Self.cut(order.count - limits.charts) : nil)
  }

  private func distributions(_ item: Results.Case) -> [Results.Figure] {
    (item.figures ?? []).filter { $0.kind == .distribution }
  }

  private func chart(
    _ group: CaseGroup, _ item: Results.Case, _ version: String, _ figure: Results.Figure, id: String
  ) -> ReportPage.Chart {
    let metric = item.metrics.first
    var number = metric.map { "\(clean($0.name, 40)) \(Self.value($0))" } ?? ""
    if let metric, metric.lower != nil { number += " (\(Self.interval(metric)))" }
    if let limit = item.limits.first { number += " · \(clean(limit, 60))" }
    number += " · n\u{A0}\(NumberText.grouped(item.n))"
    let prefix = summary.hasSeveralFixtures ? "\(group.fixture) " : ""
    let values = group.values
    let isUpright = FigureDrawing.isUpright(figure)
    let count = group.leading.count
    let trend: String
    if group.versions.count > 1 {
      trend =
        "\(VerdictMark.word(group.verdict)) \(count == group.versions.count ? "in all" : "in \(count) of") "
        + "\(group.versions.count) versions; shown: \(clean(version, 60))"
    } else {
      trend = clean(version, 60)
    }
    let subject = figure.subject ?? item.column ?? ""
    return .init(
      kind: item.known.rawValue, mark: VerdictMark.mark(item.known), word: VerdictMark.word(item.known),
      title: clean("\(prefix)\(item.table) · \(subject)", 120), number: number,
      spark: values.count > 1 ? Sparkline.text(Array(values.prefix(60))) : "", trend: trend,
      columns: isUpright ? FigureDrawing.columns(figure) : nil, bars: isUpright ? nil : FigureDrawing.bars(figure),
      description: FigureDrawing.description(figure), id: id, notes: FigureDrawing.notes(figure))
  }

  // MARK: Model

  var model: ReportPage.ModelSection? {
    var curves: [ReportPage.Curve] = []
    var tables: [ReportPage.Confusion] = []
    var seen: Set<String> = []
    var left = 0
    for group in summary.groups {
      // Slices have a table of their own.
      guard group.cases.first?.item.slice == nil,
        let shown = group.leading.first(where: { $0.item.figures != nil })
          ?? group.cases.last(where: { $0.item.figures != nil })
      else { continue }
      for figure in shown.item.figures ?? [] where figure.kind != .distribution {
        // Several checks draw the same: once is enough.
        let name = (summary.hasSeveralFixtures ? "\(group.fixture) · " : "") + shown.item.table
        guard seen.insert("\(name)\u{0}\(figure.kind.rawValue)").inserted else { continue }
        guard curves.count + tables.count < limits.curves else {
          left += 1
          continue
        }
        let metric = shown.item.metrics.first
        let caption =
          (metric.map { "\(clean($0.name, 40)) \(Self.value($0)) · " } ?? "")
          + "n \(NumberText.grouped(shown.item.n)) · version \(clean(shown.version, 60))"
        if figure.kind == .confusion {
          if let table = confusion(figure, name, caption) { tables.append(table) }
        } else if let curve = curve(figure, name, caption, id: "c\(curves.count + 1)") {
          curves.append(curve)
        }
      }
    }
    guard !curves.isEmpty || !tables.isEmpty else { return nil }
    return .init(curves: curves, tables: tables, cut: left > 0 ? Self.cut(left) : nil)
  }

  private func curve(
    _ figure: Results.Figure, _ name: String, _ caption: String, id: String
  ) -> ReportPage.Curve? {
    let (title, xLabel, yLabel): (String, String, String)
    switch figure.kind {
    case .roc: (title, xLabel, yLabel) = ("ROC curve", "false positive rate", "true positive rate")
    case .precisionRecall: (title, xLabel, yLabel) = ("Precision and recall", "recall", "precision")
    case .reliability: (title, xLabel, yLabel) = ("Reliability", "mean predicted probability", "share that came true")
    case .residuals: return residuals(figure, name, caption, id: id)
    default: return nil
    }
    guard let x = figure.x, let y = figure.y, x.count == y.count, !x.isEmpty else { return nil }
    var points: [ReportPage.Curve.Point] = []
    if figure.kind == .reliability {
      let most = Double(figure.n?.max() ?? 1)
      for index in x.indices {
        let share = figure.n.map { Double($0[index]) / max(1, most) } ?? 1
        points.append(
          .init(
            x: FigureDrawing.text(x[index] * 160), y: FigureDrawing.text(160 - y[index] * 160),
            r: FigureDrawing.text(2 + 4 * share.squareRoot())))
      }
    }
    let middle = x.count / 2
    let samples = [0, middle, x.count - 1].map {
      "\(FigureDrawing.share(y[$0])) at \(FigureDrawing.share(x[$0]))"
    }
    return .init(
      title: clean("\(name) · \(title)", 120), caption: caption, id: id,
      description: "\(yLabel) by \(xLabel): " + samples.joined(separator: ", "), path: FigureDrawing.path(x, y),
      diagonal: figure.kind != .precisionRecall, points: points, xLabel: xLabel, yLabel: yLabel, bands: nil, low: "0",
      high: "1")
  }

  private func residuals(
    _ figure: Results.Figure, _ name: String, _ caption: String, id: String
  ) -> ReportPage.Curve? {
    guard let drawn = FigureDrawing.residuals(figure), let x = figure.x, let quantiles = figure.quantiles,
      let first = x.first, let last = x.last
    else { return nil }
    let rows = figure.n?.reduce(0.0) { $0 + Double($1) } ?? 0
    let samples = Set([0, x.count / 2, x.count - 1]).sorted().map { band in
      let numbers = quantiles.map { FigureDrawing.axis($0[band]) }
      return
        "predicted \(FigureDrawing.axis(x[band])): median \(numbers[2]), half of the rows \(numbers[1]) to \(numbers[3]), "
        + "nine tenths \(numbers[0]) to \(numbers[4])"
    }
    return .init(
      title: clean("\(name) · Residuals of \(figure.subject ?? "the prediction")", 120),
      caption: caption + ". Line: median; dark: half of the rows; light: nine tenths.", id: id,
      description: clean(
        "Prediction less truth by prediction, \(NumberText.measured(rows)) rows in \(NumberText.count(x.count, "band")). "
          + samples.joined(separator: "; "), 500), path: drawn.median, diagonal: false, points: [],
      xLabel: "prediction", yLabel: "prediction − truth", bands: drawn.bands, low: FigureDrawing.axis(first),
      high: FigureDrawing.axis(last))
  }

  private func confusion(_ figure: Results.Figure, _ name: String, _ caption: String) -> ReportPage.Confusion? {
    guard let counts = figure.counts, counts.count == 4 else { return nil }
    let total = max(1, counts.reduce(0.0) { $0 + Double($1) })
    func cell(_ count: Int) -> String {
      "\(NumberText.grouped(count)) (\(FigureDrawing.share(Double(count) / total)))"
    }
    let threshold = figure.threshold.map { " · positive above \(NumberText.measured($0))" } ?? ""
    return .init(
      title: clean("\(name) · Decisions", 120), caption: caption + threshold, truePositives: cell(counts[0]),
      falsePositives: cell(counts[1]), trueNegatives: cell(counts[2]), falseNegatives: cell(counts[3]))
  }

  // MARK: The way of the data

  var flows: [ReportPage.Flow] {
    results.fixtures.prefix(min(5, limits.versions)).compactMap(flow)
  }

  private func flow(_ fixture: Results.Fixture) -> ReportPage.Flow? {
    let judged = fixture.judgedVersions
    let divergence = fixture.firstDivergence
    guard let version = judged.first(where: { $0.version == divergence?.version }) ?? judged.last else { return nil }
    let tables = summary.tables(of: fixture)
    guard !tables.isEmpty else { return nil }
    let shownTables = Array(tables.prefix(limits.versions))
    let stages = shownTables.map { table -> ReportPage.Flow.Stage in
      let stage = version.stages.first { $0.stage == table }
      let cases = version.cases.filter { $0.table == table }
      let verdicts = cases.map(\.known)
      let digested = cases.first { $0.digest != nil }
      let isDivergence = divergence?.version == version.version && divergence?.stage == table
      let worst = verdicts.max { $0.rank < $1.rank }
      var digest: String?
      var differs = false
      if let today = digested?.digest {
        let approved = digested?.approvedDigest
        differs = digested?.known == .fail
        // Columns that are compared by tolerance are not in the digest of the rows.
        let word =
          approved == nil
          ? ""
          : approved != today
            ? ", approved \(approved?.prefix(12) ?? "")…"
            : differs
              ? ", as approved; what differs are columns compared by tolerance, which it leaves out" : ", as approved"
        digest = "\(today.prefix(12))…\(word)"
      }
      let sign = digested?.approvedDigest == nil ? "" : differs ? "≠" : "="
      if digest == nil, let output = stage?.output { digest = "\(output.prefix(12))…" }
      let type = (stage?.kind ?? "data for all versions") + (stage?.cached == true ? ", known from an earlier run" : "")
      return .init(
        kind: worst?.rawValue ?? "pass", name: clean(table, 100), type: type,
        rows: stage?.rows.map { "\(NumberText.grouped($0)) rows" } ?? (stage?.failure == nil ? "" : "no rows"),
        digest: digest.map { clean($0, 120) }, sign: sign, isDivergence: isDivergence,
        divergence: isDivergence
          ? clean("first divergence" + (divergence?.column.map { ": column \($0)" } ?? ""), 160) : "",
        mark: worst.map(VerdictMark.mark) ?? "·", verdicts: VerdictMark.counted(verdicts),
        failure: stage?.failure.map { clean($0, limits.message) })
    }
    let versions = judged.prefix(limits.versions).map { version in
      ReportPage.Flow.Version(
        name: clean(version.version, 60),
        cells: shownTables.map { table in
          let stage = version.stages.first { $0.stage == table }
          let worst = version.cases.filter { $0.table == table }.map(\.known).max { $0.rank < $1.rank }
          return .init(
            kind: worst?.rawValue ?? "none", mark: worst.map(VerdictMark.mark) ?? "·",
            word: worst.map(VerdictMark.word) ?? "not checked",
            rows: stage?.rows.map(NumberText.grouped) ?? (stage?.failure == nil ? "–" : "failed"))
        })
    }
    return .init(
      title: summary.hasSeveralFixtures ? "Way of the data: \(clean(fixture.name, 100))" : "Way of the data",
      intro: "Version \(clean(version.version, 80)), from the data to the decision."
        + (divergence == nil ? "" : " The first stage that leaves its approved state is marked."),
      stages: stages, versions: judged.count > 1 ? versions : [], names: shownTables.map { clean($0, 60) },
      cut: judged.count > limits.versions ? Self.cut(judged.count - limits.versions) : nil)
  }

  // MARK: Against the base

  func view(_ comparison: RunComparison) -> ReportPage.Comparison {
    func list(_ title: String, _ changes: [RunComparison.Change]) -> ReportPage.Comparison.List? {
      guard !changes.isEmpty else { return nil }
      let most = limits.lines
      return .init(
        title: "\(NumberText.grouped(changes.count)) \(title)",
        items: changes.prefix(most).map { change in
          let group = CaseGroup(fixture: change.fixture, versions: [], cases: [(change.version, change.item)])
          let before = change.before.map { ", was \(VerdictMark.word($0))" } ?? ", new"
          return clean(
            "\(VerdictMark.mark(change.item.known)) \(group.title.joined(separator: " · ")) in \(change.version)\(before)",
            300)
        }, cut: changes.count > most ? Self.cut(changes.count - most) : nil)
    }
    let lists = [
      list("new failures", comparison.newFailures), list("mended", comparison.mended),
      list("failed before and are not judged any more", comparison.vanished),
    ].compactMap(\.self)
    let most = limits.lines
    return .init(
      summary: comparison.summary,
      notes: comparison.notes, lists: lists,
      metrics: comparison.metrics.prefix(most).map {
        .init(
          title: clean($0.title, 160), version: clean($0.version, 60), name: clean($0.name, 60),
          before: Self.number($0.before), after: Self.number($0.after),
          change: ($0.after > $0.before ? "+" : "−") + Self.number(abs($0.after - $0.before)),
          n: NumberText.grouped($0.n))
      }, cut: comparison.metrics.count > most ? Self.cut(comparison.metrics.count - most) : nil)
  }
}
