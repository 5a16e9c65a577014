/// Scores of a binary classifier with the true labels: what its quality measures are computed from.
///
/// Every measure is computed from exact sums or whole numbers, so that it does not depend on the order of rows.
public struct BinaryScores: Sendable {
  /// The floating-point type that the scores came in; it decides where log loss clips.
  public enum Precision: String, Sendable, Hashable {
    /// 32-bit scores.
    case single
    /// 64-bit scores.
    case double

    /// The distance of 1 from the next larger number of the type.
    public var epsilon: Double {
      switch self {
      case .single: Double(Float.ulpOfOne)
      case .double: Double.ulpOfOne
      }
    }
  }

  /// The scores, not NaN; a larger one speaks more for the positive class.
  public let scores: [Double]
  /// True for the positive class; one label for each score.
  public let labels: [Bool]
  /// The type that the scores came in.
  public let precision: Precision
  /// The number of positive labels.
  public let positiveCount: Int

  /// The number of rows, at least 1.
  public var count: Int { scores.count }
  /// The number of negative labels.
  public var negativeCount: Int { scores.count - positiveCount }

  /// Takes 64-bit scores.
  ///
  /// - Throws: `StatisticsError` for no rows, arrays of different length, or a score that is NaN.
  public init(scores: [Double], labels: [Bool]) throws(StatisticsError) {
    try self.init(scores, labels, .double)
  }

  /// Takes 32-bit scores, which become doubles without rounding.
  ///
  /// - Throws: `StatisticsError` for no rows, arrays of different length, or a score that is NaN.
  public init(scores: [Float], labels: [Bool]) throws(StatisticsError) {
    try self.init(scores.map { Double($0) }, labels, .single)
  }

  private init(_ scores: [Double], _ labels: [Bool], _ precision: Precision) throws(StatisticsError) {
    guard scores.count == labels.count else {
      throw .lengthsDiffer(what: "scores and labels", first: scores.count, second: labels.count)
    }
    guard !scores.isEmpty else { throw .tooFewValues(what: "scores", count: 0, minimum: 1) }
    if let position = scores.firstIndex(where: { $0.isNaN }) {
      throw .notANumber(what: "score", position: position)
    }
    self.scores = scores
    self.labels = labels
    self.precision = precision
    var positives = 0
    for label in labels where label { positives += 1 }
    positiveCount = positives
  }

  /// The mean of one number for each row, by an exact sum.
  func mean(_ term: (_ score: Double, _ label: Bool) -> Double) -> Double {
    var sum = ExactSum()
    let block = 4096
    withUnsafeTemporaryAllocation(of: Double.self, capacity: block) { buffer in
      guard let base = buffer.baseAddress else { return }
      var start = 0
      while start < scores.count {
        let size = min(block, scores.count - start)
        for index in 0..<size {
          (base + index).initialize(to: term(scores[start + index], labels[start + index]))
        }
        sum.add(contentsOf: UnsafeBufferPointer(start: base, count: size))
        start += size
      }
    }
    return sum.mean ?? .nan
  }

  /// Refuses scores that cannot be probabilities.
  func requireProbabilities(_ measure: String) throws(StatisticsError) {
    guard let position = scores.firstIndex(where: { !($0 >= 0 && $0 <= 1) }) else { return }
    throw .valueOutOfRange(
      what: "score for \(measure)", position: position, found: scores[position], expected: "a probability, 0 … 1")
  }
}
