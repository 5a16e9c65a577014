extension KolmogorovSmirnov {
  /// Compares two samples that are counted by value.
  ///
  /// - Parameters:
  ///   - table: the counts of both samples.
  ///   - values: the value of each level of the table, in any order; a value may have several levels.
  /// - Throws: `StatisticsError` for NaN, a number of values that is not that of the levels, and sizes whose product
  ///   exceeds 2^63 − 1.
  public init(_ table: CountTable, values: [Double]) throws(StatisticsError) {
    guard values.count == table.reference.count else {
      throw .lengthsDiffer(what: "values and levels", first: values.count, second: table.reference.count)
    }
    if let position = values.firstIndex(where: \.isNaN) { throw .notANumber(what: "value", position: position) }
    let (n, m) = (table.referenceCount, table.currentCount)
    guard !n.multipliedReportingOverflow(by: m).overflow else {
      throw .tooLarge(what: "product of the sample sizes", found: "\(n) × \(m)", maximum: "\(Int.max)")
    }
    let order = values.indices.sorted { values[$0] < values[$1] }
    var difference = 0
    var largest = 0
    for (position, level) in order.enumerated() {
      difference += table.reference[level] * m - table.current[level] * n
      // Equal values are one step of the distribution functions.
      if position + 1 == order.count || values[order[position + 1]] > values[level] {
        largest = max(largest, abs(difference))
      }
    }
    self.init(referenceCount: n, currentCount: m, numerator: largest)
  }

  /// A comparison that was made elsewhere.
  init(referenceCount: Int, currentCount: Int, numerator: Int) {
    self.referenceCount = referenceCount
    self.currentCount = currentCount
    self.numerator = numerator
  }
}
