import AssayStatistics
import AssayTable

/// `swapped_columns`: no column holds what another one held in the reference, and the other way round.
public struct SwappedColumnsCheck: Check {
  public static let declaration = CheckDeclaration(
    name: "swapped_columns",
    summary: "No columns have changed places: none holds what another one held in the reference.",
    documentation: """
      One case per column. A column that left its own reference by more than `limit` (even at the lower bound that the \
      check's share of the false-alarm budget leaves) is held against the references of the other columns of its kind: \
      numbers by the Kolmogorov–Smirnov distance, text and booleans by total variation. The check fails when it lies \
      within the limit of another column's reference, and so on round to its own: two columns that were swapped, or \
      several that were rotated, as a list of features in the wrong order does. Columns that are distributed alike \
      cannot be told apart. `all` stands for the columns that hold numbers, text or booleans.
      """,
    arguments: [
      ArgumentDeclaration("columns", .columns, required: true, "The columns among which to look, or `all`."),
      ArgumentDeclaration(
        "limit", .share, "The share of the rows that may lie elsewhere than in the reference; 0.1 by default."),
    ],
    examples: [
      CheckExample(
        "Both in their places", table: SilentExamples.rows("a,b", 0..<2000) { "\($0 % 50),\($0 % 90 + 100)" },
        reference: SilentExamples.rows("a,b", 0..<2000) { "\($0 % 50),\($0 % 90 + 100)" },
        entry: "swapped_columns: { columns: all }", verdicts: [.pass, .pass], says: "a fits its own reference"),
      CheckExample(
        "Swapped", table: SilentExamples.rows("a,b", 0..<2000) { "\($0 % 90 + 100),\($0 % 50)" },
        reference: SilentExamples.rows("a,b", 0..<2000) { "\($0 % 50),\($0 % 90 + 100)" },
        entry: "swapped_columns: { columns: all }", verdicts: [.fail, .fail], says: "a and b have changed places"),
      CheckExample(
        "One column has moved, and none took its place",
        table: SilentExamples.rows("a,b", 0..<2000) { "\($0 % 90 + 100),\($0 % 90 + 100)" },
        reference: SilentExamples.rows("a,b", 0..<2000) { "\($0 % 50),\($0 % 90 + 100)" },
        entry: "swapped_columns: { columns: [a, b] }", verdicts: [.pass, .pass], says: "changed places with no other"),
    ])

  private let columns: ColumnSelection
  private let limit: Double

  public init(_ arguments: Arguments) throws(ManifestError) {
    columns = arguments.columns("columns") ?? .all
    limit = try SilentArguments.limit(arguments, default: 0.1)
    if case .named(let keys) = columns, keys.count < 2 {
      throw ManifestError("two columns or more are needed to look for swaps", at: arguments.location(of: "columns"))
    }
  }

  public var needsReference: Bool { true }

  public var budgetWeight: Double { SilentArguments.weight(columns) }

  public func cases(of table: TableShape) throws(CheckError) -> [CheckCase] {
    let (compared, lost) = try ComparedColumn.columns(columns, of: table)
    return compared.map { column in
      var one = swapCase(of: column, among: compared, isLarge: false)
      one.largeForm = { swapCase(of: column, among: compared, isLarge: true) }
      return one
    } + lost
  }

  /// - Parameter isLarge: whether numbers are compared pair by pair, because the values of all columns do not fit into
  ///   memory.
  private func swapCase(of column: ComparedColumn, among all: [ComparedColumn], isLarge: Bool) -> CheckCase {
    let limit = limit
    var measurements: [Measurement] = [.rows]
    var reference: [Measurement] = [.rows]
    for one in all {
      if isLarge, one.isNumeric {
        measurements.append(ColumnPairs.measurement(one, one))
      } else {
        measurements += one.measurements
        reference += one.measurements
      }
    }
    var result = CheckCase(
      column: column.name, measurements: Array(Set(measurements)), reference: Array(Set(reference)), comparisons: 1
    ) { evidence throws(CheckError) in
      try Self.judge(column, among: all, ColumnPairs(evidence: evidence, limit: limit, isLarge: isLarge))
    }
    if isLarge {
      result.furtherComparisons = { evidence throws(CheckError) in
        Self.furtherComparisons(of: column, among: all, ColumnPairs(evidence: evidence, limit: limit, isLarge: true))
      }
    }
    return result
  }

  /// The pairs of columns that must be compared, once each column was compared with itself.
  private static func furtherComparisons(
    of column: ComparedColumn, among all: [ComparedColumn], _ pairs: ColumnPairs
  ) -> [Measurement] {
    // What cannot be compared tells of itself in its own case.
    guard column.isNumeric, let own = try? pairs.assess(column, against: column) else { return [] }
    let numbers = all.filter(\.isNumeric)
    switch own.verdict {
    case .pass: return []
    case .inconclusive:
      return numbers.filter { $0 != column }
        .flatMap { [ColumnPairs.measurement($0, column), ColumnPairs.measurement(column, $0)] }
    case .fail, .warn:
      // Wherever a column that left its place may be now.
      let moved = numbers.filter { one in
        guard let verdict = try? pairs.assess(one, against: one).verdict else { return false }
        return verdict == .fail || verdict == .warn
      }
      return moved.flatMap { one in
        numbers.filter { $0 != one && pairs.mayFit(one, $0) }.map { ColumnPairs.measurement(one, $0) }
      }
    }
  }

  private static func judge(
    _ column: ComparedColumn, among all: [ComparedColumn], _ pairs: ColumnPairs
  ) throws(CheckError) -> Judgement {
    let limit = pairs.limit
    let own = try pairs.assess(column, against: column)
    let counts = "n \(Format.whole(own.currentSize.rows)) against \(Format.whole(own.referenceSize.rows))"
    let distance = "\(Format.distance(own.estimate)), limit \(Format.number(limit))"
    var verdict = Verdict.pass
    var message = "\(column.name) fits its own reference: \(distance) · \(counts)"
    var metrics = [
      Metric(
        "distance", own.estimate, n: own.currentSize.rows, definition: "\(own.effect.rawValue)(mcdiarmid)",
        lower: own.interval.lower, upper: own.interval.upper)
    ]
    switch own.verdict {
    case .pass: break
    case .inconclusive:
      guard try mayHaveMoved(column, among: all, pairs) else {
        message = "\(column.name) holds no other column's values; \(distance) from its own reference · \(counts)"
        break
      }
      verdict = .inconclusive
      message = "\(column.name) may have changed places: \(distance) · \(counts)\(own.requirement)"
    case .fail, .warn:
      let ring = try ring(from: column, among: all, pairs)
      if ring.isEmpty {
        message = "\(column.name) left its reference (\(distance)), and has changed places with no other · \(counts)"
      } else {
        verdict = own.verdict == .fail ? .fail : .warn
        let names = ring.map(\.column.name)
        let taken = ring[0]
        message =
          (names.count == 2
            ? "\(names[1]) and \(names[0]) have changed places"
            : "\(names.count) columns were rotated (\(names.joined(separator: " ← ")))")
          + ": \(column.name) lies at \(Format.distance(taken.distance)) from the reference of \(taken.column.name), and "
          + "at \(Format.distance(own.estimate)) from its own, limit \(Format.number(limit)) · \(counts)"
        metrics.append(
          Metric(
            "distance_from_other", taken.distance, n: own.currentSize.rows,
            definition: "\(own.effect.rawValue)(of another column)"))
      }
    }
    return Judgement(
      verdict, message, n: own.currentSize.rows, metrics: metrics, limits: ["limit \(Format.number(limit))"])
  }

  /// Whether there is another column with which a column may have changed places, as far as these samples can tell.
  private static func mayHaveMoved(
    _ column: ComparedColumn, among all: [ComparedColumn], _ pairs: ColumnPairs
  ) throws(CheckError) -> Bool {
    func isPossible(_ one: ComparedColumn, _ place: ComparedColumn) -> Bool {
      guard let assessment = try? pairs.assess(one, against: place) else { return true }
      return assessment.interval.lower <= pairs.limit
    }
    for other in all where other != column && other.isNumeric == column.isNumeric && pairs.hasValues(other) {
      if isPossible(column, other), isPossible(other, column) { return true }
    }
    return false
  }

  /// The columns whose references a column, then the one whose place it took, and so on, lie at, ending with the
  /// column itself; empty when the way does not lead back to it.
  private static func ring(
    from start: ComparedColumn, among all: [ComparedColumn], _ pairs: ColumnPairs
  ) throws(CheckError) -> [(column: ComparedColumn, distance: Double)] {
    var ring: [(column: ComparedColumn, distance: Double)] = []
    var column = start
    while ring.count < all.count {
      guard let next = try place(of: column, among: all, pairs) else { return [] }
      ring.append(next)
      if next.column == start { return ring }
      if ring.dropLast().contains(where: { $0.column == next.column }) { return [] }
      column = next.column
    }
    return []
  }

  /// The other column whose reference a column that left its own lies nearest to, when that is within the limit.
  private static func place(
    of column: ComparedColumn, among all: [ComparedColumn], _ pairs: ColumnPairs
  ) throws(CheckError) -> (column: ComparedColumn, distance: Double)? {
    let own = try pairs.assess(column, against: column)
    guard own.verdict == .fail || own.verdict == .warn else { return nil }
    var best: (column: ComparedColumn, distance: Double)?
    for other in all where other != column && other.isNumeric == column.isNumeric {
      // A column that cannot be compared tells of itself in its own case.
      guard pairs.mayFit(column, other), let distance = try? pairs.distance(column, from: other) else { continue }
      if distance <= pairs.limit, distance < own.estimate, distance < best?.distance ?? .infinity {
        best = (other, distance)
      }
    }
    return best
  }
}
