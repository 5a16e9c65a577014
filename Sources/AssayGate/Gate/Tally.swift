/// Counts of cases by verdict.
public struct Tally: Sendable, Hashable {
  private var counts: [Verdict: Int] = [:]

  /// Creates an empty count.
  public init() {}

  /// The number of cases with a verdict.
  public subscript(verdict: Verdict) -> Int { counts[verdict, default: 0] }

  /// The number of cases.
  public var total: Int { counts.values.reduce(0, +) }

  /// Counts cases; none when `count` is 0 or less.
  package mutating func add(_ verdict: Verdict, count: Int) {
    if count > 0 { counts[verdict, default: 0] += count }
  }

  /// Counts one case.
  public mutating func add(_ verdict: Verdict) { counts[verdict, default: 0] += 1 }

  /// Counts the cases of another tally as well.
  public mutating func add(_ other: Tally) {
    for (verdict, count) in other.counts { counts[verdict, default: 0] += count }
  }
}
