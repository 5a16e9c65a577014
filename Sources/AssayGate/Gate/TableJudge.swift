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

  private struct Prepared {
    var check: Plan.PlannedCheck
    var scope: Scope
    var cases: [CheckCase] = []
    /// Why there are no cases.
    var failure: CheckError?
  }

  /// Asks every check for its cases, measures what they need at once, and judges.
  func judge(
    reference: Result<Replay.Made, TableFailure>?, measuredReference: inout Measurements,
    recording: inout BaselineRecording, departures: inout Departures, report: (CaseResult) -> Void
  ) async throws(GateStop) {
    let referenceTable = try? reference?.get()
    let shape = TableShape(name: table, schema: made.schema, reference: referenceTable?.schema)
    var prepared: [Prepared] = []
    var requests: [Scope: Set<Measurement>] = [:]
    var referenceRequests: [Scope: Set<Measurement>] = [:]
    for check in checks {
      let scope = Scope(filter: check.entry.filter, by: check.entry.by.map(\.name))
      do throws(CheckError) {
        // First, since without the reference's table a check can only say that there is no reference.
        if check.entry.check.needsReference, case .failure(let failure)? = reference {
          throw CheckError("the reference's table '\(table)' is not there: \(failure.message)")
        }
        let cases = try check.entry.check.cases(of: shape)
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
    let measured = try await measure(requests, of: made)
    if let referenceTable {
      try await measureReference(referenceRequests, referenceTable, into: &measuredReference)
    }
    for item in prepared {
      try stop.check()
      try await judge(
        item, measured, measuredReference, hasReference: referenceTable != nil, &recording, &departures, report)
    }
  }

  private func measure(
    _ requests: [Scope: Set<Measurement>], of table: Replay.Made
  ) async throws(GateStop) -> Measurements {
    try await TableMeasurer(
      engine: engine, table: table.table, schema: table.schema, visible: visible,
      privateColumns: manifest.privateColumns
    ).measure(requests)
  }

  /// Measures of the reference only what is not known yet.
  private func measureReference(
    _ wanted: [Scope: Set<Measurement>], _ table: Replay.Made, into known: inout Measurements
  ) async throws(GateStop) {
    var missing: [Scope: Set<Measurement>] = [:]
    for (scope, measurements) in wanted where !measurements.isEmpty {
      let there = known.values[scope]?.values.first.map { Set($0.keys) } ?? []
      let open = measurements.subtracting(there)
      if !open.isEmpty { missing[scope] = open }
    }
    guard !missing.isEmpty else { return }
    let new = try await measure(missing, of: table)
    for (scope, slices) in new.values {
      for (slice, values) in slices { known.values[scope, default: [:]][slice, default: [:]].merge(values) { $1 } }
    }
    known.failures.merge(new.failures) { $1 }
  }

  // MARK: Cases

  private func judge(
    _ item: Prepared, _ measured: Measurements, _ reference: Measurements, hasReference: Bool,
    _ recording: inout BaselineRecording, _ departures: inout Departures, _ report: (CaseResult) -> Void
  ) async throws(GateStop) {
    if let failure = item.failure ?? measured.failures[item.scope] {
      report(result(item.check, nil, nil, Judgement(.error, failure.message, n: 0), 0))
      return
    }
    let slices = measured.values[item.scope] ?? [:]
    let referenceSlices = reference.values[item.scope] ?? [:]
    let comparisons = item.cases.reduce(0) { $0 + $1.comparisons } * max(1, slices.count)
    let alpha = comparisons > 0 ? item.check.alpha / Double(comparisons) : 0
    let isSliced = !item.scope.by.isEmpty
    if isSliced, slices.isEmpty {
      report(result(item.check, nil, nil, Judgement(.error, "there are no rows to check", n: 0), 0))
    }
    for slice in slices.keys.sorted() {
      let values = slices[slice] ?? [:]
      if isSliced, case .count(let rows)? = values[.rows], rows < Self.smallestSlice {
        let message = "the slice has \(Format.rows(rows)), fewer than the \(Self.smallestSlice) that a verdict needs"
        for one in item.cases {
          report(result(item.check, one.column, slice, Judgement(.skipped, message, n: rows), 0))
        }
        continue
      }
      for one in item.cases {
        let started = ContinuousClock.now
        var judgement: Judgement
        let name = caseName(item.check.entry, one.column, isSliced ? slice : nil)
        let evidence = Evidence(
          current: values, reference: hasReference ? referenceSlices[slice] : nil, baseline: baseline?.tables[table],
          approvedMetrics: baseline?.metrics["\(table)/\(name)"], baselineHint: baselineHint, alpha: alpha,
          privateColumns: manifest.privateColumns.union(item.check.entry.privateColumns),
          isRecording: options.approval != nil)
        do throws(CheckError) { judgement = try one.judge(evidence) } catch {
          judgement = Judgement(.error, error.message, n: 0)
        }
        if let departure = judgement.departure {
          departures.add(departure, table: table, columns: made.schema.names)
        }
        var attachments: [String] = []
        if let failing = judgement.failingRows, judgement.verdict == .fail {
          attachments = try await FailingRowsFile(
            judge: self, check: item.check.entry, slice: isSliced ? slice : nil, column: one.column
          )
          .write(failing, scope: item.scope, into: &judgement)
        }
        var final = result(
          item.check, one.column, isSliced ? slice : nil, judgement, (ContinuousClock.now - started).seconds)
        final.attachments = attachments
        if options.approval != nil {
          recording.add(final)
          for measurement in one.measurements {
            if let value = values[measurement] { recording.add(value, table: table) }
          }
        }
        report(final)
      }
    }
    if isSliced {
      reportVanished(
        item, slices: Set(slices.keys), referenceSlices: hasReference ? Set(referenceSlices.keys) : [], report)
    }
  }

  /// A slice that was there, in the reference or when the version was approved, and is not any more, is an error.
  private func reportVanished(
    _ item: Prepared, slices: Set<String>, referenceSlices: Set<String>, _ report: (CaseResult) -> Void
  ) {
    var known = referenceSlices
    for one in item.cases {
      let prefix = "\(table)/\(caseName(item.check.entry, one.column, nil))["
      for key in baseline?.metrics.keys ?? [:].keys where key.hasPrefix(prefix) && key.hasSuffix("]") {
        known.insert(String(key.dropFirst(prefix.count).dropLast()))
      }
    }
    for slice in known.subtracting(slices).sorted() {
      let message = "the slice is gone: it has no rows any more"
      for one in item.cases { report(result(item.check, one.column, slice, Judgement(.error, message, n: 0), 0)) }
    }
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
    if verdict == .fail, entry.severity == .warn { verdict = .warn }
    var suppression: CaseResult.Suppression?
    if let suppress = entry.suppress {
      let left = Calendar.daysLeft(until: suppress.until)
      suppression = CaseResult.Suppression(until: suppress.until, why: suppress.why, daysLeft: left)
      if verdict == .fail || verdict == .warn {
        if left >= 0 {
          verdict = .skipped
          message += " · suppressed until \(suppress.until) (\(left) days left): \(suppress.why)"
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
      seconds: seconds)
  }
}

extension Calendar {
  /// Days from today (UTC) to a day `YYYY-MM-DD`; negative when it is over, and for text that is no day.
  static func daysLeft(until day: String, now: Date = Date()) -> Int {
    let style = Date.ISO8601FormatStyle(timeZone: .gmt).year().month().day()
    guard let end = try? style.parse(day) else { return -1 }
    let today = (now.timeIntervalSince1970 / 86_400).rounded(.down)
    return Int((end.timeIntervalSince1970 / 86_400).rounded(.down) - today)
  }
}
