/// Random numbers for rearrangements: the same from one seed on every platform (SplitMix64, Steele, Lea and Flood 2014).
struct PermutationGenerator: Sendable {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var z = state
    z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
    return z ^ (z >> 31)
  }

  /// Uniform in 0 ..< bound for a bound above 0, without bias (D. Lemire, 2019).
  mutating func below(_ bound: Int) -> Int {
    let size = UInt64(bound)
    var product = next().multipliedFullWidth(by: size)
    if product.low < size {
      let threshold = (0 &- size) % size
      while product.low < threshold { product = next().multipliedFullWidth(by: size) }
    }
    return Int(product.high)
  }

  /// Brings a random choice of `count` elements to the front of an array, each choice being as probable.
  mutating func choose(_ count: Int, of elements: inout [Int]) {
    var index = 0
    while index < count {
      elements.swapAt(index, index + below(elements.count - index))
      index += 1
    }
  }
}
