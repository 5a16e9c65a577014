/// The rows whose scores fall into one bin of a reliability curve.
public struct ReliabilityBin: Sendable, Hashable {
  /// The number of rows, at least 1.
  public let count: Int
  /// Their mean score, 0 … 1.
  public let meanScore: Double
  /// The share of them with a positive label, 0 … 1.
  public let positiveShare: Double
}

extension BinaryScores {
  /// The reliability curve: scores in bins of equal width from 0 to 1, each with its mean score and the share of positive
  /// labels; empty bins are left out. One pass.
  ///
  /// Sums are whole numbers of 2^-32, so that they do not depend on the order of the rows; means are right to 2^-33.
  ///
  /// - Parameter binCount: the number of bins, at least 1. A score of 1 belongs to the last one.
  /// - Throws: `StatisticsError.valueOutOfRange` for a score outside 0 … 1.
  public func reliability(binCount: Int) throws(StatisticsError) -> [ReliabilityBin] {
    try requireProbabilities("reliability")
    let scale = 4_294_967_296.0
    let last = max(1, binCount) - 1
    var counts = [Int](repeating: 0, count: last + 1)
    var positives = counts
    var sums = [UInt64](repeating: 0, count: last + 1)
    for index in scores.indices {
      let score = scores[index]
      let bin = min(last, Int(score * Double(last + 1)))
      counts[bin] += 1
      if labels[index] { positives[bin] += 1 }
      // 2^32 rows of score 1 would not fit any more; none of our tables can be as large in memory.
      sums[bin] &+= UInt64((score * scale).rounded())
    }
    return counts.indices.filter { counts[$0] > 0 }.map { bin in
      ReliabilityBin(
        count: counts[bin], meanScore: min(1, Double(sums[bin]) / scale / Double(counts[bin])),
        positiveShare: Double(positives[bin]) / Double(counts[bin]))
    }
  }
}
