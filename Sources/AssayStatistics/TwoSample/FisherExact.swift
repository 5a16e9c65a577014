/// Fisher's exact test of a 2 × 2 table, given its margins.
public struct FisherExact: Sendable, Hashable {
  /// How many reference rows have the property, and how many have not.
  public let reference: [Int]
  /// How many current rows have the property, and how many have not.
  public let current: [Int]
  private let distribution: HypergeometricDistribution

  /// Takes counts of 0 or more: `successes` of `trials` rows on each side.
  ///
  /// A side without rows is refused. A property that all rows or no rows have leaves one possible table, and p is 1.
  ///
  /// - Throws: `StatisticsError` for no trials, successes outside 0 … trials, and more than 2^40 rows.
  public init(
    referenceSuccesses: Int, referenceTrials: Int, currentSuccesses: Int, currentTrials: Int
  ) throws(StatisticsError) {
    try TwoProportionTest.check("reference", referenceSuccesses, referenceTrials)
    try TwoProportionTest.check("current", currentSuccesses, currentTrials)
    let (rows, overflow) = referenceTrials.addingReportingOverflow(currentTrials)
    guard !overflow else {
      throw .tooLarge(
        what: "number of rows", found: "\(referenceTrials) + \(currentTrials)",
        maximum: "\(HypergeometricDistribution.populationLimit)")
    }
    reference = [referenceSuccesses, referenceTrials - referenceSuccesses]
    current = [currentSuccesses, currentTrials - currentSuccesses]
    distribution = try HypergeometricDistribution(
      population: rows, successes: referenceTrials, draws: referenceSuccesses + currentSuccesses)
  }

  /// The sample odds ratio a·d/(b·c), with [a, b] the reference and [c, d] the current counts; infinity when only the
  /// divisor is 0, nil when both are.
  public var oddsRatio: Double? {
    let product = Double(reference[0]) * Double(current[1])
    let divisor = Double(reference[1]) * Double(current[0])
    if divisor == 0 { return product == 0 ? nil : .infinity }
    return product / divisor
  }

  /// The exact p-value, from the hypergeometric distribution; O(√rows) but for very uneven tables.
  ///
  /// - Parameter alternative: `less` asks whether the reference has the smaller share of successes, `greater` the
  ///   reverse. Both sides together count all tables that are at most as probable as the one found, as SciPy does.
  public func pValue(_ alternative: Alternative = .twoSided) -> PValue {
    let count = reference[0]
    return switch alternative {
    case .less: PValue(distribution.cumulative(count), .exact)
    case .greater: PValue(distribution.survival(count - 1), .exact)
    case .twoSided: PValue(distribution.outcomesAtMostAsProbable(as: count), .exact)
    }
  }
}
