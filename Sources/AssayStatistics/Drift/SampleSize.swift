/// How many rows a sample has and how many independent rows they are worth.
///
/// Rows of one day, session or customer move together. Replacing a whole cluster of s of n rows moves an empirical share
/// by at most s/n, so bounded-difference inequalities hold with Kish's effective number n_eff = (Σ s)² / Σ s² in place of
/// n, whatever the dependence inside clusters. It is the floor: rows that do not really cluster are worth more, which
/// this type does not try to estimate.
public struct SampleSize: Sendable, Hashable {
  /// The number of rows, at least 1.
  public let rows: Int
  /// The number of clusters with at least one row; nil when rows are taken as independent.
  public let clusters: Int?
  /// The number of independent rows that give the same guarantee, 1 … rows.
  public let effective: Double

  /// Rows that are taken as independent.
  ///
  /// - Throws: `StatisticsError.tooFewValues` for fewer than 1 row.
  public init(independentRows rows: Int) throws(StatisticsError) {
    guard rows > 0 else { throw .tooFewValues(what: "sample", count: max(rows, 0), minimum: 1) }
    self.rows = rows
    clusters = nil
    effective = Double(rows)
  }

  /// Rows in clusters of the given sizes; clusters of 0 rows do not count.
  ///
  /// - Throws: `StatisticsError` for a negative size, no rows, or more than 2^61 rows.
  public init(clusterSizes: [Int]) throws(StatisticsError) {
    var rows = 0
    var clusters = 0
    var squares: UInt128 = 0
    for (position, size) in clusterSizes.enumerated() where size != 0 {
      guard size > 0 else { throw .negativeCount(what: "cluster size", position: position, found: size) }
      let (sum, overflow) = rows.addingReportingOverflow(size)
      guard !overflow, sum <= 1 << 61 else {
        throw .tooLarge(what: "sum of cluster sizes", found: "more than 2^61", maximum: "2^61")
      }
      rows = sum
      clusters += 1
      squares += UInt128(size) * UInt128(size)
    }
    guard rows > 0 else { throw .tooFewValues(what: "sample", count: 0, minimum: 1) }
    self.rows = rows
    self.clusters = clusters
    effective = Double(rows) / Double(squares) * Double(rows)
  }
}
