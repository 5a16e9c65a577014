import AssayStatistics
import AssayTable

/// `prediction_collapse`: a model still gives different answers.
public struct PredictionCollapseCheck: Check {
  public static let declaration = CheckDeclaration(
    name: "prediction_collapse",
    summary: "Outputs are as spread as they were: a model has not come to give nearly one answer.",
    documentation: """
      One case per column of outputs. Against the reference, by default: the share of the rows at the most frequent \
      output, and for numbers also in the fullest of 64 bins across the reference's range, may not be larger than the \
      largest there by more than `limit`, even at the lower end of the difference at the check's share of the \
      false-alarm budget; nor may the share of missing outputs, null or NaN: a model that answers nothing has collapsed \
      too, whatever the few answers that are left. Samples that could not have shown the limit are inconclusive.

      `min_distinct`, `max_mode_share` and `min_entropy` are plain limits and need no reference. Entropy is in bits, over \
      the levels of a category, and for numbers over 64 bins from 0 to 1 where all lie there, else from the smallest to \
      the largest; 0 is one answer for all, 6 is an even spread over all bins. With plain limits alone nothing is \
      compared with the reference; more missing outputs than `max_mode_share` fail, than half of the rows without it. \
      `min_distinct: 2` finds any column that has become constant.
      """,
    arguments: [
      ArgumentDeclaration("columns", .columns, required: true, "The columns that hold outputs."),
      ArgumentDeclaration(
        "limit", .share,
        "The share of the rows that the most frequent output may gain over the reference; 0.25 by default."),
      ArgumentDeclaration("min_distinct", .integer(minimum: 1), "The fewest different outputs."),
      ArgumentDeclaration("max_mode_share", .share, "The largest share of the rows at the most frequent output."),
      ArgumentDeclaration("min_entropy", .number, "The smallest entropy, in bits."),
    ],
    examples: [
      CheckExample(
        "As spread as the reference", table: SilentExamples.cycle(1000, of: 80),
        reference: SilentExamples.cycle(1000, of: 80), entry: "prediction_collapse: { columns: x }", verdicts: [.pass],
        says: "x is as spread as the reference"),
      CheckExample(
        "Half of the rows have one answer", table: SilentExamples.cycle(1000, of: 80) { $0 % 2 == 0 ? "40" : nil },
        reference: SilentExamples.cycle(1000, of: 80), entry: "prediction_collapse: { columns: x }", verdicts: [.fail],
        says: "x has collapsed"),
      CheckExample(
        "Many answers, all nearly the same", table: SilentExamples.cycle(1000, of: 80) { "40.\(100 + $0 % 80)" },
        reference: SilentExamples.cycle(1000, of: 80), entry: "prediction_collapse: { columns: x }", verdicts: [.fail],
        says: "x has collapsed"),
      CheckExample(
        "Most rows have no answer", table: SilentExamples.cycle(1000, of: 80) { $0 % 50 == 0 ? nil : "" },
        reference: SilentExamples.cycle(1000, of: 80), entry: "prediction_collapse: { columns: x }", verdicts: [.fail],
        says: "98 % are missing"),
      CheckExample(
        "Plain limits", table: "p\n0.5\n0.5\n0.5\n0.25\n",
        entry: "prediction_collapse: { columns: p, min_distinct: 3, max_mode_share: 0.8, min_entropy: 0.5 }",
        verdicts: [.fail], says: "2 different outputs, at least 3 wanted"),
    ])

  private let columns: ColumnSelection
  private let limit: Double?
  private let minimumDistinct: Int?
  private let maximumModeShare: Double?
  private let minimumEntropy: Double?

  public init(_ arguments: Arguments) throws(ManifestError) {
    columns = arguments.columns("columns") ?? .all
    minimumDistinct = arguments.integer("min_distinct")
    maximumModeShare = arguments.number("max_mode_share")
    minimumEntropy = arguments.number("min_entropy")
    let isPlain = minimumDistinct != nil || maximumModeShare != nil || minimumEntropy != nil
    limit = isPlain && !arguments.has("limit") ? nil : try SilentArguments.limit(arguments, default: 0.25)
  }

  public var needsReference: Bool { limit != nil }

  public var budgetWeight: Double { limit == nil ? 0 : 3 * SilentArguments.weight(columns) }

  public func cases(of table: TableShape) throws(CheckError) -> [CheckCase] {
    // Where nothing is compared, a table stands for its own reference.
    let shape = limit == nil ? TableShape(name: table.name, schema: table.schema, reference: table.schema) : table
    let selected = try ComparedColumn.columns(columns, of: shape)
    return selected.compared.map { column in
      CheckCase(
        column: column.name, measurements: column.measurements, reference: limit == nil ? [] : column.measurements,
        comparisons: limit == nil ? 0 : 3
      ) { evidence throws(CheckError) in try judge(column, evidence) }
    } + selected.lost
  }

  private func judge(_ column: ComparedColumn, _ evidence: Evidence) throws(CheckError) -> Judgement {
    let today = try column.today(evidence)
    let before = limit == nil ? nil : try column.before(evidence)
    let spread = try Self.spread(today, reference: before, column.name)
    let name = evidence.privateColumns.contains(column.name) ? "one value" : spread.mode
    var limits: [String] = []
    var faults: [String] = []
    if let minimumDistinct {
      limits.append("min_distinct \(minimumDistinct)")
      if spread.distinct < minimumDistinct {
        faults.append(
          "\(spread.distinct) different \(spread.distinct == 1 ? "output" : "outputs"), at least "
            + "\(Format.whole(minimumDistinct)) wanted")
      }
    }
    if let maximumModeShare {
      limits.append("max_mode_share \(Format.number(maximumModeShare))")
      if spread.modeShare > maximumModeShare {
        faults.append("\(Format.share(spread.modeShare)) are \(name), at most \(Format.share(maximumModeShare)) may be")
      }
    }
    if let minimumEntropy {
      limits.append("min_entropy \(Format.number(minimumEntropy))")
      if spread.entropy < minimumEntropy {
        faults.append(
          "the entropy is \(Format.distance(spread.entropy)) bits, at least \(Format.number(minimumEntropy)) wanted")
      }
    }
    let missing = Double(today.missing) / Double(today.rows)
    if limit == nil {
      let most = maximumModeShare ?? Self.mostMissing
      if missing > most { faults.append("\(Format.share(missing)) are missing, at most \(Format.share(most)) may be") }
    }
    var verdict: Verdict = faults.isEmpty ? .pass : .fail
    var requirement = ""
    var counts = "n \(Format.whole(spread.rows))"
    if let limit, let before {
      limits.append("limit \(Format.number(limit))")
      counts += " against \(Format.whole(before.present))"
      let old = try Self.spread(before, reference: before, column.name)
      var parts = [
        (what: "are missing", old: (before.missing, before.rows), new: (today.missing, today.rows)),
        ("have one output, \(name)", (old.modeRows, before.present), (spread.modeRows, today.present)),
      ]
      if column.isNumeric {
        parts.append(
          (
            "lie in one of \(OutputSpread.binCount) bins", (old.fullestBin, before.present),
            (spread.fullestBin, today.present)
          ))
      }
      for (what, old, new) in parts {
        let assessment = try Self.assess(old, new, limit, evidence.alpha, column.name)
        let (oldShare, newShare) = (Double(old.0) / Double(old.1), Double(new.0) / Double(new.1))
        switch assessment.verdict {
        case .fail where newShare > oldShare, .warn where newShare > oldShare:
          if assessment.verdict == .fail { verdict = .fail } else if verdict != .fail { verdict = .warn }
          faults.append(
            "\(Format.share(newShare)) \(what), in the reference at most \(Format.share(oldShare)) did; limit of the rise "
              + Format.share(limit))
        case .inconclusive where verdict == .pass:
          verdict = .inconclusive
          requirement = assessment.requirement
        default: break
        }
      }
    }
    let facts =
      "\(Format.whole(spread.distinct)) different outputs, \(Format.share(spread.modeShare)) at the most frequent, "
      + "\(Format.distance(spread.entropy)) bits"
      + (today.missing > 0 ? ", \(Format.rows(today.missing)) (\(Format.share(missing))) missing" : "")
    let state =
      verdict == .inconclusive
      ? "may be less spread than the reference" : limit == nil ? "is spread" : "is as spread as the reference"
    let message =
      faults.isEmpty
      ? "\(column.name) \(state): \(facts) · \(counts)\(requirement)"
      : "\(column.name) has collapsed: \(faults.joined(separator: "; ")) · \(counts)"
    var judgement = Judgement(
      verdict, message, n: spread.rows,
      metrics: [
        Metric("mode_share", spread.modeShare, n: spread.rows),
        Metric("distinct_outputs", Double(spread.distinct), n: spread.rows),
        Metric("missing_share", missing, n: today.rows),
        Metric(
          "entropy", spread.entropy, n: spread.rows,
          definition: column.isNumeric ? "entropy(bits, 64 bins)" : "entropy(bits, levels)"),
      ], limits: limits)
    if !faults.isEmpty { judgement.details.append(facts) }
    return judgement
  }

  /// The share of missing outputs beyond which plain limits say nothing of a model.
  private static let mostMissing = 0.5

  private static func spread(
    _ side: ComparedColumn.Side, reference: ComparedColumn.Side?, _ name: String
  ) throws(CheckError) -> OutputSpread {
    if let sample = side.sample {
      return OutputSpread(sample, range: OutputSpread.range(sample, reference: reference?.sample))
    }
    guard let spread = OutputSpread(side.counts) else { throw CheckError("column '\(name)' has no values") }
    return spread
  }

  /// The reference's largest share against today's: picked after looking, and paid for as in `mode_spike`.
  private static func assess(
    _ old: (Int, Int), _ new: (Int, Int), _ limit: Double, _ alpha: Double, _ name: String
  ) throws(CheckError) -> DriftAssessment {
    do {
      return try DriftVerdictRule(limit: limit, significance: alpha / ((4 / limit).rounded(.up) + 1))
        .assess(reference: old, current: new)
    } catch {
      throw CheckError("column '\(name)': \(error)")
    }
  }
}
