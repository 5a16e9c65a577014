import AssayStatistics
import AssayTable

/// What a stored profile knows of a measurement of the reference, where that is less than the rows would say.
public enum ProfiledMeasurement: Sendable {
  /// The distribution of a numeric column, in place of its values.
  case numbers(NumericProfile)
  /// The distributions of the measures of the form of free text, in place of the texts, and the rows with the most
  /// frequent one.
  case text([NumericProfile], mostFrequent: Int)
  /// How often each level of a private column occurs, under hashes of the levels.
  case levels(HashedLevels)
  /// The levels of a private column by cluster, under hashes of the levels.
  case clusteredLevels(HashedClusteredLevels)
}

/// The levels of a private column in a stored profile.
public struct HashedLevels: Sendable {
  /// The hashes of the levels and their counts.
  public let profile: LevelProfile
  /// What names a level of today as the profile names it.
  let hash: LevelHash

  /// The counts by level: under its own name when it is one of `names`, and under its hash otherwise.
  public func counts(knowing names: some Sequence<String>) -> LevelCounts {
    let known = hash.names(of: names)
    var counts = LevelCounts(counts: [:], missing: profile.missing)
    for (level, count) in profile.levels { counts.counts[ExactText(known[level] ?? level), default: 0] += count }
    return counts
  }
}

/// The levels of a private column by cluster in a stored profile.
public struct HashedClusteredLevels: Sendable {
  /// The rows under hashes of their levels.
  let levels: ClusteredLevels
  let hash: LevelHash

  /// The rows by level: under its own name when it is one of `names`, and under its hash otherwise.
  public func levels(knowing names: some Sequence<String>) -> ClusteredLevels {
    let known = hash.names(of: names)
    var named = levels
    named.names = levels.names.map { known[$0] ?? $0 }
    return named
  }
}
