/// How often each value of a column occurs in each cluster of rows, with the missing values: all that any statistic of
/// clustered rows can ask, but for the clusters' names.
///
/// Values are numbers of cells; the caller keeps what they stand for. Clusters are in the order of their content, so that
/// equal rows give an equal profile whatever their order and the clusters' names.
public struct ClusteredProfile: Sendable, Hashable {
  /// The rows of one cluster.
  public struct Cluster: Sendable, Hashable {
    /// The cells that occur, ascending.
    public let cells: [Int]
    /// The rows of each of these cells, at least 1.
    public let counts: [Int]
    /// The rows without a value.
    public let missing: Int
  }

  /// The clusters with at least one row.
  public let clusters: [Cluster]
  /// The number of cells.
  public let cellCount: Int

  /// The profile of rows.
  ///
  /// - Parameters:
  ///   - cells: the cell of each row that has a value, 0 ..< cellCount.
  ///   - clusters: the cluster of each of these rows, 0 or more.
  ///   - missing: the rows without a value, by cluster; clusters beyond its end have none.
  ///   - cellCount: the number of cells.
  /// - Throws: `StatisticsError` for arrays of different length, cells and clusters out of range, and negative counts.
  public init(
    cells: [Int32], clusters: [Int32], missing: [Int], cellCount: Int
  ) throws(StatisticsError) {
    guard cells.count == clusters.count else {
      throw .lengthsDiffer(what: "cells and clusters", first: cells.count, second: clusters.count)
    }
    let clusterCount = max(missing.count, Int(clusters.max() ?? -1) + 1)
    var own = [[Int: Int]](repeating: [:], count: clusterCount)
    for (row, cell) in cells.enumerated() {
      guard cell >= 0, cell < cellCount, clusters[row] >= 0 else {
        throw .valueOutOfRange(
          what: "cell", position: row, found: Double(cell), expected: "0 ..< \(cellCount), in a cluster of 0 or more")
      }
      own[Int(clusters[row])][Int(cell), default: 0] += 1
    }
    var found: [Cluster] = []
    for (number, counts) in own.enumerated() {
      let lacking = number < missing.count ? missing[number] : 0
      guard lacking >= 0 else { throw .negativeCount(what: "missing values", position: number, found: lacking) }
      guard lacking > 0 || !counts.isEmpty else { continue }
      let ordered = counts.sorted { $0.key < $1.key }
      found.append(Cluster(cells: ordered.map(\.key), counts: ordered.map(\.value), missing: lacking))
    }
    self.clusters = found.sorted(by: Self.isBefore)
    self.cellCount = cellCount
  }

  private static func isBefore(_ first: Cluster, _ second: Cluster) -> Bool {
    if first.cells != second.cells { return first.cells.lexicographicallyPrecedes(second.cells) }
    if first.counts != second.counts { return first.counts.lexicographicallyPrecedes(second.counts) }
    return first.missing < second.missing
  }

  /// The number of rows, those without a value included.
  public var rows: Int { clusters.reduce(0) { $0 + $1.missing + $1.counts.reduce(0, +) } }

  /// The rows without a value.
  public var missing: Int { clusters.reduce(0) { $0 + $1.missing } }

  /// The profile as bytes, the same for equal profiles.
  ///
  /// Numbers of seven bits a byte: the form's version (1), cells and clusters; then for each cluster its missing values and
  /// its cells, and for each of these how far it lies above the one before, and its count less 1.
  public var bytes: [UInt8] {
    var writer = ProfileBytesWriter()
    writer.append(Self.bytesVersion)
    writer.append(cellCount)
    writer.append(clusters.count)
    for cluster in clusters {
      writer.append(cluster.missing)
      writer.append(cluster.cells.count)
      var before = -1
      for (cell, count) in zip(cluster.cells, cluster.counts) {
        writer.append(cell - before - 1)
        writer.append(count - 1)
        before = cell
      }
    }
    return writer.bytes
  }

  private static let bytesVersion: UInt64 = 1
  /// The most rows that a profile holds.
  private static let largestCount = Int(Int32.max) - 1

  /// Reads a profile from its bytes.
  ///
  /// - Throws: `ProfileError` for bytes that are not those of a profile, and for another version of their form.
  public init(bytes: [UInt8]) throws(ProfileError) {
    var reader = ProfileBytesReader(bytes)
    let version = try reader.number()
    guard version == Self.bytesVersion else {
      throw ProfileError("its form has version \(version), expected \(Self.bytesVersion)")
    }
    cellCount = try reader.count(atMost: Self.largestCount, "the number of cells")
    // Each cluster takes two bytes, and each cell in it as many.
    let clusterCount = try reader.count(atMost: bytes.count / 2, "the number of clusters")
    var found: [Cluster] = []
    var rows = 0
    func add(_ count: Int) throws(ProfileError) {
      rows += count
      guard rows <= Self.largestCount else { throw ProfileError("its clusters have 2^31 rows or more") }
    }
    for number in 0..<clusterCount {
      let missing = try reader.count(atMost: Self.largestCount, "the missing values of cluster \(number)")
      try add(missing)
      let cellsHere = try reader.count(atMost: min(cellCount, bytes.count / 2), "the cells of cluster \(number)")
      var cells: [Int] = []
      var counts: [Int] = []
      var before = -1
      for _ in 0..<cellsHere {
        let cell = before + 1 + (try reader.count(atMost: Self.largestCount, "a step between cells"))
        guard cell < cellCount else { throw ProfileError("cluster \(number) has cell \(cell) of \(cellCount)") }
        let count = 1 + (try reader.count(atMost: Self.largestCount, "the count of a cell"))
        try add(count)
        cells.append(cell)
        counts.append(count)
        before = cell
      }
      let cluster = Cluster(cells: cells, counts: counts, missing: missing)
      guard missing > 0 || cellsHere > 0, found.last.map({ !Self.isBefore(cluster, $0) }) ?? true else {
        throw ProfileError("cluster \(number) is empty or not in its place")
      }
      found.append(cluster)
    }
    guard reader.isAtEnd else { throw ProfileError("it goes on after its end") }
    clusters = found
  }
}
