/// Quantiles of values that are in no order, without ordering them.
package enum UnorderedQuantile {
  /// The value below which a share `p` of the values lies, interpolated as by `QuantileDefinition.linear`; bit for bit what
  /// `SortedSample.quantile` gives, but that −0 counts as +0.
  ///
  /// Counts the values into buckets, then orders those of the buckets that hold the two values that decide. O(n); memory
  /// for the values of these buckets.
  ///
  /// - Parameters:
  ///   - p: a share from 0 (the minimum) to 1 (the maximum).
  ///   - blocks: the values, at least one.
  /// - Throws: `StatisticsError.outOfRange` for another p, `tooFewValues` without a value, `tooLarge` for more than
  ///   2³² − 1 of them, `notANumber` for NaN, and `undefined` between −infinity and +infinity.
  package static func linear(
    _ p: Double, _ blocks: [UnsafeBufferPointer<Double>]
  ) throws(StatisticsError) -> Double {
    guard p >= 0, p <= 1 else { throw .outOfRange(what: "quantile share", found: p, expected: "0 ≤ p ≤ 1") }
    let count = blocks.reduce(0) { $0 + $1.count }
    guard count > 0 else { throw .tooFewValues(what: "sample", count: 0, minimum: 1) }
    guard let limit = UInt32(exactly: count) else {
      throw .tooLarge(what: "number of values", found: "\(count)", maximum: "\(UInt32.max)")
    }
    let counts = BucketCounts(BucketMap(blocks, [], rows: Int(limit)))
    defer { counts.deallocate() }
    guard counts.add(blocks, to: counts.reference) else {
      throw .notANumber(what: "sample", position: blocks.lazy.joined().enumerated().first { $1.isNaN }?.offset ?? 0)
    }
    let below = min(Int(Double(count - 1) * p), count - 1)
    let above = min(below + 1, count - 1)
    let (first, start) = counts.bucket(at: below)
    let keys = orderedKeys(blocks, counts.map, first...counts.bucket(at: above).bucket)
    return try SortedSample.linearQuantile(p, count: count) { position in
      // The only key stands for all of a bucket whose values are the same.
      let key = keys.count == 1 ? keys[0] : keys[position - start]
      return Double(bitPattern: OrderedKey.bits(of: key))
    } ?? Double(bitPattern: OrderedKey.bits(of: keys[0]))
  }

  /// The keys of all values that fall into some buckets, in order; a single one when all are the same.
  private static func orderedKeys(
    _ blocks: [UnsafeBufferPointer<Double>], _ map: BucketMap, _ buckets: ClosedRange<Int>
  ) -> [UInt64] {
    var lowest = UInt64.max
    var highest = UInt64.min
    var size = 0
    forEachKey(blocks, map, buckets) { key in
      lowest = min(lowest, key)
      highest = max(highest, key)
      size &+= 1
    }
    if lowest == highest { return [lowest] }
    var keys: [UInt64] = []
    keys.reserveCapacity(size)
    forEachKey(blocks, map, buckets) { keys.append($0) }
    withUnsafeTemporaryAllocation(of: UInt64.self, capacity: size) { scratch in
      scratch.initialize(repeating: 0)
      keys.withUnsafeMutableBufferPointer { keys in
        if let keys = keys.baseAddress, let scratch = scratch.baseAddress {
          OrderedKey.sort(keys, scratch, count: size)
        }
      }
    }
    return keys
  }

  @inline(__always)
  private static func forEachKey(
    _ blocks: [UnsafeBufferPointer<Double>], _ map: BucketMap, _ buckets: ClosedRange<Int>, _ body: (UInt64) -> Void
  ) {
    for block in blocks {
      guard let values = block.baseAddress else { continue }
      var index = 0
      while index < block.count {
        let key = BucketMap.key(values[index])
        let bucket = map.bucket(of: key)
        if bucket >= buckets.lowerBound, bucket <= buckets.upperBound { body(key) }
        index &+= 1
      }
    }
  }
}

extension BucketCounts {
  /// The bucket of the reference's value at a position of its order, and how many values lie in lower buckets.
  fileprivate func bucket(at position: Int) -> (bucket: Int, start: Int) {
    var start = 0
    var bucket = 0
    while bucket < map.bucketCount - 1, start + Int(reference[bucket]) <= position {
      start += Int(reference[bucket])
      bucket += 1
    }
    return (bucket, start)
  }
}
