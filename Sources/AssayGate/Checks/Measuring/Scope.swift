import AssayTable

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

  /// Whether the conditions have the same bytes, and the slices the same columns.
  public static func == (left: Self, right: Self) -> Bool {
    left.filter.map { ExactText($0) } == right.filter.map { ExactText($0) } && left.by == right.by
  }

  /// Consistent with `==`.
  public func hash(into hasher: inout Hasher) {
    hasher.combine(filter.map { ExactText($0) })
    hasher.combine(by)
  }
}

/// What was measured, by scope, slice and measurement. The slice of a scope without `by` has the empty name.
public struct Measurements: Sendable {
  /// The values.
  public var values: [Scope: [String: [Measurement: Measured]]] = [:]
  /// The values of the columns that make a slice, by scope and slice, as text.
  public var slices: [Scope: [String: [String?]]] = [:]
  /// Why a scope cannot be measured: its condition is wrong, or its slices cannot be found.
  public var failures: [Scope: CheckError] = [:]
}
