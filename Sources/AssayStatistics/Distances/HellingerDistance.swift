/// Hellinger's distance of two distributions over cells, √(½·Σ (√p − √q)²) = √(1 − Σ √(pq)).
///
/// From 0 for equal shares to 1 without a common cell (Hellinger, 1909; in this form Beran, 1977).
public struct HellingerDistance: Sendable, Hashable {
  /// The distance of the observed shares, 0 … 1.
  public let estimate: Double
  /// The square of the distance, 1 − Σ √(pq): the complement of Bhattacharyya's coefficient.
  public let square: Double
  /// What sampling alone gives as a squared distance: in the mean (k − 1)/8·(1/n + 1/m).
  public let noise: DivergenceNoise
  /// How many cells were compared; those empty in both samples do not count.
  public let cells: Int

  /// The distance to expect when nothing drifted.
  public var noiseFloor: Double { noise.rootMean }

  /// Compares the shares of a table in O(k).
  ///
  /// - Parameters:
  ///   - table: the counts of both samples.
  ///   - referenceSize: the effective reference size when rows come in clusters; by default the number of rows.
  ///   - currentSize: the effective current size; by default the number of rows.
  public init(
    _ table: CountTable, referenceSize: SampleSize? = nil, currentSize: SampleSize? = nil
  ) {
    let shares = CellShares(table)
    let divergence = CellDivergence(table, shares, noiseFactor: 0.125, referenceSize, currentSize) { cell in
      // √p − √q without cancellation.
      let roots = shares.reference[cell].squareRoot() + shares.current[cell].squareRoot()
      let step = shares.difference[cell] / roots
      return step * step
    }
    square = min(1, divergence.sum / 2)
    estimate = square.squareRoot()
    cells = shares.used
    noise = divergence.noise
  }
}
