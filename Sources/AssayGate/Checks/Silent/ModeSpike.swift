import AssayStatistics
import AssayTable

/// The value that gained most rows in comparison with the reference.
struct ModeSpike: Sendable {
  /// The value as messages show it.
  var value: String
  /// The number, for columns of numbers.
  var number: Double?
  /// Today's rows with the value.
  var today: Int
  /// The reference's rows with the value.
  var before: Int
  /// The largest share of all rows that one of the neighbouring values has today; 0 for levels.
  var neighbours = 0.0

  /// How many neighbouring values on each side are looked at.
  private static let reach = 2

  /// How often as large as in the reference, and as its neighbours, a value must be to stand out.
  ///
  /// Seasons move mass to neighbouring values together: in a year of New York's hourly weather no value that gained five
  /// percent of the rows was more than 1.9 times as frequent as the largest of its neighbours.
  static let prominence = 3.0

  /// The values that may have gained more than a share of the rows; the one with the largest gain comes first. Without
  /// such values the most frequent one. O(rows), or O(levels).
  static func candidates(_ before: ComparedColumn.Side, _ today: ComparedColumn.Side, limit: Double) -> [ModeSpike] {
    let enough = max(1, Int(limit * Double(today.rows)))
    var found: [ModeSpike] = []
    if let sample = today.sample, let reference = before.sample {
      let (heavy, mode) = runs(sample.values, atLeast: enough)
      for run in heavy.isEmpty ? [mode] : heavy {
        let value = sample.values[run.lowerBound]
        let old = equalRange(reference.values, value)
        found.append(
          ModeSpike(
            value: Format.number(value), number: value, today: run.count, before: old.count,
            neighbours: Double(largestNeighbour(sample.values, run)) / Double(today.rows)))
      }
    } else {
      let heavy = today.counts.filter { $0.value >= enough }
      let most = today.counts.values.max()
      let shown = heavy.isEmpty ? today.counts.filter { $0.value == most } : heavy
      let alike = LookAlikes(Set(today.counts.keys).union(before.counts.keys))
      for (level, count) in shown {
        found.append(ModeSpike(value: "'\(alike.shown(level.text))'", today: count, before: before.counts[level] ?? 0))
      }
    }
    func gain(_ spike: ModeSpike) -> Double {
      Double(spike.today) / Double(today.rows) - Double(spike.before) / Double(before.rows)
    }
    return found.sorted { (gain($1), $0.value) < (gain($0), $1.value) }
  }

  /// Whether the value stands out of the reference and of its neighbours, or takes the place of missing values.
  func standsOut(_ before: ComparedColumn.Side, _ today: ComparedColumn.Side, limit: Double) -> Bool {
    if replacesMissing(before, today, limit: limit) { return true }
    let share = Double(self.today) / Double(today.rows)
    let old = Double(self.before) / Double(before.rows)
    return share >= Self.prominence * old && share >= Self.prominence * neighbours
  }

  /// Whether missing values became fewer by more than the limit, and the value took up at least half of them.
  func replacesMissing(_ before: ComparedColumn.Side, _ today: ComparedColumn.Side, limit: Double) -> Bool {
    let filled = Double(before.missing) / Double(before.rows) - Double(today.missing) / Double(today.rows)
    let gain = Double(self.today) / Double(today.rows) - Double(self.before) / Double(before.rows)
    return filled > limit && gain >= filled / 2
  }

  /// The runs of equal values with at least some length, and the longest run.
  private static func runs(_ values: [Double], atLeast length: Int) -> (heavy: [Range<Int>], mode: Range<Int>) {
    var heavy: [Range<Int>] = []
    var mode = 0..<0
    values.withUnsafeBufferPointer { buffer in
      var start = 0
      var index = 1
      while index <= buffer.count {
        if index == buffer.count || buffer[index] != buffer[start] {
          let run = start..<index
          if run.count >= length { heavy.append(run) }
          if run.count > mode.count { mode = run }
          start = index
        }
        index &+= 1
      }
    }
    return (heavy, mode)
  }

  /// Where a value stands in ascending values. O(log n).
  static func equalRange(_ values: [Double], _ value: Double) -> Range<Int> {
    firstIndex(values) { $0 >= value }..<firstIndex(values) { $0 > value }
  }

  /// The first position whose value meets a condition that, once met, stays so. O(log n).
  static func firstIndex(_ values: [Double], where isReached: (Double) -> Bool) -> Int {
    var (low, high) = (0, values.count)
    while low < high {
      let middle = low + (high - low) / 2
      if isReached(values[middle]) { high = middle } else { low = middle + 1 }
    }
    return low
  }

  private static func largestNeighbour(_ values: [Double], _ run: Range<Int>) -> Int {
    var largest = 0
    var (left, right) = (run.lowerBound, run.upperBound)
    for _ in 0..<reach {
      if left > 0 {
        let neighbour = equalRange(values, values[left - 1])
        largest = max(largest, neighbour.count)
        left = neighbour.lowerBound
      }
      if right < values.count {
        let neighbour = equalRange(values, values[right])
        largest = max(largest, neighbour.count)
        right = neighbour.upperBound
      }
    }
    return largest
  }
}
