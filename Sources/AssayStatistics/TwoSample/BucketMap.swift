/// A monotone map of doubles to buckets: a larger value never falls into a lower bucket, and equal values share one.
///
/// The upper 16 bits of a value's ordered key (sign, exponent and four bits of the significand) choose a cell; the next
/// 32 bits choose one of the cell's buckets by linear scaling. A cell has as many buckets as its share of a sample asks
/// for, so that dense regions are cut finely.
final class BucketMap {
  /// The bucket of a value with fixed upper 16 bits as a linear function of the next 32, in units of 2⁻³² buckets.
  ///
  /// Negative values fall as their bits rise: their step is negative, modulo 2⁶⁴.
  struct Line {
    var start: UInt64
    var step: UInt64
  }

  /// A cell's first bucket in the lower half, the number of its buckets in the upper one.
  private let cells: UnsafeMutablePointer<UInt64>
  /// The same by the upper 16 bits of the values themselves.
  private let lines: UnsafeMutablePointer<Line>
  /// The number of buckets, at least 1.
  let bucketCount: Int
  /// The first cell that a sampled value fell into.
  private let lowest: Int
  /// The last cell that a sampled value fell into.
  private let highest: Int

  private static let cellCount = 65_536
  /// The values of each sample that the map is made from, at most.
  private static let sampledValues = 32_768
  /// The most buckets that are shared out: the counts of a sample, 256 KiB, stay in a core's own cache.
  private static let largestCount = 65_536

  /// Makes a map that fits two samples.
  init(_ reference: [UnsafeBufferPointer<Double>], _ current: [UnsafeBufferPointer<Double>], rows: Int) {
    cells = .allocate(capacity: Self.cellCount)
    cells.initialize(repeating: 0, count: Self.cellCount)
    let sampled = Self.sample(reference, into: cells) + Self.sample(current, into: cells)
    let shared = min(Self.largestCount, max(1024, rows / 32))
    var lowest = 0
    while lowest < Self.cellCount - 1, cells[lowest] == 0 { lowest &+= 1 }
    var highest = Self.cellCount - 1
    while highest > lowest, cells[highest] == 0 { highest &-= 1 }
    var base = 0
    var cell = 0
    while cell < Self.cellCount {
      // Values beyond the sampled ones fall into the first and the last bucket.
      var buckets = 0
      if cell >= lowest, cell <= highest { buckets = 1 &+ Int(cells[cell]) &* shared / max(1, sampled) }
      cells[cell] = UInt64(cell > highest ? base &- 1 : base) | UInt64(buckets) &<< 32
      base &+= buckets
      cell &+= 1
    }
    self.lowest = lowest
    self.highest = highest
    bucketCount = base
    lines = .allocate(capacity: Self.cellCount)
    for upper in 0..<Self.cellCount {
      let isNegative = upper >= Self.cellCount / 2
      let cell = cells[isNegative ? Self.cellCount - 1 - upper : upper + Self.cellCount / 2]
      let (first, count) = (cell & 0xFFFF_FFFF, cell &>> 32)
      (lines + upper).initialize(
        to: isNegative
          ? Line(start: first &<< 32 &+ count &* 0xFFFF_FFFF, step: 0 &- count) : Line(start: first &<< 32, step: count)
      )
    }
  }

  deinit {
    cells.deallocate()
    lines.deallocate()
  }

  /// Counts the cells of some values at regular distances; returns how many.
  private static func sample(
    _ blocks: [UnsafeBufferPointer<Double>], into cells: UnsafeMutablePointer<UInt64>
  ) -> Int {
    let count = blocks.reduce(0) { $0 + $1.count }
    let stride = max(1, count / sampledValues)
    var taken = 0
    for block in blocks {
      guard let values = block.baseAddress else { continue }
      var index = 0
      while index < block.count {
        cells[Int(truncatingIfNeeded: key(values[index]) &>> 48)] &+= 1
        taken &+= 1
        index &+= stride
      }
    }
    return taken
  }

  /// The ordered key of a value; −0 counts as +0.
  @inline(__always)
  static func key(_ value: Double) -> UInt64 { OrderedKey.key(of: (value + 0.0).bitPattern) }

  /// The smallest key that falls into a bucket.
  func lowestKey(of bucket: Int) -> UInt64 {
    if bucket <= 0 { return 0 }
    // The last cell that begins at or below the bucket.
    var low = lowest
    var high = highest
    while low < high {
      let middle = (low + high + 1) / 2
      if cells[middle] & 0xFFFF_FFFF <= UInt64(bucket) { low = middle } else { high = middle - 1 }
    }
    let count = cells[low] >> 32
    let offset = UInt64(bucket) - (cells[low] & 0xFFFF_FFFF)
    // position · count / 2³² ≥ offset
    let position = ((offset << 32) + count - 1) / count
    return UInt64(low) << 48 | position << 16
  }

  /// The bucket of a key.
  @inline(__always)
  func bucket(of key: UInt64) -> Int {
    let cell = cells[Int(truncatingIfNeeded: key &>> 48)]
    let position = (key &>> 16) & 0xFFFF_FFFF
    return Int(truncatingIfNeeded: (cell & 0xFFFF_FFFF) &+ (position &* (cell &>> 32)) &>> 32)
  }
  /// Counts values by bucket; NaN counts somewhere.
  func count(_ values: UnsafePointer<Double>, _ count: Int, into counts: UnsafeMutablePointer<UInt32>) {
    let lines = lines
    @inline(__always)
    func add(_ value: Double) {
      // −0 becomes +0.
      let bits = (value + 0.0).bitPattern
      let line = lines[Int(truncatingIfNeeded: bits &>> 48)]
      let position = UInt64(UInt32(truncatingIfNeeded: bits &>> 16))
      counts[Int(truncatingIfNeeded: (line.start &+ position &* line.step) &>> 32)] &+= 1
    }
    var index = 0
    while index &+ 4 <= count {
      add(values[index])
      add(values[index &+ 1])
      add(values[index &+ 2])
      add(values[index &+ 3])
      index &+= 4
    }
    while index < count {
      add(values[index])
      index &+= 1
    }
  }
}
