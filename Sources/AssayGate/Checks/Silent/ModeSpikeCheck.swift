import AssayStatistics
import AssayTable

/// `mode_spike`: no value took up mass that it did not have in the reference.
public struct ModeSpikeCheck: Check {
  public static let declaration = CheckDeclaration(
    name: "mode_spike",
    summary: "No single value took up many rows that it did not have in the reference: a default, or a sentinel.",
    documentation: """
      One case per column. Finds the value whose share of all rows rose most, and names it: a mean or a zero filled in \
      for missing values, a sentinel such as -999, a category such as 'unknown' that stands for everything else. `fail` \
      when the rise is above `limit` even at its lower end, at the check's share of the false-alarm budget; \
      `inconclusive` when these samples could not have shown the limit.

      Seasons bring new values too, but bring their neighbours with them. So the value must have at least three times \
      the share that it had in the reference, and three times that of the nearest two values on either side; or missing \
      values must have become fewer by more than the limit, and the value taken up half of them. `all` stands for the \
      columns that hold numbers, text or booleans: leave out columns that name the version itself, such as its month.
      """,
    arguments: [
      ArgumentDeclaration("columns", .columns, required: true, "The columns, or `all`."),
      ArgumentDeclaration(
        "limit", .share, "The share of the rows that one value may gain over the reference; 0.05 by default."),
    ],
    examples: [
      CheckExample(
        "The same values", table: SilentExamples.cycle(2000, of: 50), reference: SilentExamples.cycle(2000, of: 50),
        entry: "mode_spike: { columns: x }", verdicts: [.pass], says: "no value of x gained"),
      CheckExample(
        "A sentinel in every fifth row", table: SilentExamples.cycle(2000, of: 50) { $0 % 5 == 0 ? "-999" : nil },
        reference: SilentExamples.cycle(2000, of: 50), entry: "mode_spike: { columns: x }", verdicts: [.fail],
        says: "20 % of the rows hold -999 in x, 0 % did in the reference"),
      CheckExample(
        "Missing values that somebody filled", table: SilentExamples.cycle(2000, of: 50) { $0 % 8 == 0 ? "25" : nil },
        reference: SilentExamples.cycle(2000, of: 50) { $0 % 8 == 0 ? "" : nil }, entry: "mode_spike: { columns: x }",
        verdicts: [.fail], says: "of the rows hold 25 in x"),
      CheckExample(
        "Values that came with their neighbours",
        table: SilentExamples.cycle(2000, of: 50) { $0 % 5 == 0 ? "\(90 + $0 % 3)" : nil },
        reference: SilentExamples.cycle(2000, of: 50), entry: "mode_spike: { columns: x }", verdicts: [.pass],
        says: "no value of x stands out"),
      CheckExample(
        "Too few rows to tell", table: SilentExamples.cycle(40, of: 10), reference: SilentExamples.cycle(40, of: 10),
        entry: "mode_spike: { columns: x }", verdicts: [.inconclusive], says: "too few rows to tell"),
    ])

  private let columns: ColumnSelection
  private let limit: Double

  public init(_ arguments: Arguments) throws(ManifestError) {
    columns = arguments.columns("columns") ?? .all
    limit = try SilentArguments.limit(arguments, default: 0.05)
  }

  public var needsReference: Bool { true }

  public var budgetWeight: Double { SilentArguments.weight(columns) }

  public func cases(of table: TableShape) throws(CheckError) -> [CheckCase] {
    let limit = limit
    let selected = try ComparedColumn.columns(columns, of: table)
    return selected.compared.map { column in
      CheckCase(
        column: column.name, measurements: column.measurements, reference: column.measurements, comparisons: 1
      ) { evidence throws(CheckError) in
        try Self.judge(column, evidence, limit: limit)
      }
    } + selected.lost
  }

  private static func judge(_ column: ComparedColumn, _ evidence: Evidence, limit: Double) throws(CheckError)
    -> Judgement
  {
    let before = try column.before(evidence)
    let today = try column.today(evidence)
    let candidates = ModeSpike.candidates(before, today, limit: limit)
    let leading = candidates.first { $0.standsOut(before, today, limit: limit) }
    guard let spike = leading ?? candidates.first else { throw CheckError("column '\(column.name)' has no values") }
    // The value is picked after looking. At most 2/limit values can have half the limit's share, and all others fall
    // into 2/limit + 1 groups that have no more than the limit together: as many comparisons are paid for.
    let alpha = evidence.alpha / ((4 / limit).rounded(.up) + 1)
    let assessment: DriftAssessment
    do {
      assessment = try DriftVerdictRule(limit: limit, significance: alpha)
        .assess(reference: (spike.before, before.rows), current: (spike.today, today.rows))
    } catch {
      throw CheckError("column '\(column.name)': \(error)")
    }
    let (old, new) = (
      Double(spike.before) / Double(before.rows), Double(spike.today) / Double(today.rows)
    )
    let verdict: Verdict
    switch assessment.verdict {
    case .fail where leading != nil && new > old: verdict = .fail
    case .warn where leading != nil && new > old: verdict = .warn
    case .inconclusive: verdict = .inconclusive
    default: verdict = .pass
    }
    let isPrivate = evidence.privateColumns.contains(column.name)
    let value = isPrivate ? "one value" : spike.value
    let counts = "n \(Format.whole(today.rows)) against \(Format.whole(before.rows))"
    let message: String
    if verdict == .fail || verdict == .warn {
      message =
        "\(Format.share(new)) of the rows hold \(value) in \(column.name), \(Format.share(old)) did in the reference; "
        + "limit of the gain \(Format.share(limit)) · \(counts)"
    } else if leading == nil, new - old > limit {
      let why =
        new < ModeSpike.prominence * old
        ? "less than three times its share" : "and the values beside it have similar shares"
      message =
        "no value of \(column.name) stands out: \(value) went from \(Format.share(old)) to \(Format.share(new)), \(why) · "
        + "\(counts)\(assessment.requirement)"
    } else {
      message =
        "no value of \(column.name) gained more than \(Format.share(limit)) of the rows; \(value) went from "
        + "\(Format.share(old)) to \(Format.share(new)) · \(counts)\(assessment.requirement)"
    }
    var judgement = Judgement(
      verdict, message, n: today.rows,
      metrics: [
        Metric(
          "mode_gain", new - old, n: today.rows, definition: "mode_gain(share of all rows)",
          lower: new > old ? assessment.interval.lower : nil, upper: new > old ? assessment.interval.upper : nil)
      ], limits: ["limit \(Format.number(limit))"])
    if verdict == .fail || verdict == .warn {
      if spike.replacesMissing(before, today, limit: limit) {
        let (gaps, filled) = (
          Double(before.missing) / Double(before.rows), Double(today.missing) / Double(today.rows)
        )
        judgement.details.append(
          "missing values went from \(Format.share(gaps)) to \(Format.share(filled)): the value stands in their place")
      }
      judgement.details.append(
        "the gain is \(Format.share(assessment.interval.lower)) to \(Format.share(assessment.interval.upper)) at this "
          + "check's confidence; rows assumed independent")
    }
    return judgement
  }
}
