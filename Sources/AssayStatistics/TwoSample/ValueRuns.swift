/// Different values in ascending order, by their ordered keys, with how often each occurs.
struct ValueRuns {
  private(set) var keys: [UInt64] = []
  private(set) var counts: [Int] = []

  /// Takes keys in ascending order with their counts.
  init(keys: [UInt64] = [], counts: [Int] = []) {
    self.keys = keys
    self.counts = counts
  }

  /// Merges keys of any order into the runs; O(runs + k log k).
  mutating func add(_ new: inout [UInt64]) {
    new.sort()
    var merged = ValueRuns()
    merged.keys.reserveCapacity(keys.count + 1)
    merged.counts.reserveCapacity(keys.count + 1)
    var index = 0
    for key in new {
      while index < keys.count, keys[index] < key {
        merged.append(keys[index], counts[index])
        index += 1
      }
      merged.append(key, 1)
    }
    while index < keys.count {
      merged.append(keys[index], counts[index])
      index += 1
    }
    self = merged
    new.removeAll(keepingCapacity: true)
  }

  /// Drops the runs from a place on.
  mutating func cut(to length: Int) {
    keys.removeSubrange(length...)
    counts.removeSubrange(length...)
  }

  /// Appends what is not below the last value. A run that is there already grows.
  private mutating func append(_ key: UInt64, _ count: Int) {
    if keys.last == key {
      counts[counts.count - 1] += count
    } else {
      keys.append(key)
      counts.append(count)
    }
  }

  /// The number of values.
  var total: Int { counts.reduce(0, +) }

  /// The value at a position of the sample, counted from 0; nil when the runs do not reach it.
  func value(at position: Int) -> Double? {
    var before = 0
    for (key, count) in zip(keys, counts) {
      before += count
      if position < before { return Self.value(key) }
    }
    return nil
  }

  /// The value of a key.
  static func value(_ key: UInt64) -> Double { Double(bitPattern: OrderedKey.bits(of: key)) }
}

/// The largest |i·m − j·n| of two samples given by all their values, and where it is reached first.
struct RunComparison {
  private(set) var numerator = 0
  /// The smallest value at which the numerator is reached, with the numbers of values at or below it; nil when it is 0.
  private(set) var widest: (key: UInt64, reference: Int, current: Int)?

  init(reference: ValueRuns, current: ValueRuns) {
    let (n, m) = (reference.total, current.total)
    RunWalk.walk(reference, current) { key, i, j in
      let difference = abs(i &* m &- j &* n)
      if difference > numerator {
        numerator = difference
        widest = (key, i, j)
      }
    }
  }
}

/// The walk over the values of two samples.
enum RunWalk {
  /// Calls `body` for each value of either sample with the numbers of values at or below it.
  ///
  /// - Parameter start: the numbers of values below the first one.
  static func walk(
    _ reference: ValueRuns, _ current: ValueRuns, from start: (reference: Int, current: Int) = (0, 0),
    _ range: (reference: Range<Int>, current: Range<Int>)? = nil, _ body: (UInt64, Int, Int) -> Void
  ) {
    let (first, second) = range ?? (0..<reference.keys.count, 0..<current.keys.count)
    var (a, b) = (first.lowerBound, second.lowerBound)
    var (i, j) = start
    while a < first.upperBound || b < second.upperBound {
      let left = a < first.upperBound ? reference.keys[a] : .max
      let right = b < second.upperBound ? current.keys[b] : .max
      let key = min(left, right)
      if a < first.upperBound, left == key {
        i += reference.counts[a]
        a += 1
      }
      if b < second.upperBound, right == key {
        j += current.counts[b]
        b += 1
      }
      body(key, i, j)
    }
  }
}
