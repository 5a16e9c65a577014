/// How often each cell of a column (a level, or a range of values) occurs in each cluster of rows: what the variation
/// between clusters is estimated from.
///
/// Clusters without rows are left out, and the others are in the order of their content, so that neither the order of the
/// rows nor the numbers of the clusters matter to the last bit. Room: one entry for each pair of cluster and cell that
/// occurs.
public struct ClusteredCounts: Sendable {
  /// The number of cells, at least 1.
  public let cellCount: Int
  /// The rows of each cluster, all above 0, ascending.
  public let sizes: [Int]
  /// The first entry of each cluster, then the number of entries.
  private let starts: [Int]
  private let cells: [Int32]
  private let counts: [Int32]
  /// The sum of `sizes`.
  public let rows: Int
  /// The rows of each cell.
  public let totals: [Int]

  /// Counts rows by cluster and cell in O(rows + cells + clusters · log clusters).
  ///
  /// - Parameters:
  ///   - cells: the cell of each row, 0 ..< cellCount; negative for rows to leave out.
  ///   - clusters: the cluster of each row, 0 or more.
  ///   - cellCount: the number of cells.
  /// - Throws: `StatisticsError` for arrays of different length, a cell or cluster out of range, no rows that count, or
  ///   2^31 rows and more.
  public init(cells rowCells: [Int32], clusters: [Int32], cellCount: Int) throws(StatisticsError) {
    guard rowCells.count == clusters.count else {
      throw .lengthsDiffer(what: "cells and clusters", first: rowCells.count, second: clusters.count)
    }
    guard rowCells.count < Int(Int32.max) else {
      throw .tooLarge(what: "number of clustered rows", found: "\(rowCells.count)", maximum: "\(Int32.max - 1)")
    }
    let largest = Int(clusters.max() ?? -1)
    var offsets = [Int](repeating: 0, count: largest + 2)
    var kept = 0
    for (row, cell) in rowCells.enumerated() where cell >= 0 {
      guard cell < cellCount, clusters[row] >= 0 else {
        throw .valueOutOfRange(
          what: "cell", position: row, found: Double(cell), expected: "0 ..< \(cellCount), in a cluster of 0 or more")
      }
      offsets[Int(clusters[row]) + 1] += 1
      kept += 1
    }
    guard kept > 0 else { throw .tooFewValues(what: "clustered sample", count: 0, minimum: 1) }
    for index in 1..<offsets.count { offsets[index] += offsets[index - 1] }
    var next = offsets
    var ordered = [Int32](repeating: 0, count: kept)
    for (row, cell) in rowCells.enumerated() where cell >= 0 {
      let cluster = Int(clusters[row])
      ordered[next[cluster]] = cell
      next[cluster] += 1
    }
    var tally = [Int32](repeating: 0, count: cellCount)
    var totals = [Int](repeating: 0, count: cellCount)
    var sizes: [Int] = []
    var starts: [Int] = []
    var entryCells: [Int32] = []
    var entryCounts: [Int32] = []
    for cluster in 0...largest where offsets[cluster] < offsets[cluster + 1] {
      sizes.append(offsets[cluster + 1] - offsets[cluster])
      starts.append(entryCells.count)
      for position in offsets[cluster]..<offsets[cluster + 1] {
        let cell = ordered[position]
        if tally[Int(cell)] == 0 { entryCells.append(cell) }
        tally[Int(cell)] += 1
      }
      entryCells[starts[starts.count - 1]...].sort()
      for cell in entryCells[starts[starts.count - 1]...] {
        entryCounts.append(tally[Int(cell)])
        totals[Int(cell)] += Int(tally[Int(cell)])
        tally[Int(cell)] = 0
      }
    }
    starts.append(entryCells.count)
    let order = Self.contentOrder(sizes: sizes, starts: starts, cells: entryCells, counts: entryCounts)
    self.cellCount = cellCount
    self.sizes = order.map { sizes[$0] }
    self.totals = totals
    rows = kept
    var orderedStarts = [0]
    var orderedCells: [Int32] = []
    var orderedCounts: [Int32] = []
    orderedCells.reserveCapacity(entryCells.count)
    orderedCounts.reserveCapacity(entryCells.count)
    for cluster in order {
      orderedCells.append(contentsOf: entryCells[starts[cluster]..<starts[cluster + 1]])
      orderedCounts.append(contentsOf: entryCounts[starts[cluster]..<starts[cluster + 1]])
      orderedStarts.append(orderedCells.count)
    }
    self.starts = orderedStarts
    self.cells = orderedCells
    self.counts = orderedCounts
  }

  /// The clusters by size, then by their entries; those that are equal cannot be told apart.
  private static func contentOrder(sizes: [Int], starts: [Int], cells: [Int32], counts: [Int32]) -> [Int] {
    // Sizes are below 2^31 and cells are not negative: mostly one comparison of words decides.
    let keys = sizes.indices.map { UInt64(sizes[$0]) << 32 | UInt64(cells[starts[$0]]) }
    return sizes.indices.sorted { first, second in
      if keys[first] != keys[second] { return keys[first] < keys[second] }
      var (i, j) = (starts[first], starts[second])
      // Of equal sizes, neither list of entries begins with the other.
      while i < starts[first + 1], j < starts[second + 1] {
        if cells[i] != cells[j] { return cells[i] < cells[j] }
        if counts[i] != counts[j] { return counts[i] < counts[j] }
        i += 1
        j += 1
      }
      return false
    }
  }

  /// The same rows in other cells.
  ///
  /// - Parameter mapping: the new cell of each cell.
  /// - Throws: `StatisticsError.lengthsDiffer` when it does not name one for each cell.
  public func merged(_ mapping: [Int], cellCount merged: Int) throws(StatisticsError) -> ClusteredCounts {
    guard mapping.count == cellCount else {
      throw .lengthsDiffer(what: "cells and their new places", first: cellCount, second: mapping.count)
    }
    var rowCells: [Int32] = []
    var clusters: [Int32] = []
    rowCells.reserveCapacity(rows)
    clusters.reserveCapacity(rows)
    forEach { cluster, cell, count in
      for _ in 0..<count {
        rowCells.append(Int32(mapping[cell]))
        clusters.append(Int32(cluster))
      }
    }
    return try ClusteredCounts(cells: rowCells, clusters: clusters, cellCount: merged)
  }

  /// In how many clusters each cell occurs.
  public var clustersOfCells: [Int] {
    var result = [Int](repeating: 0, count: cellCount)
    for cell in cells { result[Int(cell)] += 1 }
    return result
  }

  /// The rows of each cluster that lie in some cells.
  public func rows(in isMember: (Int) -> Bool) -> [Int] {
    var result = [Int](repeating: 0, count: sizes.count)
    forEach { cluster, cell, count in if isMember(cell) { result[cluster] += count } }
    return result
  }

  /// Calls `body` with cluster, cell and count of every pair that occurs.
  private func forEach(_ body: (Int, Int, Int) -> Void) {
    for cluster in sizes.indices {
      for entry in starts[cluster]..<starts[cluster + 1] { body(cluster, Int(cells[entry]), Int(counts[entry])) }
    }
  }

  // MARK: Variances between clusters

  /// The weight of each cluster's squared deviation in the jackknife variance of a share that leaves out one cluster at a
  /// time: (C − 1)/C · (w/(1 − w))² with w the cluster's share of the rows; nil for one cluster.
  private var weights: [Double]? { Self.weights(sizes) }

  private static func weights(_ sizes: [Int]) -> [Double]? {
    guard sizes.count > 1 else { return nil }
    let rows = Double(sizes.reduce(0, +))
    let factor = Double(sizes.count - 1) / Double(sizes.count)
    return sizes.map { size in
      let odds = Double(size) / (rows - Double(size))
      return factor * odds * odds
    }
  }

  /// The largest variance of the distribution function at the upper ends of the cells, which are in the order of the
  /// values; no smaller than with independent rows. Infinite for one cluster. O(clusters · cells).
  public var largestCumulativeVariance: Double {
    guard let weights else { return .infinity }
    var shares = [Double](repeating: 0, count: cellCount)
    var sum = 0
    for cell in 0..<cellCount {
      sum += totals[cell]
      shares[cell] = Double(sum) / Double(rows)
    }
    var variances = [Double](repeating: 0, count: cellCount)
    var own = [Double](repeating: 0, count: cellCount)
    for cluster in sizes.indices {
      for entry in starts[cluster]..<starts[cluster + 1] {
        own[Int(cells[entry])] = Double(counts[entry]) / Double(sizes[cluster])
      }
      var share = 0.0
      for cell in 0..<cellCount {
        share += own[cell]
        own[cell] = 0
        let deviation = share - shares[cell]
        variances[cell] += weights[cluster] * deviation * deviation
      }
    }
    var largest = 0.0
    for cell in 0..<cellCount {
      largest = max(largest, variances[cell], shares[cell] * (1 - shares[cell]) / Double(rows))
    }
    return largest
  }

  /// The variance of each cell's share, no smaller than with independent rows; infinite for one cluster.
  public var shareVariances: [Double] {
    guard let weights else { return [Double](repeating: .infinity, count: cellCount) }
    let total = weights.reduce(0, +)
    let shares = totals.map { Double($0) / Double(rows) }
    // A cluster without the cell deviates by the whole share.
    var variances = shares.map { $0 * $0 * total }
    forEach { cluster, cell, count in
      let own = Double(count) / Double(sizes[cluster])
      variances[cell] += weights[cluster] * (own * own - 2 * own * shares[cell])
    }
    for cell in 0..<cellCount {
      variances[cell] = max(variances[cell], shares[cell] * (1 - shares[cell]) / Double(rows))
    }
    return variances
  }

  /// The largest variance of the share of any set of cells, found by climbing from the cells that vary most.
  ///
  /// Each step takes the cells that vary with the set's deviation, which never lowers the variance (it is convex in the
  /// set). With many cells and few clusters the largest is much larger than a true one, which errs towards caution.
  /// Infinite for one cluster. O(entries) a step.
  public var largestSetVariance: Double {
    guard let weights else { return .infinity }
    let shares = totals.map { Double($0) / Double(rows) }
    let variances = shareVariances
    let seeds = variances.indices.sorted { (variances[$1], $0) < (variances[$0], $1) }.prefix(6)
    var largest = variances.max() ?? 0
    for seed in seeds {
      var members = [Bool](repeating: false, count: cellCount)
      members[seed] = true
      var before = -1.0
      for _ in 0..<30 {
        var deviations = [Double](repeating: 0, count: sizes.count)
        forEach { cluster, cell, count in
          if members[cell] { deviations[cluster] += Double(count) / Double(sizes[cluster]) }
        }
        let share = members.indices.reduce(0.0) { members[$1] ? $0 + shares[$1] : $0 }
        var variance = 0.0
        var total = 0.0
        for cluster in sizes.indices {
          deviations[cluster] -= share
          variance += weights[cluster] * deviations[cluster] * deviations[cluster]
          total += weights[cluster] * deviations[cluster]
        }
        largest = max(largest, variance)
        guard variance > before * (1 + 1e-9) else { break }
        before = variance
        var scores = shares.map { -$0 * total }
        forEach { cluster, cell, count in
          scores[cell] += weights[cluster] * deviations[cluster] * Double(count) / Double(sizes[cluster])
        }
        members = scores.map { $0 > 0 }
      }
    }
    return largest
  }

  /// How alike the rows of a cluster are in a yes-or-no property, from 0 to 1: from the ratio of the jackknife variance
  /// of its share to that of independent rows (the design effect).
  ///
  /// - Parameters:
  ///   - successes: the rows of each cluster that have the property.
  ///   - sizes: all rows of each cluster; those without rows do not count.
  /// - Returns: nil when all rows are alike or there is one cluster, so that nothing can be estimated.
  public static func intraclassCorrelation(successes: [Int], sizes: [Int]) -> Double? {
    let pairs = zip(successes, sizes).filter { $0.1 > 0 }
    guard let weights = weights(pairs.map(\.1)) else { return nil }
    let rows = Double(pairs.reduce(0) { $0 + $1.1 })
    let share = Double(pairs.reduce(0) { $0 + $1.0 }) / rows
    guard share > 0, share < 1 else { return nil }
    // Exact, so that the order of the clusters does not matter.
    var variance = ExactSum()
    var squares = ExactSum()
    for (weight, pair) in zip(weights, pairs) {
      let deviation = Double(pair.0) / Double(pair.1) - share
      variance.add(weight * deviation * deviation)
      squares.add(Double(pair.1) * Double(pair.1))
    }
    let effect = variance.sum * rows / (share * (1 - share))
    let size = squares.sum / rows
    return size > 1 ? min(1, max(0, (effect - 1) / (size - 1))) : 0
  }
}
