extension CountTable {
  /// How many levels at least one sample has.
  var levelsInUse: Int {
    var levels = 0
    for level in reference.indices where reference[level] > 0 || current[level] > 0 { levels += 1 }
    return levels
  }

  /// The levels that at least one sample has.
  func droppingUnusedLevels() throws(StatisticsError) -> CountTable {
    let used = reference.indices.filter { reference[$0] > 0 || current[$0] > 0 }
    if used.count == reference.count { return self }
    return try CountTable(reference: used.map { reference[$0] }, current: used.map { current[$0] })
  }

  /// Deepchecks' levels: those below a share of the reference become one, which is dropped when it is that rare itself
  /// in both samples.
  func mergingRareReferenceLevels(share: Double) throws(StatisticsError) -> CountTable {
    var (first, second) = ([Int](), [Int]())
    var (otherReference, otherCurrent) = (0, 0)
    for level in reference.indices {
      if Double(reference[level]) < Double(referenceCount) * share {
        otherReference += reference[level]
        otherCurrent += current[level]
      } else {
        first.append(reference[level])
        second.append(current[level])
      }
    }
    if Double(otherReference) > share * Double(referenceCount) || Double(otherCurrent) > share * Double(currentCount) {
      first.append(otherReference)
      second.append(otherCurrent)
    }
    return try CountTable(reference: first, current: second)
  }

  /// Deepchecks' sizes: the counts of the larger sample scaled down to the total of the smaller one, rounded to even.
  func scaledToSmallerTotal() throws(StatisticsError) -> CountTable {
    func scaled(_ counts: [Int], _ factor: Double) -> [Int] {
      counts.map { Int((Double($0) * factor).rounded(.toNearestOrEven)) }
    }
    let (n, m) = (Double(referenceCount), Double(currentCount))
    return try CountTable(
      reference: n > m ? scaled(reference, m / n) : reference, current: m > n ? scaled(current, n / m) : current)
  }

  /// Giskard's levels: with more than `count` of them, the most frequent of the reference and one for the rest.
  ///
  /// Of equally frequent levels the earlier ones in the table are kept.
  func keepingMostFrequentReferenceLevels(_ count: Int) throws(StatisticsError) -> CountTable {
    guard levelsInUse > count else { return self }
    let order = reference.indices.sorted { (-reference[$0], $0) < (-reference[$1], $1) }
    var first = order.prefix(count).map { reference[$0] }
    var second = order.prefix(count).map { current[$0] }
    first.append(referenceCount - first.reduce(0, +))
    second.append(currentCount - second.reduce(0, +))
    return try CountTable(reference: first, current: second)
  }

  /// NannyML's levels: those of the reference, and one for all others.
  func poolingNewLevels() throws(StatisticsError) -> CountTable {
    let known = reference.indices.filter { reference[$0] > 0 }
    let second = known.map { current[$0] }
    return try CountTable(
      reference: known.map { reference[$0] } + [0], current: second + [currentCount - second.reduce(0, +)])
  }

  /// Soda's goodness of fit: reference shares scaled to whole counts of the current total, then 1 more in each cell.
  ///
  /// - Parameter names: the levels as errors name them; nil to number them.
  func sodaTest(names: [String]? = nil) throws(StatisticsError) -> ChiSquaredTest {
    func shown(_ level: Int) -> String {
      guard let names, names.indices.contains(level) else { return "level \(level)" }
      return "level '\(names[level])'"
    }
    var (observed, expected) = ([Int](), [Double]())
    for level in reference.indices where reference[level] > 0 || current[level] > 0 {
      guard reference[level] > 0, current[level] > 0 else {
        let side = reference[level] > 0 ? "current" : "reference"
        throw .undefined("\(shown(level)) is missing from the \(side) sample, expected the same levels in both")
      }
      let scaled = (Double(reference[level]) / Double(referenceCount) * Double(currentCount))
        .rounded(.toNearestOrEven)
      guard current[level] >= 5, scaled >= 5 else {
        throw .undefined(
          "\(shown(level)) has \(current[level]) current rows where the reference lets expect \(scaled), expected at least 5 "
            + "of both")
      }
      observed.append(current[level] + 1)
      expected.append(scaled + 1)
    }
    return try ChiSquaredTest.goodnessOfFit(observed: observed, expectedShares: expected)
  }
}
