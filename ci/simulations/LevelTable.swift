/// A distribution over levels that is drawn from in constant time (Walker's aliases, in Vose's construction, 1991).
struct LevelTable: Sendable {
  private var thresholds: [Double]
  private var aliases: [Int]
  private let shares: [Double]

  /// - Parameter weights: a weight above or equal to 0 for each level; their sum is above 0.
  init(weights: [Double]) {
    let count = weights.count
    let total = weights.reduce(0, +)
    shares = weights.map { $0 / total }
    var scaled = weights.map { $0 / total * Double(count) }
    thresholds = Array(repeating: 1, count: count)
    aliases = Array(0..<count)
    var small = scaled.indices.filter { scaled[$0] < 1 }
    var large = scaled.indices.filter { scaled[$0] >= 1 }
    while let low = small.popLast(), let high = large.last {
      thresholds[low] = scaled[low]
      aliases[low] = high
      scaled[high] -= 1 - scaled[low]
      if scaled[high] < 1 {
        large.removeLast()
        small.append(high)
      }
    }
  }

  var count: Int { aliases.count }

  /// The probability of a level.
  func share(of level: Int) -> Double { shares[level] }

  @inline(__always)
  func draw(_ random: inout RandomNumbers) -> Int {
    let bits = random.next()
    let level = Int(((bits >> 32) &* UInt64(aliases.count)) >> 32)
    return Double(bits & 0xFFFF_FFFF) * 0x1p-32 < thresholds[level] ? level : aliases[level]
  }

  /// How often each level occurs in a number of draws.
  func counts(_ draws: Int, _ random: inout RandomNumbers) -> [Int] {
    var counts = [Int](repeating: 0, count: count)
    for _ in 0..<draws { counts[draw(&random)] += 1 }
    return counts
  }
}
