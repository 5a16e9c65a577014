import AssayStatistics
import AssayTable

/// `unit_change`: no column holds the reference's values in another unit.
public struct UnitChangeCheck: Check {
  public static let declaration = CheckDeclaration(
    name: "unit_change",
    summary: "No column holds the reference's values in another unit or scale.",
    documentation: """
      One case per column of numbers. Where a column left its reference by more than `limit` (Kolmogorov–Smirnov, even \
      at the lower bound that the check's share of the false-alarm budget leaves), each conversion of a catalogue is \
      undone: powers of ten, °F, °C and K, miles and kilometres, feet and metres, kilograms and pounds, days to \
      nanoseconds, bytes, degrees and radians, a flipped sign, and others. When one of them brings the column back to \
      within half the limit, and to at most half of the distance, the check fails and names it.

      It says nothing of a column that changed otherwise: that is for `drift`. A season is not a unit: July is winter \
      plus 44 °F, which no conversion makes of it. Nor does it see the unit of a column whose reference is of another \
      season, or that is nearly always 0.

      Seasons and growth change a column's scale as well, by factors of up to ten. So conversions by less than ten, and \
      °F to °C, must also bring at least half of the values back onto the grid on which the reference was measured: whole \
      miles, tenths of a degree. Values that were rounded after the conversion, as the column's own decimal places show, \
      may be off by half of the last place; where that is as coarse as the reference's grid, nothing can be told. Of \
      several conversions that explain the change, the one that gives the grid back is named, then powers of ten; what \
      explains as much is named too. Continuous columns without a grid, such as scores, are judged by larger factors only. \
      Conversions by less than 1.6, such as yards and metres, are not looked for.
      """,
    arguments: [
      ArgumentDeclaration("columns", .columns, required: true, "The columns, or `all` columns that hold numbers."),
      ArgumentDeclaration(
        "limit", .share, "The share of the rows that may lie elsewhere than in the reference; 0.1 by default."),
    ],
    examples: [
      CheckExample(
        "The same unit", table: SilentExamples.cycle(2000, of: 97), reference: SilentExamples.cycle(2000, of: 97),
        entry: "unit_change: { columns: x }", verdicts: [.pass], says: "x fits the reference"),
      CheckExample(
        "Seconds became milliseconds", table: SilentExamples.cycle(2000, of: 97) { "\(($0 % 97 + 1) * 1000)" },
        reference: SilentExamples.cycle(2000, of: 97), entry: "unit_change: { columns: x }", verdicts: [.fail],
        says: "× 1,000 (s to ms"),
      CheckExample(
        "Warmer, and not another unit", table: SilentExamples.cycle(2000, of: 97) { "\($0 % 97 + 45)" },
        reference: SilentExamples.cycle(2000, of: 97), entry: "unit_change: { columns: x }", verdicts: [.pass],
        says: "no conversion explains it"),
    ])

  private let columns: ColumnSelection
  private let limit: Double

  public init(_ arguments: Arguments) throws(ManifestError) {
    columns = arguments.columns("columns") ?? .all
    limit = try SilentArguments.limit(arguments, default: 0.1)
  }

  public var needsReference: Bool { true }

  public var budgetWeight: Double { SilentArguments.weight(columns) }

  public func cases(of table: TableShape) throws(CheckError) -> [CheckCase] {
    let limit = limit
    let selected = try ComparedColumn.columns(columns, of: table, numericOnly: true)
    return selected.compared.map { column in
      CheckCase(
        column: column.name, measurements: column.measurements, reference: column.measurements, comparisons: 1
      ) { evidence throws(CheckError) in
        let before = try column.before(evidence)
        let today = try column.today(evidence)
        do throws(StatisticsError) {
          return try Self.judge(column.name, before, today, evidence, limit: limit)
        } catch {
          throw CheckError("column '\(column.name)': \(error)")
        }
      }
    } + selected.lost
  }

  private static func judge(
    _ name: String, _ before: ComparedColumn.Side, _ today: ComparedColumn.Side, _ evidence: Evidence, limit: Double
  ) throws(StatisticsError) -> Judgement {
    let assessment = try ComparedColumn.assess(before, today, limit: limit, alpha: evidence.alpha)
    let counts = "n \(Format.whole(today.present)) against \(Format.whole(before.present))"
    let moved = "D = \(Format.distance(assessment.estimate)), limit \(Format.number(limit))"
    var explained: UnitConversion.Explanation?
    if assessment.verdict == .fail || assessment.verdict == .warn, let reference = before.sample,
      let current = today.sample
    {
      explained = try UnitConversion.best(reference, current, limit: min(limit, assessment.estimate) / 2)
    }
    let verdict: Verdict
    let message: String
    if let explained {
      verdict = assessment.verdict == .fail ? .fail : .warn
      message =
        "\(name) changed its unit: \(([explained.conversion.name] + explained.others).joined(separator: ", or ")); undone, it lies at D = "
        + "\(Format.distance(explained.distance)) from the reference, and as it is at \(moved) · \(counts)"
    } else if assessment.verdict == .inconclusive {
      verdict = .inconclusive
      message = "\(name) may have changed its unit, \(moved) · \(counts)\(assessment.requirement)"
    } else {
      verdict = .pass
      message =
        assessment.verdict == .pass
        ? "\(name) fits the reference: \(moved) · \(counts)"
        : "\(name) left the reference (\(moved)), and no conversion explains it · \(counts)"
    }
    var judgement = Judgement(
      verdict, message, n: today.present,
      metrics: [
        Metric(
          "ks_distance", assessment.estimate, n: today.present, definition: "ks_distance(mcdiarmid)",
          lower: assessment.interval.lower, upper: assessment.interval.upper)
      ], limits: ["limit \(Format.number(limit))"])
    if let explained {
      judgement.metrics.append(
        Metric("ks_distance_converted", explained.distance, n: today.present, definition: "ks_distance(unit undone)"))
      if !evidence.privateColumns.contains(name), let old = try before.sample?.quantile(0.5),
        let new = try today.sample?.quantile(0.5)
      {
        judgement.details.append(
          "median \(Format.number(old)) → \(Format.number(new)), \(Format.number(explained.conversion.undone(new))) "
            + "with the conversion undone")
      }
      judgement.details.append("rows assumed independent")
    }
    return judgement
  }
}
