import AssayStatistics
import AssayTable
import Foundation

/// How widely the values of a column are spread: how many there are, how often the most frequent one, how evenly.
struct OutputSpread: Sendable {
  /// The number of different values.
  var distinct: Int
  /// The most frequent value as messages show it; the first in order among equals.
  var mode: String
  /// The rows that have it.
  var modeRows: Int
  /// The rows in the fullest bin: of `binCount` of equal width for numbers, the mode's for levels.
  var fullestBin: Int
  /// The entropy in bits: over the bins for numbers, over the levels otherwise; at least 0.
  var entropy: Double
  /// The rows with a value.
  var rows: Int

  /// The bins between the ends of the range; two more take what lies outside.
  static let binCount = 64

  /// The share of the rows that the most frequent value has.
  var modeShare: Double { Double(modeRows) / Double(rows) }

  /// The range of the bins: that of the reference where there is one, else 0 to 1 for values that lie there, such as
  /// probabilities, else that of the values.
  static func range(_ today: SortedSample, reference: SortedSample?) -> ClosedRange<Double> {
    if let reference { return reference.minimum...reference.maximum }
    if today.minimum >= 0, today.maximum <= 1 { return 0...1 }
    return today.minimum...today.maximum
  }

  /// The spread of numbers. O(n).
  init(_ sample: SortedSample, range: ClosedRange<Double>) {
    let values = sample.values
    var distinct = 0
    var mode = 0..<0
    var bins = [Int](repeating: 0, count: Self.binCount + 2)
    let width = (range.upperBound - range.lowerBound) / Double(Self.binCount)
    var start = 0
    while start < values.count {
      let value = values[start]
      var end = start + 1
      while end < values.count, values[end] == value { end += 1 }
      distinct += 1
      if end - start > mode.count { mode = start..<end }
      bins[Self.bin(of: value, range, width)] += end - start
      start = end
    }
    self.distinct = distinct
    self.mode = Format.number(values[mode.lowerBound])
    modeRows = mode.count
    fullestBin = bins.max() ?? 0
    entropy = Self.entropy(bins, of: values.count)
    rows = values.count
  }

  private static func bin(of value: Double, _ range: ClosedRange<Double>, _ width: Double) -> Int {
    if value < range.lowerBound { return 0 }
    if value > range.upperBound { return binCount + 1 }
    guard width > 0, width.isFinite else { return 1 }
    return 1 + min(binCount - 1, Int((value - range.lowerBound) / width))
  }

  /// The spread of levels; `nil` when no row has one.
  init?(_ counts: [ExactText: Int]) {
    guard let most = counts.values.max(), most > 0 else { return nil }
    distinct = counts.count
    mode = "'\(counts.filter { $0.value == most }.keys.min()?.text ?? "")'"
    modeRows = most
    fullestBin = most
    rows = counts.values.reduce(0, +)
    entropy = Self.entropy(counts.values.sorted(), of: rows)
  }

  private static func entropy(_ counts: [Int], of rows: Int) -> Double {
    // H = log₂ n − Σ c·log₂ c / n.
    let n = Double(rows)
    let terms = counts.lazy.filter { $0 > 0 }.map { Double($0) * log2(Double($0)) }
    return max(0, log2(n) - terms.reduce(0, +) / n)
  }
}
