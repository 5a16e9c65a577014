/// The scores of a binary classifier in order, each class by itself: what the ROC and the precision–recall curve, and
/// the area under the former, are read from.
public struct RankedClasses: Sendable {
  /// The scores of positive rows.
  public let positives: SortedSample
  /// The scores of negative rows.
  public let negatives: SortedSample

  /// What a decision at a threshold gets right and wrong.
  public struct OperatingPoint: Sendable, Hashable {
    /// A row is called positive when its score is at or above it; infinite when none is.
    public let threshold: Double
    /// Positive rows that are called positive.
    public let truePositives: Int
    /// Negative rows that are called positive.
    public let falsePositives: Int
  }

  /// Splits and orders scores; O(n).
  ///
  /// - Parameter measure: what is wanted, for the error.
  /// - Throws: `StatisticsError.oneClassOnly` when all labels are equal, and `tooLarge` beyond about 2·10⁹ rows of each
  ///   class.
  public init(_ rows: BinaryScores, measure: String = "ROC AUC") throws(StatisticsError) {
    let (positives, negatives) = (rows.positiveCount, rows.negativeCount)
    guard positives > 0, negatives > 0 else {
      throw .oneClassOnly(measure: measure, positives: positives, negatives: negatives)
    }
    guard positives <= Int.max / 2 / negatives else {
      throw .tooLarge(
        what: "number of pairs", found: "\(positives) × \(negatives)", maximum: "\(Int.max / 2)")
    }
    var upper: [Double] = []
    var lower: [Double] = []
    upper.reserveCapacity(positives)
    lower.reserveCapacity(negatives)
    for index in rows.scores.indices {
      if rows.labels[index] { upper.append(rows.scores[index]) } else { lower.append(rows.scores[index]) }
    }
    self.positives = try SortedSample(upper)
    self.negatives = try SortedSample(lower)
  }

  /// The area under the ROC curve: the probability that a positive row scores above a negative one, ties counted half.
  ///
  /// The Mann–Whitney statistic in whole halves, divided once: exact but for that division, O(n).
  public func rocAUC() -> Double {
    let halves = Self.halvesWon(positives.values, negatives.values)
    return Double(halves) / (2 * Double(positives.count) * Double(negatives.count))
  }

  /// Points of the curves at thresholds that are quantiles of either class, from "none is positive" to "all are".
  ///
  /// Exact where they stand; O(maximumCount · log n). Both counts rise from point to point.
  ///
  /// - Parameter maximumCount: the most points, at least 2.
  public func operatingPoints(maximumCount: Int) -> [OperatingPoint] {
    let steps = max(1, (maximumCount - 2) / 2)
    var thresholds: Set<Double> = [min(positives.minimum, negatives.minimum)]
    for sample in [positives, negatives] {
      for step in 1...steps {
        thresholds.insert(sample.values[(sample.count - 1) - (sample.count - 1) * step / (steps + 1)])
      }
    }
    let first = OperatingPoint(threshold: .infinity, truePositives: 0, falsePositives: 0)
    let points = thresholds.sorted(by: >).map { threshold in
      OperatingPoint(
        threshold: threshold, truePositives: Self.countAtOrAbove(threshold, positives.values),
        falsePositives: Self.countAtOrAbove(threshold, negatives.values))
    }
    return [first] + points
  }

  private static func countAtOrAbove(_ threshold: Double, _ values: [Double]) -> Int {
    var (low, high) = (0, values.count)
    while low < high {
      let middle = (low + high) / 2
      if values[middle] < threshold { low = middle + 1 } else { high = middle }
    }
    return values.count - low
  }

  /// Twice the number of pairs in which the first beats the second, plus the number of ties; both sorted.
  private static func halvesWon(_ upper: [Double], _ lower: [Double]) -> Int {
    upper.withUnsafeBufferPointer { first in
      lower.withUnsafeBufferPointer { second in
        guard let x = first.baseAddress, let y = second.baseAddress else { return 0 }
        var halves = 0
        var below = 0
        var notAbove = 0
        var index = 0
        while index < first.count {
          let value = x[index]
          while below < second.count && y[below] < value { below &+= 1 }
          while notAbove < second.count && y[notAbove] <= value { notAbove &+= 1 }
          halves &+= below &+ notAbove
          index &+= 1
        }
        return halves
      }
    }
  }
}
