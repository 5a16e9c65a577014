#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The L∞ distance of two distributions over cells: the largest |p − q|.
///
/// It asks about the one cell that changed most, whereas total variation adds all changes up.
public struct LInfinityDistance: Sendable, Hashable {
  /// The distance of the observed shares, 0 … 1, exact but for one rounding.
  public let estimate: Double
  /// About the distance to expect when nothing drifted, from above.
  ///
  /// The mean of the largest of k independent normal |Z|·√(r(1 − r)(1/n + 1/m)), with r the share of a cell in both
  /// samples together. Cells are not independent, but then the largest is smaller (Šidák, 1967). Two cells always differ
  /// by the same amount and count as one.
  public let noiseFloor: Double
  /// How many cells were compared; those empty in both samples do not count.
  public let cells: Int
  private let sizes: NoiseSizes

  /// Compares the shares of a table in O(k).
  ///
  /// - Parameters:
  ///   - table: the counts of both samples.
  ///   - referenceSize: the effective reference size when rows come in clusters; by default the number of rows.
  ///   - currentSize: the effective current size; by default the number of rows.
  public init(_ table: CountTable, referenceSize: SampleSize? = nil, currentSize: SampleSize? = nil) {
    let n = Int128(table.referenceCount)
    let m = Int128(table.currentCount)
    let rows = Double(table.referenceCount) + Double(table.currentCount)
    let noise = NoiseSizes(table, referenceSize, currentSize)
    var largest: UInt128 = 0
    var deviations: [Double] = []
    var cells = 0
    for level in table.reference.indices {
      let (a, b) = (table.reference[level], table.current[level])
      if a == 0 && b == 0 { continue }
      cells += 1
      largest = max(largest, (Int128(a) * m - Int128(b) * n).magnitude)
      let share = Double(a + b) / rows
      deviations.append((share * (1 - share) * noise.inverse).squareRoot())
    }
    estimate = Double(largest) / Double(n * m)
    noiseFloor = min(1, Self.meanLargest(cells == 2 ? [deviations[0]] : deviations))
    self.cells = cells
    sizes = noise
  }

  /// Bounds of the true distance that miss it with probability at most about α.
  ///
  /// [D̂ − b − ε, D̂ + ε] with b the noise floor and ε = √(ln(2/α)/2·(1/n + 1/m)): one row moves the distance by at most
  /// 1/n or 1/m (McDiarmid, 1989), and the mean of D̂ lies between the true distance and b above it.
  ///
  /// - Throws: `StatisticsError.outOfRange` unless 0 < α < 1.
  public func interval(significance: Double) throws(StatisticsError) -> ConfidenceInterval {
    let halfWidth = try sizes.halfWidth(significance: significance)
    return ConfidenceInterval(
      lower: max(0, estimate - noiseFloor - halfWidth), upper: min(1, estimate + halfWidth))
  }

  /// ∫ 1 − Π (2Φ(x/σᵢ) − 1) dx over x ≥ 0, by Simpson's rule.
  private static func meanLargest(_ deviations: [Double]) -> Double {
    guard let widest = deviations.max(), widest > 0 else { return 0 }
    let positive = deviations.filter { $0 > 0 }.sorted(by: >)
    // Beyond this point even all cells together add less than 1e-15.
    let end = widest * (8.5 + (2 * log(Double(positive.count))).squareRoot())
    let steps = 200
    let width = end / Double(steps)
    var sum = 0.0
    for step in 0...steps {
      let x = Double(step) * width
      var inside = 1.0
      for deviation in positive {
        let z = x / deviation
        // The remaining cells are narrower still.
        if z > 9 { break }
        inside *= erf(z * 0.707106781186547524400844362105)
        if inside < 1e-18 { break }
      }
      let weight: Double = step == 0 || step == steps ? 1 : (step % 2 == 1 ? 4 : 2)
      sum += weight * (1 - inside)
    }
    return sum * width / 3
  }
}
