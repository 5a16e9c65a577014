/// A distribution over levels, drawn from by counts.
struct LevelTable: Sendable {
  /// The weight of all levels before each, then of all.
  private let cumulative: [Double]

  /// - Parameter weights: a weight above or equal to 0 for each level; their sum is above 0.
  init(weights: [Double]) {
    var sums = [0.0]
    for weight in weights { sums.append(sums[sums.count - 1] + weight) }
    cumulative = sums
  }

  /// The number of levels.
  var count: Int { cumulative.count - 1 }

  /// The probability of a level.
  func share(of level: Int) -> Double { (cumulative[level + 1] - cumulative[level]) / cumulative[count] }

  /// How often each level occurs in a number of draws.
  ///
  /// The draws are divided between the halves of the levels, then between their halves: no draw is made by itself.
  func counts(_ draws: Int, _ random: inout RandomNumbers) -> [Int] {
    var counts = [Int](repeating: 0, count: count)
    divide(draws, 0..<count, &counts, &random)
    return counts
  }

  private func divide(_ draws: Int, _ levels: Range<Int>, _ counts: inout [Int], _ random: inout RandomNumbers) {
    if draws == 0 { return }
    if levels.count == 1 {
      counts[levels.lowerBound] = draws
      return
    }
    let (low, high) = (cumulative[levels.lowerBound], cumulative[levels.upperBound])
    let middle = levels.lowerBound + levels.count / 2
    let first =
      high > low ? random.successes(of: draws, probability: (cumulative[middle] - low) / (high - low)) : draws
    divide(first, levels.lowerBound..<middle, &counts, &random)
    divide(draws - first, middle..<levels.upperBound, &counts, &random)
  }
}
