/// The walk through the buckets that finds the largest difference; see `BucketedKolmogorovSmirnov`.
struct BucketWalk {
  /// A bucket within which the difference may exceed what is known.
  private struct Survivor {
    var bucket: Int
    /// The difference d before the bucket.
    var start: Int
    var reference: Int
    var current: Int
  }

  private let map: BucketMap
  private let counts: BucketCounts
  private let n: Int
  private let m: Int
  private var survivors: [Survivor] = []
  /// The largest |d| so far.
  private(set) var largest = 0

  init(counts: BucketCounts, n: Int, m: Int) {
    map = counts.map
    self.counts = counts
    self.n = n
    self.m = m
  }

  /// The values in buckets that survive.
  var survivingRows: Int { survivors.reduce(0) { $0 + $1.reference + $1.current } }

  /// Whether the difference may exceed the largest one known inside of a bucket.
  private func mayExceed(_ one: Survivor) -> Bool {
    one.start &+ one.reference &* m > largest || one.current &* n &- one.start > largest
  }

  /// Takes the difference at every bucket's edge, and keeps the buckets within which it may be larger.
  mutating func prune() {
    var difference = 0
    var bucket = 0
    while bucket < map.bucketCount {
      difference &+= Int(counts.reference[bucket]) &* m &- Int(counts.current[bucket]) &* n
      largest = max(largest, abs(difference))
      bucket &+= 1
    }
    difference = 0
    bucket = 0
    while bucket < map.bucketCount {
      let one = Survivor(
        bucket: bucket, start: difference, reference: Int(counts.reference[bucket]),
        current: Int(counts.current[bucket]))
      // With values of one sample only the difference is largest at an edge.
      if one.reference > 0, one.current > 0, mayExceed(one) { survivors.append(one) }
      difference &+= one.reference &* m &- one.current &* n
      bucket &+= 1
    }
  }

  /// Drops the buckets that hold a single value, however often: there is nothing inside of them.
  mutating func pruneSingleValues(
    _ reference: [UnsafeBufferPointer<Double>], _ current: [UnsafeBufferPointer<Double>]
  ) {
    let count = map.bucketCount
    let ranges = UnsafeMutablePointer<(low: UInt64, high: UInt64)>.allocate(capacity: count)
    defer { ranges.deallocate() }
    ranges.initialize(repeating: (UInt64.max, 0), count: count)
    for block in reference + current {
      guard let values = block.baseAddress else { continue }
      var index = 0
      while index < block.count {
        let key = BucketMap.key(values[index])
        let bucket = map.bucket(of: key)
        let (low, high) = ranges[bucket]
        ranges[bucket] = (min(low, key), max(high, key))
        index &+= 1
      }
    }
    survivors.removeAll { ranges[$0.bucket].low == ranges[$0.bucket].high }
  }

  /// Reads the values of the surviving buckets, orders them, and takes the difference at each.
  mutating func refine(_ reference: [UnsafeBufferPointer<Double>], _ current: [UnsafeBufferPointer<Double>]) {
    guard let first = survivors.first, let last = survivors.last else { return }
    // Where the keys of each surviving bucket begin; one more than its number, 0 for the others.
    let slots = UnsafeMutablePointer<UInt32>.allocate(capacity: map.bucketCount)
    defer { slots.deallocate() }
    slots.initialize(repeating: 0, count: map.bucketCount)
    for (number, one) in survivors.enumerated() { slots[one.bucket] = UInt32(number + 1) }
    let span = (
      low: map.lowestKey(of: first.bucket),
      high: last.bucket + 1 < map.bucketCount ? map.lowestKey(of: last.bucket + 1) - 1 : UInt64.max
    )
    let mine = gather(reference, survivors.map(\.reference), slots, span)
    defer { mine.deallocate() }
    let theirs = gather(current, survivors.map(\.current), slots, span)
    defer { theirs.deallocate() }
    let longest = survivors.reduce(0) { max($0, $1.reference, $1.current) }
    let scratch = UnsafeMutablePointer<UInt64>.allocate(capacity: longest)
    defer { scratch.deallocate() }
    scratch.initialize(repeating: 0, count: longest)
    var (a, b) = (mine, theirs)
    for one in survivors {
      // What was found since may rule the bucket out.
      if mayExceed(one) {
        Self.sort(a, one.reference, scratch)
        Self.sort(b, one.current, scratch)
        walk(one, a, b)
      }
      a += one.reference
      b += one.current
    }
  }

  /// The keys of the surviving buckets, bucket by bucket; the caller deallocates.
  private func gather(
    _ blocks: [UnsafeBufferPointer<Double>], _ sizes: [Int], _ slots: UnsafeMutablePointer<UInt32>,
    _ span: (low: UInt64, high: UInt64)
  ) -> UnsafeMutablePointer<UInt64> {
    let total = sizes.reduce(0, +)
    let keys = UnsafeMutablePointer<UInt64>.allocate(capacity: total)
    var next: [Int] = []
    next.reserveCapacity(sizes.count)
    var start = 0
    for size in sizes {
      next.append(start)
      start += size
    }
    withUnsafeTemporaryAllocation(of: UInt64.self, capacity: Self.chunk) { buffer in
      guard let near = buffer.baseAddress else { return }
      next.withUnsafeMutableBufferPointer { next in
        for block in blocks {
          guard let values = block.baseAddress else { continue }
          var index = 0
          while index < block.count {
            // Most values are outside of the span: those inside are collected without a branch on each.
            let end = min(block.count, index &+ Self.chunk)
            var found = 0
            while index < end {
              let key = BucketMap.key(values[index])
              (near + found).initialize(to: key)
              found &+= key &- span.low <= span.high &- span.low ? 1 : 0
              index &+= 1
            }
            var position = 0
            while position < found {
              let key = near[position]
              let slot = Int(slots[map.bucket(of: key)])
              if slot > 0 {
                (keys + next[slot &- 1]).initialize(to: key)
                next[slot &- 1] &+= 1
              }
              position &+= 1
            }
          }
        }
      }
    }
    return keys
  }

  private static let chunk = 1024

  private static func sort(
    _ keys: UnsafeMutablePointer<UInt64>, _ count: Int, _ scratch: UnsafeMutablePointer<UInt64>
  ) {
    if count > 2048 {
      OrderedKey.sort(keys, scratch, count: count)
    } else if count > 40 {
      var buffer = UnsafeMutableBufferPointer(start: keys, count: count)
      buffer.sort()
    } else {
      var index = 1
      while index < count {
        let key = keys[index]
        var place = index
        while place > 0, keys[place &- 1] > key {
          keys[place] = keys[place &- 1]
          place &-= 1
        }
        keys[place] = key
        index &+= 1
      }
    }
  }

  /// Takes the difference after each value of a bucket; what is equal is taken as a whole.
  private mutating func walk(
    _ one: Survivor, _ a: UnsafeMutablePointer<UInt64>, _ b: UnsafeMutablePointer<UInt64>
  ) {
    var difference = one.start
    var i = 0
    var j = 0
    while i < one.reference || j < one.current {
      let key = min(i < one.reference ? a[i] : .max, j < one.current ? b[j] : .max)
      while i < one.reference, a[i] == key {
        i &+= 1
        difference &+= m
      }
      while j < one.current, b[j] == key {
        j &+= 1
        difference &-= n
      }
      largest = max(largest, abs(difference))
    }
  }
}
