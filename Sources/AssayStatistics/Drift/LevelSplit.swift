#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// A lower bound of the total variation without bias: one half of the rows says which levels gained, the other half how
/// much they gained together.
///
/// TV is the largest gain of any set of levels, so that the gain of one set, chosen from rows that do not measure it, is a
/// lower bound of it whatever the set. Rows are put into halves by a coin of a fixed seed, level by level from the counts,
/// which gives two independent samples of the same distribution.
struct LevelSplit {
  /// The counts of the chosen set in the halves that measure it.
  var reference: (successes: Int, trials: Int)
  var current: (successes: Int, trials: Int)

  /// Beyond this many rows the plain bound is tight, and tossing coins takes time.
  private static let mostRows = 1 << 33

  /// How many standard errors a level must have gained to be chosen; the best is found in the choosing half.
  private static let thresholds = [0, 0.5, 1, 1.5, 2, 2.5, 3]

  /// Splits a table; nil when a half has no rows or no set gained.
  init?(_ table: CountTable) {
    guard table.referenceCount < Self.mostRows, table.currentCount < Self.mostRows else { return nil }
    // The order of the levels must not matter: levels of equal counts cannot be told apart.
    let levels = table.reference.indices.sorted {
      (table.reference[$0], table.current[$0]) < (table.reference[$1], table.current[$1])
    }
    var coin = Coin()
    let first = levels.map { (coin.heads(of: table.reference[$0]), coin.heads(of: table.current[$0])) }
    let n = first.reduce(0) { $0 + $1.0 }
    let m = first.reduce(0) { $0 + $1.1 }
    reference = (0, table.referenceCount - n)
    current = (0, table.currentCount - m)
    guard n > 0, m > 0, reference.trials > 0, current.trials > 0 else { return nil }
    guard let chosen = Self.chosen(first, n: n, m: m) else { return nil }
    for (position, level) in levels.enumerated() where chosen[position] {
      reference.successes += table.reference[level] - first[position].0
      current.successes += table.current[level] - first[position].1
    }
  }

  /// The levels whose gain, less what chance alone adds by choosing, is largest.
  private static func chosen(_ counts: [(Int, Int)], n: Int, m: Int) -> [Bool]? {
    let spread = 1 / Double(n) + 1 / Double(m)
    let gains = counts.map { Double($0.1) / Double(m) - Double($0.0) / Double(n) }
    let errors = counts.map { pair in
      let share = Double(pair.0 + pair.1) / Double(n + m)
      return (share * (1 - share) * spread).squareRoot()
    }
    let chance = errors.reduce(0, +)
    var best = (gain: 0.0, threshold: Double.infinity)
    for threshold in thresholds {
      var gain = -chance * NormalDistribution.density(threshold)
      for level in gains.indices where gains[level] > threshold * errors[level] { gain += gains[level] }
      if gain > best.gain { best = (gain, threshold) }
    }
    guard best.threshold < .infinity else { return nil }
    return gains.indices.map { gains[$0] > best.threshold * errors[$0] }
  }

  /// Fair coins from SplitMix64 (Steele, Lea and Flood, 2014).
  private struct Coin {
    private var state: UInt64 = 0x5DEE_CE66_D1CE_4E5B

    private mutating func next() -> UInt64 {
      state &+= 0x9E37_79B9_7F4A_7C15
      var word = state
      word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
      word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
      return word ^ (word >> 31)
    }

    /// How many of some coins show heads: the bits of as many random words.
    mutating func heads(of coins: Int) -> Int {
      var heads = 0
      var left = coins
      while left >= 64 {
        heads &+= next().nonzeroBitCount
        left &-= 64
      }
      if left > 0 { heads &+= (next() & (1 &<< UInt64(left) &- 1)).nonzeroBitCount }
      return heads
    }
  }
}
