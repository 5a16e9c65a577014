import AssayGate

// The wire types, made from the gate's.
extension Results {
  init(status: Status, failures: [String]) {
    self.init(
      exitCode: 2, failures: failures, fixtures: [], format: Self.format, runtimes: [:], status: status,
      tally: Tally(AssayGate.Tally()))
  }
}

extension Results.Tally {
  init(_ tally: AssayGate.Tally) {
    self.init(
      error: tally[.error], fail: tally[.fail], inconclusive: tally[.inconclusive], pass: tally[.pass],
      skipped: tally[.skipped], total: tally.total, warn: tally[.warn])
  }

  mutating func add(_ verdict: Verdict) {
    total += 1
    switch verdict {
    case .pass: pass += 1
    case .warn: warn += 1
    case .fail: fail += 1
    case .inconclusive: inconclusive += 1
    case .error: error += 1
    case .skipped: skipped += 1
    }
  }

  /// The number of cases with a verdict.
  subscript(verdict: Verdict) -> Int {
    switch verdict {
    case .pass: pass
    case .warn: warn
    case .fail: fail
    case .inconclusive: inconclusive
    case .error: error
    case .skipped: skipped
    }
  }
}

extension Results.Divergence {
  init(_ divergence: AssayGate.Divergence) {
    self.init(
      carriesInto: divergence.carriesInto, column: divergence.column, examples: divergence.examples,
      file: divergence.location.file, fixture: divergence.fixture,
      inputs: divergence.inputs.map { Results.DivergenceInput(count: $0.count, rows: $0.rows, table: $0.table) },
      line: divergence.location.line, message: divergence.message, note: divergence.note, rerun: divergence.rerun,
      smallest: divergence.smallest.map { smallest in
        Results.SmallestInput(
          files: smallest.files.map { Results.SmallestInput.File(path: $0.path, rows: $0.rows, table: $0.table) },
          isMinimal: smallest.isMinimal, replays: smallest.replays, rerun: smallest.rerun)
      }, stage: divergence.stage, version: divergence.version)
  }
}

extension Results.Fixture {
  init(_ header: FixtureHeader) {
    self.init(
      budget: header.budget.isFinite ? header.budget : 0, checksPerVersion: header.checksPerVersion,
      failures: ["the fixture did not finish"], inputs: [], manifest: header.manifest,
      manifestDigest: header.manifestDigest, name: header.name, notices: [], recorded: [], reference: header.reference,
      replacedData: header.replacedData.isEmpty ? nil : header.replacedData,
      tally: Results.Tally(AssayGate.Tally()), versions: [])
  }
}

extension Results.Approval {
  init(_ approval: Baseline.Approval) {
    self.init(at: approval.at, by: approval.by, daysLeft: approval.daysLeft, until: approval.until)
  }
}

extension Results.Stage {
  init(_ stage: StageResult) {
    self.init(
      alwaysRuns: stage.alwaysRuns, cached: stage.isCached, failure: stage.failure,
      inputs: stage.inputs.map { Results.StageInput(digest: $0.digest, name: $0.name) }, kind: stage.kind,
      output: stage.output, rows: stage.rows, seconds: stage.seconds.isFinite ? stage.seconds : 0, stage: stage.stage)
  }
}

extension Results.Case {
  init(_ result: CaseResult) {
    func finite(_ value: Double?) -> Double? { value.flatMap { $0.isFinite ? $0 : nil } }
    self.init(
      approvedDigest: result.digest?.approved, attachments: result.attachments, check: result.check,
      column: result.column, details: result.details, digest: result.digest?.today,
      figures: result.figures.isEmpty ? nil : result.figures.map(Results.Figure.init), file: result.location.file,
      kind: result.kind, limits: result.limits, line: result.location.line, message: result.message,
      metrics: result.metrics.map {
        Results.Metric(
          definition: $0.definition, lower: finite($0.lower), n: $0.n, name: $0.name, upper: finite($0.upper),
          value: finite($0.value))
      }, n: result.n, rerun: result.rerun, seconds: result.seconds.isFinite ? result.seconds : 0,
      severity: result.severity.rawValue, slice: result.slice,
      suppression: result.suppression.map { Results.Suppression(daysLeft: $0.daysLeft, until: $0.until, why: $0.why) },
      table: result.table,
      verdict: result.verdict.rawValue, why: result.why)
  }
}
