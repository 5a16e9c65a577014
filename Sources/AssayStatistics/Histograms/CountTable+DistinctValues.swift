extension CountTable {
  /// A table with one level for each different value of two numeric samples, ascending, in O(n + m).
  ///
  /// - Throws: `StatisticsError.tooLarge` for more than 2^61 values in a sample.
  public init(distinctValuesOf reference: SortedSample, _ current: SortedSample) throws(StatisticsError) {
    var first: [Int] = []
    var second: [Int] = []
    let (a, b) = (reference.values, current.values)
    var i = 0
    var j = 0
    while i < a.count || j < b.count {
      let value = i < a.count ? (j < b.count ? min(a[i], b[j]) : a[i]) : b[j]
      let (startI, startJ) = (i, j)
      while i < a.count && a[i] == value { i += 1 }
      while j < b.count && b[j] == value { j += 1 }
      first.append(i - startI)
      second.append(j - startJ)
    }
    try self.init(reference: first, current: second)
  }
}
