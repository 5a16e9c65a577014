extension BinaryScores {
  /// The area under the ROC curve: the probability that a positive row scores above a negative one, ties counted half.
  ///
  /// The Mann–Whitney statistic in whole halves, divided once: exact but for that division, O(n). Scores of any range
  /// will do, infinities too.
  ///
  /// - Throws: `StatisticsError.oneClassOnly` when all labels are equal, and `tooLarge` beyond about 2·10⁹ rows of each
  ///   class.
  public func rocAUC() throws(StatisticsError) -> Double { try RankedClasses(self).rocAUC() }
}
