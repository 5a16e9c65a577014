/// What a profile knows of the empirical distribution function: at each value, the fewest and the most values at or below it.
///
/// Both bounds are steps: they hold from one key up to the next one. Before the first key both are 0, after the last one
/// both are the number of all values.
struct DistributionBand {
  /// Where a step begins, ascending.
  private(set) var keys: [UInt64] = []
  /// The fewest values at or below the key, and up to the next one.
  private(set) var fewest: [Int] = []
  /// The most values at or below the key, and up to the next one.
  private(set) var most: [Int] = []

  /// The band of a profile: no wider than its cells allow.
  init(_ profile: NumericProfile) {
    let steps = 2 * profile.cells.count
    keys.reserveCapacity(steps)
    fewest.reserveCapacity(steps)
    most.reserveCapacity(steps)
    var below = 0
    for cell in profile.cells {
      let all = below + cell.count
      if cell.lowest != cell.highest {
        // The ends of a cell are values, unless it was blurred.
        let atEnd = profile.isBlurred ? 0 : 1
        append(cell.lowest, below + atEnd, all - atEnd)
      }
      append(cell.highest, all, all)
      below = all
    }
  }

  private mutating func append(_ key: UInt64, _ low: Int, _ high: Int) {
    keys.append(key)
    fewest.append(low)
    most.append(high)
  }
}
