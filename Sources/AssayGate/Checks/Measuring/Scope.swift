/// The rows that a measurement looks at: those that meet a filter, cut into slices.
public struct Scope: Hashable, Sendable {
  /// A condition as SQL; `nil` for all rows.
  public var filter: String?
  /// The columns whose combinations of values are the slices; empty for one slice of all rows.
  public var by: [String]

  /// Creates a scope.
  public init(filter: String? = nil, by: [String] = []) {
    self.filter = filter
    self.by = by
  }
}

/// What was measured, by scope, slice and measurement. The slice of a scope without `by` has the empty name.
public struct Measurements: Sendable {
  /// The values.
  public var values: [Scope: [String: [Measurement: Measured]]] = [:]
  /// Why the slices of a scope could not be found.
  public var failures: [Scope: CheckError] = [:]
}
