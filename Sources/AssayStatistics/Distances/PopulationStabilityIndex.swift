/// The population stability index of two distributions over cells: Σ (p − q)·ln(p/q).
///
/// It is Jeffreys' symmetric divergence in nats (Kullback and Leibler, 1951), 0 for equal shares and without an upper
/// end. Its value depends on the cells and on what empty cells count for, and grows with the number of cells by noise.
public struct PopulationStabilityIndex: Sendable, Hashable {
  /// The index of the observed shares, 0 or more; infinite when a cell is empty in one sample and the rule keeps it.
  public let estimate: Double
  /// What sampling alone gives: in the mean (k − 1)·(1/n + 1/m).
  public let noise: DivergenceNoise
  /// How many cells were compared; those empty in both samples do not count.
  public let cells: Int

  /// Compares the shares of a table in O(k).
  ///
  /// - Parameters:
  ///   - table: the counts of both samples.
  ///   - emptyCells: what shares of 0 count for.
  ///   - referenceSize: the effective reference size when rows come in clusters; by default the number of rows.
  ///   - currentSize: the effective current size; by default the number of rows.
  /// - Throws: `StatisticsError.outOfRange` for a rule whose share is not between 0 and 1.
  public init(
    _ table: CountTable, emptyCells: EmptyCellRule = .keep, referenceSize: SampleSize? = nil,
    currentSize: SampleSize? = nil
  ) throws(StatisticsError) {
    let shares = try CellShares(table, emptyCells)
    let divergence = CellDivergence(table, shares, noiseFactor: 1, referenceSize, currentSize) { cell in
      let difference = shares.difference[cell]
      return difference == 0 ? 0 : difference * shares.logRatio(cell)
    }
    estimate = divergence.sum
    cells = shares.used
    noise = divergence.noise
  }
}
