import AssayTable

/// `unseen_levels`: few rows hold a category that the reference does not know.
public struct UnseenLevelsCheck: Check {
  public static let declaration = CheckDeclaration(
    name: "unseen_levels",
    summary: "Few rows hold a category that the reference does not have: an encoder's default branch stays rare.",
    documentation: """
      One case per column of text, booleans or codes. A model knows the categories that it was trained on; what it makes \
      of others was never tested. Counts the rows with a value whose value does not occur in the reference, and names \
      the most frequent ones. `max` is the share of the rows that may have one. It is a plain limit on this table: \
      whether the shares of known levels moved is for `drift`. `all` stands for the columns that hold text.
      """,
    arguments: [
      ArgumentDeclaration("columns", .columns, required: true, "The columns, or `all` columns of text."),
      ArgumentDeclaration("max", .share, "The share of the rows that may have an unseen level; 0 by default."),
    ],
    examples: [
      CheckExample(
        "Known levels", table: "dest\nATL\nBOS\n", reference: "dest\nATL\nBOS\nORD\n",
        entry: "unseen_levels: { columns: dest }", verdicts: [.pass], says: "no row holds a dest that the reference"),
      CheckExample(
        "A spelling that the model never saw", table: "dest\nATL\natl\nBOS\n", reference: "dest\nATL\nBOS\nORD\n",
        entry: "unseen_levels: { columns: dest, max: 0.1 }", verdicts: [.fail],
        says: "1 row (33.3 %) holds a dest that the reference does not have: 'atl'"),
    ])

  private let columns: ColumnSelection
  private let maximum: Double

  public init(_ arguments: Arguments) throws(ManifestError) {
    columns = arguments.columns("columns") ?? .all
    maximum = arguments.number("max") ?? 0
  }

  public var needsReference: Bool { true }

  public func cases(of table: TableShape) throws(CheckError) -> [CheckCase] {
    let maximum = maximum
    let selected = try ComparedColumn.columns(columns, of: table, allTextOnly: true)
    return selected.compared.map { column in
      CheckCase(column: column.name, measurements: column.measurements, reference: column.measurements) {
        evidence throws(CheckError) in
        try Self.judge(column, evidence, maximum: maximum)
      }
    } + selected.lost
  }

  private static func judge(
    _ column: ComparedColumn, _ evidence: Evidence, maximum: Double
  ) throws(CheckError) -> Judgement {
    try column.checkEqual(evidence)
    let before = try column.before(evidence)
    let today = try column.today(evidence)
    var unseen: [(name: String, rows: Int)] = []
    if let sample = today.sample, let reference = before.sample {
      var index = 0
      while index < sample.count {
        let run = ModeSpike.equalRange(sample.values, sample.values[index])
        if ModeSpike.equalRange(reference.values, sample.values[index]).isEmpty {
          unseen.append((Format.number(sample.values[index]), run.count))
        }
        index = run.upperBound
      }
    } else {
      let new = today.counts.filter { before.counts[$0.key] == nil }
      let alike = new.isEmpty ? nil : LookAlikes(Set(today.counts.keys).union(before.counts.keys))
      unseen = new.map { ("'\(alike?.shown($0.key.text) ?? "")'", $0.value) }
    }
    unseen.sort { ($1.rows, $0.name) < ($0.rows, $1.name) }
    let rows = unseen.reduce(0) { $0 + $1.rows }
    let share = Double(rows) / Double(today.present)
    let names =
      evidence.privateColumns.contains(column.name)
      ? "\(Format.whole(unseen.count)) levels"
      : unseen.prefix(5).map(\.name).joined(separator: ", ") + (unseen.count > 5 ? ", …" : "")
    let count = rows == 0 ? "no row" : "\(Format.rows(rows)) (\(Format.share(share)))"
    return Judgement(
      share <= maximum ? .pass : .fail,
      "\(count) \(rows > 1 ? "hold" : "holds") a \(column.name) that the reference does not have"
        + (rows == 0 ? "" : ": \(names)")
        + " · max \(Format.share(maximum)) · n \(Format.whole(today.present)) against "
        + Format.whole(before.present), n: today.present,
      metrics: [
        Metric("unseen_share", share, n: today.present),
        Metric("unseen_levels", Double(unseen.count), n: today.present),
      ], limits: ["max \(Format.number(maximum))"])
  }
}
