/// Adjusted p-values for several tests at once, in the order they came.
///
/// An adjusted p-value at or below α means that the test is rejected by the procedure at level α. Equal p-values get
/// equal adjusted ones. An empty list stays empty. NaN and values outside 0 … 1 are refused: a test without a result must
/// be dealt with before.
public enum MultipleTesting {
  /// Bonferroni's: p·k, or p/(wᵢ/Σw) with weights, at most 1. Bounds the chance of one false rejection or more, whatever
  /// the dependence.
  ///
  /// - Parameters:
  ///   - pValues: one for each test.
  ///   - weights: how much of α each test may spend, relative to the others; equal shares by default.
  /// - Throws: `StatisticsError` for an unusable p-value or weight, and for lists of different length.
  public static func bonferroni(
    _ pValues: [Double], weights: [Double]? = nil
  ) throws(StatisticsError) -> [Double] {
    let shares = try checked(pValues, weights)
    if weights == nil { return pValues.map { min(1, $0 * Double(pValues.count)) } }
    return zip(pValues, shares).map { min(1, $0 / $1) }
  }

  /// Holm's step-down procedure (1979): rejects whatever Bonferroni rejects, and bounds the same chance.
  ///
  /// With weights, p-values are taken in the order of pᵢ/wᵢ and each is compared with its share of the weights not yet
  /// used up (Holm, 1979, section 4).
  ///
  /// - Parameters:
  ///   - pValues: one for each test.
  ///   - weights: how much of α each test may spend, relative to the others; equal shares by default.
  /// - Throws: `StatisticsError` for an unusable p-value or weight, and for lists of different length.
  public static func holm(_ pValues: [Double], weights: [Double]? = nil) throws(StatisticsError) -> [Double] {
    let shares = try checked(pValues, weights)
    if weights == nil {
      // In whole numbers, so that k − i tests are left after i.
      return stepDown(pValues, order: order(pValues)) { index, rank in
        pValues[index] * Double(pValues.count - rank)
      }
    }
    let order = order(zip(pValues, shares).map { $0 / $1 })
    var left = [Double](repeating: 0, count: order.count)
    var sum = 0.0
    for rank in order.indices.reversed() {
      sum += shares[order[rank]]
      left[rank] = sum
    }
    return stepDown(pValues, order: order) { index, rank in pValues[index] / shares[index] * left[rank] }
  }

  /// Benjamini and Hochberg's step-up procedure (1995): bounds the expected share of false ones among the rejected, for
  /// independent or positively dependent tests.
  ///
  /// - Throws: `StatisticsError` for an unusable p-value.
  public static func benjaminiHochberg(_ pValues: [Double]) throws(StatisticsError) -> [Double] {
    _ = try checked(pValues, nil)
    return stepUp(pValues, factor: 1)
  }

  /// Benjamini and Yekutieli's (2001): the same bound for any dependence, at the price of a factor 1 + 1/2 + … + 1/k.
  ///
  /// - Throws: `StatisticsError` for an unusable p-value.
  public static func benjaminiYekutieli(_ pValues: [Double]) throws(StatisticsError) -> [Double] {
    _ = try checked(pValues, nil)
    var harmonic = 0.0
    for count in stride(from: pValues.count, to: 0, by: -1) { harmonic += 1 / Double(count) }
    return stepUp(pValues, factor: harmonic)
  }

  /// The share of α of each test.
  private static func checked(_ pValues: [Double], _ weights: [Double]?) throws(StatisticsError) -> [Double] {
    for (position, value) in pValues.enumerated() {
      if value.isNaN { throw .notANumber(what: "p-value", position: position) }
      guard value >= 0, value <= 1 else {
        throw .valueOutOfRange(what: "p-value", position: position, found: value, expected: "0 ≤ p ≤ 1")
      }
    }
    guard let weights else { return pValues.map { _ in 1 / Double(pValues.count) } }
    guard weights.count == pValues.count else {
      throw .lengthsDiffer(what: "p-values and weights", first: pValues.count, second: weights.count)
    }
    for (position, weight) in weights.enumerated() where !(weight > 0 && weight.isFinite) {
      throw .valueOutOfRange(what: "weight", position: position, found: weight, expected: "a finite number above 0")
    }
    // By the largest weight first, so that no sum overflows.
    guard let largest = weights.max() else { return [] }
    let relative = weights.map { $0 / largest }
    let sum = ExactSum(relative).sum
    return relative.map { max($0 / sum, .leastNonzeroMagnitude) }
  }

  /// Positions by ascending value.
  private static func order(_ values: [Double]) -> [Int] {
    values.indices.sorted { (values[$0], $0) < (values[$1], $1) }
  }

  private static func stepDown(_ pValues: [Double], order: [Int], _ scaled: (Int, Int) -> Double) -> [Double] {
    var result = pValues
    var largest = 0.0
    for (rank, index) in order.enumerated() {
      largest = max(largest, min(1, scaled(index, rank)))
      result[index] = largest
    }
    return result
  }

  private static func stepUp(_ pValues: [Double], factor: Double) -> [Double] {
    let count = Double(pValues.count)
    let order = order(pValues)
    var result = pValues
    var smallest = 1.0
    for rank in order.indices.reversed() {
      let index = order[rank]
      smallest = min(smallest, pValues[index] * factor * count / Double(rank + 1))
      result[index] = smallest
    }
    return result
  }
}
