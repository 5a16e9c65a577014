/// The total variation distance of two category columns: the share of rows that would have to fall elsewhere.
///
/// TV = ½ · Σ |a/n − b/m| over the cells of a table. The estimate from samples is too large on average, most of all with
/// many rare levels: `bias` bounds by how much, and `corrected` is what remains.
public struct TotalVariation: Sendable, Hashable {
  /// The distance of the observed shares, from 0 to 1, exact but for one rounding.
  public let estimate: Double
  /// ½·√(2/π)·Σ √(r·(1 − r)) with r the share of a cell in both samples together; times √(1/n + 1/m) it is the bias.
  let biasFactor: Double
  /// About the largest mean excess of the estimate over the true distance, b = ½·√(2/π)·Σ √(r(1 − r)(1/n + 1/m)).
  ///
  /// It is the expected estimate when nothing differs; with a true difference the excess is smaller.
  public let bias: Double
  /// How many cells were compared.
  public let cells: Int

  /// The estimate less its bias, not below 0.
  public var corrected: Double { max(0, estimate - bias) }

  /// Compares the shares of a table; pool rare levels first.
  ///
  /// - Parameters:
  ///   - table: the counts of both samples.
  ///   - referenceSize: the effective reference size when rows come in clusters; by default the number of rows.
  ///   - currentSize: the effective current size; by default the number of rows.
  public init(_ table: CountTable, referenceSize: SampleSize? = nil, currentSize: SampleSize? = nil) {
    let n = Int128(table.referenceCount)
    let m = Int128(table.currentCount)
    let rows = Double(table.referenceCount) + Double(table.currentCount)
    var moved: UInt128 = 0
    var spread = ExactSum()
    for level in table.reference.indices {
      let (a, b) = (table.reference[level], table.current[level])
      moved += (Int128(a) * m - Int128(b) * n).magnitude
      let share = Double(a + b) / rows
      spread.add((share * (1 - share)).squareRoot())
    }
    estimate = Double(moved) / Double(n * m) / 2
    biasFactor = 0.5 * 0.797884560802865355879892119869 * spread.sum
    let size = referenceSize?.effective ?? Double(table.referenceCount)
    let other = currentSize?.effective ?? Double(table.currentCount)
    bias = biasFactor * (1 / size + 1 / other).squareRoot()
    cells = table.reference.count
  }
}
