/// What divergences over cells have in common: a term for each cell, summed exactly, and what sampling alone gives.
struct CellDivergence {
  /// The terms of all cells.
  var terms = ExactSum()
  /// What sampling alone gives.
  let noise: DivergenceNoise

  /// - Parameters:
  ///   - noiseFactor: the divergence of one degree of freedom over 1/n + 1/m: see `DivergenceNoise`.
  ///   - referenceSize: the effective reference size when rows come in clusters; by default the number of rows.
  ///   - currentSize: the effective current size; by default the number of rows.
  ///   - term: the part of a cell.
  init(
    _ table: CountTable, _ shares: CellShares, noiseFactor: Double, _ referenceSize: SampleSize?,
    _ currentSize: SampleSize?, term: (Int) -> Double
  ) {
    for cell in shares.difference.indices { terms.add(term(cell)) }
    let sizes = NoiseSizes(table, referenceSize, currentSize)
    noise = DivergenceNoise(factor: noiseFactor, cells: shares.used, sizes.reference, sizes.current)
  }

  /// The sum of the terms.
  var sum: Double { terms.sum }
}
