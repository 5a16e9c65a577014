/// A number measured by a named definition; only numbers of one definition may be compared.
public struct DriftMeasurement: Sendable, Hashable {
  /// The definition that the number follows.
  public let definition: DriftDefinition
  /// The statistic: a distance, or what the p-value is computed from.
  public let statistic: Double
  /// The p-value of tests that decide by one, else nil.
  public let pValue: Double?
  /// About the statistic to expect when nothing drifted, for these sizes and cells; nil for p-values and where no formula
  /// is known.
  ///
  /// A threshold below it would report drift in most clean comparisons.
  public let noiseFloor: Double?
  /// How many bins or levels were compared; nil for statistics without cells.
  public let cells: Int?
  /// The number of reference values that entered.
  public let referenceCount: Int
  /// The number of current values that entered.
  public let currentCount: Int

  /// The number that the definition compares with a threshold: the p-value where there is one, else the statistic.
  public var value: Double { pValue ?? statistic }

  /// Whether the definition calls this drift at a threshold, with its own sense and its own treatment of equality.
  public func isDrift(threshold: Double) -> Bool {
    definition.decision.isDrift(value: value, threshold: threshold)
  }

  /// Whether the tool itself would call this drift; nil where it has no default threshold.
  public var isDriftByDefault: Bool? { definition.defaultThreshold.map { isDrift(threshold: $0) } }
}
