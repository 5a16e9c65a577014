import AssayGate
import Foundation

extension Results {
  /// The run as the events that it was made of, so that recorders can write it again.
  ///
  /// What the format does not hold is not there: stages do not begin, a value that was infinite has no sign, and the days
  /// that a suppression has left are those of today.
  public var events: [GateEvent] {
    var events: [GateEvent] = [
      .runStarted(
        RunHeader(
          id: runId ?? "", started: Date(timeIntervalSince1970: started ?? 0), tool: tool ?? "", seed: seed ?? 0,
          runtimes: runtimes))
    ]
    for fixture in fixtures { events += fixture.events }
    var outcome = Outcome(
      tally: tally.counted, firstDivergence: firstDivergence?.divergence, failures: failures,
      recordedBaselines: recordedBaselines ?? 0, exitCode: ExitCode(rawValue: exitCode), runtimes: runtimes,
      seconds: seconds ?? 0)
    outcome.notes = notes ?? []
    outcome.warnings = warnings ?? []
    return events + [.runFinished(outcome)]
  }
}

extension Results.Fixture {
  /// The versions that were judged: the reference is replayed, not judged.
  var judgedVersions: [Results.Version] {
    versions.filter { $0.version != Results.referenceVersion || !$0.cases.isEmpty }
  }

  fileprivate var events: [GateEvent] {
    var header = FixtureHeader(
      name: name, manifest: manifest, manifestDigest: manifestDigest, versions: judgedVersions.map(\.version),
      reference: reference, checksPerVersion: checksPerVersion, budget: budget)
    header.replacedData = replacedData ?? []
    var events: [GateEvent] = [.fixtureStarted(header)]
    for version in versions { events += version.events(fixture: name) }
    events.append(
      .fixtureFinished(
        FixtureResult(
          name: name, tally: tally.counted, firstDivergence: firstDivergence?.divergence, failures: failures,
          inputs: inputs.map { InputDigest(address: $0.address, sha256: $0.sha256, size: $0.size) },
          notices: notices, recorded: recorded, seconds: seconds ?? 0)))
    return events
  }
}

extension Results.Version {
  fileprivate func events(fixture: String) -> [GateEvent] {
    var events: [GateEvent] = [.versionStarted(fixture: fixture, version: version)]
    events += stages.map { .stageFinished($0.result(fixture: fixture, version: version)) }
    var tables: [VersionResult.TableTally] = []
    for item in cases {
      let result = item.result(fixture: fixture, version: version)
      events.append(.caseFinished(result))
      if tables.last?.table != item.table { tables.append(.init(table: item.table, tally: Tally())) }
      tables[tables.count - 1].tally.add(result.verdict)
      tables[tables.count - 1].isCached = verdictsCached.contains(item.table)
    }
    // One that did not finish has no time.
    if let seconds {
      events.append(
        .versionFinished(
          VersionResult(
            fixture: fixture, version: version, rows: rows, tables: tables, seconds: seconds, baseline: baseline)))
    }
    return events
  }
}

extension Results.Version {
  /// The approval without its reason, which the format does not hold.
  private var baseline: BaselineReport? {
    comparedWith.map { approval in
      var report = BaselineReport()
      report.approval = Baseline.Approval(by: approval.by, at: approval.at, why: "", until: approval.until)
      return report
    }
  }
}

extension Results.Stage {
  fileprivate func result(fixture: String, version: String) -> StageResult {
    var result = StageResult(
      fixture: fixture, version: version, stage: stage, kind: kind, rows: rows, seconds: seconds, failure: failure)
    result.isCached = cached
    result.inputs = inputs.map { StageResult.Input(name: $0.name, digest: $0.digest) }
    result.output = output
    result.alwaysRuns = alwaysRuns
    return result
  }
}

extension Results.Case {
  /// The case's verdict; one that this version does not know counts as an error.
  var known: Verdict { Verdict(rawValue: verdict) ?? .error }

  fileprivate func result(fixture: String, version: String) -> CaseResult {
    CaseResult(
      fixture: fixture, version: version, table: table, check: check, kind: kind, column: column, slice: slice,
      verdict: known, severity: Severity(rawValue: severity) ?? .fail, message: message, details: details,
      metrics: metrics.map {
        AssayGate.Metric(
          $0.name, $0.value ?? .infinity, n: $0.n, definition: $0.definition, lower: $0.lower, upper: $0.upper)
      }, limits: limits, n: n, location: SourceLocation(file: file, line: line), rerun: rerun,
      attachments: attachments, why: why,
      suppression: suppression.map {
        .init(until: $0.until, why: $0.why, daysLeft: $0.daysLeft ?? Calendar.daysLeft(until: $0.until))
      }, seconds: seconds, digest: digest.map { TableDigest(today: $0, approved: approvedDigest) })
  }
}

extension Results.Divergence {
  fileprivate var divergence: AssayGate.Divergence {
    var divergence = AssayGate.Divergence(
      fixture: fixture, version: version, stage: stage, column: column, message: message, examples: examples,
      carriesInto: carriesInto, location: SourceLocation(file: file, line: line), rerun: rerun)
    divergence.inputs = (inputs ?? []).map { .init(table: $0.table, rows: $0.rows, count: $0.count) }
    divergence.note = note
    divergence.smallest = smallest.map { smallest in
      AssayGate.SmallestInput(
        files: smallest.files.map { .init(table: $0.table, path: $0.path, rows: $0.rows) }, replays: smallest.replays,
        isMinimal: smallest.isMinimal, rerun: smallest.rerun)
    }
    return divergence
  }
}

extension Results.Tally {
  fileprivate var counted: AssayGate.Tally {
    var tally = AssayGate.Tally()
    for verdict in Verdict.allCases { tally.add(verdict, count: self[verdict]) }
    return tally
  }
}
