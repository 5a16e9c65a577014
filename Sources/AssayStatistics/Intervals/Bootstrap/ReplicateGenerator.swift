/// The random numbers of one bootstrap replicate, which depend on the seed and the replicate's number only.
///
/// So replicates can be computed in any order, and more of them extend a run without changing the first ones.
/// SplitMix64 (Steele, Lea and Flood, 2014), started at a hash of both numbers.
struct ReplicateGenerator {
  private var state: UInt64

  init(seed: UInt64, replicate: Int) {
    state =
      Self.mix(seed &+ 0x9e37_79b9_7f4a_7c15) ^ Self.mix(UInt64(bitPattern: Int64(replicate)) &* 0xd6e8_feb8_6659_fd93)
    state = Self.mix(state)
  }

  private static func mix(_ value: UInt64) -> UInt64 {
    var z = value
    z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
    return z ^ (z >> 31)
  }

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    return Self.mix(state)
  }

  /// Uniform in 0 ..< bound without bias, for a bound above 0 (Lemire, 2019).
  mutating func below(_ bound: UInt64) -> UInt64 {
    var product = next().multipliedFullWidth(by: bound)
    if product.low < bound {
      let threshold = (0 &- bound) % bound
      while product.low < threshold { product = next().multipliedFullWidth(by: bound) }
    }
    return product.high
  }
}
