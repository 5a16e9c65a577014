import AssayStatistics
import AssayTable

/// What a profile keeps of measured values: distributions and counts, and of private columns no value.
struct ProfileForm: Sendable {
  let table: String
  let schema: Schema
  let privateColumns: Set<String>
  let key: ProfileKey.Setting

  /// Adds what is kept of a measurement.
  ///
  /// - Throws: for a measurement that failed, and one that no profile can hold.
  func add(
    _ measurement: Measurement, _ value: Measured?, to slice: inout ReferenceProfile.Slice
  ) throws(ReferenceProfiler.Failure) {
    switch (measurement, value) {
    case (.sample(let column), .sample(let sample)?): slice.columns.append(try numbers(column, sample))
    case (.counts(let column), .counts(let counts)?): slice.columns.append(try levels(column, counts))
    case (.calendar(let column), .calendar(let counts)?):
      slice.columns.append(ReferenceProfile.Column(name: column, content: .calendar(calendar(column, counts))))
    case (.clusteredSample(let column, let clusters), .clusteredSample(let sample)?):
      slice.columns.append(try clustered(column, clusters, sample))
    case (.clusteredLevels(let column, let clusters), .clusteredLevels(let levels)?):
      slice.columns.append(try clustered(column, clusters, levels))
    case (_, .failed(let error)?): throw ReferenceProfiler.Failure("table '\(table)': \(error.message)")
    default:
      throw ReferenceProfiler.Failure(
        "table '\(table)': a check asks the reference for \(measurement), which no profile holds")
    }
  }

  private func numbers(
    _ column: String, _ sample: ColumnSample
  ) throws(ReferenceProfiler.Failure) -> ReferenceProfile.Column {
    let sorted: SortedSample?
    do throws(StatisticsError) {
      sorted = try sample.values?.sorted()
    } catch {
      throw ReferenceProfiler.Failure("table '\(table)', column '\(column)': \(error)")
    }
    do throws(ProfileError) {
      let profile =
        if let values = sorted {
          try NumericProfile(values, missing: sample.missing)
        } else {
          try NumericProfile(missing: sample.missing)
        }
      return ReferenceProfile.Column(
        name: column, content: .numbers(privateColumns.contains(column) ? profile.blurred() : profile))
    } catch {
      throw failure(column, error)
    }
  }

  private func levels(
    _ column: String, _ counts: LevelCounts
  ) throws(ReferenceProfiler.Failure) -> ReferenceProfile.Column {
    let isPrivate = privateColumns.contains(column)
    if isText(column), TextDrift.isFree(counts.counts.values) {
      do throws(ProfileError) {
        let profiles = try TextDrift.profiles(of: counts.counts, missing: counts.missing)
        return ReferenceProfile.Column(
          name: column,
          content: .text(
            isPrivate ? profiles.map { $0.blurred() } : profiles, mostFrequent: counts.counts.values.max() ?? 0))
      } catch {
        throw failure(column, error)
      }
    }
    var levels = counts.counts.map { ($0.key.text, $0.value) }
    if isPrivate {
      let hash = LevelHash(key: try key(for: column), table: table, column: column)
      levels = levels.map { (hash.name(of: $0.0), $0.1) }
    }
    do throws(ProfileError) {
      return ReferenceProfile.Column(
        name: column, content: .levels(try LevelProfile(levels, missing: counts.missing), isHashed: isPrivate))
    } catch {
      throw failure(column, error)
    }
  }

  private func isText(_ column: String) -> Bool { schema[column]?.type.isText ?? false }

  /// Of a private column it is not told when its days were, only how many they span.
  private func calendar(_ column: String, _ counts: CalendarCounts) -> CalendarCounts {
    guard privateColumns.contains(column), let days = counts.days else { return counts }
    let span = [0, days.upperBound - days.lowerBound]
    return CalendarCounts(weekdays: counts.weekdays, hours: counts.hours, days: span, missing: counts.missing) ?? counts
  }

  // MARK: Clusters

  private func clustered(
    _ column: String, _ clusters: [String], _ sample: ClusteredSample
  ) throws(ReferenceProfiler.Failure) -> ReferenceProfile.Column {
    guard !privateColumns.contains(column) else {
      throw failure(
        column, ProfileError("it is private, and with clusters a profile would hold its values as they are"))
    }
    // Of −0 and 0, equal as numbers, one is kept.
    let values = Set(sample.values.map { $0 + 0.0 }).sorted()
    let places = Dictionary(uniqueKeysWithValues: values.enumerated().map { ($1, Int32($0)) })
    let profile = try profile(
      column, cells: sample.values.map { places[$0 + 0.0] ?? 0 }, sample.clusters, sample.missing.missing,
      cellCount: values.count)
    try checkSize(column, profile, values.reduce(0) { $0 + $1.description.utf8.count + 4 })
    return ReferenceProfile.Column(
      name: column, clusters: clusters, content: .clusteredNumbers(profile, values: values))
  }

  private func clustered(
    _ column: String, _ clusters: [String], _ levels: ClusteredLevels
  ) throws(ReferenceProfiler.Failure) -> ReferenceProfile.Column {
    var counts: [Int32: Int] = [:]
    for level in levels.levels { counts[level, default: 0] += 1 }
    guard !(isText(column) && TextDrift.isFree(counts.values)) else {
      throw failure(column, ProfileError("it is free text, and with clusters a profile would hold all of it"))
    }
    let isPrivate = privateColumns.contains(column)
    var shown = levels.names
    if isPrivate {
      let hash = LevelHash(key: try key(for: column), table: table, column: column)
      shown = shown.map(hash.name(of:))
    }
    let used = counts.keys.sorted { LevelProfile.isBefore(shown[Int($0)], shown[Int($1)]) }
    let places = Dictionary(uniqueKeysWithValues: used.enumerated().map { ($1, Int32($0)) })
    let profile = try profile(
      column, cells: levels.levels.map { places[$0] ?? 0 }, levels.clusters, levels.missing.missing,
      cellCount: used.count)
    let names = used.map { shown[Int($0)] }
    try checkSize(column, profile, names.reduce(0) { $0 + $1.utf8.count + 4 })
    return ReferenceProfile.Column(
      name: column, clusters: clusters, content: .clusteredLevels(profile, names: names, isHashed: isPrivate))
  }

  private func profile(
    _ column: String, cells: [Int32], _ clusters: [Int32], _ missing: [Int], cellCount: Int
  ) throws(ReferenceProfiler.Failure) -> ClusteredProfile {
    do throws(StatisticsError) {
      return try ClusteredProfile(cells: cells, clusters: clusters, missing: missing, cellCount: cellCount)
    } catch {
      throw failure(column, ProfileError("\(error)"))
    }
  }

  private func checkSize(
    _ column: String, _ profile: ClusteredProfile, _ names: Int
  ) throws(ReferenceProfiler.Failure) {
    let size = (profile.bytes.count + 2) / 3 * 4 + names
    guard size <= LevelProfile.sizeLimit else {
      throw failure(
        column,
        ProfileError(
          "its values by cluster take \(size) bytes, and a profile keeps at most \(LevelProfile.sizeLimit) of a column")
      )
    }
  }

  private func failure(_ column: String, _ error: ProfileError) -> ReferenceProfiler.Failure {
    ReferenceProfiler.Failure(
      "column '\(table).\(column)' cannot be profiled: \(error); leave it out of the drift checks, or compare with the "
        + "reference's rows")
  }

  private func key(for column: String) throws(ReferenceProfiler.Failure) -> ProfileKey {
    let what =
      "column '\(table).\(column)' is private, so that its levels are stored as hashes under a key: set "
      + "\(ProfileKey.variable) to a secret of at least \(ProfileKey.smallestLength) bytes, here and where the profile is "
      + "used"
    switch key {
    case .missing: throw ReferenceProfiler.Failure(what)
    case .tooShort: throw ReferenceProfiler.Failure("\(what); the one that is set is too short")
    case .key(let key): return key
    }
  }
}

extension ReferenceProfile.Slice {
  /// The same slice with its columns in the order of their names.
  var ordered: Self {
    var slice = self
    slice.columns.sort {
      ($0.name, $0.clusters.joined(separator: "\u{0}")) < ($1.name, $1.clusters.joined(separator: "\u{0}"))
    }
    return slice
  }
}

extension ReferenceProfile {
  /// Whether the levels of any column are hashed.
  var hasHashedLevels: Bool {
    tables.lazy.flatMap(\.scopes).flatMap(\.slices).flatMap(\.columns).contains { column in
      switch column.content {
      case .levels(_, isHashed: true), .clusteredLevels(_, names: _, isHashed: true): true
      default: false
      }
    }
  }
}

extension ClusteredSample {
  /// The rows of a profile, cluster by cluster.
  init(_ profile: ClusteredProfile, values: [Double]) {
    self.init()
    for (number, cluster) in profile.clusters.enumerated() {
      for (cell, count) in zip(cluster.cells, cluster.counts) {
        for _ in 0..<count { add(values[cell], cluster: Int32(number)) }
      }
      for _ in 0..<cluster.missing { add(.nan, cluster: Int32(number)) }
    }
  }
}

extension ClusteredLevels {
  /// The rows of a profile, cluster by cluster.
  init(_ profile: ClusteredProfile, names: [String]) {
    self.init()
    self.names = names
    for (number, cluster) in profile.clusters.enumerated() {
      for (cell, count) in zip(cluster.cells, cluster.counts) {
        for _ in 0..<count { add(Int32(cell), cluster: Int32(number)) }
      }
      for _ in 0..<cluster.missing { addMissing(cluster: Int32(number)) }
    }
  }
}
