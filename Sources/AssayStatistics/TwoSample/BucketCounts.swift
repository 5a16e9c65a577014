/// How many values of two samples fall into each bucket of a map.
struct BucketCounts {
  let map: BucketMap
  /// The counts of the reference by bucket.
  let reference: UnsafeMutablePointer<UInt32>
  /// The counts of the current sample by bucket.
  let current: UnsafeMutablePointer<UInt32>

  /// All 0; the caller deallocates.
  init(_ map: BucketMap) {
    self.map = map
    reference = .allocate(capacity: map.bucketCount)
    current = .allocate(capacity: map.bucketCount)
    reference.initialize(repeating: 0, count: map.bucketCount)
    current.initialize(repeating: 0, count: map.bucketCount)
  }

  func deallocate() {
    reference.deallocate()
    current.deallocate()
  }

  /// Counts the values of a sample; says whether none of them is NaN.
  func add(_ blocks: [UnsafeBufferPointer<Double>], to counts: UnsafeMutablePointer<UInt32>) -> Bool {
    for block in blocks {
      guard let values = block.baseAddress else { continue }
      var index = 0
      while index < block.count {
        let size = min(Self.chunk, block.count &- index)
        // Chunks stay in the nearest cache for the second look.
        guard Self.areNumbers(values + index, size) else { return false }
        map.count(values + index, size, into: counts)
        index &+= size
      }
    }
    return true
  }

  private static let chunk = 1024

  /// Whether none of the values is NaN.
  private static func areNumbers(_ values: UnsafePointer<Double>, _ count: Int) -> Bool {
    var isUnordered = SIMDMask<SIMD4<Int64>>(repeating: false)
    var index = 0
    while index &+ 4 <= count {
      let four = UnsafeRawPointer(values + index).loadUnaligned(as: SIMD4<Double>.self)
      isUnordered .|= four .!= four
      index &+= 4
    }
    var areNumbers = !any(isUnordered)
    while index < count {
      areNumbers = areNumbers && values[index] == values[index]
      index &+= 1
    }
    return areNumbers
  }
}
