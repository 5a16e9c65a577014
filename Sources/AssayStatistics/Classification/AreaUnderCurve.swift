#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The area under the ROC curve of scores, with its sampling variance and an interval.
///
/// The variance is that of DeLong, DeLong and Clarke-Pearson (1988): of the placements, the share of the other class that
/// each row beats, ties counted half. Rows that come together count together (Obuchowski, 1997): the placements of a
/// cluster are summed first, and a cluster with rows of both classes has their covariance. O(n log n).
public struct AreaUnderCurve: Sendable, Hashable {
  /// The rows of one class.
  public struct Class: Sendable, Hashable {
    /// The number of rows, at least 1.
    public let rows: Int
    /// The number of clusters that have such rows; `rows` when rows are independent.
    public let clusters: Int
    /// Kish's effective number (Σ s)² / Σ s² for clusters of sizes s.
    public let effective: Double
    /// Satterthwaite's degrees of freedom of a variance between these clusters: their number less 1 for equal sizes.
    let degreesOfFreedom: Double
  }

  /// The probability that a positive row scores above a negative one, ties counted half; 0 … 1.
  public let area: Double
  /// The estimated variance of `area`; 0 where classes are separated or all scores are equal, which says nothing about
  /// how sure the area is; nil when a class has one cluster only.
  public let variance: Double?
  /// The degrees of freedom of `variance` (Welch, 1947); nil where it is 0 or nil.
  public let degreesOfFreedom: Double?
  /// The rows of the negative class.
  public let negatives: Class
  /// The rows of the positive class.
  public let positives: Class

  /// Computes the area and its variance.
  ///
  /// - Parameters:
  ///   - scores: scores with labels; infinite scores are in order.
  ///   - clusters: the cluster of each row; nil when rows are independent.
  /// - Throws: `StatisticsError.oneClassOnly` when all labels are equal, `lengthsDiffer` for clusters of another number of
  ///   rows, `tooLarge` beyond 2^30 rows.
  public init(_ scores: BinaryScores, clusters: [UInt64]? = nil) throws(StatisticsError) {
    let (n, m) = (scores.negativeCount, scores.positiveCount)
    guard n > 0, m > 0 else { throw .oneClassOnly(measure: "ROC AUC", positives: m, negatives: n) }
    guard scores.count <= 1 << 30 else {
      throw .tooLarge(what: "number of scores", found: "\(scores.count)", maximum: "2^30")
    }
    if let clusters, clusters.count != scores.count {
      throw .lengthsDiffer(what: "scores and clusters", first: scores.count, second: clusters.count)
    }
    let (halves, won) = Self.placements(scores)
    let area = Double(won) / (2 * Double(n) * Double(m))
    self.area = area
    let numbers = clusters.map(Self.numbered)
    var sums = [(negative: Double, positive: Double)](repeating: (0, 0), count: numbers?.count ?? scores.count)
    var sizes = [(negative: Int, positive: Int)](repeating: (0, 0), count: sums.count)
    for row in 0..<scores.count {
      let cluster = numbers?.ofRow[row] ?? row
      if scores.labels[row] {
        sums[cluster].positive += (Double(halves[row]) / (2 * Double(n)) - area) / Double(m)
        sizes[cluster].positive += 1
      } else {
        sums[cluster].negative += (Double(halves[row]) / (2 * Double(m)) - area) / Double(n)
        sizes[cluster].negative += 1
      }
    }
    negatives = Self.sizes(sizes.map(\.negative), rows: n)
    positives = Self.sizes(sizes.map(\.positive), rows: m)
    guard negatives.clusters > 1, positives.clusters > 1 else {
      variance = nil
      degreesOfFreedom = nil
      return
    }
    var (first, second, both) = (0.0, 0.0, 0.0)
    for sum in sums {
      first += sum.negative * sum.negative
      second += sum.positive * sum.positive
      both += sum.negative * sum.positive
    }
    first *= Double(negatives.clusters) / Double(negatives.clusters - 1)
    second *= Double(positives.clusters) / Double(positives.clusters - 1)
    variance = max(0, first + second + 2 * both)
    let total = first + second
    degreesOfFreedom =
      total > 0
      ? total * total
        / (first * first / max(1, negatives.degreesOfFreedom) + second * second / max(1, positives.degreesOfFreedom))
      : nil
  }

  /// The interval that the true area leaves with probability α at the most, half of it on each side.
  ///
  /// Wilson's score interval of a share that k independent rows have shown, so that it keeps within 0 … 1 and has a width
  /// where the estimated variance is 0. Two answers hold, and the narrower one is given: k from the largest variance that
  /// an area of this size can have, θ(1 − θ) / min(n, m) (Birnbaum and Klose, 1957), with Kish's numbers for clusters and
  /// normal quantiles; or k from the estimated variance, at most n + m, with Student's quantiles for its degrees of
  /// freedom. The estimate is not trusted where so few clusters could be separated by chance alone with probability α/2.
  ///
  /// - Throws: `StatisticsError.outOfRange` unless 0 < significance < 1.
  public func interval(significance: Double) throws(StatisticsError) -> ConfidenceInterval {
    try checkSignificance(significance)
    let floor = min(negatives.effective, positives.effective)
    let widest = Self.wilson(area, floor, try NormalDistribution.quantile(survival: significance / 2))
    guard let variance, variance > 0, let degreesOfFreedom, canBeEstimated(significance) else { return widest }
    let worth = min(max(area * (1 - area) / variance, floor), Double(negatives.rows + positives.rows))
    let quantile = try StudentDistribution.quantile(survival: significance / 2, degreesOfFreedom: degreesOfFreedom)
    let estimated = Self.wilson(area, worth, quantile)
    return estimated.upper - estimated.lower < widest.upper - widest.lower ? estimated : widest
  }

  /// By which factor the rows, or clusters, must grow for an interval that does not contain a limit, if the area stays
  /// what it is; nil when it lies too near to the limit for any realistic number.
  ///
  /// - Throws: `StatisticsError.outOfRange` unless 0 < significance < 1.
  public func growth(toLeave limit: Double, significance: Double) throws(StatisticsError) -> Double? {
    let interval = try interval(significance: significance)
    let width = (interval.upper - interval.lower) / 2
    let distance = abs(limit - area)
    guard distance >= 0.002 else { return nil }
    return max(1, (width / distance) * (width / distance))
  }

  /// Whether fewer than α/2 of the ways to share out the clusters separate the classes.
  private func canBeEstimated(_ significance: Double) -> Bool {
    let (c, d) = (Double(negatives.clusters), Double(positives.clusters))
    let logWays =
      GammaFunctions.logGamma(c + d + 1) - GammaFunctions.logGamma(c + 1) - GammaFunctions.logGamma(d + 1)
    return logWays > log(2 / significance)
  }

  private static func wilson(_ share: Double, _ rows: Double, _ quantile: Double) -> ConfidenceInterval {
    let square = quantile * quantile / rows
    let centre = (share + square / 2) / (1 + square)
    let half = (share * (1 - share) * square + square * square / 4).squareRoot() / (1 + square)
    // Where nothing is left on one side, rounding must not leave the share itself outside.
    return ConfidenceInterval(lower: max(0, min(share, centre - half)), upper: min(1, max(share, centre + half)))
  }

  /// For each row twice the number of rows of the other class that it beats: a positive one those below, a negative one
  /// those above, ties counted half. And the sum over the positive rows.
  private static func placements(_ scores: BinaryScores) -> (halves: [Int], won: Int) {
    let order = scores.scores.indices.sorted { scores.scores[$0] < scores.scores[$1] }
    var halves = [Int](repeating: 0, count: scores.count)
    var below = (negatives: 0, positives: 0)
    var won = 0
    var start = 0
    while start < order.count {
      var end = start
      var tied = (negatives: 0, positives: 0)
      while end < order.count, scores.scores[order[end]] == scores.scores[order[start]] {
        if scores.labels[order[end]] { tied.positives += 1 } else { tied.negatives += 1 }
        end += 1
      }
      let above = scores.positiveCount - below.positives - tied.positives
      for position in start..<end {
        let row = order[position]
        halves[row] = scores.labels[row] ? 2 * below.negatives + tied.negatives : 2 * above + tied.positives
      }
      won += tied.positives * (2 * below.negatives + tied.negatives)
      below.negatives += tied.negatives
      below.positives += tied.positives
      start = end
    }
    return (halves, won)
  }

  private static func numbered(_ clusters: [UInt64]) -> (ofRow: [Int], count: Int) {
    var known: [UInt64: Int] = [:]
    let numbers = clusters.map { cluster in
      if let number = known[cluster] { return number }
      known[cluster] = known.count
      return known.count - 1
    }
    return (numbers, known.count)
  }

  private static func sizes(_ sizes: [Int], rows: Int) -> Class {
    var (clusters, second, fourth) = (0, 0.0, 0.0)
    for size in sizes where size > 0 {
      let share = Double(size) / Double(rows)
      clusters += 1
      second += share * share
      fourth += share * share * share * share
    }
    // Of rows each by itself, and of one cluster, the number is known.
    let effective = clusters == rows ? Double(rows) : min(Double(clusters), max(1, 1 / second))
    return Class(
      rows: rows, clusters: clusters, effective: effective, degreesOfFreedom: max(0, second * second / fourth - 1))
  }
}
