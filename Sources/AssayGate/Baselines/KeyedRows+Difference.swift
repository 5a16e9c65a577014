extension KeyedRows {
  /// How far two values are apart: 0 when they are the same, infinite when they are no two numbers to subtract.
  ///
  /// NaN and infinite values are the same only as themselves; whole numbers of any size are compared exactly.
  ///
  /// - Parameter isNumber: whether numbers of another spelling may be the same, as with a tolerance.
  static func distance(_ new: String?, _ old: String?, isNumber: Bool) -> Double {
    guard isNumber, let left = new.flatMap(Double.init), let right = old.flatMap(Double.init) else {
      return isSame(new, old) ? 0 : .infinity
    }
    if let whole = new.flatMap(Int128.init), let before = old.flatMap(Int128.init) {
      let (difference, overflows) = whole.subtractingReportingOverflow(before)
      return overflows ? .infinity : Double(difference.magnitude)
    }
    if left == right || (left.isNaN && right.isNaN) { return 0 }
    let difference = abs(left - right)
    return difference.isNaN ? .infinity : difference
  }
}

/// How golden rows differ from approved ones.
struct GoldenDifference {
  /// The rows that were approved and are not there, and those that are there and were not approved.
  var gone = 0
  var new = 0
  /// For each column in the table's order: the rows whose values differ by more than the tolerance.
  var columns: [(name: String, rows: Int)] = []
  /// The rows with such a value, and all that were compared.
  var moved = 0
  var compared = 0
  /// The first of them: key, column, approved, today.
  var examples: [[String]] = []
  /// The form differs: other keys, columns or types.
  var form: String?

  /// The most rows that are shown.
  static let shownRows = 5

  var isEmpty: Bool { gone == 0 && new == 0 && moved == 0 && form == nil }

  /// - Parameters:
  ///   - today: the approved rows as they are today, where these can be looked up; else the rows that would be approved.
  ///   - approved: the approved rows.
  ///   - sample: the size of the sample that would be approved.
  ///   - tolerances: the differences that values may have, by column.
  init(_ today: KeyedRows, _ approved: KeyedRows, sample: Int?, tolerances: [String: Double]) {
    if today.key != approved.key {
      form = "the key is \(today.key.joined(separator: ", ")), was \(approved.key.joined(separator: ", "))"
      return
    }
    if today.columns != approved.columns || today.types != approved.types {
      form = Self.form(today, approved)
    }
    if form == nil, let sample, let known = approved.sample, known != sample {
      form = "the sample is \(KeyedRows.words(sample: sample)), was \(KeyedRows.words(sample: known))"
    }
    new = today.newRows
    var before: [[[UInt8]?]: [String?]] = [:]
    for row in approved.rows { before[approved.identity(of: row)] = row }
    let shared = today.columns.enumerated().compactMap { index, name in
      approved.columns.firstIndex(of: name).map { (name: name, today: index, approved: $0) }
    }
    var counts = [Int](repeating: 0, count: shared.count)
    for row in today.rows {
      guard let old = before[today.identity(of: row)] else {
        new += 1
        continue
      }
      compared += 1
      var hasMoved = false
      for (position, column) in shared.enumerated() {
        let tolerance = tolerances[column.name]
        let (value, was) = (row[column.today], old[column.approved])
        guard KeyedRows.distance(value, was, isNumber: tolerance != nil) > (tolerance ?? 0) else { continue }
        counts[position] += 1
        if examples.count < Self.shownRows, !hasMoved {
          examples.append(today.key(of: row).map { $0 ?? "null" } + [column.name, was ?? "null", value ?? "null"])
        }
        hasMoved = true
      }
      if hasMoved { moved += 1 }
    }
    gone = approved.rows.count - compared
    columns = zip(shared, counts).filter { $1 > 0 }.map { ($0.name, $1) }
  }

  private static func form(_ today: KeyedRows, _ approved: KeyedRows) -> String {
    let new = today.columns.filter { !approved.columns.contains($0) }
    let gone = approved.columns.filter { !today.columns.contains($0) }
    var parts: [String] = []
    if !new.isEmpty { parts.append("new: \(new.joined(separator: ", "))") }
    if !gone.isEmpty { parts.append("gone: \(gone.joined(separator: ", "))") }
    for (name, type) in zip(today.columns, today.types) {
      guard let index = approved.columns.firstIndex(of: name), approved.types[checked: index] != type else { continue }
      parts.append("\(name) is \(type), was \(approved.types[checked: index] ?? "nothing")")
    }
    return parts.isEmpty ? "the columns are in another order" : "columns " + parts.joined(separator: "; ")
  }
}
