extension DriftVerdictRule {
  /// Judges the distance of two numeric samples.
  ///
  /// Rows taken as independent are significant by the p-value of the distance (the asymptotic one, which errs towards a
  /// larger p, while D is within the limit), rows in clusters when D > ε.
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
    // Counting exactly takes n·m steps, and decides nothing while the estimate is within the limit.
    let pValue =
      isClustered ? nil : estimate > limit ? distance.pValue().value : distance.asymptoticPValue()
    let spread = Self.spread(reference.effective, current.effective)
    return assessment(
      .kolmogorovSmirnov, estimate: estimate, bias: 0, halfWidth: halfWidth, reference, current, pValue: pValue,
      isSignificant: pValue.map { $0 <= significance } ?? (estimate > halfWidth),
      detectable: halfWidth + powerQuantile / 2 * spread)
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

  /// What distances share.
  ///
  /// - Parameters:
  ///   - bias: by how much the estimate may be too large on average.
  ///   - otherLower: another lower bound that holds at the same time.
  ///   - detectable: the smallest detectable effect; it falls like √(1/n + 1/m).
  func assessment(
    _ effect: DriftEffect, estimate: Double, bias: Double, halfWidth: Double, otherLower: Double = 0,
    _ reference: SampleSize, _ current: SampleSize, pValue: Double?, isSignificant: Bool, detectable: Double,
    pooledLevels: [Int] = []
  ) -> DriftAssessment {
    let corrected = max(0, estimate - bias)
    let lower = min(estimate, max(0, estimate - bias - halfWidth, otherLower))
    let verdict = verdict(
      lower: lower, correctedEstimate: corrected, isSignificant: isSignificant, showsLimit: detectable <= limit)
    var required: DriftAssessment.RequiredSize?
    if verdict == .inconclusive {
      required = requiredSize(
        detectableFactor: detectable / Self.spread(reference.effective, current.effective), reference, current)
    }
    return DriftAssessment(
      effect: effect, verdict: verdict, limit: limit, significance: significance, estimate: estimate,
      correctedEstimate: corrected,
      interval: ConfidenceInterval(lower: lower, upper: min(1, estimate + halfWidth)),
      isSignificant: isSignificant, pValue: pValue, referenceSize: reference, currentSize: current,
      pooledLevels: pooledLevels,
      detectability: .known(smallestEffect: min(1, detectable), requiredSize: required))
  }

  /// The largest sample that is worth asking for.
  static let largestRequiredSize = 0x1p32

  /// Solves factor·√(1/n + 1/m) = limit for m, and for n = m.
  private func requiredSize(
    detectableFactor: Double, _ reference: SampleSize, _ current: SampleSize
  ) -> DriftAssessment.RequiredSize {
    let ratio = limit / detectableFactor
    let room = ratio * ratio - 1 / reference.effective
    return DriftAssessment.RequiredSize(
      current: room > 0 ? Self.units(1 / room, current) : nil, each: Self.units(2 / (ratio * ratio), current))
  }

  /// An effective size as a number of rows, or of clusters that are worth as much as the present ones; nil when it is
  /// not worth asking for.
  static func units(_ size: Double, _ present: SampleSize) -> Int? {
    let units = present.clusters.map { size * Double($0) / present.effective } ?? size
    return units < largestRequiredSize ? Int(units.rounded(.up)) : nil
  }
}
