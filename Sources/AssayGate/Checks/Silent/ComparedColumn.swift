import AssayStatistics
import AssayTable

/// A column that is compared with the same column of the reference: numbers in order, or levels with their counts.
struct ComparedColumn: Sendable, Hashable {
  /// The column's name.
  let name: String
  /// Whether values are numbers; otherwise they are levels.
  let isNumeric: Bool
  /// What the reference's column holds that doubles may not; nil for types whose numbers are doubles.
  let exactBefore: ExactNumbers?
  /// What the table's column holds that doubles may not.
  let exactToday: ExactNumbers?

  /// What is asked of both sides.
  var measurements: [Measurement] { [.rows, isNumeric ? .sample(name) : .counts(name)] }

  /// One side of the comparison.
  struct Side: Sendable {
    /// The numbers; `nil` for levels, and when no row has a value.
    var sample: SortedSample?
    /// The rows by level.
    var counts: [ExactText: Int] = [:]
    /// The rows without a value: null or NaN.
    var missing = 0
    /// All rows, at least one.
    var rows: Int

    /// The rows with a value.
    var present: Int { rows - missing }
  }

  /// The columns that a selection names, of the types that checks of this kind compare; for `all`, those that can be on
  /// either side, and the cases that say of columns that they are gone.
  ///
  /// - Parameters:
  ///   - numericOnly: whether the check needs numbers.
  ///   - allTextOnly: whether `all` stands for the columns of text.
  /// - Throws: for a column that the reference does not have, or has as another kind.
  static func columns(
    _ selection: ColumnSelection, of table: TableShape, numericOnly: Bool = false, allTextOnly: Bool = false
  ) throws(CheckError) -> (compared: [ComparedColumn], lost: [CheckCase]) {
    guard let reference = table.reference else { throw TableShape.noReference }
    func isEligible(_ field: Field) -> Bool {
      field.type.isNumeric || (!numericOnly && (field.type.isText || field.type == .boolean))
    }
    let selected = try table.comparedColumns(selection) { allTextOnly ? $0.type.isText : isEligible($0) }
    var columns: [ComparedColumn] = []
    for field in selected.fields {
      guard isEligible(field) else {
        let wanted = numericOnly ? "a number" : "a number, text or a boolean"
        throw CheckError(
          "column '\(field.name)' of table '\(table.name)' is \(field.type), and this check needs \(wanted)")
      }
      guard let before = reference[field.name] else {
        throw CheckError("the reference has no column '\(field.name)' to compare with")
      }
      guard isEligible(before), field.type.isNumeric == before.type.isNumeric else {
        throw CheckError("column '\(field.name)' is \(field.type), and \(before.type) in the reference")
      }
      columns.append(
        ComparedColumn(
          name: field.name, isNumeric: field.type.isNumeric, exactBefore: ExactNumbers(before.type),
          exactToday: ExactNumbers(field.type)))
    }
    return (columns, selected.lost.map { $0.checkCase(table: table.name) })
  }

  /// The column in the table that is judged.
  func today(_ evidence: Evidence) throws(CheckError) -> Side {
    try side(evidence.measured, "the table", exactToday)
  }

  /// The column in the reference.
  func before(_ evidence: Evidence) throws(CheckError) -> Side {
    try side(evidence.referenced, "the reference", exactBefore)
  }

  private func side(
    _ value: (Measurement) throws(CheckError) -> Measured, _ what: String, _ exact: ExactNumbers?
  ) throws(CheckError) -> Side {
    guard case .count(let rows) = try value(.rows), rows > 0 else { throw CheckError("\(what) has no rows to compare") }
    var side = Side(rows: rows)
    switch try value(isNumeric ? .sample(name) : .counts(name)) {
    case .sample(let sample):
      if let exact, let values = sample.values { try exact.check(values, column: name, side: what) }
      do throws(StatisticsError) {
        side.sample = try sample.values?.sorted()
      } catch {
        throw CheckError("column '\(name)': \(error)")
      }
      side.missing = sample.missing
    case .counts(let counts):
      side.counts = counts.counts
      side.missing = counts.missing
    default: throw CheckError("internal error: column '\(name)' was not measured")
    }
    if side.present == 0 { throw CheckError("column '\(name)' of \(what) has no values: all are missing") }
    return side
  }

  /// Refuses numbers that may count as equal as doubles and are not, for checks that look for equal ones.
  func checkEqual(_ evidence: Evidence) throws(CheckError) {
    for (exact, what, measured) in [
      (exactToday, "the table", try evidence.measured(measurements[1])),
      (exactBefore, "the reference", try evidence.referenced(measurements[1])),
    ] {
      if let exact, case .sample(let sample) = measured, let values = sample.values {
        try exact.checkEqual(values, column: name, side: what)
      }
    }
  }

  /// How far the values of one side lie from those of another, as the drift rule sees it.
  ///
  /// - Parameter alpha: the probability of a false alarm that this comparison may spend.
  static func assess(
    _ before: Side, _ today: Side, limit: Double, alpha: Double
  ) throws(StatisticsError) -> DriftAssessment {
    let rule = try DriftVerdictRule(limit: limit, significance: alpha)
    if let reference = before.sample, let current = today.sample {
      return try rule.assess(try KolmogorovSmirnov(reference: reference, current: current))
    }
    return try rule.assess(try levels(before, today))
  }

  /// The distance of the values of two sides, from 0 to 1: Kolmogorov–Smirnov for numbers, total variation for levels.
  static func distance(_ before: Side, _ today: Side) throws(StatisticsError) -> Double {
    if let reference = before.sample, let current = today.sample {
      return try KolmogorovSmirnov(reference: reference, current: current).statistic
    }
    return TotalVariation(try levels(before, today)).estimate
  }

  private static func levels(_ before: Side, _ today: Side) throws(StatisticsError) -> CountTable {
    let names = Set(before.counts.keys).union(today.counts.keys).sorted()
    return try CountTable(reference: names.map { before.counts[$0] ?? 0 }, current: names.map { today.counts[$0] ?? 0 })
  }
}

extension DriftAssessment {
  /// What sample would settle a comparison that these rows cannot: the end of an `inconclusive` message.
  var requirement: String {
    guard verdict == .inconclusive, let needed = requiredSize else { return "" }
    let would =
      needed.current.map { "\(Format.whole($0)) rows would do" }
      ?? needed.each.map { "\(Format.whole($0)) rows on both sides would do" } ?? "no number of rows would do"
    return ": too few rows to tell; \(would)"
  }
}

extension Format {
  /// A distance or a share of rows with three digits behind the point: enough to read.
  static func distance(_ value: Double) -> String { number((value * 1000).rounded() / 1000) }
}
