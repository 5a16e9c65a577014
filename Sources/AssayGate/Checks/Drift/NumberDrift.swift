import AssayStatistics

/// The comparison of numbers by their distribution functions.
struct NumberDrift {
  let column: String
  let clusters: [String]
  /// Whether values must not be shown.
  let hides: Bool

  /// Fewer rows of both sides together are compared in order, so that they can be drawn as well.
  private static let smallSize = KolmogorovSmirnov.smallestBucketedSize
  /// Cut points for the variation between clusters, from each side.
  private static let cutPoints = 64

  /// Independent rows.
  func judge(
    _ rule: DriftVerdictRule, _ reference: ColumnValues, _ current: ColumnValues
  ) throws(StatisticsError) -> DriftFinding {
    let isSmall = reference.count + current.count < Self.smallSize
    if isSmall {
      // Once, for the distance and all else.
      _ = try (reference.sorted(), current.sorted())
    }
    var segments: BucketSegments?
    let test = try KolmogorovSmirnov(
      reference: reference, current: current, describes: !hides, segments: &segments)
    let assessment = try rule.assess(test)
    guard !hides else { return finding(assessment, nil) }
    // Many values are put in order only when there is something to tell of them.
    guard assessment.verdict != .pass || isSmall || (reference.isOrdered && current.isOrdered) else {
      var finding = finding(assessment, nil)
      finding.counts = { [column] in DistributionCounts(column, segments, reference, current) }
      return finding
    }
    return finding(assessment, (try reference.sorted(), try current.sorted()))
  }

  /// Independent rows that were compared already.
  func judge(_ rule: DriftVerdictRule, _ comparison: NumberComparison) throws(StatisticsError) -> DriftFinding {
    guard let test = comparison.test else { throw .tooFewValues(what: "sample", count: 0, minimum: 1) }
    var finding = finding(try rule.assess(test), change: hides ? nil : comparison.change)
    if !hides, var counts = comparison.counts {
      counts.subject = column
      finding.counts = { [counts] in counts }
    }
    return finding
  }

  /// Rows in clusters.
  func judge(
    _ rule: DriftVerdictRule, _ reference: ClusteredSample, _ current: ClusteredSample
  ) throws(StatisticsError) -> DriftFinding {
    let first = try SortedSample(reference.values)
    let second = try SortedSample(current.values)
    let cuts = try Self.cutPoints(first, second)
    let assessment = try rule.assess(
      try KolmogorovSmirnov(reference: first, current: second), referenceSize: try Self.size(reference, cuts),
      currentSize: try Self.size(current, cuts))
    return finding(assessment, hides ? nil : (first, second))
  }

  /// Quantiles of both sides.
  private static func cutPoints(_ first: SortedSample, _ second: SortedSample) throws(StatisticsError) -> [Double] {
    var cuts: [Double] = []
    for sample in [first, second] {
      for index in 1..<cutPoints { cuts.append(try sample.quantile(Double(index) / Double(cutPoints), .element)) }
    }
    var unique: [Double] = []
    for cut in cuts.sorted() where cut != unique.last { unique.append(cut) }
    return unique
  }

  /// What a side is worth: by how much its distribution function varies between clusters at the cut points.
  private static func size(_ sample: ClusteredSample, _ cuts: [Double]) throws(StatisticsError) -> SampleSize {
    let cells = sample.values.map { value -> Int32 in
      // The first cut that is not below the value.
      var (low, high) = (0, cuts.count)
      while low < high {
        let middle = (low + high) / 2
        if cuts[middle] < value { low = middle + 1 } else { high = middle }
      }
      return Int32(low)
    }
    let counts = try ClusteredCounts(cells: cells, clusters: sample.clusters, cellCount: cuts.count + 1)
    return try SampleSize(clusterSizes: counts.sizes, largestVariance: counts.largestCumulativeVariance)
  }

  /// - Parameter samples: both samples in order; nil when nothing may be told of them, or nothing has to.
  private func finding(
    _ assessment: DriftAssessment, _ samples: (reference: SortedSample, current: SortedSample)?
  ) -> DriftFinding {
    let told = assessment.verdict != .pass ? samples : nil
    var finding = finding(
      assessment, change: told.map { SampleChange(reference: $0.reference, current: $0.current) })
    if let samples {
      finding.counts = { [column] in DistributionCounts(column, samples.reference, samples.current) }
    }
    return finding
  }

  /// - Parameter change: what moved; nil when it may not be told, or is not known.
  private func finding(_ assessment: DriftAssessment, change: SampleChange?) -> DriftFinding {
    let told = assessment.verdict != .pass ? change : nil
    var finding = DriftFinding(
      assessment, subject: column, symbol: "D", metric: "ks_distance", change: told.map(Self.text),
      clusters: clusters)
    if let told { finding.details = Self.details(told) }
    return finding
  }

  /// `median 37 → 77, 5th to 95th percentile 21 … 57 → 68 … 91`.
  private static func text(_ change: SampleChange) -> String {
    // Between −∞ and +∞ there is no quantile, which must not cost the verdict.
    let (before, now) = (change.quantiles.reference, change.quantiles.current)
    let (old, new) = (before.map { $0.map(Format.number) ?? "none" }, now.map { $0.map(Format.number) ?? "none" })
    return "median \(old[1]) → \(new[1]), 5th to 95th percentile \(old[0]) … \(old[2]) → \(new[0]) … \(new[2])"
  }

  /// Where the distance is reached, and the levels of numbers that have few of them.
  private static func details(_ change: SampleChange) -> [String] {
    var details: [String] = []
    if let widest = change.widest {
      details.append(
        "at or below \(Format.number(widest.value)): \(Format.share(widest.reference)) of the rows → \(Format.share(widest.current))"
      )
    }
    if let (before, now) = change.few {
      let values = Set(before.map(\.value)).union(now.map(\.value)).sorted()
      let first = Dictionary(uniqueKeysWithValues: before.map { ($0.value, $0.count) })
      let second = Dictionary(uniqueKeysWithValues: now.map { ($0.value, $0.count) })
      let changes = LevelChanges(
        names: values.map(Format.number), reference: values.map { first[$0] ?? 0 },
        current: values.map { second[$0] ?? 0 })
      details.append("judged as a number; of its \(before.count) values \(changes.description)")
    }
    return details
  }
}
