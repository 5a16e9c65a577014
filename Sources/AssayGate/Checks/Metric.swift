/// A measured number, with what is needed to read it: how many rows it stands on and how it is defined.
public struct Metric: Sendable, Hashable, Codable {
  /// What was measured, in snake case: `null_rate`, `roc_auc`, `ks_distance`.
  public var name: String
  /// The value; never NaN: a metric that could not be computed is an error, not a number.
  public var value: Double
  /// The number of rows (or pairs) that the value stands on.
  public var n: Int
  /// The name of the definition, so that numbers of different definitions are never compared: `roc_auc(mann-whitney)`.
  public var definition: String
  /// The lower end of the value's interval, where it has one.
  public var lower: Double?
  /// The upper end of the value's interval, where it has one.
  public var upper: Double?

  /// Creates a metric; `definition` defaults to the metric's name.
  public init(
    _ name: String, _ value: Double, n: Int, definition: String? = nil, lower: Double? = nil, upper: Double? = nil
  ) {
    self.name = name
    self.value = value
    self.n = n
    self.definition = definition ?? name
    self.lower = lower
    self.upper = upper
  }
}
