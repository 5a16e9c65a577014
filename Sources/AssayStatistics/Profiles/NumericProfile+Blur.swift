extension NumericProfile {
  /// The fewest values that a cell of a blurred profile holds.
  public static let smallestBlurredCell = 10
  /// The finest grid of a blurred profile: twelve bits of the fraction, four thousand steps from one power of two to the next.
  static let finestBlurredShift = 40

  /// The profile without what tells of a single row: for columns whose values must not leave the machine.
  ///
  /// Cells are at least as wide as the grid of four thousand steps between powers of two, hold at least
  /// `smallestBlurredCell` values (neighbours are joined until they do), and know only the bounds of the grid, not their
  /// smallest and largest values. A cell with one value only keeps it: so many rows share it that it is nobody's own.
  /// The sum is left out. With fewer values than `smallestBlurredCell` one cell holds all of them.
  public func blurred() -> NumericProfile {
    guard !isBlurred else { return self }
    var result = self
    result.isBlurred = true
    result.total = ExactSum()
    result.coarsen(to: Self.finestBlurredShift)
    let coarse = result.cells
    var groups: [Range<Int>] = []
    var start = 0
    var held = 0
    for index in coarse.indices {
      held += coarse[index].count
      if held >= Self.smallestBlurredCell {
        groups.append(start..<index + 1)
        start = index + 1
        held = 0
      }
    }
    if start < coarse.count {
      // Too few are left at the end for a cell of their own.
      let last = groups.popLast()
      groups.append((last?.lowerBound ?? start)..<coarse.count)
    }
    result.cells = groups.map { group in
      let first = coarse[group.lowerBound]
      let last = coarse[group.upperBound - 1]
      let count = group.reduce(0) { $0 + coarse[$1].count }
      if first.lowest == last.highest, count >= Self.smallestBlurredCell { return first }
      let grid = UInt64(result.shift)
      let inner: UInt64 = grid >= 64 ? .max : (1 << grid) - 1
      // The keys beyond those of the infinities belong to NaN.
      return Cell(
        lowest: max(first.lowest & ~inner, OrderedKey.key(of: (-Double.infinity).bitPattern)),
        highest: min(last.highest | inner, OrderedKey.key(of: Double.infinity.bitPattern)), count: count)
    }
    return result
  }
}
