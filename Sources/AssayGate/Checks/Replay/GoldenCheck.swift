/// `golden`: a sample of rows, found by their key, has the approved values.
public struct GoldenCheck: Check {
  public static let declaration = CheckDeclaration(
    name: "golden",
    summary: "A sample of rows, found by their key, has the approved values.",
    documentation: """
      Compares rows with the approved output of the same version, column by column. An approval keeps the rows with the \
      smallest hashes of their key, and for each column beside the key up to two rows without a value (null or NaN), \
      and of a numeric column the rows of its minimum and of its maximum; where several rows share these, the ones with \
      the smallest hashes. So the sample is the same whatever the order of the rows. Private columns choose no rows.

      Each run looks up the approved rows by their keys. Numbers of a column with a `tolerance` may differ by that \
      much; all other values must be equal. One case for the rows as a whole (rows that came, went, or occur twice; new \
      rows are seen when their hashes are as small as the sample's) and one per column beside the key.

      `assay approve` records the rows as `baselines/VERSION/TABLE.DIGEST.csv`, with the tolerances in \
      `baselines/VERSION.json`. A tolerance that is larger than the approved one is an error until it is approved too. \
      `assay review` shows the rows that would change.
      """,
    arguments: [
      ArgumentDeclaration("key", .columns, required: true, "The columns that identify a row."),
      ArgumentDeclaration("tolerance", .map(.number), "The difference that values of a column may have."),
      ArgumentDeclaration(
        "rows", .either([.integer(minimum: 1), .choice(["all"])]),
        "How many rows are kept for the hash of their key, or `all`, for tables of up to 100,000 rows; 200 by default."),
      ArgumentDeclaration("columns", .columns, "The columns to compare; all by default."),
      Allowance.argument,
    ],
    examples: [
      CheckExample(
        "The last digit may differ", table: "id,p\n1,0.50000001\n2,0.25\n", approved: "id,p\n1,0.5\n2,0.25\n",
        entry: "golden: { key: id, tolerance: { p: 1.0e-6 } }", verdicts: [.pass, .pass], says: "all 2 golden rows"),
      CheckExample(
        "A value that changed, and a row that went", table: "id,p\n1,0.6\n", approved: "id,p\n1,0.5\n2,0.25\n",
        entry: "golden: { key: id }", verdicts: [.fail, .fail], says: "1 row is gone"),
      CheckExample(
        "Every row of a small table", table: "id,p\n1,0.5\n2,0.25\n", approved: "id,p\n1,0.5\n2,0.25\n",
        entry: "golden: { key: id, rows: all }", verdicts: [.pass, .pass], says: "all 2 golden rows"),
    ])

  private let key: ColumnSelection
  private let tolerances: [String: Double]
  private let rows: Int
  private let columns: ColumnSelection
  private let allowance: Allowance

  public init(_ arguments: Arguments) throws(ManifestError) {
    key = arguments.columns("key") ?? .all
    tolerances = try UnchangedCheck.tolerances(arguments)
    rows = arguments.text("rows") == "all" ? KeyedRows.all : arguments.integer("rows") ?? 200
    columns = arguments.columns("columns") ?? .all
    allowance = try Allowance(arguments)
  }

  public var needsBaseline: Bool { true }

  public var approvedTolerances: [String: Double] { tolerances }

  public static var judgesWholeTable: Bool { true }

  public var keyColumns: [String] {
    if case .named(let keys) = key { keys.map(\.name) } else { [] }
  }

  public static var judgesTablesWithoutTypes: Bool { true }

  public func cases(of table: TableShape) throws(CheckError) -> [CheckCase] {
    let keyNames = try table.columns(key).map(\.name)
    for name in tolerances.keys.sorted() { _ = try table.numericColumn(name) }
    let measurement = Measurement.keyedRows(key: keyNames, rows: rows)
    let compared = try table.columns(columns).map(\.name).filter { !keyNames.contains($0) }
    let whole = CheckCase(measurements: [measurement]) { evidence throws(CheckError) in
      let (today, approved) = try self.samples(measurement, evidence)
      guard let approved else {
        if today.repeatedKeys > 0 {
          return Judgement(
            .fail,
            "\(Format.rows(today.repeatedKeys)) repeat a key of \(today.key.joined(separator: ", ")), so they cannot "
              + "be told apart; name the columns that identify a row", n: today.rows.count)
        }
        return Judgement(.pass, "\(Format.rows(today.rows.count)) recorded", n: today.rows.count)
      }
      return evidence.isPartial ? Self.comparePart(today) : Self.compareKeys(today, approved)
    }
    let allowance = allowance
    let tolerances = tolerances
    return [whole]
      + compared.map { name in
        CheckCase(column: name, measurements: [measurement]) { evidence throws(CheckError) in
          if evidence.isPartial, case .keyedRows(let today) = try evidence.measured(measurement), today.rows.isEmpty {
            return Self.nothingApproved
          }
          if evidence.recording == .never, evidence.baseline?.golden == nil {
            // The case for the rows as a whole is the error; one is enough.
            return Judgement(.skipped, "no golden rows were approved to compare \(name) with", n: 0)
          }
          let (today, approved) = try self.samples(measurement, evidence)
          guard let approved else {
            return Judgement(.pass, "\(Format.rows(today.rows.count)) recorded", n: today.rows.count)
          }
          if evidence.privateColumns.contains(name) {
            return Judgement(.skipped, "column \(name) is private, and its values are not kept", n: today.rows.count)
          }
          return try Self.compareColumn(name, today, approved, tolerance: tolerances[name], allowance: allowance)
        }
      }
  }

  /// The rows of today and the approved ones; these are `nil` while they are recorded.
  private func samples(
    _ measurement: Measurement, _ evidence: Evidence
  ) throws(CheckError) -> (today: KeyedRows, approved: KeyedRows?) {
    guard case .keyedRows(let today) = try evidence.measured(measurement) else {
      throw CheckError("internal error: no golden rows were taken")
    }
    if !evidence.isPartial, today.rows.isEmpty, today.newRows == 0, try evidence.count(.rows) == 0 {
      throw CheckError("there are no rows to compare")
    }
    for name in today.key where evidence.privateColumns.contains(name) {
      throw CheckError("column '\(name)' of the key is private, and its values may not be kept; choose another key")
    }
    if case .keyedRows(_, KeyedRows.all) = measurement, today.rows.count > KeyedRows.mostRows {
      throw CheckError(
        "all \(Format.rows(today.rows.count)) would be golden, and more than \(Format.whole(KeyedRows.mostRows)) are no "
          + "review for anybody; give 'rows' a number: 'unchanged' stands for every row")
    }
    if evidence.isRecorded(insteadOf: evidence.baseline?.golden) { return (today, nil) }
    guard let approved = evidence.baseline?.golden else {
      throw CheckError("no golden rows were approved to compare with; \(evidence.baselineHint)")
    }
    guard approved.key == today.key else {
      throw CheckError(
        "the golden rows were approved under the key \(approved.key.joined(separator: ", ")), and the key is now "
          + "\(today.key.joined(separator: ", ")); \(evidence.baselineHint)")
    }
    if let sample = approved.sample, sample != rows {
      throw CheckError(
        "the golden rows were approved with \(KeyedRows.words(sample: sample)) by the hash of their key, and 'rows' is now "
          + "\(KeyedRows.words(sample: rows)); \(evidence.baselineHint)")
    }
    try evidence.refuseLoosened(tolerances, approved: evidence.baseline?.goldenTolerance ?? [:])
    return (today, approved)
  }

  private static var nothingApproved: Judgement {
    Judgement(.skipped, "a partial replay, and no approved row is among its rows", n: 0)
  }

  /// What can be said of the rows of a partial replay, where others are gone by intent.
  private static func comparePart(_ today: KeyedRows) -> Judgement {
    if today.rows.isEmpty { return nothingApproved }
    let count = today.rows.count
    if today.repeatedKeys > 0 {
      let message = "\(Format.rows(today.repeatedKeys)) repeat a key of \(count) golden rows"
      var judgement = Judgement(.fail, message, n: count)
      judgement.departure = Departure(column: nil, columns: [], message: message, examples: [])
      return judgement
    }
    return Judgement(.pass, "\(Format.rows(count)) of a partial replay are approved ones", n: count)
  }

  private static func compareKeys(_ today: KeyedRows, _ approved: KeyedRows) -> Judgement {
    let (now, before) = (Set(today.rows.map(today.identity(of:))), Set(approved.rows.map(approved.identity(of:))))
    let gone = before.subtracting(now).count
    let new = today.newRows
    var parts: [String] = []
    if gone > 0 { parts.append("\(Format.rows(gone)) \(gone == 1 ? "is" : "are") gone") }
    if new > 0 { parts.append("\(Format.rows(new)) \(new == 1 ? "is" : "are") new") }
    if today.repeatedKeys > 0 { parts.append("\(Format.rows(today.repeatedKeys)) repeat a key") }
    guard !parts.isEmpty else {
      return Judgement(.pass, "all \(approved.rows.count) golden rows are there", n: approved.rows.count)
    }
    let message = "\(parts.joined(separator: ", ")) of \(approved.rows.count) golden rows"
    var judgement = Judgement(.fail, message, n: approved.rows.count)
    judgement.departure = Departure(column: nil, columns: [], message: message, examples: [])
    return judgement
  }

  private static func compareColumn(
    _ name: String, _ today: KeyedRows, _ approved: KeyedRows, tolerance: Double?, allowance: Allowance
  ) throws(CheckError) -> Judgement {
    guard let index = today.columns.firstIndex(of: name) else {
      throw CheckError("internal error: column '\(name)' is not among the golden rows")
    }
    guard let approvedIndex = approved.columns.firstIndex(of: name) else {
      throw CheckError("column '\(name)' was not approved among the golden rows; record them again to compare it")
    }
    var before: [[[UInt8]?]: String?] = [:]
    for row in approved.rows { before[approved.identity(of: row)] = .some(row[approvedIndex]) }
    var changed: [[String]] = []
    var compared = 0
    var largest = 0.0
    for row in today.rows {
      guard let old = before[today.identity(of: row)] else { continue }
      compared += 1
      let new = row[index]
      let difference = KeyedRows.distance(new, old, isNumber: tolerance != nil)
      if difference.isFinite { largest = max(largest, difference) }
      if difference <= (tolerance ?? 0) { continue }
      changed.append(today.key(of: row).map { $0 ?? "null" } + [old ?? "null", new ?? "null"])
    }
    if compared == 0 { throw CheckError("none of the golden rows is there any more, so '\(name)' cannot be compared") }
    var judgement = allowance.judge(
      failing: changed.count, of: compared, metric: "changed_rows",
      what: changed.isEmpty
        ? "differs from the approved one\(tolerance.map { " by more than \(Format.number($0))" } ?? "")"
        : "\(changed.count == 1 ? "leaves" : "leave") the approved value\(tolerance.map { " by more than \(Format.number($0))" } ?? "")"
    )
    if tolerance != nil { judgement.metrics.append(Metric("largest_difference", largest, n: compared)) }
    if judgement.verdict != .pass {
      let headings = today.key + ["approved", "today"]
      judgement.failingRows = .listed(columns: headings, rows: changed)
      judgement.departure = Departure(
        column: name, columns: [name], message: judgement.message, examples: [headings] + changed.prefix(5))
    }
    return judgement
  }

  /// Whether the check compares a column.
  func compares(_ column: String, key: [String]) -> Bool {
    if key.contains(column) { return false }
    guard case .named(let names) = columns else { return true }
    return names.contains { $0.name == column }
  }

  /// The rows whose value in a column is not the approved one, in the order of today's rows.
  func differences(
    _ column: String, _ today: KeyedRows, _ approved: KeyedRows
  ) -> [GoldenComparison.Difference] {
    guard let new = today.columns.firstIndex(of: column), let old = approved.columns.firstIndex(of: column) else {
      return []
    }
    var before: [[[UInt8]?]: String?] = [:]
    for row in approved.rows { before[approved.identity(of: row)] = .some(row[old]) }
    return today.rows.compactMap { row in
      guard let known = before[today.identity(of: row)] else { return nil }
      let tolerance = tolerances[column]
      if KeyedRows.distance(row[new], known, isNumber: tolerance != nil) <= (tolerance ?? 0) { return nil }
      return GoldenComparison.Difference(key: today.key(of: row), approved: known, today: row[new])
    }
  }
}
