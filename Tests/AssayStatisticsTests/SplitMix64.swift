/// A small seeded generator (Steele, Lea and Flood, 2014), so that a failure can be repeated from its seed.
struct SplitMix64: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var z = state
    z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
    return z ^ (z >> 31)
  }

  /// Uniform in 0 ..< 1.
  mutating func uniform() -> Double { Double(next() >> 11) * 0x1p-53 }

  /// Uniform in 0 ..< bound.
  mutating func below(_ bound: Int) -> Int { Int(next() % UInt64(bound)) }

  /// Standard normal, by the sum of twelve uniforms: close enough for samples.
  mutating func normal() -> Double {
    var sum = -6.0
    for _ in 0..<12 { sum += uniform() }
    return sum
  }

  /// Any finite double, all exponents alike.
  mutating func anyFinite() -> Double {
    while true {
      let value = Double(bitPattern: next())
      if value.isFinite { return value }
    }
  }
}

/// |found − expected| ≤ tolerance·|expected|, equal infinities included.
func isClose(_ found: Double, _ expected: Double, _ tolerance: Double) -> Bool {
  found == expected || abs(found - expected) <= tolerance * abs(expected)
}
