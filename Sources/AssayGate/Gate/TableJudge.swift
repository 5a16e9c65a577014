import AssayEngine
import AssayTable
import Foundation

/// Judges the selected checks of one table of one version.
struct TableJudge {
  let version: String
  let table: String
  let made: Replay.Made
  let checks: [Plan.PlannedCheck]
  let plan: Plan
  let options: Gate.Options
  let path: String
  let engine: any Engine
  let stop: StopSwitch
  /// The version's tables by name.
  let visible: [String: TableName]
  let baseline: Baseline?
  let baselineProblem: String?

  /// The fewest rows that a slice must have to be judged.
  static let smallestSlice = 100

  private var manifest: Manifest { plan.manifest }

  /// The columns whose values must not be shown.
  var privateColumns: Set<String> { manifest.privateColumns(of: table) }

  /// A check with the cases that it makes of the table.
  struct Prepared {
    var check: Plan.PlannedCheck
    var scope: Scope
    var cases: [CheckCase] = []
    /// Why there are no cases.
    var failure: CheckError?
  }

  /// What was measured of the table, what came of the cases that were judged in rounds, and what there is to compare
  /// the others with.
  struct Measuring {
    var measured = Measurements()
    var reference = Measurements()
    var hasReference = false
    /// The version before, where checks ask for it.
    var previous: PreviousVersion?
    var judged: [JudgingRound.Key: JudgedCase] = [:]
    /// While golden rows are recorded: the approved ones as they are today; `nil` when there are none to be found.
    var approvedRows: KeyedRows?
  }

  /// Asks every check for its cases, measures what they need at once, and judges.
  func judge(
    reference: Result<TableReference, TableFailure>?, measuredReference: inout Measurements,
    recording: inout BaselineRecording, departures: inout Departures, report: (CaseResult) -> Void
  ) async throws(GateStop) {
    let referenceTable = try? reference?.get()
    let shape = TableShape(
      name: table, schema: made.schema, reference: referenceTable?.schema,
      referenceProfile: referenceTable?.profile?.file)
    var prepared: [Prepared] = []
    var requests: [Scope: Set<Measurement>] = [:]
    var referenceRequests: [Scope: Set<Measurement>] = [:]
    for check in checks {
      let scope = Scope(filter: check.entry.filter, by: check.entry.by.map(\.name))
      let fault = try await fault(check.entry, reference: referenceTable?.rows)
      do throws(CheckError) {
        // First, since without the reference's table a check can only say that there is no reference.
        if check.entry.check.needsReference, case .failure(let failure)? = reference {
          throw CheckError(
            manifest.referenceProfile == nil
              ? "the reference's table '\(table)' is not there: \(failure.message)" : failure.message)
        }
        if let fault { throw fault }
        for name in scope.by where privateColumns.contains(name) {
          throw CheckError("column '\(name)' is private, and the names of slices would show its values")
        }
        let cases = try check.entry.check.cases(of: shape).map {
          fitting($0, referenceRows: referenceTable?.rows?.rows)
        }
        try refuseConflict(check.entry, cases, with: prepared)
        for one in cases {
          requests[scope, default: []].formUnion(one.measurements)
          referenceRequests[scope, default: []].formUnion(one.referenceMeasurements)
        }
        prepared.append(Prepared(check: check, scope: scope, cases: cases))
      } catch {
        prepared.append(Prepared(check: check, scope: scope, failure: error))
      }
    }
    for prepared in prepared where prepared.failure == nil && !prepared.scope.by.isEmpty {
      requests[prepared.scope, default: []].insert(.rows)
    }
    if let stored = referenceTable?.profile { measuredReference.merge(stored.measurements(referenceRequests)) }
    let previous =
      checks.contains { $0.entry.check.needsPreviousVersion }
      ? PreviousVersion(before: version, of: manifest, table: table) : nil
    let measuring = try await measure(
      requests, reference: referenceTable?.rows.map { ($0, referenceRequests) }, hasReference: referenceTable != nil,
      previous: previous, for: prepared, into: &measuredReference)
    if let found = measuring.approvedRows { recording.add(approvedRows: found, table: table) }
    for (number, item) in prepared.enumerated() {
      try stop.check()
      try await judge(item, number, measuring, &recording, &departures, report)
    }
  }

  /// Refuses cases that would share a place in the baseline with other ones, and so be compared with what was approved
  /// for these.
  private func refuseConflict(
    _ entry: CheckEntry, _ cases: [CheckCase], with others: [Prepared]
  ) throws(CheckError) {
    let names = Set(cases.map { caseName(entry, $0.column, nil) })
    let kept = Set(cases.flatMap(\.measurements).filter(\.isKept))
    for other in others where other.failure == nil {
      let known = other.check.entry
      if let name = other.cases.lazy.map({ caseName(known, $0.column, nil) }).first(where: names.contains) {
        throw CheckError(
          "entries '\(known.id)' and '\(entry.id)' both make a case '\(name)'; give this one another 'id'")
      }
      let before = Set(other.cases.flatMap(\.measurements).filter(\.isKept))
      if known.kind == entry.kind, !before.isEmpty, !kept.isEmpty, before != kept {
        throw CheckError(
          "entries '\(known.id)' and '\(entry.id)' want different things to be kept of table '\(table)', and there is room "
            + "for one '\(entry.kind)' only; give both the same key, rows and tolerance columns, or make it one entry")
      }
    }
  }

  // MARK: Cases

  private func judge(
    _ item: Prepared, _ number: Int, _ measuring: Measuring,
    _ recording: inout BaselineRecording, _ departures: inout Departures, _ report: (CaseResult) -> Void
  ) async throws(GateStop) {
    let measured = measuring.measured
    if let failure = item.failure ?? measured.failures[item.scope] {
      recording.cannotTellCases(of: item.check.entry)
      report(result(item.check, nil, nil, Judgement(.error, failure.message, n: 0), 0))
      return
    }
    let slices = measured.values[item.scope] ?? [:]
    let isSliced = !item.scope.by.isEmpty
    for one in item.cases { recording.judges(place(item.check.entry, one.column, nil), isSliced: isSliced) }
    if isSliced, slices.isEmpty {
      report(result(item.check, nil, nil, Judgement(.error, "there are no rows to check", n: 0), 0))
    }
    if isSliced, !slices.isEmpty, slices.values.allSatisfy(Self.isSmall),
      !item.cases.contains(where: \.judgesSmallSlices)
    {
      let message =
        "none of the \(slices.count) slices has the \(Self.smallestSlice) rows that a verdict needs, so nothing is judged; "
        + "slice by columns with fewer values"
      report(result(item.check, nil, nil, Judgement(.error, message, n: 0), 0))
    }
    for slice in slices.keys.sorted() {
      let values = slices[slice] ?? [:]
      for (index, one) in item.cases.enumerated() {
        let started = ContinuousClock.now
        if isSliced, !one.judgesSmallSlices, Self.isSmall(values), case .count(let rows)? = values[.rows] {
          let message = "the slice has \(Format.rows(rows)), fewer than the \(Self.smallestSlice) that a verdict needs"
          // A slice that was large enough when it was approved lost its rows.
          let before = options.recordMode.replaces ? nil : approvedMetrics(item, one, slice)?.first
          report(
            result(
              item.check, one.column, slice,
              Judgement(
                before == nil ? .skipped : .error,
                message + (before.map { "; when it was approved, it stood on \(Format.rows($0.n))" } ?? ""), n: rows), 0
            ))
          continue
        }
        let key = JudgingRound.Key(item: number, index: index, slice: slice)
        let before = measuring.judged[key]
        var judgement = before?.judgement ?? Self.judge(one, evidence(item, one, slice, measuring))
        expire(&judgement, of: item.check.entry)
        if let departure = judgement.departure {
          departures.add(departure, table: table, columns: made.schema.names)
        }
        var attachments: [String] = []
        if let failing = judgement.failingRows, judgement.verdict == .fail {
          attachments = try await FailingRowsFile(
            judge: self, check: item.check.entry, slice: isSliced ? slice : nil,
            sliceValues: measured.slices[item.scope]?[slice] ?? [], column: one.column
          )
          .write(failing, scope: item.scope, into: &judgement)
        }
        var final = result(
          item.check, one.column, isSliced ? slice : nil, judgement,
          (before?.seconds ?? 0) + (ContinuousClock.now - started).seconds)
        final.attachments = attachments
        if options.recordMode != .never {
          if final.verdict == .error { recording.cannotTell(place(item.check.entry, one.column, nil)) }
          // What compares with kept rows or digests measures the difference from them, which is no state.
          if !one.measurements.contains(where: \.isKept) { recording.add(final) }
          for measurement in one.measurements {
            guard let value = values[measurement] else { continue }
            recording.add(value, table: table, tolerances: item.check.entry.check.approvedTolerances)
          }
        }
        report(final)
      }
    }
    if isSliced {
      reportVanished(
        item, slices: Set(slices.keys),
        referenceSlices: measuring.hasReference ? Set((measuring.reference.values[item.scope] ?? [:]).keys) : [], report
      )
    }
  }

  /// What a case has to go on.
  func evidence(_ item: Prepared, _ one: CheckCase, _ slice: String, _ measuring: Measuring) -> Evidence {
    let slices = measuring.measured.values[item.scope] ?? [:]
    let comparisons = item.cases.reduce(0) { $0 + $1.comparisons } * max(1, slices.count)
    return Evidence(
      current: slices[slice] ?? [:],
      reference: measuring.hasReference ? measuring.reference.values[item.scope]?[slice] : nil,
      missingReference: missingReference(
        item.scope, item.scope.by.isEmpty ? nil : slice, measuring.hasReference,
        failure: measuring.reference.failures[item.scope]),
      baseline: baseline?.tables[table], approvedMetrics: approvedMetrics(item, one, slice), baselineHint: baselineHint,
      alpha: comparisons > 0 ? item.check.alpha / Double(comparisons) : 0, privateColumns: privateColumns,
      recording: options.recordMode, previous: measuring.previous,
      anchor: pinsAnchor
        ? nil : baseline?.anchored(place(item.check.entry, one.column, item.scope.by.isEmpty ? nil : slice)),
      anchorHint: "if it may stay there, pin it: assay approve \(Rerun.quoted(path)) --anchor --why …",
      isPartial: options.isPartial)
  }

  private func approvedMetrics(_ item: Prepared, _ one: CheckCase, _ slice: String) -> [Metric]? {
    baseline?.metrics[place(item.check.entry, one.column, item.scope.by.isEmpty ? nil : slice)]
  }

  /// The judgement of a case; that there is none is an error.
  static func judge(_ one: CheckCase, _ evidence: Evidence) -> Judgement {
    do throws(CheckError) { return try one.judge(evidence) } catch { return Judgement(.error, error.message, n: 0) }
  }

  /// A slice that was there, in the reference or when the version was approved, and is not any more, is an error.
  private func reportVanished(
    _ item: Prepared, slices: Set<String>, referenceSlices: Set<String>, _ report: (CaseResult) -> Void
  ) {
    var known = referenceSlices
    // What is being recorded replaces what was approved.
    for one in item.cases where !options.recordMode.replaces {
      let prefix = place(item.check.entry, one.column, nil) + "["
      for key in baseline?.metrics.keys ?? [:].keys where key.hasPrefix(prefix) && key.hasSuffix("]") {
        known.insert(String(key.dropFirst(prefix.count).dropLast()))
      }
    }
    for slice in known.subtracting(slices).sorted() {
      let message = "the slice is gone: it has no rows any more"
      for one in item.cases { report(result(item.check, one.column, slice, Judgement(.error, message, n: 0), 0)) }
    }
  }

  /// Whether today's metrics become the anchor, so that they are not held against the one before.
  private var pinsAnchor: Bool { options.recordMode.replaces && options.recording.pinsAnchor }

  static func isSmall(_ values: [Measurement: Measured]) -> Bool {
    if case .count(let rows)? = values[.rows] { rows < smallestSlice } else { false }
  }

  /// Why there is nothing of the reference to compare with; `nil` when the check must say it in its own words.
  private func missingReference(
    _ scope: Scope, _ slice: String?, _ hasReference: Bool, failure: CheckError?
  ) -> String? {
    guard hasReference else { return nil }
    if let failure { return "the reference cannot be measured: \(failure.message)" }
    return slice.map { "slice '\($0)' does not occur in the reference, so there is nothing to compare it with" }
  }

  /// Fails what was compared with an approval that holds no more.
  private func expire(_ judgement: inout Judgement, of entry: CheckEntry) {
    // A new approval replaces it, unless it ends when the old one did.
    let isRenewed = options.recordMode.replaces && !options.recording.keepsUntil
    guard !isRenewed, entry.check.needsBaseline, let until = baseline?.approval.until,
      Calendar.daysLeft(until: until) < 0, judgement.verdict != .error, judgement.verdict != .skipped
    else { return }
    judgement.verdict = .fail
    judgement.message =
      "the approval that this is compared with expired on \(until); \(baselineHint) · \(judgement.message)"
  }

  /// Where the baseline has the metrics of a case.
  private func place(_ entry: CheckEntry, _ column: String?, _ slice: String?) -> String {
    "\(table)/\(caseName(entry, column, slice))"
  }

  private func caseName(_ entry: CheckEntry, _ column: String?, _ slice: String?) -> String {
    CaseResult(
      fixture: "", version: "", table: table, check: entry.id, kind: entry.kind, column: column, slice: slice,
      verdict: .pass, message: "", location: entry.location
    ).name
  }

  private var baselineHint: String {
    if let baselineProblem { return baselineProblem }
    return "look at this run, and if it is right record it: assay approve \(Rerun.quoted(path)) --why …"
  }

  /// The result of a case: severity and suppression applied.
  private func result(
    _ check: Plan.PlannedCheck, _ column: String?, _ slice: String?, _ judgement: Judgement, _ seconds: Double
  ) -> CaseResult {
    let entry = check.entry
    var verdict = judgement.verdict
    var message = judgement.message
    if verdict == .fail || verdict == .error, let cause = made.emptiness, !message.contains(cause) {
      message += " · table '\(table)' has no rows: \(cause)"
    }
    if verdict == .fail, entry.severity == .warn { verdict = .warn }
    var suppression: CaseResult.Suppression?
    if let suppress = entry.suppress {
      let left = Calendar.daysLeft(until: suppress.until)
      let accepted = CaseResult.Suppression(until: suppress.until, why: suppress.why, daysLeft: left)
      suppression = accepted
      if verdict == .fail || verdict == .warn {
        if left >= 0 {
          verdict = .skipped
          message += accepted.note
        } else {
          message += " · its suppression expired on \(suppress.until)"
        }
      }
    }
    return CaseResult(
      fixture: manifest.fixture, version: version, table: table, check: entry.id, kind: entry.kind, column: column,
      slice: slice, verdict: verdict, severity: entry.severity, message: message, details: judgement.details,
      metrics: judgement.metrics, limits: judgement.limits, n: judgement.n, location: entry.location,
      rerun: Rerun.command(path, version: version, check: entry.id), why: entry.why, suppression: suppression,
      seconds: seconds, figures: judgement.figures, digest: judgement.digest)
  }
}

extension Calendar {
  /// Days from today (UTC) to a day `YYYY-MM-DD`; negative when it is over, and for text that is no day.
  package static func daysLeft(until day: String, now: Date = Date()) -> Int {
    let style = Date.ISO8601FormatStyle(timeZone: .gmt).year().month().day()
    guard let end = try? style.parse(day) else { return -1 }
    let today = (now.timeIntervalSince1970 / 86_400).rounded(.down)
    return Int((end.timeIntervalSince1970 / 86_400).rounded(.down) - today)
  }
}
