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
    var isNumber = true
    for block in blocks {
      guard let values = block.baseAddress else { continue }
      var index = 0
      while index < block.count {
        let value = values[index]
        isNumber = isNumber && value == value
        counts[map.bucket(of: BucketMap.key(value))] &+= 1
        index &+= 1
      }
    }
    return isNumber
  }
}
