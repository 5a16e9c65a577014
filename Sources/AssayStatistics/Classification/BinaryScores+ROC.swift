extension BinaryScores {
  /// The area under the ROC curve: the probability that a positive row scores above a negative one, ties counted half.
  ///
  /// The Mann–Whitney statistic in whole halves, divided once: exact but for that division, O(n). Scores of any range
  /// will do, infinities too.
  ///
  /// - Throws: `StatisticsError.oneClassOnly` when all labels are equal, and `tooLarge` beyond about 2·10⁹ rows of each
  ///   class.
  public func rocAUC() throws(StatisticsError) -> Double {
    let positives = positiveCount
    let negatives = negativeCount
    guard positives > 0, negatives > 0 else {
      throw .oneClassOnly(measure: "ROC AUC", positives: positives, negatives: negatives)
    }
    guard positives <= Int.max / 2 / negatives else {
      throw .tooLarge(
        what: "number of pairs", found: "\(positives) × \(negatives)", maximum: "\(Int.max / 2)")
    }
    var upper: [Double] = []
    var lower: [Double] = []
    upper.reserveCapacity(positives)
    lower.reserveCapacity(negatives)
    for index in scores.indices {
      if labels[index] { upper.append(scores[index]) } else { lower.append(scores[index]) }
    }
    let halves = try Self.halvesWon(SortedSample(upper).values, SortedSample(lower).values)
    return Double(halves) / (2 * Double(positives) * Double(negatives))
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
