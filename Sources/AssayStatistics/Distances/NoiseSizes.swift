#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The numbers of independent rows that a noise formula uses: effective sizes where rows come in clusters.
struct NoiseSizes: Sendable, Hashable {
  let reference: Double
  let current: Double

  init(reference: Double, current: Double) {
    self.reference = reference
    self.current = current
  }

  init(_ table: CountTable, _ reference: SampleSize?, _ current: SampleSize?) {
    self.reference = reference?.effective ?? Double(table.referenceCount)
    self.current = current?.effective ?? Double(table.currentCount)
  }

  init(_ n: Int, _ m: Int, _ reference: SampleSize?, _ current: SampleSize?) {
    self.reference = reference?.effective ?? Double(n)
    self.current = current?.effective ?? Double(m)
  }

  /// 1/n + 1/m.
  var inverse: Double { 1 / reference + 1 / current }

  /// How far an estimate moves at most from its mean with probability 1 − α when one row moves it by 1/n or 1/m at most
  /// (McDiarmid, 1989): √(ln(2/α)/2 · (1/n + 1/m)).
  func halfWidth(significance: Double) throws(StatisticsError) -> Double {
    try checkSignificance(significance)
    return (log(2 / significance) / 2 * inverse).squareRoot()
  }
}
