/// A permutation test of any statistic of two samples.
///
/// When nothing differs, every division of the rows (or of whole clusters) into a reference and a current part is as
/// probable as the one found. The p-value is the share of divisions whose statistic is at least as large. While there are
/// no more divisions than the number asked for, all of them are counted and p is exact; otherwise that many are drawn
/// and the one found counts as one more, p = (1 + hits)/(1 + permutations), which keeps the promised rate of false alarms
/// (B. Phipson and G. K. Smyth, 2010).
///
/// Values that differ from the statistic found by less than 1e-12 of it count as equal, since the order of additions
/// may round equal ones apart.
public struct PermutationTest: Sendable, Hashable {
  /// The statistic of the samples as they are.
  public let statistic: Double
  /// The p-value, with `exact` when all divisions were counted and `permutation` when they were drawn.
  public let pValue: PValue
  /// How many divisions were looked at, the one found not included when they were drawn.
  public let permutations: Int
  /// How many of them had a statistic at least as large.
  public let hits: Int

  /// A statistic of two samples; a larger value speaks more against the null hypothesis.
  public typealias Statistic = (_ reference: [Double], _ current: [Double]) throws(StatisticsError) -> Double

  /// The absolute difference of the means.
  public static let meanDifference:
    @Sendable (_ reference: [Double], _ current: [Double]) throws(StatisticsError) -> Double =
      { (reference: [Double], current: [Double]) throws(StatisticsError) -> Double in
        guard let first = ExactSum(reference).mean, let second = ExactSum(current).mean else {
          throw .tooFewValues(what: "sample", count: 0, minimum: 1)
        }
        return abs(first - second)
      }

  /// Rearranges single rows.
  ///
  /// - Parameters:
  ///   - reference: at least one value; NaN is left to the statistic.
  ///   - current: at least one value.
  ///   - permutations: how many divisions to look at, at least 1.
  ///   - alpha: the level that the p-value will be held against.
  ///   - seed: decides which divisions are drawn; one seed gives the same p-value everywhere.
  ///   - statistic: called once for each division with arrays of the same sizes.
  /// - Throws: `StatisticsError.tooFewPermutations` when even no hit would leave p above alpha, with the number that it
  ///   would take; `undefined` when there are too few divisions for alpha at all, or the statistic is NaN; whatever the
  ///   statistic throws.
  public init(
    reference: [Double], current: [Double], permutations: Int = 9999, alpha: Double = 0.05, seed: UInt64,
    statistic: Statistic
  ) throws(StatisticsError) {
    guard !reference.isEmpty else { throw .tooFewValues(what: "reference", count: 0, minimum: 1) }
    guard !current.isEmpty else { throw .tooFewValues(what: "current sample", count: 0, minimum: 1) }
    let values = reference + current
    try self.init(
      values: values, clusters: (0...values.count).map { $0 }, referenceClusters: reference.count, unit: "rows",
      permutations: permutations, alpha: alpha, seed: seed, statistic: statistic)
  }

  /// Rearranges whole clusters: rows of one cluster stay together, and as many clusters as before are the reference.
  ///
  /// The number of rows on each side varies when clusters differ in size.
  ///
  /// - Parameters:
  ///   - reference: at least one value.
  ///   - referenceClusters: the cluster of each reference row.
  ///   - current: at least one value.
  ///   - currentClusters: the cluster of each current row; none of them may occur in the reference.
  /// - Throws: as for single rows, with clusters in their place; `lengthsDiffer` for arrays that do not belong together;
  ///   `undefined` for a cluster with rows in both samples.
  public init<Cluster: Hashable>(
    reference: [Double], referenceClusters: [Cluster], current: [Double], currentClusters: [Cluster],
    permutations: Int = 9999, alpha: Double = 0.05, seed: UInt64, statistic: Statistic
  ) throws(StatisticsError) {
    guard reference.count == referenceClusters.count else {
      throw .lengthsDiffer(
        what: "reference and its clusters", first: reference.count, second: referenceClusters.count)
    }
    guard current.count == currentClusters.count else {
      throw .lengthsDiffer(
        what: "current sample and its clusters", first: current.count, second: currentClusters.count)
    }
    guard !reference.isEmpty else { throw .tooFewValues(what: "reference", count: 0, minimum: 1) }
    guard !current.isEmpty else { throw .tooFewValues(what: "current sample", count: 0, minimum: 1) }
    // Clusters in the order of their first row, each with its rows in their order.
    var places: [Cluster: Int] = [:]
    var rows: [[Double]] = []
    for (value, cluster) in zip(reference, referenceClusters) { Self.add(value, cluster, &places, &rows) }
    let ofReference = rows.count
    for (value, cluster) in zip(current, currentClusters) {
      if let place = places[cluster], place < ofReference {
        throw .undefined(
          "cluster \(cluster) has rows in the reference and in the current sample; clusters are moved as a whole, "
            + "expected each in one of them")
      }
      Self.add(value, cluster, &places, &rows)
    }
    var starts = [0]
    for cluster in rows { starts.append((starts.last ?? 0) + cluster.count) }
    try self.init(
      values: rows.flatMap { $0 }, clusters: starts, referenceClusters: ofReference, unit: "clusters",
      permutations: permutations, alpha: alpha, seed: seed, statistic: statistic)
  }

  private static func add<Cluster: Hashable>(
    _ value: Double, _ cluster: Cluster, _ places: inout [Cluster: Int], _ rows: inout [[Double]]
  ) {
    if let place = places[cluster] {
      rows[place].append(value)
    } else {
      places[cluster] = rows.count
      rows.append([value])
    }
  }

  /// - Parameter clusters: where each cluster starts in `values`, and their end.
  private init(
    values: [Double], clusters: [Int], referenceClusters: Int, unit: String, permutations: Int, alpha: Double,
    seed: UInt64, statistic: Statistic
  ) throws(StatisticsError) {
    guard permutations >= 1 else {
      throw .outOfRange(what: "number of permutations", found: Double(permutations), expected: "1 or more")
    }
    guard alpha > 0, alpha < 1 else { throw .outOfRange(what: "alpha", found: alpha, expected: "0 < alpha < 1") }
    let count = clusters.count - 1
    let divisions = Self.divisions(count, referenceClusters)
    if let divisions, 1 / Double(divisions) > alpha {
      throw .undefined(
        "permutation test of \(referenceClusters) and \(count - referenceClusters) \(unit) has \(divisions) divisions, "
          + "so that p is at least \(1 / Double(divisions)), above alpha \(alpha); expected more \(unit)")
    }
    let countsAll = divisions.map { $0 <= permutations } ?? false
    if !countsAll {
      let needed = Self.permutationsNeeded(alpha: alpha)
      guard permutations >= needed else {
        // All divisions may be fewer than the draws that alpha takes.
        throw .tooFewPermutations(found: permutations, needed: min(needed, divisions ?? needed), alpha: alpha)
      }
    }
    var sides = Sides(values: values, clusters: clusters)
    var order = Array(0..<count)
    let found = try Self.evaluate(&sides, order, referenceClusters, statistic)
    let limit = found - 1e-12 * abs(found)
    var hits = 0
    var looked = 0
    if countsAll, let divisions {
      var chosen = Array(0..<referenceClusters)
      for _ in 0..<divisions {
        if try Self.evaluate(&sides, Self.order(chosen, count), referenceClusters, statistic) >= limit { hits += 1 }
        Self.advance(&chosen, count)
      }
      looked = divisions
      pValue = PValue(Double(hits) / Double(divisions), .exact)
    } else {
      var random = PermutationGenerator(seed: seed)
      for _ in 0..<permutations {
        random.choose(referenceClusters, of: &order)
        if try Self.evaluate(&sides, order, referenceClusters, statistic) >= limit { hits += 1 }
      }
      looked = permutations
      pValue = PValue(Double(hits + 1) / Double(permutations + 1), .permutation)
    }
    self.statistic = found
    self.permutations = looked
    self.hits = hits
  }

  /// The least number of drawn permutations with 1/(1 + permutations) ≤ alpha.
  public static func permutationsNeeded(alpha: Double) -> Int {
    guard alpha > 0 else { return Int.max }
    let needed = (1 / alpha - 1).rounded(.up)
    guard needed < 0x1p62 else { return Int.max }
    var result = max(1, Int(needed))
    // The division may have been rounded either way.
    if result > 1, 1 / Double(result) <= alpha { result -= 1 }
    while 1 / Double(result + 1) > alpha { result += 1 }
    return result
  }

  /// C(count, chosen), nil beyond 2^40.
  private static func divisions(_ count: Int, _ chosen: Int) -> Int? {
    var result = 1
    for k in 1...max(1, min(chosen, count - chosen)) {
      let (product, overflow) = result.multipliedReportingOverflow(by: count - k + 1)
      if overflow || product / k > 1 << 40 { return nil }
      result = product / k
    }
    return result
  }

  /// The next choice in lexicographic order.
  private static func advance(_ chosen: inout [Int], _ count: Int) {
    var position = chosen.count - 1
    while position >= 0, chosen[position] == count - chosen.count + position { position -= 1 }
    guard position >= 0 else { return }
    chosen[position] += 1
    for next in chosen.indices.dropFirst(position + 1) { chosen[next] = chosen[next - 1] + 1 }
  }

  /// The chosen clusters first, then the others.
  private static func order(_ chosen: [Int], _ count: Int) -> [Int] {
    var isChosen = [Bool](repeating: false, count: count)
    for cluster in chosen { isChosen[cluster] = true }
    return chosen + (0..<count).filter { !isChosen[$0] }
  }

  /// The values of both sides, kept between divisions so that their memory is used again.
  private struct Sides {
    let values: [Double]
    let clusters: [Int]
    var reference: [Double] = []
    var current: [Double] = []

    init(values: [Double], clusters: [Int]) {
      self.values = values
      self.clusters = clusters
    }

    mutating func fill(_ order: [Int], _ referenceClusters: Int) {
      reference.removeAll(keepingCapacity: true)
      current.removeAll(keepingCapacity: true)
      for (position, cluster) in order.enumerated() {
        let rows = values[clusters[cluster]..<clusters[cluster + 1]]
        if position < referenceClusters { reference.append(contentsOf: rows) } else { current.append(contentsOf: rows) }
      }
    }
  }

  private static func evaluate(
    _ sides: inout Sides, _ order: [Int], _ referenceClusters: Int, _ statistic: Statistic
  ) throws(StatisticsError) -> Double {
    sides.fill(order, referenceClusters)
    let value = try statistic(sides.reference, sides.current)
    guard !value.isNaN else {
      throw .undefined("the statistic of a permutation test is NaN, expected a number for every division of the rows")
    }
    return value
  }
}
