/// Doubles as unsigned integers of the same order, and their radix sort.
enum OrderedKey {
  /// A key that is larger for a larger value; NaN must not be asked for, and −0 lies below +0.
  @inline(__always)
  static func key(of bits: UInt64) -> UInt64 {
    // Flip all bits of negative values, only the sign bit of others.
    let sign = UInt64(bitPattern: Int64(bitPattern: bits) &>> 63)
    return bits ^ (sign | 0x8000_0000_0000_0000)
  }

  /// The bit pattern that a key was made from.
  @inline(__always)
  static func bits(of key: UInt64) -> UInt64 {
    let sign = UInt64(bitPattern: Int64(bitPattern: ~key) &>> 63)
    return key ^ (sign | 0x8000_0000_0000_0000)
  }

  /// Sorts keys by bytes, least significant first, skipping the bytes that are equal in all keys.
  ///
  /// Takes O(n) time for each byte that differs; whole numbers stored as doubles need three or four of the eight passes.
  ///
  /// - Parameters:
  ///   - keys: the keys; sorted afterwards.
  ///   - scratch: room for as many keys, initialised; its content afterwards is undefined.
  static func sort(_ keys: UnsafeMutablePointer<UInt64>, _ scratch: UnsafeMutablePointer<UInt64>, count: Int) {
    withUnsafeTemporaryAllocation(of: Int.self, capacity: 8 * 256) { histogram in
      guard let counts = histogram.baseAddress else { return }
      counts.initialize(repeating: 0, count: 8 * 256)
      countBytes(keys, count, counts)
      var source = keys
      var target = scratch
      var digit = 0
      while digit < 8 {
        let offsets = counts + digit &* 256
        if !isOneBucket(offsets, count) {
          startOffsets(offsets)
          scatter(source, target, count, UInt64(digit &* 8), offsets)
          swap(&source, &target)
        }
        digit &+= 1
      }
      if source != keys { keys.update(from: source, count: count) }
    }
  }

  private static func countBytes(
    _ keys: UnsafeMutablePointer<UInt64>, _ count: Int, _ counts: UnsafeMutablePointer<Int>
  ) {
    var index = 0
    while index < count {
      let key = keys[index]
      counts[Int(truncatingIfNeeded: key & 255)] &+= 1
      counts[256 &+ Int(truncatingIfNeeded: key &>> 8 & 255)] &+= 1
      counts[512 &+ Int(truncatingIfNeeded: key &>> 16 & 255)] &+= 1
      counts[768 &+ Int(truncatingIfNeeded: key &>> 24 & 255)] &+= 1
      counts[1024 &+ Int(truncatingIfNeeded: key &>> 32 & 255)] &+= 1
      counts[1280 &+ Int(truncatingIfNeeded: key &>> 40 & 255)] &+= 1
      counts[1536 &+ Int(truncatingIfNeeded: key &>> 48 & 255)] &+= 1
      counts[1792 &+ Int(truncatingIfNeeded: key &>> 56)] &+= 1
      index &+= 1
    }
  }

  private static func isOneBucket(_ counts: UnsafeMutablePointer<Int>, _ total: Int) -> Bool {
    var bucket = 0
    while bucket < 256 {
      if counts[bucket] != 0 { return counts[bucket] == total }
      bucket &+= 1
    }
    return true
  }

  private static func startOffsets(_ counts: UnsafeMutablePointer<Int>) {
    var start = 0
    var bucket = 0
    while bucket < 256 {
      let size = counts[bucket]
      counts[bucket] = start
      start &+= size
      bucket &+= 1
    }
  }

  private static func scatter(
    _ source: UnsafeMutablePointer<UInt64>, _ target: UnsafeMutablePointer<UInt64>, _ count: Int, _ shift: UInt64,
    _ offsets: UnsafeMutablePointer<Int>
  ) {
    var index = 0
    while index < count {
      let key = source[index]
      let bucket = Int(truncatingIfNeeded: key &>> shift & 255)
      let place = offsets[bucket]
      target[place] = key
      offsets[bucket] = place &+ 1
      index &+= 1
    }
  }
}
