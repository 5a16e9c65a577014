/// The hypergeometric distribution: the successes among `draws` drawn without replacement from `population`.
///
/// It is the null distribution of a 2 × 2 table with fixed margins.
public struct HypergeometricDistribution: Sendable, Hashable {
  /// How many there are to draw from.
  public let population: Int
  /// How many of them count as a success.
  public let successes: Int
  /// How many are drawn.
  public let draws: Int

  /// The largest population: beyond it the tails would take too many terms.
  public static let populationLimit = 1 << 40

  /// A distribution over the possible numbers of successes.
  ///
  /// - Throws: `StatisticsError` for a negative number, more successes or draws than there are, and a population above
  ///   2^40.
  public init(population: Int, successes: Int, draws: Int) throws(StatisticsError) {
    guard population <= Self.populationLimit else {
      throw .tooLarge(what: "population", found: "\(population)", maximum: "\(Self.populationLimit)")
    }
    for (name, value) in [("number of successes", successes), ("number of draws", draws)]
    where value < 0 || value > population {
      throw .outOfRange(what: name, found: Double(value), expected: "0 … \(population)")
    }
    self.population = population
    self.successes = successes
    self.draws = draws
  }

  /// The possible numbers of successes.
  public var support: ClosedRange<Int> {
    max(0, draws - (population - successes))...min(draws, successes)
  }

  /// The probability of exactly k successes; relative error below 1e-13.
  public func mass(_ k: Int) -> Double {
    support.contains(k) ? logMass(k).exponential : 0
  }

  /// The probability of at most k successes; relative error below 1e-13, O(√population) for a k in the lower half.
  public func cumulative(_ k: Int) -> Double {
    let support = self.support
    if k < support.lowerBound { return 0 }
    if k >= support.upperBound { return 1 }
    return Double(k) < mean ? min(1, sumDown(from: k)) : 1 - sumUp(from: k + 1)
  }

  /// The probability of more than k successes; relative error below 1e-13.
  public func survival(_ k: Int) -> Double {
    let support = self.support
    if k < support.lowerBound { return 1 }
    if k >= support.upperBound { return 0 }
    return Double(k) < mean ? 1 - sumDown(from: k) : min(1, sumUp(from: k + 1))
  }

  /// The probability of all outcomes that are at most as probable as k (Fisher's two-sided p-value).
  ///
  /// Probabilities that differ by less than 1 in 10¹² count as equal, since equal ones may be rounded apart.
  public func outcomesAtMostAsProbable(as k: Int) -> Double {
    let support = self.support
    guard support.contains(k) else { return 0 }
    let limit = logMass(k) + DoubleDouble(1e-12)
    let mode = self.mode
    func isIncluded(_ outcome: Int) -> Bool { (logMass(outcome) - limit).high <= 0 }
    if isIncluded(mode) { return 1 }
    // The masses fall on both sides of the mode, so that each side ends in a tail found by halving.
    var lowerOutside = support.lowerBound - 1
    var lowerInside = mode
    while lowerInside - lowerOutside > 1 {
      let middle = lowerOutside + (lowerInside - lowerOutside) / 2
      if isIncluded(middle) { lowerOutside = middle } else { lowerInside = middle }
    }
    var upperOutside = support.upperBound + 1
    var upperInside = mode
    while upperOutside - upperInside > 1 {
      let middle = upperInside + (upperOutside - upperInside) / 2
      if isIncluded(middle) { upperOutside = middle } else { upperInside = middle }
    }
    let lower = lowerOutside >= support.lowerBound ? sumDown(from: lowerOutside) : 0
    let upper = upperOutside <= support.upperBound ? sumUp(from: upperOutside) : 0
    return min(1, lower + upper)
  }

  /// Below this the lower tail is the smaller one, about.
  private var mean: Double { Double(draws) / Double(max(1, population)) * Double(successes) }

  /// The most probable outcome.
  private var mode: Int {
    let product = Int128(draws + 1) * Int128(successes + 1)
    let mode = Int(product / Int128(population + 2))
    return min(max(mode, support.lowerBound), support.upperBound)
  }

  /// C(K, k)·C(N − K, n − k) / C(N, n) as binomial probabilities, whose exponents keep their digits.
  private func logMass(_ k: Int) -> DoubleDouble {
    if draws == 0 || draws == population { return DoubleDouble(0) }
    let share = DoubleDouble(Double(draws)) / DoubleDouble(Double(population))
    let rest = DoubleDouble(Double(population - draws)) / DoubleDouble(Double(population))
    return BinomialDistribution.logMass(k, successes, share, rest)
      + BinomialDistribution.logMass(draws - k, population - successes, share, rest)
      - BinomialDistribution.logMass(draws, population, share, rest)
  }

  private func sumDown(from start: Int) -> Double {
    var term = 1.0
    var sum = 1.0
    var k = start
    let last = support.lowerBound
    while k > last, term > sum * 1e-18 {
      // The mass at k − 1 over that at k.
      term *=
        Double(k) / Double(successes - k + 1) * (Double(population - successes - draws + k) / Double(draws - k + 1))
      sum += term
      k -= 1
    }
    return (logMass(start) + DoubleDouble.logarithm(DoubleDouble(sum))).exponential
  }

  private func sumUp(from start: Int) -> Double {
    var term = 1.0
    var sum = 1.0
    var k = start
    let last = support.upperBound
    while k < last, term > sum * 1e-18 {
      term *= ratio(after: k)
      sum += term
      k += 1
    }
    return (logMass(start) + DoubleDouble.logarithm(DoubleDouble(sum))).exponential
  }

  /// A random outcome: the one at which the probabilities, added from the most probable outcome outward, pass a uniform
  /// number from 0 up to, not including, 1. O(√draws) steps.
  func outcome(at uniform: Double) -> Int {
    let support = self.support
    let mode = self.mode
    var (above, below) = (mode, mode)
    var upper = mass(mode)
    var lower = upper
    var sum = upper
    while sum <= uniform, above < support.upperBound || below > support.lowerBound {
      if above < support.upperBound {
        upper *= ratio(after: above)
        above += 1
        sum += upper
        if sum > uniform { return above }
      }
      if below > support.lowerBound {
        lower /= ratio(after: below - 1)
        below -= 1
        sum += lower
        if sum > uniform { return below }
      }
    }
    // Also where rounding left the sum of all below 1.
    return mode
  }

  /// The probability of k + 1 over that of k.
  private func ratio(after k: Int) -> Double {
    Double(successes - k) / Double(k + 1) * (Double(draws - k) / Double(population - successes - draws + k + 1))
  }
}
