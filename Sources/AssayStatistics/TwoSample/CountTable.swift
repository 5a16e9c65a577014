/// The counts of the levels of a category column in two samples, level by level.
///
/// Levels are positions: the caller keeps their names. Rare levels are pooled by one rule for every statistic on the
/// table, so that the chi-squared test and the total variation speak of the same cells.
public struct CountTable: Sendable, Hashable {
  /// Counts in the reference, one for each level.
  public let reference: [Int]
  /// Counts in the current data, one for each level.
  public let current: [Int]
  /// The sum of the reference counts, at least 1.
  public let referenceCount: Int
  /// The sum of the current counts, at least 1.
  public let currentCount: Int

  /// Takes counts of 0 or more for the same levels in the same order; a level may have a count of 0 on either side.
  ///
  /// - Throws: `StatisticsError` for arrays of different length, a negative count, a side without rows, or more than
  ///   2^61 rows.
  public init(reference: [Int], current: [Int]) throws(StatisticsError) {
    guard reference.count == current.count else {
      throw .lengthsDiffer(what: "reference and current counts", first: reference.count, second: current.count)
    }
    referenceCount = try Self.total("reference count", reference)
    currentCount = try Self.total("current count", current)
    self.reference = reference
    self.current = current
  }

  private static func total(_ what: String, _ counts: [Int]) throws(StatisticsError) -> Int {
    var total = 0
    for (position, count) in counts.enumerated() {
      guard count >= 0 else { throw .negativeCount(what: what, position: position, found: count) }
      let (sum, overflow) = total.addingReportingOverflow(count)
      guard !overflow, sum <= 1 << 61 else {
        throw .tooLarge(what: "sum of the \(what)s", found: "more than 2^61", maximum: "2^61")
      }
      total = sum
    }
    guard total > 0 else { throw .tooFewValues(what: "sum of the \(what)s", count: 0, minimum: 1) }
    return total
  }

  /// A table whose rare levels are one cell, with the positions of these levels.
  public struct Pooled: Sendable, Hashable {
    /// The table with the cells that are left: the kept levels in their order, then the pooled cell when there is one.
    public let table: CountTable
    /// Positions in the original table of the levels that were pooled, ascending.
    public let pooledLevels: [Int]
    /// Positions in the original table of the levels that are absent from both samples, ascending; they are dropped.
    public let emptyLevels: [Int]
  }

  /// Pools the levels that are expected fewer than `minimumExpected` times in the smaller sample.
  ///
  /// The expected count of a level is its share of all rows of both samples times the smaller (effective) sample size.
  /// Rare levels go into one cell; while that cell itself is too rare, the least frequent kept level joins it. The rule
  /// looks only at the sum of both counts of a level: when nothing drifted, that sum tells nothing about how the rows
  /// split between the samples, so choosing the cells from the data does not raise false alarms.
  ///
  /// - Parameters:
  ///   - minimumExpected: 5 is the usual rule for chi-squared tests; 0 pools nothing.
  ///   - smallerSize: the smaller of both effective sample sizes when rows come in clusters; by default, of both totals.
  /// - Complexity: O(k log k) for k levels.
  public func poolingRareLevels(minimumExpected: Double = 5, smallerSize: Double? = nil) -> Pooled {
    let size = smallerSize ?? Double(min(referenceCount, currentCount))
    let rows = Double(referenceCount) + Double(currentCount)
    let levels = reference.indices.filter { reference[$0] + current[$0] > 0 }
    let empty = reference.indices.filter { reference[$0] + current[$0] == 0 }
    func isRare(_ count: Int) -> Bool { Double(count) / rows * size < minimumExpected }
    var pooled: [Int] = []
    var kept: [Int] = []
    var pooledCount = 0
    for level in levels {
      let count = reference[level] + current[level]
      if isRare(count) {
        pooled.append(level)
        pooledCount += count
      } else {
        kept.append(level)
      }
    }
    if !pooled.isEmpty && isRare(pooledCount) {
      // Equal sums are taken by reference count, which makes the cells independent of the order of levels.
      kept.sort { (reference[$0] + current[$0], reference[$0], $0) < (reference[$1] + current[$1], reference[$1], $1) }
      var joined = 0
      while joined < kept.count && isRare(pooledCount) {
        pooledCount += reference[kept[joined]] + current[kept[joined]]
        joined += 1
      }
      pooled.append(contentsOf: kept.prefix(joined))
      kept.removeFirst(joined)
    }
    kept.sort()
    pooled.sort()
    var first = kept.map { reference[$0] }
    var second = kept.map { current[$0] }
    if !pooled.isEmpty {
      first.append(pooled.reduce(0) { $0 + reference[$1] })
      second.append(pooled.reduce(0) { $0 + current[$1] })
    }
    let table = CountTable(
      reference: first, current: second, referenceCount: referenceCount, currentCount: currentCount)
    // A single level in a cell of its own was not pooled with anything.
    return Pooled(table: table, pooledLevels: pooled.count == 1 ? [] : pooled, emptyLevels: empty)
  }

  /// For counts that are known to be consistent.
  private init(reference: [Int], current: [Int], referenceCount: Int, currentCount: Int) {
    self.reference = reference
    self.current = current
    self.referenceCount = referenceCount
    self.currentCount = currentCount
  }
}
