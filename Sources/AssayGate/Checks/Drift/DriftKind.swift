import AssayTable

/// How a column is compared: by what its values are, not by what they look like.
enum DriftKind: Sendable, Hashable {
  /// Numbers: by the distribution function.
  case number
  /// True or false: by the share of each.
  case boolean
  /// Text: by its levels, or by its form when it is free text.
  case text
  /// Dates, times of day and timestamps: by the calendar.
  case calendar(DataType)

  /// Nil for a type that has no comparison.
  init?(_ type: DataType) {
    switch type {
    case .boolean: self = .boolean
    case .text: self = .text
    case .date, .time, .timestamp: self = .calendar(type)
    case .duration: self = .number
    default:
      guard type.isNumeric else { return nil }
      self = .number
    }
  }

  /// Whether a column of this kind in the table can be compared with one of another in the reference.
  func isComparable(with other: DriftKind) -> Bool {
    switch (self, other) {
    case (.number, .number), (.boolean, .boolean), (.text, .text): true
    // Days, seconds and microseconds are different numbers for the same time.
    case (.calendar(let type), .calendar(let reference)): type == reference
    default: false
    }
  }

  /// What is asked of both sides.
  func measurement(_ column: String, clusters: [String]) -> Measurement {
    switch self {
    case .number: clusters.isEmpty ? .sample(column) : .clusteredSample(column, clusters: clusters)
    case .boolean, .text: clusters.isEmpty ? .counts(column) : .clusteredLevels(column, clusters: clusters)
    case .calendar: clusters.isEmpty ? .calendar(column) : .clusteredSample(column, clusters: clusters)
    }
  }

  /// The comparisons that a column makes: its values (for timestamps, the hour and the day of the week), its missing
  /// values, and for text the levels that only one side has. Free text makes more of its form, which share two of these.
  var comparisons: Int {
    switch self {
    case .number, .boolean: 2
    case .text: 3
    case .calendar(.timestamp): 3
    case .calendar: 2
    }
  }
}
