/// Arrow's bit-packed masks: bit i is bit i mod 8, from the least significant, of byte i / 8.
enum Bitmap {
  /// Whether bit `index` is set.
  @inline(__always)
  static func bit(_ bits: UnsafePointer<UInt8>, _ index: Int) -> Bool {
    (bits[index &>> 3] &>> UInt8(truncatingIfNeeded: index & 7)) & 1 == 1
  }

  /// How many of the bits are 0. O(count / 8).
  static func countZeros(_ bits: UnsafePointer<UInt8>, from start: Int, count: Int) -> Int {
    var index = start
    let end = start + count
    var ones = 0
    while index < end, index & 7 != 0 {
      ones += bit(bits, index) ? 1 : 0
      index += 1
    }
    while end - index >= 8 {
      ones += bits[index >> 3].nonzeroBitCount
      index += 8
    }
    while index < end {
      ones += bit(bits, index) ? 1 : 0
      index += 1
    }
    return count - ones
  }

  /// Calls `body` with the position of each 0 bit, counted from `start`.
  @inline(__always)
  static func forEachZero(
    _ bits: UnsafePointer<UInt8>, from start: Int, count: Int, _ body: (Int) -> Void
  ) {
    var index = 0
    while index < count {
      let position = start &+ index
      // A full byte of ones is the common case.
      if position & 7 == 0, count &- index >= 8, bits[position &>> 3] == 0xFF {
        index &+= 8
        continue
      }
      if !bit(bits, position) { body(index) }
      index &+= 1
    }
  }
}
