/// The values of some buckets of two samples, counted by value while the samples stream by.
///
/// When there are too many different ones, the upper buckets are left for a later pass.
final class BucketValues {
  private let map: BucketMap
  /// Whether a bucket is wanted.
  private var isWanted: [Bool]
  private let lowest: Int
  /// The buckets below this one are complete, once both samples have passed.
  private(set) var end: Int
  private let capacity: Int
  private(set) var reference = ValueRuns()
  private(set) var current = ValueRuns()
  private var pending: [UInt64] = []
  private var pendingSide = StreamedKolmogorovSmirnov.Side.reference

  init(_ map: BucketMap, wanted: [Int], capacity: Int) {
    self.map = map
    self.capacity = capacity
    isWanted = Array(repeating: false, count: map.bucketCount)
    for bucket in wanted { isWanted[bucket] = true }
    lowest = wanted.min() ?? 0
    end = map.bucketCount
  }

  /// Takes the next values of a sample.
  func add(_ values: UnsafeBufferPointer<Double>, to side: StreamedKolmogorovSmirnov.Side) {
    if side != pendingSide { flush() }
    pendingSide = side
    for value in values {
      let key = BucketMap.key(value)
      let bucket = map.bucket(of: key)
      if isWanted[bucket], bucket < end { pending.append(key) }
    }
    if pending.count >= min(max(4096, capacity / 4), 1 << 20) { flush() }
  }

  /// Counts what was taken; to be called before `reference` and `current` are read.
  func flush() {
    if pendingSide == .reference {
      reference.add(&pending)
      shorten(&reference)
    } else {
      current.add(&pending)
      shorten(&current)
    }
    reference.cut(to: first(reference, from: end))
    current.cut(to: first(current, from: end))
  }

  /// Leaves the upper buckets out when there are more different values than may be held; one bucket stays at least.
  private func shorten(_ runs: inout ValueRuns) {
    guard runs.keys.count > capacity else { return }
    end = max(lowest + 1, map.bucket(of: runs.keys[capacity / 2]))
    runs.cut(to: first(runs, from: end))
  }

  /// The place of the first run in a bucket or above.
  func first(_ runs: ValueRuns, from bucket: Int) -> Int {
    var (low, high) = (0, runs.keys.count)
    while low < high {
      let middle = (low + high) / 2
      if map.bucket(of: runs.keys[middle]) < bucket { low = middle + 1 } else { high = middle }
    }
    return low
  }

  /// The runs of a bucket.
  func runs(of bucket: Int) -> (reference: Range<Int>, current: Range<Int>) {
    (
      first(reference, from: bucket)..<first(reference, from: bucket + 1),
      first(current, from: bucket)..<first(current, from: bucket + 1)
    )
  }
}
