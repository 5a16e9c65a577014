import AssayStatistics
import AssayTable

/// What was measured of one side of a comparison.
struct DriftSide {
  /// The values of the side, in the form of its kind.
  enum Content {
    case sample(ColumnValues)
    case clusteredSample(ClusteredSample)
    case levels([String: Int])
    case clusteredLevels(ClusteredLevels)
    case calendar(CalendarCounts)
    /// All values are missing.
    case none
  }

  var content: Content
  var rows: Int
  var missing: Int
  /// The missing values by cluster; nil when rows are taken as independent.
  var missingByCluster: MissingByCluster?

  /// The number of rows with a value.
  var present: Int { rows - missing }

  init(_ measured: Measured, column: String, name: String) throws(CheckError) {
    switch measured {
    case .sample(let sample):
      rows = sample.rows
      missing = sample.missing
      content = sample.values.map { .sample($0) } ?? .none
    case .counts(let counts):
      missing = counts.missing
      rows = counts.counts.values.reduce(counts.missing, +)
      content = .levels(counts.counts)
    case .calendar(let counts):
      missing = counts.missing
      rows = counts.present + counts.missing
      content = .calendar(counts)
    case .clusteredSample(let sample):
      rows = sample.missing.rows.reduce(0, +)
      missing = sample.missing.missing.reduce(0, +)
      missingByCluster = sample.missing
      content = .clusteredSample(sample)
    case .clusteredLevels(let levels):
      rows = levels.missing.rows.reduce(0, +)
      missing = levels.missing.missing.reduce(0, +)
      missingByCluster = levels.missing
      content = .clusteredLevels(levels)
    default: throw CheckError("internal error: column '\(column)' was not measured")
    }
    guard rows > 0 else { throw CheckError("\(name) has no rows to compare") }
    if missing == rows { content = .none }
  }
}
