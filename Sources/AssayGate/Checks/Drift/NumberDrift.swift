import AssayStatistics

/// The comparison of numbers by their distribution functions.
struct NumberDrift {
  let column: String
  let clusters: [String]
  /// Whether values must not be shown.
  let hides: Bool

  /// A number has few values when the reference has no more of them than this.
  static let fewValues = 20
  /// So few rows of both sides together are ordered in no time, so that they can be drawn.
  private static let smallSize = 8_192
  /// Cut points for the variation between clusters, from each side.
  private static let cutPoints = 64

  /// Independent rows.
  func judge(
    _ rule: DriftVerdictRule, _ reference: ColumnValues, _ current: ColumnValues
  ) throws(StatisticsError) -> DriftFinding {
    let assessment = try rule.assess(try KolmogorovSmirnov(reference: reference, current: current))
    // Many values are put in order only when there is something to tell of them.
    guard !hides, assessment.verdict != .pass || reference.count + current.count < Self.smallSize else {
      return finding(assessment, nil)
    }
    return finding(assessment, (try reference.sorted(), try current.sorted()))
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
    var finding = DriftFinding(
      assessment, subject: column, symbol: "D", metric: "ks_distance",
      change: told.map { Self.change($0.reference, $0.current) }, clusters: clusters)
    if let told { finding.details = Self.details(told.reference, told.current) }
    finding.counts = samples.flatMap { DistributionCounts(column, $0.reference, $0.current) }
    return finding
  }

  /// `median 37 → 77, 5 to 95 % of the rows 21 … 57 → 68 … 91`.
  private static func change(_ reference: SortedSample, _ current: SortedSample) -> String {
    // Between −∞ and +∞ there is no quantile, which must not cost the verdict.
    func shown(_ sample: SortedSample, _ p: Double) -> String {
      (try? sample.quantile(p)).map(Format.number) ?? "none"
    }
    func range(_ sample: SortedSample) -> String { "\(shown(sample, 0.05)) … \(shown(sample, 0.95))" }
    return
      "median \(shown(reference, 0.5)) → \(shown(current, 0.5)), 5th to 95th percentile \(range(reference)) → \(range(current))"
  }

  /// Where the distance is reached, and the levels of numbers that have few of them.
  private static func details(_ reference: SortedSample, _ current: SortedSample) -> [String] {
    var details: [String] = []
    if let widest = widest(reference, current) {
      details.append(
        "at or below \(Format.number(widest.value)): \(Format.share(widest.before)) of the rows → \(Format.share(widest.now))"
      )
    }
    let (before, now) = (runs(reference), runs(current))
    if let before, let now {
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

  /// The values with their counts; nil when there are more than a few.
  static func runs(_ sample: SortedSample) -> [(value: Double, count: Int)]? {
    var runs: [(value: Double, count: Int)] = []
    var start = 0
    while start < sample.count {
      guard runs.count < fewValues else { return nil }
      let value = sample.values[start]
      // Doubling steps, then halving ones: few values have long runs.
      var (low, high) = (start, start + 1)
      while high < sample.count, sample.values[high] == value {
        low = high
        high = min(sample.count, high + (high - start))
      }
      while high - low > 1 {
        let middle = (low + high) / 2
        if sample.values[middle] == value { low = middle } else { high = middle }
      }
      runs.append((value, high - start))
      start = high
    }
    return runs
  }

  /// The value at which the distribution functions differ most, with both shares at or below it.
  private static func widest(
    _ reference: SortedSample, _ current: SortedSample
  ) -> (value: Double, before: Double, now: Double)? {
    let (n, m) = (reference.count, current.count)
    var best: (value: Double, before: Double, now: Double)?
    var largest = 0
    reference.values.withUnsafeBufferPointer { a in
      current.values.withUnsafeBufferPointer { b in
        var (i, j) = (0, 0)
        while i < n, j < m {
          let value = min(a[i], b[j])
          while i < n, a[i] == value { i += 1 }
          while j < m, b[j] == value { j += 1 }
          // Whole numbers, so that of equal differences the first is named. That n · m fits was checked for D.
          let difference = abs(i * m - j * n)
          if difference > largest {
            largest = difference
            best = (value, Double(i) / Double(n), Double(j) / Double(m))
          }
        }
      }
    }
    return best
  }
}
