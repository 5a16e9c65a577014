import AssayStatistics
import AssayTable

/// Numbers of a type that holds more digits than the doubles in which checks compare numbers: 64-bit integers and
/// decimals of more than 15 digits.
struct ExactNumbers: Sendable, Hashable {
  /// The smallest difference of two numbers of the type.
  let step: Double

  /// Nil for types whose numbers are doubles, or always fit into one.
  init?(_ type: DataType) {
    switch type {
    case .int64, .uint64, .duration: step = 1
    case .decimal(let precision, let scale) where precision > 15:
      var step = 1.0
      for _ in 0..<abs(scale) { step = scale > 0 ? step / 10 : step * 10 }
      self.step = step
    default: return nil
    }
  }

  /// Refuses a column of whose values doubles cannot tell the bulk apart.
  ///
  /// Where doubles lie further apart than the type's numbers do, values fall together. That does no harm among values
  /// that are spread much wider: it is refused when the distance of doubles is more than 2⁻²⁰ of the range of the middle
  /// nine tenths of the values.
  ///
  /// - Parameters:
  ///   - low: the 5th percentile.
  ///   - high: the 95th percentile.
  ///   - side: `the table` or `the reference`.
  func check(low: Double, high: Double, column: String, side: String) throws(CheckError) {
    let gap = max(low.magnitude, high.magnitude).ulp
    guard gap > step, gap > (high - low) * 0x1p-20 else { return }
    throw error(
      gap, column, side,
      "while nine tenths of the values lie so near to each other that they cannot be told apart; subtract what they have in "
        + "common, or divide them, in a stage")
  }

  /// Refuses the values of a column as above; O(n), and O(n log n) for values that large.
  func check(_ values: ColumnValues, column: String, side: String) throws(CheckError) {
    guard largest(values).ulp > step else { return }
    let bulk: (low: Double, high: Double)
    do throws(StatisticsError) {
      bulk = (try values.quantile(0.05, .element), try values.quantile(0.95, .element))
    } catch {
      throw CheckError("column '\(column)': \(error)")
    }
    try check(low: bulk.low, high: bulk.high, column: column, side: side)
  }

  /// Refuses some numbers as above, NaN left out; O(n), and O(n log n) for numbers that large.
  func check(_ numbers: [Double], column: String, side: String) throws(CheckError) {
    guard let largest = numbers.lazy.filter({ !$0.isNaN }).map(\.magnitude).max(), largest.ulp > step else { return }
    let sorted = numbers.lazy.filter { !$0.isNaN }.sorted()
    let tail = sorted.count / 20
    try check(low: sorted[tail], high: sorted[sorted.count - 1 - tail], column: column, side: side)
  }

  /// Refuses a side of a drift comparison as above; what holds no numbers is passed over.
  ///
  /// - Parameter isCurrent: whether the side is the table, for comparisons that were taken of both at once.
  func check(_ drift: DriftSide, column: String, side: String, isCurrent: Bool = false) throws(CheckError) {
    switch drift.content {
    case .sample(let values): try check(values, column: column, side: side)
    case .compared(let comparison):
      guard let quantiles = comparison.change?.quantiles else { return }
      let known = (isCurrent ? quantiles.current : quantiles.reference).compactMap { $0 }
      if let low = known.first, let high = known.last { try check(low: low, high: high, column: column, side: side) }
    case .clusteredSample(let sample): try check(sample.values, column: column, side: side)
    case .profile(let profile):
      if let low = try? profile.quantile(0.05).lower, let high = try? profile.quantile(0.95).upper {
        try check(low: low, high: high, column: column, side: side)
      }
    default: break
    }
  }

  /// Refuses a column with any value that a double may not hold, for checks that look for equal values.
  func checkEqual(_ values: ColumnValues, column: String, side: String) throws(CheckError) {
    let gap = largest(values).ulp
    guard gap > step else { return }
    throw error(gap, column, side, "so that different values would count as equal; cast it to text in a stage")
  }

  private func largest(_ values: ColumnValues) -> Double {
    values.withBlocks { blocks in
      var largest = 0.0
      for block in blocks { for value in block { largest = max(largest, value.magnitude) } }
      return largest
    }
  }

  private func error(_ gap: Double, _ column: String, _ side: String, _ rest: String) -> CheckError {
    CheckError(
      "column '\(column)' of \(side) has values so large that the doubles in which numbers are compared are "
        + "\(Format.number(gap)) apart, \(rest)")
  }
}
