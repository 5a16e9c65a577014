/// A column of two samples as the domain classifier sees it: each row's bin, below `limit`.
///
/// The bins are made of the training rows alone. Bin 0 is for what has no place in the order: missing numbers, and levels
/// that are too rare in the training rows to learn anything about them.
struct BinnedColumn: Sendable {
  /// The number of bins that a column may have.
  static let limit = 64
  /// The fewest training rows of a level that has a bin.
  static let fewestRows = 10

  /// The bin of each row.
  var bins: [UInt8]

  /// Numbers by quantiles of the training rows, a bin for each value while there are few; NaN is missing, infinities are
  /// in order. O(n log n).
  ///
  /// - Parameter training: the positions of the training rows.
  init(numbers: [Double], training: [Int]) {
    let sorted = training.lazy.map { numbers[$0] }.filter { !$0.isNaN }.sorted()
    var cuts: [Double] = []
    var distinct = 0
    for (position, value) in sorted.enumerated() where position == 0 || sorted[position - 1] != value {
      distinct += 1
      if distinct >= Self.limit { break }
      cuts.append(value)
    }
    if distinct >= Self.limit {
      cuts = []
      for step in 1..<(Self.limit - 1) {
        let value = sorted[sorted.count * step / (Self.limit - 1)]
        if cuts.last != value { cuts.append(value) }
      }
    }
    // Values above the last cut have a bin of their own.
    if cuts.last == sorted.last { cuts = cuts.dropLast() }
    bins = numbers.map { value in
      if value.isNaN { return 0 }
      var (low, high) = (0, cuts.count)
      while low < high {
        let middle = (low + high) / 2
        if cuts[middle] < value { low = middle + 1 } else { high = middle }
      }
      return UInt8(1 + low)
    }
  }

  /// Levels in the order of the share of current rows among their training rows, which is the order in which a threshold
  /// separates them best (Fisher, 1958); the most frequent ones have a bin.
  init(levels: [UInt64], isCurrent: [Bool], training: [Int]) {
    var counts: [UInt64: (rows: Int, current: Int)] = [:]
    for row in training {
      counts[levels[row], default: (0, 0)].rows += 1
      if isCurrent[row] { counts[levels[row], default: (0, 0)].current += 1 }
    }
    let frequent = counts.filter { $0.value.rows >= Self.fewestRows }
      .sorted { ($1.value.rows, $0.key) < ($0.value.rows, $1.key) }.prefix(Self.limit - 1)
    let ordered = frequent.map { (key: $0.key, share: Double($0.value.current) / Double($0.value.rows)) }
      .sorted { ($0.share, $0.key) < ($1.share, $1.key) }
    var numbers: [UInt64: UInt8] = [:]
    for (position, level) in ordered.enumerated() { numbers[level.key] = UInt8(position + 1) }
    bins = levels.map { numbers[$0] ?? 0 }
  }
}
