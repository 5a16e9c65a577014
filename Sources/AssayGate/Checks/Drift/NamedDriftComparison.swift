import AssayStatistics
import AssayTable

/// The comparison of one column by a test and a definition that the manifest names, with a plain limit.
struct NamedDriftComparison: Sendable {
  let column: String
  let kind: DriftKind
  /// Whether both sides hold integers.
  let isInteger: Bool
  let definition: DriftDefinition
  /// The threshold; nil for a p-value, which is compared with the planned alpha.
  let threshold: Double?

  private var values: Measurement { kind.measurement(column, clusters: []) }

  /// What is asked of both sides.
  var measurements: [Measurement] { [.rows, values] }

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
      measured = try measure(before, today)
    } catch {
      throw CheckError("column '\(column)': \(error)")
    }
    guard measured.value.isFinite || !definition.decision.usesPValue, !measured.value.isNaN else {
      throw CheckError("column '\(column)': \(definition) is not a number for these samples")
    }
    var judgement = judgement(measured, before, today, alpha: evidence.alpha)
    if !evidence.privateColumns.contains(column), let counts = counts(before, today) {
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
      return DistributionCounts(
        column, levels: names, reference: names.map { reference[$0] ?? 0 }, current: names.map { current[$0] ?? 0 },
        keepsOrder: false)
    default: return nil
    }
  }

  private func measure(_ before: DriftSide, _ today: DriftSide) throws(DriftDefinitionError) -> DriftMeasurement {
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
      return try definition.measure(table)
    default:
      throw .notCovered(definition: definition.name, input: "times", reason: definition.summary, instead: [])
    }
  }

  private func judgement(
    _ measured: DriftMeasurement, _ before: DriftSide, _ today: DriftSide, alpha: Double
  ) -> Judgement {
    let threshold = self.threshold ?? alpha
    let isDrift = measured.isDrift(threshold: threshold)
    let test = definition.test.rawValue
    var message = "\(definition) of \(column) is \(Format.number(measured.statistic))"
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
    if !measured.statistic.isFinite { metrics.removeAll { !$0.value.isFinite } }
    message += " · n \(Format.whole(measured.currentCount)) against \(Format.whole(measured.referenceCount))"
    var judgement = Judgement(isDrift ? .fail : .pass, message, n: today.rows, metrics: metrics, limits: [limit])
    if let floor = measured.noiseFloor {
      judgement.details.append(
        "without any drift, samples of these sizes have about \(Format.number((floor * 10_000).rounded() / 10_000))"
          + (floor > threshold ? ": this limit reports drift that is not there" : ""))
    }
    if before.missing + today.missing > 0 {
      judgement.details.append(
        "missing values were left out: \(Format.rows(before.missing)) of the reference, \(Format.rows(today.missing)) here"
      )
    }
    judgement.details.append("rows assumed independent; defined as \(definition.summary)")
    return judgement
  }
}
