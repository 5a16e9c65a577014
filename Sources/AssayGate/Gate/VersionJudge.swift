import AssayEngine
import AssayTable
import Foundation

/// What was measured of the reference so far: asked once, used for every version.
struct ReferenceMeasurements: Sendable {
  var tables: [String: Measurements] = [:]
}

/// Judges every selected check of one version, table by table.
struct VersionJudge {
  let plan: Plan
  let options: Gate.Options
  /// The fixture's path as the user wrote it, for the commands in messages.
  let path: String
  let inputs: ResolvedInputs
  let replayer: Replayer
  let verdictCache: VerdictCache
  let stop: StopSwitch
  /// The stored profile that stands for the reference; `nil` when the reference is replayed.
  let storedReference: StoredReference?

  /// What came of a version.
  struct Judged {
    var tables: [VersionResult.TableTally] = []
    var divergence: Divergence?
    var failures: [String] = []
    var recorded = false
    /// The checks that were not judged again, since nothing that changed can affect them.
    var unchanged = 0
    /// Whether every verdict was known from an earlier run.
    var isCached: Bool { !tables.isEmpty && tables.allSatisfy(\.isCached) }
    /// What the run found of the version's baseline, and did to it.
    var baseline = BaselineReport()
    /// The checks that failed or could not be evaluated, with the graver verdict.
    var failing: [String: Verdict] = [:]
  }

  private var manifest: Manifest { plan.manifest }

  /// Judges a version.
  ///
  /// - Parameter studiesDivergence: whether the inputs are looked into when a table leaves its approved state.
  func judge(
    _ replay: Replay, reference: Replay?, measuredReference: inout ReferenceMeasurements,
    studiesDivergence: Bool, report: (CaseResult) -> Void
  ) async throws(GateStop) -> Judged {
    var judged = Judged()
    let store = BaselineStore(manifest)
    var baseline: Baseline?
    var baselineProblem: String?
    var hasReadBaseline = false
    func readBaseline() {
      guard !hasReadBaseline else { return }
      hasReadBaseline = true
      do { baseline = try store.read(replay.version) } catch { baselineProblem = error.message }
    }
    var recording = BaselineRecording()
    var departures = Departures(manifest: manifest, version: replay.version)
    var studied: Divergence?
    var compared = 0
    for name in manifest.tables {
      var checks = plan.selected.filter { $0.entry.table == name }
      let warned = warnings(of: name, replay.version)
      guard !checks.isEmpty || !warned.isEmpty else { continue }
      try stop.check()
      var tally = Tally()
      func finish(_ result: CaseResult) {
        tally.add(result.verdict)
        if result.verdict == .error || (result.verdict == .fail && judged.failing[result.check] == nil) {
          judged.failing[result.check] = result.verdict
        }
        var result = result
        if !result.rerun.isEmpty { result.rerun += Rerun.suffix(options.replacedData) }
        report(result)
      }
      warned.forEach(finish)
      if options.isPartial {
        for check in checks where !(check.entry.check is GoldenCheck) { finish(skipped(check, replay.version)) }
        checks.removeAll { !($0.entry.check is GoldenCheck) }
      }
      guard !checks.isEmpty else {
        judged.tables.append(VersionResult.TableTally(table: name, tally: tally))
        continue
      }
      let verdicts = verdictCache.known(name, checks, replay, reference)
      if let results = verdicts.results {
        results.forEach(finish)
        recording.judges(results)
        judged.tables.append(VersionResult.TableTally(table: name, tally: tally, isCached: true))
        continue
      }
      if let scope = replayer.scope, !scope.judges(name, replay.version) {
        judged.unchanged += checks.count
        for check in checks {
          recording.cannotTellCases(of: check.entry)
          finish(unchanged(check, replay.version, scope.since))
        }
        judged.tables.append(VersionResult.TableTally(table: name, tally: tally))
        continue
      }
      readBaseline()
      switch try await replayer.load(name, of: replay) {
      case .failure(let failure):
        for check in checks {
          recording.cannotTellCases(of: check.entry)
          finish(failed(check, replay.version, "table '\(name)' is not there: \(failure.message)"))
        }
      case .success(let made):
        let others = checks.flatMap(\.entry.check.otherTables)
        let judge = TableJudge(
          version: replay.version, table: name, made: made, checks: checks, plan: plan, options: options, path: path,
          engine: try await replayer.engine.opened().engine, stop: stop,
          visible: try await replayer.load(others + [name], of: replay), baseline: baseline,
          baselineProblem: baselineProblem)
        var known = measuredReference.tables[name] ?? Measurements()
        var keeper = VerdictKeeper(verdicts.key)
        var held = HeldCases(isOn: studiesDivergence && studied == nil)
        try await judge.judge(
          reference: try await tableReference(name, reference, checks), measuredReference: &known,
          recording: &recording, departures: &departures
        ) { result in
          keeper.add(result)
          if result.column == nil { compared += result.n }
          held.add(result, report: finish)
        }
        if studiesDivergence, studied == nil, let baseline, let first = departures.first(path: path) {
          studied = try await DivergenceStudy(
            plan: plan, options: options, path: path, replayer: replayer, replay: replay,
            comparison: GoldenComparison(manifest: manifest, baseline: baseline), stop: stop
          ).complete(first)
        }
        held.tell(studied, report: finish)
        measuredReference.tables[name] = known
        if !departures.has(name), baselineProblem == nil {
          try await verdictCache.keep(keeper, checks, baseline, engine: judge.engine)
        }
      }
      judged.tables.append(VersionResult.TableTally(table: name, tally: tally))
    }
    judged.divergence = departures.first(path: path)
    judged.divergence?.inputs = studied?.inputs ?? []
    judged.divergence?.smallest = studied?.smallest
    judged.divergence?.note = studied?.note
    if options.isPartial {
      judged.divergence?.rerun = Rerun.command(path, version: replay.version, options.replacedData)
      if judged.tables.allSatisfy({ $0.tally[.fail] == 0 }) {
        judged.failures.append(PartialReplay.verdict(replay.version, compared: compared))
      }
    }
    if options.approval == nil, let baselineProblem {
      // Slices that vanished cannot be known then, nor what else was approved.
      judged.failures.append(baselineProblem)
    }
    let evaluated: [Verdict] = [.pass, .warn, .fail, .inconclusive, .error]
    if judged.unchanged == 0, !options.isPartial,
      !judged.tables.contains(where: { table in
        evaluated.reduce(0) { $0 + table.tally[$1] } > warnings(of: table.table, replay.version).count
      })
    {
      judged.failures.append(
        "version '\(replay.version)': no check reached a verdict, and nothing checked is not a pass")
    }
    settle(recording, of: replay.version, baseline, &judged)
    return judged
  }

  /// What a table is compared with; `nil` when there is nothing.
  private func tableReference(
    _ name: String, _ reference: Replay?, _ checks: [Plan.PlannedCheck]
  ) async throws(GateStop) -> Result<TableReference, TableFailure>? {
    guard Plan.hasReference(name, in: manifest) else { return nil }
    if let storedReference { return storedReference.table(name).map(TableReference.profile) }
    // A replay of the reference has the tables of all selected checks that need it, and what those are made of.
    guard let reference, reference.tables[name] != nil else { return nil }
    return try await replayer.load(name, of: reference).map(TableReference.rows)
  }

  /// A case for each data file whose content is not quite what is pinned: only its line endings differ.
  private func warnings(of table: String, _ version: String) -> [CaseResult] {
    let own = inputs.inputs.filter { item in
      guard case .data(table, let owner) = item.input.role else { return false }
      return owner == nil || owner == version || owner == Replayer.referenceVersion
    }
    let files = own.flatMap { item in ((try? item.files.get()) ?? []).map { (item.input, $0) } }
    return files.compactMap { input, file in
      file.warning.map { warning in
        CaseResult(
          fixture: manifest.fixture, version: version, table: table,
          check: "\(table).line_endings.\(file.digest.address)",
          kind: "line_endings", verdict: .warn, severity: .warn, message: warning, location: input.reference.location,
          rerun: "assay verify \(Rerun.quoted(path))")
      }
    }
  }

  private func unchanged(_ check: Plan.PlannedCheck, _ version: String, _ since: String) -> CaseResult {
    var result = failed(check, version, UnchangedCases.message(since))
    result.verdict = .skipped
    return result
  }

  private func failed(_ check: Plan.PlannedCheck, _ version: String, _ message: String) -> CaseResult {
    result(check, version, .error, message)
  }

  private func skipped(_ check: Plan.PlannedCheck, _ version: String) -> CaseResult {
    result(check, version, .skipped, PartialReplay.reason)
  }

  private func result(
    _ check: Plan.PlannedCheck, _ version: String, _ verdict: Verdict, _ message: String
  ) -> CaseResult {
    CaseResult(
      fixture: manifest.fixture, version: version, table: check.entry.table, check: check.entry.id,
      kind: check.entry.kind, verdict: verdict, severity: check.entry.severity, message: message,
      location: check.entry.location, rerun: Rerun.command(path, version: version, check: check.entry.id),
      why: check.entry.why)
  }
}

/// The command that runs a part of a run again.
package enum Rerun {
  static func command(_ path: String, version: String, check: String) -> String {
    "assay run \(quoted(path)) --version \(quoted(version)) --check \(quoted(check))"
  }

  /// The text as one word of a shell.
  package static func quoted(_ text: String) -> String {
    let isPlain =
      !text.isEmpty
      && text.utf8.allSatisfy { byte in
        (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
          || [0x2E, 0x2F, 0x5F, 0x2D, 0x3A, 0x2B, 0x3D, 0x40, 0x2C].contains(byte)
      }
    return isPlain ? text : "'" + text.replacing(scalar: "'", with: "'\\''") + "'"
  }
}
