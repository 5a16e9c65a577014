/// The probability that a family of comparisons blocks although nothing drifted, shared out before any of them runs.
///
/// Weighted Bonferroni: α_i = B·w_i / Σ w. The shares sum to B, so that B bounds the chance of one false block or more,
/// however the comparisons depend on each other. Shares are fixed by the plan, not by what a run happens to select.
public struct FalseAlarmBudget: Sendable, Hashable {
  /// One false block in 200 runs.
  public static let standardTotal = 0.005

  /// B, above 0 and below 1.
  public let total: Double

  /// A budget for one family.
  ///
  /// - Throws: `StatisticsError.outOfRange` unless 0 < total < 1.
  public init(total: Double = Self.standardTotal) throws(StatisticsError) {
    guard total > 0, total < 1 else {
      throw .outOfRange(what: "false-alarm budget", found: total, expected: "0 < budget < 1")
    }
    self.total = total
  }

  /// The significance level of each comparison, in the order of the weights; empty for no weights.
  ///
  /// - Throws: `StatisticsError.valueOutOfRange` for a weight that is not a finite number above 0, and for one so small
  ///   that its share vanishes.
  public func shares(weights: [Double]) throws(StatisticsError) -> [Double] {
    for (position, weight) in weights.enumerated() where !(weight > 0 && weight.isFinite) {
      throw .valueOutOfRange(
        what: "weight", position: position, found: weight, expected: "a finite number above 0")
    }
    // By the largest weight first, so that no sum overflows.
    guard let largest = weights.max() else { return [] }
    let relative = weights.map { $0 / largest }
    let sum = ExactSum(relative).sum
    var shares: [Double] = []
    shares.reserveCapacity(weights.count)
    for (position, weight) in relative.enumerated() {
      let share = total * (weight / sum)
      guard share > 0 else {
        throw .valueOutOfRange(
          what: "weight", position: position, found: weights[position],
          expected: "a weight large enough for a share above 0")
      }
      shares.append(share)
    }
    return shares
  }
}
