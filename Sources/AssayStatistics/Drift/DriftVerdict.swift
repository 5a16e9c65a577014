/// What a drift comparison shows at its limit and its significance level.
public enum DriftVerdict: String, Sendable, Hashable, CaseIterable {
  /// The effect is beyond the limit, even at its lower bound.
  case fail
  /// There is a difference and the estimate is beyond the limit, but the lower bound is not.
  case warn
  /// Samples of these sizes could not have shown an effect as large as the limit.
  case inconclusive
  /// An effect as large as the limit would have been seen, and was not.
  case pass
}

/// The effect that a drift comparison measures; each is a share of rows between 0 and 1.
public enum DriftEffect: String, Sendable, Hashable, CaseIterable {
  /// The two-sample Kolmogorov–Smirnov distance of a numeric column.
  case kolmogorovSmirnov
  /// The total variation distance of a category column.
  case totalVariation
  /// The absolute difference of two proportions, such as null rates.
  case proportionDifference
  /// The rise of the share of rows whose level the other sample does not have, beyond what sampling explains.
  case newLevels
}

/// A drift verdict with every number that it rests on.
public struct DriftAssessment: Sendable, Hashable {
  /// The sample sizes that would make an inconclusive comparison conclusive: rows, or, when rows come in clusters,
  /// clusters that are worth as much as the present ones.
  public struct RequiredSize: Sendable, Hashable {
    /// The current size that would do with this reference; nil when none would.
    public let current: Int?
    /// The size that would do for both samples; nil when no realistic size would (2^32 or more).
    public let each: Int?
  }

  /// What was measured.
  public let effect: DriftEffect
  /// The conclusion.
  public let verdict: DriftVerdict
  /// The practical limit L of the effect.
  public let limit: Double
  /// The share α of the budget that this comparison may spend.
  public let significance: Double
  /// The observed effect, 0 … 1; for total variation it includes its bias.
  public let estimate: Double
  /// The observed effect less its expected excess; equal to `estimate` for all but total variation.
  public let correctedEstimate: Double
  /// The bounds of the true effect, each within 0 … 1.
  public let interval: ConfidenceInterval
  /// Whether there is any difference at the significance level α.
  public let isSignificant: Bool
  /// The p-value behind `isSignificant`; nil where an interval decides (proportions, and rows in clusters).
  public let pValue: Double?
  /// The size of the reference.
  public let referenceSize: SampleSize
  /// The size of the current sample.
  public let currentSize: SampleSize
  /// Positions of the levels that were pooled as too rare; empty for all but total variation.
  public let pooledLevels: [Int]
  /// What samples of these sizes can show.
  package let detectability: Detectability

  /// The smallest effect that samples of these sizes show as significant with the power of the rule; at most 1.
  ///
  /// For proportions it is searched for each time it is asked for, in some ten evaluations of the beta distribution.
  public var minimumDetectableEffect: Double { detectability.smallestEffect }

  /// The sizes that would do; nil unless the verdict is `inconclusive`.
  ///
  /// For proportions they are searched for each time they are asked for, in some hundred evaluations.
  public var requiredSize: RequiredSize? { verdict == .inconclusive ? detectability.requiredSize : nil }
}
