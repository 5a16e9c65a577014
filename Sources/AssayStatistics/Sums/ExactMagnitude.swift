/// The integer behind an `ExactSum` as sign and magnitude, able to be divided and rounded once.
struct ExactMagnitude {
  let isNegative: Bool
  /// 64-bit words, lowest first, in units of 2^-1075.
  private var words: [UInt64]
  /// True when something smaller than one unit was cut off below.
  private var hasRemainder = false

  /// Takes limbs of 32 bits each, all of them 0 or more.
  init(isNegative: Bool, limbs: [Int64]) {
    self.isNegative = isNegative
    words = stride(from: 0, to: limbs.count, by: 2).map { index in
      let low = UInt64(limbs[index])
      let high = index + 1 < limbs.count ? UInt64(limbs[index + 1]) : 0
      return low | high << 32
    }
  }

  /// The quotient, cut off below one unit; what was cut off still counts in rounding.
  func dividing(by divisor: UInt64) -> ExactMagnitude {
    var result = self
    var remainder: UInt64 = 0
    for index in words.indices.reversed() {
      (result.words[index], remainder) = divisor.dividingFullWidth((high: remainder, low: words[index]))
    }
    result.hasRemainder = hasRemainder || remainder != 0
    return result
  }

  /// The nearest double, ties to even; +0 for zero.
  ///
  /// Bit 1 has the weight of the smallest double, so bit `lowest` of a result with biased exponent e is bit e.
  func rounded() -> Double {
    guard let top = words.lastIndex(where: { $0 != 0 }) else {
      // A remainder below half of the smallest double rounds to zero.
      return 0
    }
    let highest = top * 64 + 63 - words[top].leadingZeroBitCount
    let lowest = max(highest - 52, 1)
    let mantissa = highest < lowest ? 0 : bits(from: lowest, through: highest)
    let half = bit(lowest - 1)
    let sticky = hasRemainder || isAnyBitSet(below: lowest - 1)
    // Largest finite exponent field is 2046.
    guard lowest <= 2046 else { return isNegative ? -.infinity : .infinity }
    var pattern = UInt64(lowest - 1) << 52 + mantissa
    if half && (sticky || mantissa & 1 == 1) { pattern += 1 }
    if pattern == 0 { return 0 }
    let magnitude = Double(bitPattern: pattern)
    return isNegative ? -magnitude : magnitude
  }

  private func bit(_ position: Int) -> Bool {
    words[position / 64] >> UInt64(position % 64) & 1 == 1
  }

  /// At most 53 bits, so at most two words are touched.
  private func bits(from low: Int, through high: Int) -> UInt64 {
    let word = low / 64
    let shift = low % 64
    var value = words[word] >> UInt64(shift)
    if shift > 0, word + 1 < words.count { value |= words[word + 1] << UInt64(64 - shift) }
    return value & (UInt64.max >> UInt64(63 - (high - low)))
  }

  private func isAnyBitSet(below position: Int) -> Bool {
    guard position > 0 else { return false }
    let word = position / 64
    for index in 0..<word where words[index] != 0 { return true }
    let shift = position % 64
    return shift > 0 && words[word] & ((1 << UInt64(shift)) - 1) != 0
  }
}
