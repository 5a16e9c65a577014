import AssayTable

/// `time_travel`: no row knows what happened later.
public struct TimeTravelCheck: Check {
  public static let declaration = CheckDeclaration(
    name: "time_travel",
    summary: "No row is later than a given time, or than another of its columns: none knows the future.",
    documentation: """
      One case per column of times. With `before`, every value must be earlier than that moment: the end of the training \
      data, the cut of a backtest. With `not_after`, no value may be later than that of another column in the same row: \
      a feature's time and the time of the prediction. Columns hold dates, timestamps, or text in ISO 8601; a date is its \
      midnight. An offset from UTC, in text and in `before` alike, makes a time that moment: \
      `2013-04-01T00:30:00+05:00` is 19:30 of the day before. It is `Z`, `+05`, `-0530` or `-05:30`; times without one \
      are UTC. Text that is no time is an error. With `not_after`, both columns may also hold numbers, such as seconds \
      of one clock. Rows where a time is missing are not looked at; a column without any value is an error.
      """,
    arguments: [
      ArgumentDeclaration("columns", .columns, required: true, "The columns that hold times."),
      ArgumentDeclaration(
        "before", .text,
        "A day or a moment that every value must be earlier than: `2013-04-01`, `2013-04-01T12:00:00Z`, "
          + "`2013-04-01T12:00-05:00`."),
      ArgumentDeclaration("not_after", .column, "The column of the same row that no value may be later than."),
      Allowance.argument,
    ],
    examples: [
      CheckExample(
        "All before the cut", table: "t\n2013-03-30\n2013-03-31\n",
        entry: "time_travel: { columns: t, before: 2013-04-01 }", verdicts: [.pass], says: "no row has t at or after"),
      CheckExample(
        "A row after the cut", table: "t\n2013-03-31T23:59:59Z\n2013-04-01T00:00:00Z\n",
        entry: "time_travel: { columns: t, before: 2013-04-01 }", verdicts: [.fail],
        says: "1 row (50 %) has t at or after 2013-04-01"),
      CheckExample(
        "An offset counts", table: "t\n2013-04-01T00:30:00+05:00\n2013-03-31T23:30:00-05:00\n",
        entry: "time_travel: { columns: t, before: 2013-04-01 }", verdicts: [.fail],
        says: "1 row (50 %) has t at or after 2013-04-01"),
      CheckExample(
        "Weather that was not reported yet",
        table: "reported,predicted\n2013-04-01 10:00:00,2013-04-01 10:05:00\n2013-04-01 11:00:00,2013-04-01 10:05:00\n",
        entry: "time_travel: { columns: reported, not_after: predicted }", verdicts: [.fail],
        says: "1 row (50 %) has reported after predicted"),
    ])

  private let columns: ColumnSelection
  private let before: TimeArgument?
  private let other: String?
  private let allowance: Allowance

  public init(_ arguments: Arguments) throws(ManifestError) {
    columns = arguments.columns("columns") ?? .all
    other = arguments.text("not_after")
    allowance = try Allowance(arguments)
    let text = arguments.text("before")
    before = text.flatMap(TimeArgument.init)
    if (text == nil) == (other == nil) {
      throw ManifestError("'time_travel' takes either 'before' or 'not_after'", at: arguments.location)
    }
    if let text, before == nil {
      throw ManifestError(
        "'before' is \(MessageText.quoted(text)); write a day or a moment that exists, such as 2013-04-01, "
          + "2013-04-01T12:00:00Z or 2013-04-01T12:00:00-05:00",
        at: arguments.location(of: "before"))
    }
  }

  public func cases(of table: TableShape) throws(CheckError) -> [CheckCase] {
    let other = try other.map { name throws(CheckError) in try table.column(name) }
    let fields = try table.columns(columns) { Self.clock($0.type) != nil && $0.type.isTemporal }
    var cases: [CheckCase] = []
    for field in fields where field.name != other?.name {
      guard let clock = Self.clock(field.type), clock != .number || other != nil else {
        throw CheckError("column '\(field.name)' of table '\(table.name)' is \(field.type), and this check needs times")
      }
      let condition: Condition
      let what: String
      if let other {
        guard let otherClock = Self.clock(other.type), (clock == .number) == (otherClock == .number) else {
          throw CheckError(
            "column '\(field.name)' is \(field.type) and '\(other.name)' is \(other.type): no times to compare")
        }
        condition = .later(field.name, clock, than: other.name, otherClock)
        what = "\(field.name) after \(other.name)"
      } else if let before {
        condition = .notBefore(
          field.name, clock == .plain && before.hasOffset ? .zoned : clock, moment: before.withSeconds)
        what = "\(field.name) at or after \(before.text)"
      } else {
        continue
      }
      let texts = [field, other].compactMap(\.self).filter { Self.clock($0.type) == .text }.map(\.name)
      cases.append(makeCase(field.name, condition, what, other: other?.name, texts: texts))
    }
    if cases.isEmpty { throw CheckError("there is no column to compare with '\(other?.name ?? "")'") }
    return cases
  }

  /// - Parameter texts: those of the columns that hold text.
  private func makeCase(
    _ name: String, _ condition: Condition, _ what: String, other: String?, texts: [String]
  ) -> CheckCase {
    let missing = [name, other].compactMap { $0.map { Measurement.rowsWhere(.missing($0, floating: false)) } }
    let allowance = allowance
    return CheckCase(
      column: name, measurements: [.rows, .rowsWhere(condition)] + missing + texts.map(Measurement.notTimes)
    ) {
      evidence throws(CheckError) in
      for column in [name, other].compactMap(\.self) { try evidence.requireValues(in: column) }
      for column in texts { try Self.requireTimes(in: column, evidence) }
      let failing = try evidence.count(.rowsWhere(condition))
      var judgement = allowance.judge(
        failing: failing, of: try evidence.rows(), metric: "rows_from_later",
        what: "\(failing > 1 ? "have" : "has") \(what)")
      if judgement.verdict != .pass {
        judgement.failingRows = .meeting(condition, columns: [name] + (other.map { [$0] } ?? []))
      }
      return judgement
    }
  }

  /// Throws when text is no time: it would be neither before nor after anything, and pass.
  private static func requireTimes(in column: String, _ evidence: Evidence) throws(CheckError) {
    let isPrivate = evidence.privateColumns.contains(column)
    let found: Measured
    do throws(CheckError) {
      found = try evidence.measured(.notTimes(column))
    } catch {
      // Engines show the value that they could not read.
      guard isPrivate else { throw error }
      throw CheckError("column '\(column)' cannot be read as times; its values are private and not shown")
    }
    guard case .rows(let rows) = found else {
      throw CheckError("internal error: the times of '\(column)' were not looked at")
    }
    guard rows.count > 0 else { return }
    if isPrivate {
      throw CheckError("column '\(column)' cannot be read as times; its values are private and not shown")
    }
    let example = rows.first.first?.first.map { ", such as \(MessageText.quoted($0.description))" } ?? ""
    throw CheckError(
      "column '\(column)' holds text that is no time in \(Format.rows(rows.count))\(example); write ISO 8601, such as "
        + "2013-04-01, 2013-04-01 12:00:00 or 2013-04-01T12:00:00-05:00")
  }

  /// How values of a type are read as times; `nil` when they cannot be.
  private static func clock(_ type: DataType) -> Condition.Clock? {
    switch type {
    case .text: .text
    case .date, .timestamp(_, nil): .plain
    case .timestamp(_, .some): .zoned
    default: type.isNumeric ? .number : nil
    }
  }
}
