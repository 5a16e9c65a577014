import AssayStatistics

/// What one comparison of a column found, in numbers and in words.
struct DriftFinding {
  var assessment: DriftAssessment
  var metric: Metric
  /// The line that leads when this finding is the worst one of its column.
  var message: String
  /// What belongs to it, in further lines.
  var details: [String] = []
  /// What it can be drawn from, made when it is drawn; nil for private values, and where these are not in order.
  var counts: (() -> DistributionCounts?)?

  var verdict: Verdict {
    switch assessment.verdict {
    case .fail: .fail
    case .warn: .warn
    case .inconclusive: .inconclusive
    case .pass: .pass
    }
  }

  /// - Parameters:
  ///   - subject: what was compared: `temp`, `missing values of temp`.
  ///   - symbol: the name of the effect in the message: `D`, `TV`.
  ///   - metric: the metric's name.
  ///   - change: what moved, in words; nil when that must not be told or there is nothing to tell.
  ///   - clusters: the columns that make the clusters.
  init(
    _ assessment: DriftAssessment, subject: String, symbol: String, metric name: String, change: String?,
    clusters: [String]
  ) {
    self.assessment = assessment
    metric = Metric(
      name, assessment.estimate, n: assessment.currentSize.rows, definition: DriftFinding.definition(assessment, name),
      lower: assessment.interval.lower, upper: assessment.interval.upper)
    let bounds =
      "\(DriftFinding.rounded(assessment.interval.lower)) to \(DriftFinding.rounded(assessment.interval.upper))"
    var message: String
    switch assessment.verdict {
    case .fail: message = "\(subject) moved"
    case .warn: message = "\(subject) seems to have moved"
    case .inconclusive: message = "\(subject): too few \(clusters.isEmpty ? "rows" : "clusters") to tell"
    case .pass: message = "\(subject) stayed within the limit"
    }
    message +=
      ", \(symbol) = \(DriftFinding.rounded(assessment.estimate)) (\(bounds)), limit \(Format.number(assessment.limit))"
    if let change, assessment.verdict != .pass { message += ": \(change)" }
    message += DriftFinding.requirement(assessment, clusters: clusters)
    message += DriftFinding.sizes(assessment)
    self.message = message
  }

  /// ` · n 29,425 in 31 clusters (worth 68) against 80,789 in 90 (worth 134)`: how many independent rows they are worth.
  static func sizes(_ assessment: DriftAssessment) -> String {
    func size(_ size: SampleSize, namesUnit: Bool) -> String {
      guard let clusters = size.clusters else { return Format.whole(size.rows) }
      let worth = Format.whole(Int(size.effective.rounded()))
      let unit = namesUnit ? (clusters == 1 ? " cluster" : " clusters") : ""
      return "\(Format.whole(size.rows)) in \(Format.whole(clusters))\(unit) (worth \(worth))"
    }
    return
      " · n \(size(assessment.currentSize, namesUnit: true)) against \(size(assessment.referenceSize, namesUnit: false))"
  }

  /// What would make an inconclusive comparison conclusive.
  static func requirement(_ assessment: DriftAssessment, clusters: [String]) -> String {
    guard assessment.verdict == .inconclusive else { return "" }
    let shown = ShownEffects.of(assessment)
    guard let needed = shown.requiredSize else { return "" }
    let seen = rounded(shown.smallestEffect)
    let unit = clusters.isEmpty ? "rows" : "clusters"
    let would =
      needed.current.map { "\(Format.whole($0)) current \(unit) would do" }
      ?? needed.each.map { "\(Format.whole($0)) \(unit) on both sides would do" }
      ?? "no number of \(unit) would do"
    return "; only differences above \(seen) could be seen, \(would)"
  }

  /// Three decimals are enough to read.
  static func rounded(_ value: Double) -> String { Format.number((value * 1000).rounded() / 1000) }

  private static func definition(_ assessment: DriftAssessment, _ name: String) -> String {
    switch assessment.effect {
    case .kolmogorovSmirnov: "\(name)(two-sample)"
    case .totalVariation: "\(name)(rare levels pooled)"
    case .proportionDifference: name
    case .newLevels: "\(name)(beyond good-turing)"
    }
  }
}
