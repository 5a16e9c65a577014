#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The Kullback–Leibler divergence of the current distribution from the reference, Σ p·ln(p/q), in nats.
///
/// Kullback and Leibler, *On information and sufficiency*, 1951. It is not symmetric: the reference is p. For the other
/// direction, swap the samples. Shares that a rule changed are scaled back to a sum of 1, as SciPy's `entropy` does.
public struct KullbackLeibler: Sendable, Hashable {
  /// The divergence of the observed shares, 0 or more; infinite when a cell of the reference is empty in the current data.
  public let estimate: Double
  /// What sampling alone gives: in the mean (k − 1)/2·(1/n + 1/m).
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
    // Σ (p·ln(p/q) − p + q), of which each term is 0 or more, so that nothing cancels.
    var divergence = CellDivergence(table, shares, noiseFactor: 0.5, referenceSize, currentSize) { cell in
      Self.term(shares.reference[cell], shares.current[cell], difference: shares.difference[cell])
    }
    if shares.isChanged {
      let first = ExactSum(shares.reference).sum
      let second = ExactSum(shares.current).sum
      divergence.terms.add(first)
      divergence.terms.add(-second)
      estimate = max(0, divergence.sum / first + log(second / first))
    } else {
      estimate = divergence.sum
    }
    cells = shares.used
    noise = divergence.noise
  }

  /// p·ln(p/q) − (p − q) with p − q given exactly.
  static func term(_ p: Double, _ q: Double, difference: Double) -> Double {
    if p == 0 { return q }
    if q == 0 { return .infinity }
    guard abs(difference) < 0.1 * (p + q) else { return p * log(p / q) - difference }
    // ln(p/q) = 2·artanh(v); the terms of first order cancel by hand.
    let v = difference / (p + q)
    let square = v * v
    var power = 2 * p * v
    var total = difference * v
    var odd = 3.0
    while true {
      power *= square
      let next = total + power / odd
      if next == total { return total }
      total = next
      odd += 2
    }
  }
}
