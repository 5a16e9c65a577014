extension DriftVerdictRule {
  /// Judges the total variation of a column of levels.
  ///
  /// Rare levels are pooled first by `CountTable.poolingRareLevels`. When two cells are left, their total variation is the
  /// difference of two proportions and is judged as one. Otherwise rows taken as independent are significant by the
  /// chi-squared test on the cells, rows in clusters when TV − b > ε.
  ///
  /// - Parameters:
  ///   - table: the counts of both samples, level by level.
  ///   - minimumExpected: levels expected fewer times than this in the smaller sample are pooled.
  ///   - referenceClusters: the counts of the reference by level and cluster when its rows come in clusters; by default
  ///     they are independent.
  ///   - currentClusters: the same for the current sample; both or neither must be given.
  /// - Throws: `StatisticsError.lengthsDiffer` when the clusters are not those of the table.
  public func assess(
    _ table: CountTable, minimumExpected: Double = 5, referenceClusters: ClusteredCounts? = nil,
    currentClusters: ClusteredCounts? = nil
  ) throws(StatisticsError) -> DriftAssessment {
    let pooled = table.poolingRareLevels(minimumExpected: minimumExpected)
    var cells = [Int](repeating: 0, count: table.reference.count)
    let kept = pooled.cells(levels: table.reference.count)
    for (cell, levels) in kept.enumerated() { for level in levels { cells[level] = cell } }
    let count = max(kept.count, 1)
    guard let referenceClusters, let currentClusters else {
      guard referenceClusters == nil, currentClusters == nil else {
        throw .lengthsDiffer(what: "clustered samples", first: referenceClusters == nil ? 0 : 1, second: 1)
      }
      return try assess(pooled)
    }
    guard referenceClusters.totals == table.reference, currentClusters.totals == table.current else {
      throw .lengthsDiffer(
        what: "table and its clusters", first: table.referenceCount + table.currentCount,
        second: referenceClusters.rows + currentClusters.rows)
    }
    return try assess(
      pooled, try referenceClusters.merged(cells, cellCount: count), try currentClusters.merged(cells, cellCount: count)
    )
  }

  /// Independent rows.
  private func assess(_ pooled: CountTable.Pooled) throws(StatisticsError) -> DriftAssessment {
    let table = pooled.table
    let reference = try SampleSize(independentRows: table.referenceCount)
    let current = try SampleSize(independentRows: table.currentCount)
    if table.reference.count == 2 {
      return try assess(
        .totalVariation, reference: (table.reference[0], table.referenceCount),
        current: (table.current[0], table.currentCount), reference, current, pooledLevels: pooled.pooledLevels)
    }
    let distance = TotalVariation(table)
    var gain = 0.0
    if let split = LevelSplit(table) {
      gain = try ProportionDifference(
        reference: Proportion(successes: split.reference.successes, trials: split.reference.trials),
        current: Proportion(successes: split.current.successes, trials: split.current.trials)
      ).squareAndAdd(significance: significance).lower
    }
    let pValue = try ChiSquaredTest.homogeneity(table).pValue
    let spread = Self.spread(reference.effective, current.effective)
    // One cell cannot differ, and nothing can be missed in it.
    let detectable =
      distance.cells < 2
      ? 0
      : try ChiSquaredPower.detectableVariation(
        cells: distance.cells, significance: significance, powerQuantile: powerQuantile, spread: spread)
    return assessment(
      .totalVariation, estimate: distance.estimate, bias: distance.bias,
      halfWidth: halfWidth(reference: reference, current: current), otherLower: gain, reference, current,
      pValue: pValue, isSignificant: pValue <= significance, detectable: detectable, pooledLevels: pooled.pooledLevels)
  }

  /// Rows in clusters, by their cells.
  private func assess(
    _ pooled: CountTable.Pooled, _ reference: ClusteredCounts, _ current: ClusteredCounts
  ) throws(StatisticsError) -> DriftAssessment {
    let (variances, others) = (reference.shareVariances, current.shareVariances)
    var bias = 0.0
    for (first, second) in zip(variances, others) { bias += (first + second).squareRoot() }
    // ½·√(2/π) as for independent rows.
    bias *= 0.5 * 0.797884560802865355879892119869
    let size = try SampleSize(clusterSizes: reference.sizes, largestVariance: reference.largestSetVariance)
    let other = try SampleSize(clusterSizes: current.sizes, largestVariance: current.largestSetVariance)
    let halfWidth = halfWidth(reference: size, current: other)
    let estimate = TotalVariation(pooled.table).estimate
    return assessment(
      .totalVariation, estimate: estimate, bias: bias, halfWidth: halfWidth, size, other, pValue: nil,
      isSignificant: estimate - bias > halfWidth,
      detectable: halfWidth + bias + powerQuantile / 2 * Self.spread(size.effective, other.effective),
      pooledLevels: pooled.pooledLevels)
  }

  /// Judges the rows whose level the other sample does not have: levels unseen so far in the current sample, or, with the
  /// samples exchanged, levels that vanished.
  ///
  /// A sample never has all levels, so that some new ones are expected without any drift. How many is known from the
  /// known sample itself: of its rows, those whose level is alone (in no other row, or no other cluster) would be new if
  /// they had been left out (Good and Turing; Good, 1953). The effect is by how much the share of new rows exceeds that
  /// share, and only a rise counts. Its variance comes from the levels that occur once and twice (Esty, 1983), by which
  /// the size of the known sample is reduced: n·n₁/(n₁ + 2·n₂).
  ///
  /// - Parameters:
  ///   - known: how often each level occurs in the sample that says which levels are known.
  ///   - judged: the same for the sample whose new levels are judged.
  ///   - knownClusters: the counts of the known sample by level and cluster; by default its rows are independent.
  ///   - judgedClusters: the same for the other sample; both or neither must be given.
  /// - Throws: `StatisticsError` for counts that make no table, and when clusters are not those of their sample.
  public func assessNewLevels(
    known: [Int], judged: [Int], knownClusters: ClusteredCounts? = nil, judgedClusters: ClusteredCounts? = nil
  ) throws(StatisticsError) -> DriftAssessment {
    let table = try CountTable(reference: known, current: judged)
    let new = zip(known, judged).reduce(0) { $1.0 == 0 ? $0 + $1.1 : $0 }
    var sizes: (SampleSize, SampleSize)
    var alone = 0
    var paired = 0
    if let knownClusters, let judgedClusters {
      guard knownClusters.totals == known, judgedClusters.totals == judged else {
        throw .lengthsDiffer(
          what: "levels and their clusters", first: table.referenceCount + table.currentCount,
          second: knownClusters.rows + judgedClusters.rows)
      }
      let clusters = knownClusters.clustersOfCells
      for level in known.indices {
        if clusters[level] == 1 { alone += known[level] }
        if clusters[level] == 2 { paired += known[level] }
      }
      let correlation = max(
        ClusteredCounts.intraclassCorrelation(
          successes: knownClusters.rows { clusters[$0] == 1 }, sizes: knownClusters.sizes) ?? 0,
        ClusteredCounts.intraclassCorrelation(
          successes: judgedClusters.rows { known[$0] == 0 }, sizes: judgedClusters.sizes) ?? 0)
      sizes = (
        try SampleSize(clusterSizes: knownClusters.sizes, intraclassCorrelation: correlation),
        try SampleSize(clusterSizes: judgedClusters.sizes, intraclassCorrelation: correlation)
      )
    } else {
      for count in known {
        if count == 1 { alone += 1 }
        if count == 2 { paired += 2 }
      }
      sizes = (
        try SampleSize(independentRows: table.referenceCount), try SampleSize(independentRows: table.currentCount)
      )
    }
    let once = Double(max(alone, 1))
    return try assess(
      .newLevels, reference: (alone, table.referenceCount), current: (new, table.currentCount), sizes.0, sizes.1,
      reliability: once / (once + Double(paired)), onlyRises: true)
  }
}

extension CountTable.Pooled {
  /// The levels of each cell of the table; empty levels are in none.
  func cells(levels count: Int) -> [[Int]] {
    let apart = Set(pooledLevels).union(emptyLevels)
    let kept = (0..<count).filter { !apart.contains($0) }.map { [$0] }
    return pooledLevels.isEmpty ? kept : kept + [pooledLevels]
  }
}
