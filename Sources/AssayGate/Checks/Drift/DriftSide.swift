import AssayStatistics
import AssayTable

/// What was measured of one side of a comparison.
struct DriftSide {
  /// The values of the side, in the form of its kind.
  enum Content {
    case sample(ColumnValues)
    /// The comparison with the other side, in place of the values.
    case compared(NumberComparison)
    case clusteredSample(ClusteredSample)
    case levels([ExactText: Int])
    case clusteredLevels(ClusteredLevels)
    case calendar(CalendarCounts)
    /// The distribution of a stored profile, in place of the values.
    case profile(NumericProfile)
    /// The distributions of the form of free text in a stored profile, and the rows with the most frequent text.
    case textProfile([NumericProfile], mostFrequent: Int)
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

  /// - Parameter today: the side that a stored profile is compared with, which knows the names of hashed levels.
  init(_ measured: Measured, column: String, name: String, today: DriftSide? = nil) throws(CheckError) {
    switch measured {
    case .profile(let profiled):
      self = try DriftSide(profiled, column: column, name: name, today: today)
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

  /// One side of a comparison that was taken already.
  init(_ side: NumberComparison.Side, of comparison: NumberComparison, name: String) throws(CheckError) {
    rows = side.rows
    missing = side.missing
    content = missing == rows ? .none : .compared(comparison)
    guard rows > 0 else { throw CheckError("\(name) has no rows to compare") }
  }

  /// What a stored profile knows of the reference.
  private init(
    _ profiled: ProfiledMeasurement, column: String, name: String, today: DriftSide?
  ) throws(CheckError) {
    var names: [String] = []
    switch today?.content {
    case .levels(let levels)?: names = levels.keys.map(\.text)
    case .clusteredLevels(let levels)?: names = levels.names
    default: break
    }
    switch profiled {
    case .levels(let levels):
      self = try DriftSide(.counts(levels.counts(knowing: names)), column: column, name: name)
    case .clusteredLevels(let levels):
      self = try DriftSide(.clusteredLevels(levels.levels(knowing: names)), column: column, name: name)
    case .numbers(let profile):
      missing = profile.missing
      rows = profile.count + profile.missing
      content = .profile(profile)
    case .text(let profiles, let mostFrequent):
      missing = profiles.first?.missing ?? 0
      rows = missing + (profiles.first?.count ?? 0)
      content = .textProfile(profiles, mostFrequent: mostFrequent)
    }
  }
}
