import AssayStatistics

/// The comparison of one column with the reference: its values, how many are missing, and levels that only one side has.
struct DriftComparison: Sendable {
  let column: String
  let kind: DriftKind
  let clusters: [String]
  /// The limit of the effects that measure how values are distributed.
  let limit: Double
  /// The limit of the proportions: missing values, unseen and vanished levels.
  let missingLimit: Double

  /// What the columns hold that doubles may not; nil for types whose numbers are doubles.
  var exact: (reference: ExactNumbers?, current: ExactNumbers?) = (nil, nil)

  /// Whether the values are compared while they stream by, because they do not fit into memory.
  var isLarge = false

  private var values: Measurement {
    isLarge
      ? .comparison(column, with: column, describes: true) : kind.measurement(column, clusters: clusters)
  }

  /// What is asked of the table.
  var measurements: [Measurement] { [.rows, values] }
  /// What is asked of the reference.
  var referenceMeasurements: [Measurement] { isLarge ? [.rows] : measurements }

  /// Judges all comparisons; the worst one leads.
  func judge(_ evidence: Evidence) throws(CheckError) -> Judgement {
    let (before, today) = try sides(evidence)
    try exact.reference?.check(before, column: column, side: "the reference")
    try exact.current?.check(today, column: column, side: "the table", isCurrent: true)
    if before.missing == before.rows, today.missing == today.rows {
      throw CheckError("column '\(column)' has no values, neither here nor in the reference")
    }
    do throws(StatisticsError) {
      var found = Found()
      let hides = evidence.privateColumns.contains(column)
      let proportions = try DriftVerdictRule(limit: missingLimit, significance: evidence.alpha)
      let missing = MissingDrift(column: column, clusters: clusters)
      // Without a missing value on either side there is nothing to tell.
      if before.missing + today.missing > 0 {
        found.findings.append(try missing.judge(proportions, before, today))
      }
      try compare(before, today, alpha: evidence.alpha, hides: hides, into: &found)
      // Nothing judged is not a pass.
      guard !found.findings.isEmpty else {
        return Judgement(
          .inconclusive, "nothing of \(column) can be judged: \(found.notes.joined(separator: "; "))", n: today.rows,
          metrics: [try missing.judge(proportions, before, today).metric])
      }
      return judgement(found, before, today, alpha: evidence.alpha, draws: evidence.drawsFigures)
    } catch {
      throw CheckError("column '\(column)': \(error)")
    }
  }

  private func sides(_ evidence: Evidence) throws(CheckError) -> (before: DriftSide, today: DriftSide) {
    if isLarge {
      // Says when there is no reference.
      _ = try evidence.referenced(.rows)
      let comparison = try evidence.comparison(values)
      let today = try DriftSide(comparison.current, of: comparison, name: "the table")
      return (try DriftSide(comparison.reference, of: comparison, name: "the reference"), today)
    }
    let today = try DriftSide(try evidence.measured(values), column: column, name: "the table")
    return (
      try DriftSide(
        try evidence.referencedOrProfiled(values), column: column, name: "the reference", today: today), today
    )
  }

  private struct Found {
    var findings: [DriftFinding] = []
    var notes: [String] = []
    /// Whether the column was judged as free text.
    var isFreeText = false
  }

  private func compare(
    _ before: DriftSide, _ today: DriftSide, alpha: Double, hides: Bool, into found: inout Found
  ) throws(StatisticsError) {
    let rule = try DriftVerdictRule(limit: limit, significance: alpha)
    switch (before.content, today.content) {
    case (.none, _), (_, .none): break
    case (.sample(let reference), .sample(let current)):
      found.findings.append(
        try NumberDrift(column: column, clusters: clusters, hides: hides).judge(rule, reference, current))
    case (.compared(let comparison), .compared):
      found.findings.append(
        try NumberDrift(column: column, clusters: clusters, hides: hides).judge(rule, comparison))
    case (.clusteredSample(let reference), .clusteredSample(let current)) where kind == .number:
      found.findings.append(
        try NumberDrift(column: column, clusters: clusters, hides: hides).judge(rule, reference, current))
    case (.profile(let reference), .sample(let current)):
      let drift = ProfileDrift(subject: column, metric: "ks_distance", hides: hides)
      found.findings.append(try drift.judge(rule, reference, try current.sorted()))
    case (.textProfile(let reference, let mostFrequent), .levels(let current)):
      let share = 2 * alpha / Double(TextDrift.freeComparisons)
      let drift = TextDrift(column: column, clusters: clusters, hides: hides)
      found.findings += try drift.judgeForm(
        try DriftVerdictRule(limit: limit, significance: share), reference, current)
      found.findings.append(
        try drift.judgeRepeats(
          limit: limit, significance: share, TextDrift.MostFrequent(rows: mostFrequent, of: before.present),
          TextDrift.MostFrequent(current)))
      found.isFreeText = true
    case (.levels(let reference), .levels(let current)):
      try compare(
        LevelDrift(column: column, reference: reference, current: current, hides: hides), alpha: alpha, hides: hides,
        into: &found)
    case (.clusteredLevels(let reference), .clusteredLevels(let current)):
      try compare(
        try LevelDrift(subject: column, reference: reference, current: current, clusters: clusters, hides: hides),
        alpha: alpha, hides: hides, into: &found)
    default:
      guard case .calendar(let type) = kind else {
        throw .undefined("internal error: the table and the reference were measured in different forms")
      }
      let outcome = try CalendarDrift(column: column, type: type, clusters: clusters, hides: hides)
        .judge(rule, before, today)
      found.findings += outcome.findings
      found.notes += outcome.notes
    }
  }

  private func compare(
    _ levels: LevelDrift, alpha: Double, hides: Bool, into found: inout Found
  ) throws(StatisticsError) {
    guard kind == .text else {
      found.findings.append(try levels.judge(try DriftVerdictRule(limit: limit, significance: alpha)))
      return
    }
    if TextDrift.isFree(levels.reference) {
      // The shares of values and levels go to the measures of form.
      let share = 2 * alpha / Double(TextDrift.freeComparisons)
      let drift = TextDrift(column: column, clusters: clusters, hides: hides)
      found.findings += try drift.judgeForm(try DriftVerdictRule(limit: limit, significance: share), levels)
      found.findings.append(
        try drift.judgeRepeats(
          limit: limit, significance: share,
          try TextDrift.MostFrequent(levels.names, levels.reference, clusters: levels.referenceClusters),
          try TextDrift.MostFrequent(levels.names, levels.current, clusters: levels.currentClusters)))
      found.isFreeText = true
      return
    }
    found.findings.append(try levels.judge(try DriftVerdictRule(limit: limit, significance: alpha)))
    found.findings += try levels.judgeNewLevels(
      try DriftVerdictRule(limit: missingLimit, significance: alpha / 2))
    found.notes += levels.newLevelDetails
  }

  private func judgement(
    _ found: Found, _ before: DriftSide, _ today: DriftSide, alpha: Double, draws: Bool
  ) -> Judgement {
    // Equal verdicts keep their order, values before what is missing.
    let ordered = found.findings.enumerated().sorted {
      ($1.element.verdict.rank, isMissing($0.element) ? 1 : 0, $0.offset)
        < ($0.element.verdict.rank, isMissing($1.element) ? 1 : 0, $1.offset)
    }.map(\.element)
    let leading = ordered[0]
    var judgement = Judgement(
      leading.verdict, leading.message, n: today.rows, metrics: ordered.map(\.metric),
      limits: ["limit \(Format.number(limit))", "missing_limit \(Format.number(missingLimit))"])
    if draws { judgement.figures = figures(found.findings, before, today) }
    judgement.details = leading.details
    for other in ordered.dropFirst() {
      if other.verdict != .pass { judgement.details.append(other.message) }
      judgement.details += other.details
    }
    judgement.details += found.notes
    if found.isFreeText {
      judgement.details.append(TextDrift.freeNote)
      // Nobody may take it for more than it is.
      if leading.verdict == .pass {
        judgement.message =
          "\(column) stayed within the limit by its length, its characters and its most frequent text: \(leading.message)"
      }
    }
    let chance = 1 / leading.assessment.significance
    judgement.details.append(
      "either bound is wrong in one of \(chance < 1e15 ? Format.whole(Int(chance)) : Format.number(chance)) runs, this "
        + "comparison's share of the false-alarm budget; \(assumption(before, today))")
    return judgement
  }

  /// The values with what is missing; only the latter where there is nothing else.
  private func figures(_ findings: [DriftFinding], _ before: DriftSide, _ today: DriftSide) -> [Figure] {
    var counts = findings.compactMap { $0.counts?() }
    // A column that is empty on one side may have no values to draw, and what is missing is what there is to see.
    if counts.isEmpty, before.missing == before.rows || today.missing == today.rows {
      counts = [DistributionCounts(column, levels: [], reference: [], current: [], keepsOrder: true)]
    }
    return counts.compactMap {
      $0.figure(reference: (before.missing, before.rows), current: (today.missing, today.rows))
    }
  }

  private func isMissing(_ finding: DriftFinding) -> Bool { finding.assessment.effect == .proportionDifference }

  private func assumption(_ before: DriftSide, _ today: DriftSide) -> String {
    if before.missingByCluster == nil, today.missingByCluster == nil { return "rows assumed independent" }
    return "clusters of \(clusters.joined(separator: ", ")) assumed independent of each other"
  }
}
