/// The total variation of two samples of levels held against random divisions of their rows.
///
/// When nothing differs every division of all rows into samples of these sizes is as probable as the one found. What
/// matters of a division is how many rows of each level fall to the reference; these counts are drawn level by level from
/// their hypergeometric distributions, so that the work does not grow with the rows.
struct LevelPermutation {
  /// The share of the divisions with a total variation of at least that of the table: 0 when there is none.
  let share: Double

  /// - Parameters:
  ///   - permutations: how many divisions to draw, at least 1.
  ///   - seed: decides which; one seed gives the same share everywhere.
  /// - Throws: `StatisticsError.tooLarge` for more than 2^40 rows.
  init(_ table: CountTable, permutations: Int, seed: UInt64) throws(StatisticsError) {
    let totals = zip(table.reference, table.current).map { $0 + $1 }
    let (n, m) = (table.referenceCount, table.currentCount)
    var random = PermutationGenerator(seed: seed)
    func moved(_ reference: Int, of total: Int) -> UInt128 {
      (Int128(reference) * Int128(m) - Int128(total - reference) * Int128(n)).magnitude
    }
    // 2nm times the total variation, in whole numbers: no rounding decides what is at least as much.
    let found = zip(table.reference, totals).reduce(UInt128(0)) { $0 + moved($1.0, of: $1.1) }
    var hits = 0
    for _ in 0..<permutations {
      var (rows, draws) = (n + m, n)
      var sum: UInt128 = 0
      for total in totals {
        let level = try HypergeometricDistribution(population: rows, successes: total, draws: draws)
        let count = level.outcome(at: Double(random.next() >> 11) * 0x1p-53)
        sum += moved(count, of: total)
        rows -= total
        draws -= count
      }
      if sum >= found { hits += 1 }
    }
    share = Double(hits) / Double(permutations)
  }
}
