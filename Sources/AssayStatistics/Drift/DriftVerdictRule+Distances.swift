extension DriftVerdictRule {
  /// Judges the distance of two numeric samples.
  ///
  /// Rows taken as independent are significant by the p-value of the distance, rows in clusters when D > ε.
  ///
  /// - Parameters:
  ///   - distance: the two samples' distance.
  ///   - referenceSize: the size of the reference when its rows come in clusters; by default they are independent.
  ///   - currentSize: the same for the current sample.
  /// - Throws: `StatisticsError.lengthsDiffer` when a size is not that of its sample.
  public func assess(
    _ distance: KolmogorovSmirnov, referenceSize: SampleSize? = nil, currentSize: SampleSize? = nil
  ) throws(StatisticsError) -> DriftAssessment {
    let reference = try Self.size(referenceSize, rows: distance.referenceCount, "reference")
    let current = try Self.size(currentSize, rows: distance.currentCount, "current")
    let estimate = distance.statistic
    let halfWidth = halfWidth(reference: reference, current: current)
    let isClustered = reference.clusters != nil || current.clusters != nil
    let pValue = isClustered ? nil : distance.pValue().value
    return assessment(
      .kolmogorovSmirnov, estimate: estimate, biasFactor: 0, reference, current, pValue: pValue,
      isSignificant: pValue.map { $0 <= significance } ?? (estimate > halfWidth), pooledLevels: [])
  }

  /// Judges the total variation of a category column.
  ///
  /// Rare levels are pooled first by `CountTable.poolingRareLevels`, with the effective sizes. Rows taken as independent
  /// are significant by the chi-squared test on the pooled cells, rows in clusters when TV − bias > ε.
  ///
  /// - Parameters:
  ///   - table: the counts of both samples, level by level.
  ///   - minimumExpected: levels expected fewer times than this in the smaller sample are pooled.
  ///   - referenceSize: the size of the reference when its rows come in clusters; by default they are independent.
  ///   - currentSize: the same for the current sample.
  /// - Throws: `StatisticsError.lengthsDiffer` when a size is not that of its sample.
  public func assess(
    _ table: CountTable, minimumExpected: Double = 5, referenceSize: SampleSize? = nil,
    currentSize: SampleSize? = nil
  ) throws(StatisticsError) -> DriftAssessment {
    let reference = try Self.size(referenceSize, rows: table.referenceCount, "reference")
    let current = try Self.size(currentSize, rows: table.currentCount, "current")
    let pooled = table.poolingRareLevels(
      minimumExpected: minimumExpected, smallerSize: min(reference.effective, current.effective))
    let distance = TotalVariation(pooled.table, referenceSize: reference, currentSize: current)
    let halfWidth = halfWidth(reference: reference, current: current)
    let isClustered = reference.clusters != nil || current.clusters != nil
    let pValue = isClustered ? nil : try ChiSquaredTest.homogeneity(pooled.table).pValue
    return assessment(
      .totalVariation, estimate: distance.estimate, biasFactor: distance.biasFactor, reference, current,
      pValue: pValue,
      isSignificant: pValue.map { $0 <= significance } ?? (distance.estimate - distance.bias > halfWidth),
      pooledLevels: pooled.pooledLevels)
  }

  /// The size that was given, checked, or that of independent rows.
  static func size(
    _ given: SampleSize?, rows: Int, _ name: String
  ) throws(StatisticsError) -> SampleSize {
    guard let given else { return try SampleSize(independentRows: rows) }
    guard given.rows == rows else {
      throw .lengthsDiffer(what: "\(name) sample and the rows of its clusters", first: rows, second: given.rows)
    }
    return given
  }

  private func assessment(
    _ effect: DriftEffect, estimate: Double, biasFactor: Double, _ reference: SampleSize, _ current: SampleSize,
    pValue: Double?, isSignificant: Bool, pooledLevels: [Int]
  ) -> DriftAssessment {
    let spread = Self.spread(reference.effective, current.effective)
    let halfWidth = halfWidthFactor * spread
    let bias = biasFactor * spread
    let corrected = max(0, estimate - bias)
    let lower = max(0, estimate - bias - halfWidth)
    // The effect must be ε + bias to be noticed, and sampling takes some of it away; ½·√(1/n + 1/m) is the largest
    // standard deviation of an estimate.
    let detectableFactor = halfWidthFactor + biasFactor + powerQuantile / 2
    let detectable = min(1, detectableFactor * spread)
    let verdict = verdict(
      lower: lower, correctedEstimate: corrected, isSignificant: isSignificant, minimumDetectableEffect: detectable)
    return DriftAssessment(
      effect: effect, verdict: verdict, limit: limit, significance: significance, estimate: estimate,
      correctedEstimate: corrected,
      interval: ConfidenceInterval(lower: lower, upper: min(1, estimate + halfWidth)),
      isSignificant: isSignificant, pValue: pValue, minimumDetectableEffect: detectable,
      requiredSize: verdict == .inconclusive
        ? requiredSize(detectableFactor: detectableFactor, referenceSize: reference.effective) : nil,
      referenceSize: reference, currentSize: current, pooledLevels: pooledLevels)
  }

  /// The largest sample that is worth asking for.
  static let largestRequiredSize = 0x1p32

  /// Solves factor·√(1/n + 1/m) = limit for m, and for n = m.
  func requiredSize(detectableFactor: Double, referenceSize: Double) -> DriftAssessment.RequiredSize {
    let ratio = limit / detectableFactor
    let room = ratio * ratio - 1 / referenceSize
    func whole(_ size: Double) -> Int? { size < Self.largestRequiredSize ? Int(size.rounded(.up)) : nil }
    return DriftAssessment.RequiredSize(current: room > 0 ? whole(1 / room) : nil, each: whole(2 / (ratio * ratio)))
  }
}
