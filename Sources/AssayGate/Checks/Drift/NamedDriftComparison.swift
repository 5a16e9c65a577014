import AssayStatistics
import AssayTable

/// The comparison of one column by a test and a definition that the manifest names, with a plain limit.
struct NamedDriftComparison: Sendable {
  let column: String
  let kind: DriftKind
  /// Whether both sides hold integers.
  let isInteger: Bool
  let definition: DriftDefinition
  /// What the columns hold that doubles may not; nil for types whose numbers are doubles.
  let exact: (reference: ExactNumbers?, current: ExactNumbers?)
  /// The threshold; nil for a p-value, which is compared with the planned alpha.
  let threshold: Double?
  /// The limit of the change of the share of missing values.
  let missingLimit: Double

  private var values: Measurement { kind.measurement(column, clusters: []) }

  /// What is asked of both sides.
  var measurements: [Measurement] { [.rows, values] }

  /// What a column makes: a p-value's comparison, and that of its missing values.
  var comparisons: Int { Self.comparisons(threshold: threshold) }

  /// A plain limit on a distance spends nothing; missing values are a comparison of their own.
  static func comparisons(threshold: Double?) -> Int { threshold == nil ? 2 : 1 }

  /// Whether the definition has a value for columns of a kind.
  static func covers(_ definition: DriftDefinition, _ kind: DriftKind) -> Bool {
    switch kind {
    case .number: definition.coversNumbers
    case .boolean, .text: definition.coversCategories
    case .calendar: false
    }
  }

  func judge(_ evidence: Evidence) throws(CheckError) -> Judgement {
    let reference = try evidence.referencedOrProfiled(values)
    if case .profile = reference {
      throw CheckError(
        "column '\(column)': the reference is a stored profile, from which \(definition) cannot be computed; leave 'test' "
          + "out, since drift's own comparison knows profiles, or \(Evidence.needsRows)")
    }
    let before = try DriftSide(reference, column: column, name: "the reference")
    let today = try DriftSide(try evidence.measured(values), column: column, name: "the table")
    for (side, name) in [(before, "in the reference"), (today, "here")] where side.present == 0 {
      throw CheckError("column '\(column)' has no values \(name), so \(definition) cannot be computed")
    }
    try exact.reference?.check(before, column: column, side: "the reference")
    try exact.current?.check(today, column: column, side: "the table", isCurrent: true)
    if let range = definition.pValueRange, evidence.alpha <= range.lowerBound || evidence.alpha > range.upperBound {
      throw CheckError(
        "column '\(column)': p-values of \(definition) are cut off at \(Format.number(range.lowerBound)) and "
          + "\(Format.number(range.upperBound)), so that they cannot be held against alpha \(Format.number(evidence.alpha)), "
          + "this comparison's share of the budget; use 'test: ks' or 'test: cvm', or leave it another share")
    }
    if let step = definition.pValueStep, evidence.alpha < step {
      throw CheckError(
        "column '\(column)': p-values of \(definition) are counted in steps of \(Format.number(step)), which cannot be "
          + "held against alpha \(Format.number(evidence.alpha)), this comparison's share of the budget; use 'test: chi2', "
          + "or leave it a larger share")
    }
    let measured: DriftMeasurement
    do throws(DriftDefinitionError) {
      measured = try measure(before, today, isPrivate: evidence.privateColumns.contains(column))
    } catch {
      throw CheckError("column '\(column)': \(error)")
    }
    guard measured.value.isFinite || !definition.decision.usesPValue, !measured.value.isNaN else {
      throw CheckError("column '\(column)': \(definition) is not a number for these samples")
    }
    var judgement: Judgement
    do throws(StatisticsError) {
      judgement = try self.judgement(measured, before, today, alpha: evidence.alpha)
      try judgeMissing(before, today, alpha: evidence.alpha, measured, into: &judgement)
    } catch {
      throw CheckError("column '\(column)': \(error)")
    }
    if evidence.drawsFigures, !evidence.privateColumns.contains(column), let counts = counts(before, today) {
      let figure = counts.figure(reference: (before.missing, before.rows), current: (today.missing, today.rows))
      judgement.figures = figure.map { [$0] } ?? []
    }
    return judgement
  }

  /// What the comparison can be drawn from. Both samples were put in order to be measured.
  private func counts(_ before: DriftSide, _ today: DriftSide) -> DistributionCounts? {
    switch (before.content, today.content) {
    case (.sample(let reference), .sample(let current)):
      guard let first = try? reference.sorted(), let second = try? current.sorted() else { return nil }
      return DistributionCounts(column, first, second)
    case (.levels(let reference), .levels(let current)):
      let names = Set(reference.keys).union(current.keys).sorted()
      let alike = LookAlikes(names)
      return DistributionCounts(
        column, levels: names.map { alike.shown($0.text) }, reference: names.map { reference[$0] ?? 0 },
        current: names.map { current[$0] ?? 0 },
        keepsOrder: false)
    default: return nil
    }
  }

  private func measure(
    _ before: DriftSide, _ today: DriftSide, isPrivate: Bool
  ) throws(DriftDefinitionError) -> DriftMeasurement {
    switch (before.content, today.content) {
    case (.sample(let reference), .sample(let current)):
      let samples: (reference: SortedSample, current: SortedSample)
      do throws(StatisticsError) {
        samples = (try reference.sorted(), try current.sorted())
      } catch {
        throw .statistics(definition: definition.name, error)
      }
      return try definition.measure(
        reference: samples.reference, current: samples.current,
        wholeNumbers: isInteger && before.missing == 0 && today.missing == 0)
    case (.levels(let reference), .levels(let current)):
      let names = Set(reference.keys).union(current.keys).sorted()
      let table: CountTable
      do throws(StatisticsError) {
        table = try CountTable(
          reference: names.map { reference[$0] ?? 0 }, current: names.map { current[$0] ?? 0 })
      } catch {
        throw .statistics(definition: definition.name, error)
      }
      return try definition.measure(table, names: isPrivate ? nil : names.map { LevelName.shown($0.text) })
    default:
      throw .notCovered(definition: definition.name, input: "times", reason: definition.summary, instead: [])
    }
  }

  private func judgement(
    _ measured: DriftMeasurement, _ before: DriftSide, _ today: DriftSide, alpha: Double
  ) throws(StatisticsError) -> Judgement {
    let threshold = self.threshold ?? alpha
    let isDrift = measured.isDrift(threshold: threshold)
    let test = definition.test.rawValue
    let unreached = try definition.smallestPValue(like: measured).flatMap {
      definition.decision.isDrift(value: $0, threshold: threshold) ? nil : $0
    }
    var message =
      unreached == nil
      ? "\(definition) of \(column) is \(Format.number(measured.statistic))"
      : "\(definition) of \(column): too few rows to tell, it is \(Format.number(measured.statistic))"
    var metrics = [Metric(test, measured.statistic, n: measured.currentCount, definition: definition.name)]
    let limit: String
    if let pValue = measured.pValue {
      metrics.insert(
        Metric("\(test)_p_value", pValue, n: measured.currentCount, definition: definition.name), at: 0)
      limit = "alpha \(Format.number(threshold))"
      message += ", p = \(Format.number(pValue)), \(limit)"
    } else {
      limit = "max \(Format.number(threshold))"
      message += ", \(limit)"
    }
    if let limitation = definition.limitation { message += ", \(limitation)" }
    if let unreached {
      message +=
        "; no samples of these sizes have a p-value below \(Format.number(unreached)), "
        + Self.requirement(try definition.sizes(reaching: threshold, from: measured))
    }
    if !measured.statistic.isFinite { metrics.removeAll { !$0.value.isFinite } }
    message += " · n \(Format.whole(measured.currentCount)) against \(Format.whole(measured.referenceCount))"
    let verdict: Verdict = unreached != nil ? .inconclusive : isDrift ? .fail : .pass
    var judgement = Judgement(verdict, message, n: today.rows, metrics: metrics, limits: [limit])
    if let floor = measured.noiseFloor {
      judgement.details.append(
        "without any drift, samples of these sizes have about \(Format.number((floor * 10_000).rounded() / 10_000))"
          + (floor > threshold ? ": this limit reports drift that is not there" : ""))
    }
    judgement.details.append("rows assumed independent; defined as \(definition.summary)")
    return judgement
  }

  /// What size would do, in words.
  private static func requirement(_ needed: (current: Int?, each: Int?)) -> String {
    needed.current.map { "\(Format.whole($0)) current rows would do" }
      ?? needed.each.map { "\(Format.whole($0)) rows on both sides would do" } ?? "and no number of rows would do"
  }

  /// Judges what was left out of the test, missing and infinite values, as a proportion of its own.
  private func judgeMissing(
    _ before: DriftSide, _ today: DriftSide, alpha: Double, _ measured: DriftMeasurement,
    into judgement: inout Judgement
  ) throws(StatisticsError) {
    var (reference, current) = (before, today)
    // Of numbers these alone are dropped before the test.
    let drops = kind == .number && definition.source == .evidently
    let infinite =
      drops ? (before.present - measured.referenceCount, today.present - measured.currentCount) : (0, 0)
    if infinite.0 > 0 || infinite.1 > 0 {
      reference.missing += infinite.0
      current.missing += infinite.1
      judgement.details.append(
        "this definition leaves out infinite values, and they are judged as missing: \(Format.rows(infinite.0)) of the "
          + "reference, \(Format.rows(infinite.1)) here")
    }
    guard reference.missing + current.missing > 0 else { return }
    let finding = try MissingDrift(column: column, clusters: []).judge(
      try DriftVerdictRule(limit: missingLimit, significance: alpha), reference, current)
    // What leads comes first.
    let leads = finding.verdict.rank > judgement.verdict.rank
    judgement.metrics.insert(finding.metric, at: leads ? 0 : judgement.metrics.count)
    judgement.limits.insert(
      "missing_limit \(Format.number(missingLimit))", at: leads ? 0 : judgement.limits.count)
    judgement.details.append(
      "\(definition) leaves out missing values, \(Format.rows(reference.missing)) of the reference and "
        + "\(Format.rows(current.missing)) here; they are judged as a proportion of their own")
    if leads {
      judgement.details.insert(judgement.message, at: 0)
      judgement.verdict = finding.verdict
      judgement.message = finding.message
    } else if finding.verdict != .pass {
      judgement.details.insert(finding.message, at: 0)
    }
    judgement.details += finding.details
  }
}
