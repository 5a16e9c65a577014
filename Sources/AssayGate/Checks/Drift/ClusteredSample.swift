/// The values of a column of numbers or times with the cluster of each.
public struct ClusteredSample: Sendable {
  /// The values in the order of the rows, without those that are missing.
  public private(set) var values: [Double] = []
  /// The number of each value's cluster.
  public private(set) var clusters: [Int32] = []
  /// The missing values.
  public private(set) var missing = MissingByCluster()

  /// No values.
  public init() {}

  /// Adds a row; NaN is missing.
  public mutating func add(_ value: Double, cluster: Int32) {
    missing.add(isMissing: value.isNaN, cluster: cluster)
    guard !value.isNaN else { return }
    values.append(value)
    clusters.append(cluster)
  }
}

/// The levels of a column of text or booleans with the cluster of each.
public struct ClusteredLevels: Sendable {
  /// The levels as text; some may not occur.
  public var names: [String] = []
  /// The level of each row that has one, as a position in `names`.
  public private(set) var levels: [Int32] = []
  /// The number of each such row's cluster.
  public private(set) var clusters: [Int32] = []
  /// The missing values.
  public private(set) var missing = MissingByCluster()

  /// No rows.
  public init() {}

  /// Adds a row with a level.
  public mutating func add(_ level: Int32, cluster: Int32) {
    missing.add(isMissing: false, cluster: cluster)
    levels.append(level)
    clusters.append(cluster)
  }

  /// Adds a row without.
  public mutating func addMissing(cluster: Int32) { missing.add(isMissing: true, cluster: cluster) }
}

/// How many rows each cluster has, and how many of them have no value.
public struct MissingByCluster: Sendable, Hashable {
  /// All rows of each cluster; 0 for clusters that do not occur.
  public private(set) var rows: [Int] = []
  /// The rows without a value.
  public private(set) var missing: [Int] = []

  mutating func add(isMissing: Bool, cluster: Int32) {
    let number = Int(cluster)
    while rows.count <= number {
      rows.append(0)
      missing.append(0)
    }
    rows[number] += 1
    if isMissing { missing[number] += 1 }
  }
}
