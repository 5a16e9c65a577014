import AssayStatistics
import AssayTable

/// The comparison of levels by their shares.
struct LevelDrift {
  /// What the levels are of: `carrier`, `the hour of created_at`.
  let subject: String
  /// The levels.
  let names: [String]
  let reference: [Int]
  let current: [Int]
  var referenceClusters: ClusteredCounts?
  var currentClusters: ClusteredCounts?
  let clusters: [String]
  /// Whether values must not be shown.
  let hides: Bool
  /// The levels in an order of their own, as hours have one; nil to draw the most frequent first.
  var order: [String]?

  /// The levels of both sides, in the order of their names.
  init(
    column: String, reference: [ExactText: Int], current: [ExactText: Int], hides: Bool
  ) {
    subject = column
    clusters = []
    self.hides = hides
    let levels = Set(reference.keys).union(current.keys).sorted()
    names = levels.map(\.text)
    self.reference = levels.map { reference[$0] ?? 0 }
    self.current = levels.map { current[$0] ?? 0 }
  }

  /// Levels that are numbered already.
  init(
    subject: String, names: [String], reference: [Int], current: [Int], hides: Bool
  ) {
    self.subject = subject
    self.names = names
    self.reference = reference
    self.current = current
    self.hides = hides
    clusters = []
  }

  /// The levels of both sides with the clusters of their rows.
  init(
    subject: String, reference: ClusteredLevels, current: ClusteredLevels, clusters: [String], hides: Bool
  ) throws(StatisticsError) {
    self.subject = subject
    self.clusters = clusters
    self.hides = hides
    var used: Set<ExactText> = []
    for side in [reference, current] {
      var seen = [Bool](repeating: false, count: side.names.count)
      for level in side.levels { seen[Int(level)] = true }
      for (level, isSeen) in seen.enumerated() where isSeen { used.insert(ExactText(side.names[level])) }
    }
    let ordered = used.sorted()
    names = ordered.map(\.text)
    let places = Dictionary(uniqueKeysWithValues: ordered.enumerated().map { ($1, Int32($0)) })
    func counts(_ side: ClusteredLevels) throws(StatisticsError) -> ClusteredCounts {
      let cells = side.names.map { places[ExactText($0)] ?? -1 }
      return try ClusteredCounts(
        cells: side.levels.map { cells[Int($0)] }, clusters: side.clusters, cellCount: places.count)
    }
    let first = try counts(reference)
    let second = try counts(current)
    self.reference = first.totals
    self.current = second.totals
    referenceClusters = first
    currentClusters = second
  }

  /// The shares of all levels.
  func judge(_ rule: DriftVerdictRule) throws(StatisticsError) -> DriftFinding {
    let assessment = try rule.assess(
      CountTable(reference: reference, current: current), referenceClusters: referenceClusters,
      currentClusters: currentClusters)
    var change: String?
    if assessment.verdict != .pass, !hides {
      change = LevelChanges(names: shownNames, reference: reference, current: current).description
    }
    var finding = DriftFinding(
      assessment, subject: subject, symbol: "TV", metric: "total_variation", change: change, clusters: clusters)
    if !assessment.pooledLevels.isEmpty { finding.details.append(pooled(assessment.pooledLevels)) }
    if !hides { finding.counts = { drawn } }
    return finding
  }

  /// The levels as messages and figures name them: those that look alike can be told apart.
  private var shownNames: [String] {
    let alike = LookAlikes(names.map { ExactText($0) })
    return names.map(alike.shown)
  }

  private var drawn: DistributionCounts {
    guard let order else {
      return DistributionCounts(subject, levels: shownNames, reference: reference, current: current, keepsOrder: false)
    }
    let places = Dictionary(uniqueKeysWithValues: names.enumerated().map { ($1, $0) })
    func counts(_ side: [Int]) -> [Int] { order.map { name in places[name].map { side[$0] } ?? 0 } }
    return DistributionCounts(
      subject, levels: order, reference: counts(reference), current: counts(current), keepsOrder: true)
  }

  private func pooled(_ levels: [Int]) -> String {
    let rows = levels.reduce(0) { $0 + reference[$1] + current[$1] }
    let all = reference.reduce(0, +) + current.reduce(0, +)
    let share = Format.share(Double(rows) / Double(max(1, all)))
    let shown = shownNames
    let names = hides ? "" : ": \(LevelName.list(levels.map { shown[$0] }))"
    return "\(levels.count) rare levels (\(share) of the rows) were judged as one\(names)"
  }

  /// The levels that only one side has: unseen in the reference, and vanished from the table.
  func judgeNewLevels(_ rule: DriftVerdictRule) throws(StatisticsError) -> [DriftFinding] {
    let unseen = try rule.assessNewLevels(
      known: reference, judged: current, knownClusters: referenceClusters, judgedClusters: currentClusters)
    let vanished = try rule.assessNewLevels(
      known: current, judged: reference, knownClusters: currentClusters, judgedClusters: referenceClusters)
    return [
      newLevels(unseen, "levels of \(subject) that the reference does not have", "unseen_levels"),
      newLevels(vanished, "levels of \(subject) that only the reference has", "vanished_levels"),
    ]
  }

  private func newLevels(_ assessment: DriftAssessment, _ subject: String, _ metric: String) -> DriftFinding {
    var finding = DriftFinding(
      assessment, subject: subject, symbol: "excess share", metric: metric, change: nil, clusters: clusters)
    let excess = "\(Format.share(assessment.estimate)) more of the rows than sampling explains"
    let bounds = "\(Format.share(assessment.interval.lower)) to \(Format.share(assessment.interval.upper))"
    let limit = "limit \(Format.share(assessment.limit))"
    switch assessment.verdict {
    case .fail: finding.message = "\(subject) make up \(excess) (\(bounds)), \(limit)"
    case .warn: finding.message = "\(subject) seem to make up \(excess) (\(bounds)), \(limit)"
    case .inconclusive:
      finding.message =
        "\(subject): too few \(clusters.isEmpty ? "rows" : "clusters") to tell, \(excess) (\(bounds)), \(limit)"
    case .pass: finding.message = "\(subject) stayed within the limit, \(excess) (\(bounds)), \(limit)"
    }
    finding.message += DriftFinding.requirement(assessment, clusters: clusters) + DriftFinding.sizes(assessment)
    return finding
  }

  /// Which levels only one side has, as lines.
  var newLevelDetails: [String] {
    var details: [String] = []
    let shownNames = shownNames
    for (judged, known, title) in [
      (current, reference, "not in the reference"), (reference, current, "only in the reference"),
    ] {
      let levels = names.indices.filter { known[$0] == 0 && judged[$0] > 0 }.sorted {
        (judged[$1], $0) < (judged[$0], $1)
      }
      guard !levels.isEmpty else { continue }
      let rows = Format.rows(levels.reduce(0) { $0 + judged[$1] })
      let shown = hides ? "\(levels.count) levels" : LevelName.list(levels.map { shownNames[$0] })
      details.append("\(title): \(shown) (\(rows))")
    }
    return details
  }
}
