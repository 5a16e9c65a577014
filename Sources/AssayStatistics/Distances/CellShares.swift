#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// What takes the place of a share that formulas with a logarithm cannot use.
///
/// A rule that changes shares does so in cells that are empty in both samples too; otherwise these do not count. The tools
/// of the field differ most in this choice: see `DriftDefinition`.
public enum EmptyCellRule: Sendable, Hashable {
  /// Shares stay as observed, so that a cell that is empty in one sample can make a divergence infinite.
  case keep
  /// Shares of 0 become this number; shares are not scaled back to a sum of 1.
  case replace(Double)
  /// Shares below this number become this number; shares are not scaled back to a sum of 1.
  case floor(Double)
  /// On each side apart, shares of 0 become 1e-4, or a millionth of the smallest share above 0 where that is at most
  /// 1e-4 (Evidently's rule).
  case smallerThanSmallest
}

/// The shares of the cells of a table with their differences, which are taken before rounding.
struct CellShares {
  /// The share of each cell in the reference, p.
  let reference: [Double]
  /// The share of each cell in the current data, q.
  let current: [Double]
  /// p − q, to full relative accuracy where a rule did not change the shares.
  let difference: [Double]
  /// True when the rule changed a share, so that a side no longer sums to 1.
  let isChanged: Bool
  /// The number of cells that at least one sample has.
  let used: Int

  /// The shares as observed.
  init(_ table: CountTable) {
    self.init(table, Fill(below: 0, value: 0), Fill(below: 0, value: 0))
  }

  /// The shares after a rule.
  init(_ table: CountTable, _ rule: EmptyCellRule) throws(StatisticsError) {
    self.init(
      table, try Self.fill(rule, table.reference, table.referenceCount),
      try Self.fill(rule, table.current, table.currentCount))
  }

  /// Shares that stay 0 in both samples are left out.
  private init(_ table: CountTable, _ fillReference: Fill, _ fillCurrent: Fill) {
    let fillsAll = fillReference.value > 0 && fillCurrent.value > 0
    let used = table.reference.indices.filter { table.reference[$0] > 0 || table.current[$0] > 0 }
    let cells = fillsAll ? Array(table.reference.indices) : used
    self.used = used.count
    let (n, m) = (table.referenceCount, table.currentCount)
    var first: [Double] = []
    var second: [Double] = []
    var differences: [Double] = []
    first.reserveCapacity(cells.count)
    second.reserveCapacity(cells.count)
    differences.reserveCapacity(cells.count)
    var isChanged = false
    let product = Double(n) * Double(m)
    for cell in cells {
      let (a, b) = (table.reference[cell], table.current[cell])
      let (p, q) = (Double(a) / Double(n), Double(b) / Double(m))
      let (usedP, usedQ) = (fillReference.used(p), fillCurrent.used(q))
      first.append(usedP)
      second.append(usedQ)
      if usedP == p && usedQ == q {
        differences.append(Double(Int128(a) * Int128(m) - Int128(b) * Int128(n)) / product)
      } else {
        isChanged = true
        differences.append(usedP - usedQ)
      }
    }
    reference = first
    current = second
    difference = differences
    self.isChanged = isChanged
  }

  private struct Fill {
    let below: Double
    let value: Double
    func used(_ share: Double) -> Double { share == 0 || share < below ? max(share, value) : share }
  }

  private static func fill(
    _ rule: EmptyCellRule, _ counts: [Int], _ count: Int
  ) throws(StatisticsError) -> Fill {
    func check(_ value: Double) throws(StatisticsError) {
      guard value > 0, value < 1 else {
        throw .outOfRange(what: "share for empty cells", found: value, expected: "0 < share < 1")
      }
    }
    switch rule {
    case .keep: return Fill(below: 0, value: 0)
    case .replace(let value):
      try check(value)
      return Fill(below: 0, value: value)
    case .floor(let value):
      try check(value)
      return Fill(below: value, value: value)
    case .smallerThanSmallest:
      var smallest = count
      for count in counts where count > 0 { smallest = min(smallest, count) }
      let share = Double(smallest) / Double(count)
      return Fill(below: 0, value: share <= 1e-4 ? share / 1e6 : 1e-4)
    }
  }

  /// ln(p/q) for p and q above 0, accurate also where they are nearly equal.
  func logRatio(_ cell: Int) -> Double {
    let relative = difference[cell] / current[cell]
    return abs(relative) < 0.5 ? log1p(relative) : log(reference[cell] / current[cell])
  }
}
