/// Xoshiro256++ (Blackman and Vigna, 2019), seeded by SplitMix64: the same seed gives the same numbers everywhere.
struct RandomNumbers: RandomNumberGenerator {
  private var state: (UInt64, UInt64, UInt64, UInt64)

  /// Numbers of one stream: different streams of one seed have nothing in common.
  init(seed: UInt64, stream: UInt64) {
    var mixer = seed ^ (stream &* 0xD134_2543_DE82_EF95)
    func next() -> UInt64 {
      mixer &+= 0x9E37_79B9_7F4A_7C15
      var z = mixer
      z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
      z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
      return z ^ (z >> 31)
    }
    state = (next(), next(), next(), next())
  }

  @inline(__always)
  mutating func next() -> UInt64 {
    let sum = state.0 &+ state.3
    let result = ((sum << 23) | (sum >> 41)) &+ state.0
    let shifted = state.1 << 17
    state.2 ^= state.0
    state.3 ^= state.1
    state.1 ^= state.2
    state.0 ^= state.3
    state.2 ^= shifted
    state.3 = (state.3 << 45) | (state.3 >> 19)
    return result
  }

  /// A number from 0 up to, not including, 1.
  @inline(__always)
  mutating func uniform() -> Double { Double(next() >> 11) * 0x1p-53 }

  /// How many of some trials succeed that each do with a probability, which is exact in O(trials/64).
  ///
  /// A trial succeeds when a uniform number is below the probability. Their binary digits are compared, those of all
  /// numbers at once: of the numbers that agree so far, as many have a 1 next as of so many fair coins show heads.
  mutating func successes(of trials: Int, probability: Double) -> Int {
    guard probability < 1 else { return trials }
    var undecided = trials
    var below = 0
    var digits = probability
    while undecided > 0, digits > 0 {
      digits *= 2
      let ones = heads(of: undecided)
      if digits >= 1 {
        digits -= 1
        below += undecided - ones
        undecided = ones
      } else {
        undecided -= ones
      }
    }
    return below
  }

  /// How many of some fair coins show heads: the bits of as many random words.
  private mutating func heads(of coins: Int) -> Int {
    var heads = 0
    var left = coins
    while left >= 64 {
      heads &+= next().nonzeroBitCount
      left &-= 64
    }
    if left > 0 { heads &+= (next() & (1 &<< UInt64(left) &- 1)).nonzeroBitCount }
    return heads
  }
}
