/// What all simulations share.
struct Simulation: Sendable {
  /// Determines all random numbers.
  var seed: UInt64
  /// How many runs go on at the same time; no number depends on it.
  var threads: Int
  var distributions: ColumnDistributions

  init(seed: UInt64, threads: Int) throws {
    self.seed = seed
    self.threads = threads
    distributions = try ColumnDistributions()
  }

  /// A column drawn twice, without drift.
  func pair(
    _ kind: ColumnKind, rows: Int, _ random: inout RandomNumbers
  ) -> (reference: SimulatedColumn, current: SimulatedColumn) {
    let reference = SimulatedColumn.draw(distributions[kind], rows: rows, missingShare: kind.missingShare, &random)
    let current = SimulatedColumn.draw(distributions[kind], rows: rows, missingShare: kind.missingShare, &random)
    return (reference, current)
  }

  /// The random numbers of one run without drift.
  func random(rows: Int, columns: Int, run: Int) -> RandomNumbers {
    RandomNumbers(seed: seed, stream: UInt64(rows) << 40 | UInt64(columns) << 28 | UInt64(run))
  }
}
