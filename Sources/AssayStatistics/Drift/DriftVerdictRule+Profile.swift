/// A drift verdict from a distance that a profile knows only within bounds.
public struct ProfileDriftAssessment: Sendable, Hashable {
  /// The bounds of the distance.
  public let distance: KolmogorovSmirnovBounds
  /// The verdict if the distance of the rows were the lower bound.
  public let atLower: DriftAssessment
  /// The verdict if the distance of the rows were the upper bound; the same as `atLower` where the bounds are one number.
  public let atUpper: DriftAssessment
  /// What holds for every distance within the bounds.
  public let verdict: DriftVerdict
  /// Whether the rows could have had another verdict than `verdict`: the profile is too coarse to tell.
  public let isTooCoarse: Bool

  /// The bounds of the true effect: the lower one of `atLower` and the upper one of `atUpper`.
  public var interval: ConfidenceInterval {
    ConfidenceInterval(lower: atLower.interval.lower, upper: atUpper.interval.upper)
  }

  /// Both in one: the verdict, the middle of the bounds as the estimate, the interval of both, and the p-value that the
  /// rows have at most. Sizes that would do are named only where sizes are what is lacking.
  public var combined: DriftAssessment {
    if distance.isExact { return atLower }
    let middle = (distance.statistic.lower + distance.statistic.upper) / 2
    return DriftAssessment(
      effect: atLower.effect, verdict: verdict, limit: atLower.limit, significance: atLower.significance,
      estimate: middle, correctedEstimate: middle, interval: interval, isSignificant: atLower.isSignificant,
      pValue: atLower.pValue, referenceSize: atLower.referenceSize, currentSize: atLower.currentSize,
      pooledLevels: [],
      detectability: .known(
        smallestEffect: atLower.minimumDetectableEffect, requiredSize: isTooCoarse ? nil : atLower.requiredSize))
  }
}

extension DriftVerdictRule {
  /// Judges a distance that is known only within bounds.
  ///
  /// A larger distance never has a better verdict, so that the verdicts at both bounds say what the rows between them can
  /// have had. Where both agree, that is the verdict. A lower bound that fails, fails; one that warns, warns, and
  /// `isTooCoarse` says that the rows might have failed. Otherwise the verdict is `inconclusive` and `isTooCoarse` is
  /// true: more rows do not help then, only the rows themselves or a profile of values that are closer together.
  ///
  /// - Parameters:
  ///   - distance: the bounds of the two samples' distance.
  ///   - referenceSize: the size of the reference when its rows come in clusters; by default they are independent.
  ///   - currentSize: the same for the current sample.
  /// - Throws: `StatisticsError.lengthsDiffer` when a size is not that of its sample.
  public func assess(
    _ distance: KolmogorovSmirnovBounds, referenceSize: SampleSize? = nil, currentSize: SampleSize? = nil
  ) throws(StatisticsError) -> ProfileDriftAssessment {
    let atLower = try assess(distance.atLower, referenceSize: referenceSize, currentSize: currentSize)
    let atUpper =
      distance.isExact
      ? atLower : try assess(distance.atUpper, referenceSize: referenceSize, currentSize: currentSize)
    let verdict = Self.verdict(from: atLower.verdict, to: atUpper.verdict)
    return ProfileDriftAssessment(
      distance: distance, atLower: atLower, atUpper: atUpper, verdict: verdict,
      isTooCoarse: atLower.verdict != atUpper.verdict)
  }

  /// What holds whatever the verdict between two is.
  static func verdict(from lower: DriftVerdict, to upper: DriftVerdict) -> DriftVerdict {
    switch (lower, upper) {
    case (.fail, _): .fail
    case (.warn, _): .warn
    case (.pass, .pass): .pass
    default: .inconclusive
    }
  }
}
