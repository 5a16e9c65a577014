import AssayTable

/// `frozen`: columns hold other values than in the version before.
public struct FrozenCheck: Check {
  public static let declaration = CheckDeclaration(
    name: "frozen",
    summary: "Columns that change from version to version have changed: none is stale.",
    documentation: """
      One case per column. A source that stopped, a cache that is never cleared, or a file delivered twice leave a \
      column as it was, and everything else works.

      Without `key`, the digest over all of a column's values (whatever their rows) is held against the one that was \
      approved for the version before it in the manifest; the table needs an `unchanged` check, which keeps it. The first \
      version is compared with the reference where there is one. A column that has a tolerance there is compared by its profile. `all` \
      stands for all columns but constant ones; a column that what is compared with has, and the table has not, is an \
      error then.

      With `key`, rows are found in the reference by their key, and a column fails when more than `max` of them have the \
      value that they had there: for tables of the same customers or products in every version. Fewer than 100 rows in \
      both are inconclusive.
      """,
    arguments: [
      ArgumentDeclaration("columns", .columns, required: true, "The columns that must change, or `all`."),
      ArgumentDeclaration("key", .columns, "The columns that identify a row in both versions."),
      ArgumentDeclaration(
        "max", .share, "With `key`: the share of the rows that may have the same value as before; 0.99 by default."),
    ],
    examples: [
      CheckExample(
        "Other values than in the reference", table: "x\n1\n2\n4\n", reference: "x\n1\n2\n3\n",
        entry: "frozen: { columns: x }", verdicts: [.pass], says: "x has changed since the reference"),
      CheckExample(
        "The same values in another order", table: "x,y\n3,1\n2,1\n1,2\n", reference: "x,y\n1,1\n2,1\n3,1\n",
        entry: "frozen: { columns: [x, y] }", verdicts: [.fail, .pass], says: "x is as it was in the reference"),
      CheckExample(
        "Customers whose balance never moved",
        table: SilentExamples.rows("id,balance", 50..<250) { "\($0),\($0 * 7 % 100)" },
        reference: SilentExamples.rows("id,balance", 0..<200) { "\($0),\($0 * 7 % 100)" },
        entry: "frozen: { columns: balance, key: id }", verdicts: [.fail],
        says: "150 of 150 rows (100 %) hold the balance"),
      CheckExample(
        "Customers whose balance moved",
        table: SilentExamples.rows("id,balance", 50..<250) { "\($0),\($0 * 9 % 100)" },
        reference: SilentExamples.rows("id,balance", 0..<200) { "\($0),\($0 * 7 % 100)" },
        entry: "frozen: { columns: balance, key: id }", verdicts: [.pass], says: "hold the balance"),
    ])

  private let columns: ColumnSelection
  private let key: [String]
  private let maximum: Double

  /// The fewest rows found again of which anything is said.
  private static let enoughRows = 100

  public init(_ arguments: Arguments) throws(ManifestError) {
    columns = arguments.columns("columns") ?? .all
    key = try SilentArguments.names("key", arguments)
    maximum = arguments.number("max") ?? 0.99
    if arguments.has("max"), key.isEmpty {
      throw ManifestError(
        "'max' needs a 'key': without, a column as a whole is compared", at: arguments.location(of: "max"))
    }
  }

  public var needsReference: Bool { true }

  public var needsPreviousVersion: Bool { key.isEmpty }

  public static var judgesWholeTable: Bool { true }

  public func cases(of table: TableShape) throws(CheckError) -> [CheckCase] {
    let fields = try table.columns(columns).filter { !key.contains($0.name) }
    let cases = key.isEmpty ? digestCases(fields, of: table) : try keyCases(fields, of: table)
    guard table.reference != nil else { return cases }
    return try cases + table.comparedColumns(columns).lost.map { lostCase($0, table.name) }
  }

  /// The case of a column that the reference has and the table has not.
  private func lostCase(_ lost: LostColumn, _ table: String) -> CheckCase {
    var one = lost.checkCase(table: table)
    guard key.isEmpty else { return one }
    let judge = one.judge
    one.judge = { evidence throws(CheckError) in
      // The version before counts where there is one, and may have been without the column too.
      if let previous = evidence.previous, let fingerprint = previous.baseline?.fingerprint,
        fingerprint[lost.name] == nil
      {
        return Judgement(.skipped, "\(lost.name) is in neither this version nor '\(previous.name)'", n: 0)
      }
      return try judge(evidence)
    }
    return one
  }

  // MARK: Whole columns

  private func digestCases(_ fields: [Field], of table: TableShape) -> [CheckCase] {
    let names = fields.map(\.name)
    let skipsConstants: Bool
    if case .all = columns { skipsConstants = true } else { skipsConstants = false }
    let measurement = Measurement.columnDigests(names)
    // A column that the reference does not have is new, and so not frozen.
    let known = names.filter { table.reference?[$0] != nil }
    let before = known.isEmpty ? [] : [Measurement.columnDigests(known)]
    return names.map { name in
      CheckCase(column: name, measurements: [measurement], reference: before) { evidence throws(CheckError) in
        guard case .columnDigests(let today) = try evidence.measured(measurement), let column = today[name] else {
          throw CheckError("internal error: column '\(name)' has no digest")
        }
        if today.rows == 0 { throw CheckError("there are no rows to check") }
        if column.missing == today.rows { throw CheckError("column '\(name)' has no values: all are missing") }
        if skipsConstants, let minimum = column.minimum, minimum == column.maximum, column.missing == 0 {
          return Judgement(.skipped, "\(name) is constant, so that it is equal says nothing", n: today.rows)
        }
        if evidence.previous == nil, evidence.reference == nil, evidence.missingReference == nil {
          return Judgement(.skipped, "there is neither a version before nor a reference to compare \(name) with", n: 0)
        }
        guard let (old, source, rows) = try Self.before(name, evidence, before.first) else {
          return Judgement(.pass, "there is no version before to compare \(name) with yet", n: today.rows)
        }
        guard let old else {
          return Judgement(.pass, "\(name) is new: \(source) did not have it", n: today.rows)
        }
        let isSame = rows == today.rows && Self.isSame(column, old)
        return Judgement(
          isSame ? .fail : .pass,
          isSame
            ? "\(name) is as it was in \(source): all of its \(Format.rows(rows)) hold the same values"
            : "\(name) has changed since \(source) · n \(Format.whole(today.rows)) against \(Format.whole(rows))",
          n: today.rows, metrics: [Metric("equals_previous", isSame ? 1 : 0, n: today.rows)])
      }
    }
  }

  /// The column in the version before, or in the reference for the first one; `nil` when nothing is known of it yet,
  /// while a first state is recorded.
  private static func before(
    _ name: String, _ evidence: Evidence, _ measurement: Measurement?
  ) throws(CheckError) -> (profile: Fingerprint.ColumnProfile?, source: String, rows: Int)? {
    guard let previous = evidence.previous else {
      guard let measurement else { return (nil, "the reference", 0) }
      guard case .columnDigests(let reference) = try evidence.referenced(measurement) else {
        throw CheckError("internal error: the reference has no digests")
      }
      return (reference[name], "the reference", reference.rows)
    }
    guard let fingerprint = previous.baseline?.fingerprint else {
      if evidence.recording != .never { return nil }
      throw CheckError(
        "nothing was approved for version '\(previous.name)' to compare with: give the table an 'unchanged' check, which "
          + "keeps digests, and record that version too")
    }
    return (fingerprint[name], "version '\(previous.name)'", fingerprint.rows)
  }

  /// Whether two columns hold the same values: by their digests, or by their profiles where a tolerance left none.
  private static func isSame(_ today: Fingerprint.ColumnProfile, _ before: Fingerprint.ColumnProfile) -> Bool {
    guard today.missing == before.missing else { return false }
    guard let digest = before.digest else {
      return today.minimum == before.minimum && today.maximum == before.maximum && today.mean == before.mean
    }
    return today.digest == digest
  }

  // MARK: Row by row

  private func keyCases(_ fields: [Field], of table: TableShape) throws(CheckError) -> [CheckCase] {
    for name in key {
      _ = try table.column(name)
      if table.reference?[name] == nil { throw CheckError("the reference has no column '\(name)' of the key") }
    }
    for field in fields where table.reference?[field.name] == nil {
      throw CheckError("the reference has no column '\(field.name)' to compare with")
    }
    let relation = Measurement.relation(
      .differences(in: .reference, key: key, columns: fields.map { TableRelation.Compared($0, tolerance: nil) }))
    let (key, maximum) = (key, maximum)
    return fields.enumerated().map { index, field in
      CheckCase(column: field.name, measurements: [.rows, relation]) { evidence throws(CheckError) in
        let found = try evidence.differences(relation)
        let shown = key.joined(separator: ", ")
        if found.repeatsKeys {
          throw CheckError("rows repeat a key of \(shown), here or in the reference, so they cannot be told apart")
        }
        guard found.pairs > 0 else {
          throw CheckError("no row has a key of \(shown) that the reference has too, so nothing can be compared")
        }
        let same = found.pairs - found.differing[index]
        let share = Double(same) / Double(found.pairs)
        let verdict: Verdict =
          share <= maximum ? .pass : found.pairs < Self.enoughRows ? .inconclusive : .fail
        return Judgement(
          verdict,
          "\(Format.whole(same)) of \(Format.rows(found.pairs)) (\(Format.share(share))) hold the \(field.name) that they "
            + "had in the reference, limit \(Format.share(maximum))"
            + (verdict == .inconclusive ? ": too few rows to tell; \(Self.enoughRows) would do" : ""), n: found.pairs,
          metrics: [Metric("unchanged_share", share, n: found.pairs)], limits: ["max \(Format.number(maximum))"])
      }
    }
  }
}
