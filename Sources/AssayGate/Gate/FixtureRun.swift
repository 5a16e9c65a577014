import AssayEngine
import Foundation

/// The run of one fixture: its versions one after the other, each replayed and judged table by table.
///
/// The engine has one thread, but for measurements of large tables. Threads share the rows of a sum of doubles as it
/// happens: the last bits, and rows without an order, would differ between machines and even between runs. On one
/// thread a stage gives the same bytes for the same input; measurements do not depend on the order of rows.
struct FixtureRun {
  let path: String
  let options: Gate.Options
  let cache: ReplayCache
  let events: EventStream
  let stop: StopSwitch

  /// What came of the fixture.
  struct Result {
    var tally = Tally()
    var firstDivergence: Divergence?
    var failures: [String] = []
    /// The manifest does not parse, or the command line names what is not in it.
    var isUsageError = false
    var recordedBaselines = 0
    /// What was not judged again.
    var unchanged = UnchangedCases()
    /// What people should know, and what was recorded.
    var notices = FixtureNotices()
    /// The files that were taken.
    var inputs: [InputDigest] = []
    /// The engine and the model runtimes that were used, with their versions.
    var runtimes: [String: String] = [:]
  }

  /// Runs the fixture; sends its events.
  func run() async -> Result {
    let started = ContinuousClock.now
    var result = Result()
    let plan: Plan
    do {
      let manifest = try ManifestReader.read(path: path, checks: CheckRegistry.all)
      let whole = try Plan(manifest, versions: options.versions, checks: options.checks)
      if options.isPartial, let fault = PartialReplay.fault(options, whole) { throw PlanError(fault) }
      plan = options.isPartial ? PartialReplay.plan(whole) : whole
    } catch {
      result.failures.append("\(error)")
      result.isUsageError = true
      let name = URL(fileURLWithPath: path).lastPathComponent
      events.send(
        .fixtureStarted(
          FixtureHeader(
            name: name, manifest: "\(path)/assay.yaml", manifestDigest: "", versions: [], reference: nil,
            checksPerVersion: 0, budget: 0)))
      finish(name, &result, started)
      return result
    }
    let manifest = plan.manifest
    BaselineStore(manifest).sweep()
    var header = FixtureHeader(
      name: manifest.fixture, manifest: manifest.file, manifestDigest: manifest.digest, versions: plan.versions,
      reference: options.isPartial ? nil : manifest.referenceText, checksPerVersion: plan.selected.count,
      budget: manifest.budget)
    header.replacedData = options.replacedData.map(\.text)
    events.send(.fixtureStarted(header))
    do {
      try await run(plan, &result)
    } catch let failure as EngineFailure {
      result.failures.append(failure.message)
    } catch {
      // The reason is the run's, and is told once for all fixtures. Without one, work was cut short all the same.
      if stop.reason == nil {
        result.failures.append(
          "fixture '\(manifest.fixture)' was not judged to its end: a query was cancelled, and nobody asked for that")
      }
    }
    finish(manifest.fixture, &result, started)
    return result
  }

  private func finish(_ name: String, _ result: inout Result, _ started: ContinuousClock.Instant) {
    events.send(
      .fixtureFinished(
        FixtureResult(
          name: name, tally: result.tally, firstDivergence: result.firstDivergence, failures: result.failures,
          inputs: result.inputs, notices: result.notices.lines(path), recorded: result.notices.recorded,
          seconds: (ContinuousClock.now - started).seconds)))
  }

  /// Finds and verifies what the plan takes; with a lock, `nil` after noting what differs from it: nothing is replayed
  /// then.
  private func inputs(_ plan: Plan, _ result: inout Result) async throws(GateStop) -> ResolvedInputs? {
    let manifest = plan.manifest
    let lock: InputLock?
    do throws(InputError) { lock = try InputLock.read(directory: manifest.directory) } catch {
      result.failures.append(error.message)
      return nil
    }
    let isComplete = lock != nil && options.versions.isEmpty && options.checks.isEmpty
    let resolver = InputResolver(manifest, isParanoid: options.isParanoid, stop: stop)
    var inputs = try await resolver.resolve(
      isComplete ? FixtureInput.all(manifest) : FixtureInput.of(plan), isComplete: isComplete)
    let pinned = inputs
    if options.isPartial, let version = plan.versions.first {
      do throws(InputError) {
        inputs = inputs.replacing(try PartialReplay.files(options.replacedData), of: version)
      } catch {
        result.failures.append(error.message)
        return nil
      }
    }
    result.inputs = inputs.digests
    guard let lock else { return inputs }
    let faults = LockComparison(manifest: manifest, path: path, lock: lock).faults(pinned, isComplete: isComplete)
    guard !faults.isEmpty else { return inputs }
    result.failures += faults.prefix(Self.shownFaults)
    if faults.count > Self.shownFaults {
      result.failures.append(
        "\(Format.whole(faults.count - Self.shownFaults)) more inputs differ from \(InputLock.fileName); see them all: "
          + "assay verify \(Rerun.quoted(path))")
    }
    return nil
  }

  /// The most inputs at fault of which a run tells one by one.
  private static let shownFaults = 20

  private func run(_ plan: Plan, _ result: inout Result) async throws {
    guard let inputs = try await inputs(plan, &result) else { return }
    let scope: ChangeScope?
    do throws(GitChanges.Failure) { scope = try await changeScope(plan, inputs) } catch {
      if error.isStop { throw GateStop.current }
      result.failures.append(error.message)
      result.isUsageError = error.isUsageError
      return
    }
    result.unchanged.since = scope?.since
    result.unchanged.isAffected = scope?.isEmpty == false
    let engine = RunEngine(memoryLimit: options.memoryLimit, stop: stop)
    do {
      try await judgeVersions(plan, inputs, scope, engine, &result)
    } catch {
      let failure = await engine.failure()
      await engine.close()
      if let failure { throw EngineFailure(message: failure) }
      throw error
    }
    await engine.close()
  }

  /// What the changes that the options name can affect; `nil` when everything is judged.
  private func changeScope(_ plan: Plan, _ inputs: ResolvedInputs) async throws(GitChanges.Failure) -> ChangeScope? {
    guard let revision = options.changedSince else { return nil }
    return try await ChangeScope(
      GitChanges(since: revision, folder: plan.manifest.directory, stop: stop), plan, inputs)
  }

  /// The engine does not open.
  private struct EngineFailure: Error {
    var message: String
  }

  private func judgeVersions(
    _ plan: Plan, _ inputs: ResolvedInputs, _ scope: ChangeScope?, _ engine: RunEngine, _ result: inout Result
  ) async throws(GateStop) {
    let manifest = plan.manifest
    let models = ModelCache()
    let replayer = Replayer(
      manifest: manifest, inputs: inputs, engine: engine, stop: stop, models: models, cache: cache,
      programs: cache.mode == .off ? ProgramDigests() : .current(manifest), scope: scope,
      emit: { [events] in events.send($0) })
    let shared = try await replayer.shared(Array(Set(plan.tables + plan.referenceTables)))
    var reference: Replay?
    if !plan.referenceTables.isEmpty {
      events.send(.versionStarted(fixture: manifest.fixture, version: Replayer.referenceVersion))
      let started = ContinuousClock.now
      reference = try await replayer.replay(
        Replayer.referenceVersion, needed: plan.referenceTables, shared: shared)
      events.send(
        .versionFinished(
          versionResult(Replayer.referenceVersion, reference, manifest, tables: [], isCached: true, started)))
    }
    let compared = plan.selected.filter(\.entry.check.needsReference).map(\.entry.table)
    let stored = StoredReference(
      manifest, path: path, inputs: inputs,
      tables: manifest.tables.filter { compared.contains($0) && Plan.hasReference($0, in: manifest) },
      key: ProfileKey.setting(options.profileKey))
    let judge = VersionJudge(
      plan: plan, options: options, path: path, inputs: inputs, replayer: replayer,
      verdictCache: VerdictCache(
        cache: cache, plan: plan, options: options, path: path, inputs: inputs, programs: replayer.programs),
      stop: stop, storedReference: stored)
    var measuredReference = ReferenceMeasurements()
    for version in plan.versions {
      try stop.check()
      events.send(.versionStarted(fixture: manifest.fixture, version: version))
      let started = ContinuousClock.now
      let replay = try await replayer.replay(version, needed: plan.tables, shared: shared)
      let judged = try await judge.judge(
        replay, reference: reference, measuredReference: &measuredReference,
        studiesDivergence: result.firstDivergence == nil && !options.isPartial
      ) { [events] in
        result.notices.add($0)
        events.send(.caseFinished($0))
      }
      for table in judged.tables { result.tally.add(table.tally) }
      result.firstDivergence = result.firstDivergence ?? judged.divergence
      result.failures += judged.failures
      result.recordedBaselines += judged.recorded ? 1 : 0
      result.unchanged.count += judged.unchanged
      result.notices.add(version, judged.baseline)
      events.send(
        .versionFinished(
          versionResult(
            version, replay, manifest, tables: judged.tables, isCached: judged.isCached, started,
            baseline: judged.baseline)))
      result.runtimes.merge(replayer.runtimes.versions) { _, new in new }
      result.runtimes.merge(await models.runtimes) { _, new in new }
      if let opened = await engine.openedAlready() { result.runtimes[opened.engine.name] = opened.engine.version }
      // What a version made is not needed any more; the reference stays.
      await replayer.drop(version)
    }
    settleVersions(manifest, &result)
  }

  /// Looks for baselines of versions that the manifest does not have, and removes them where that was asked for.
  private func settleVersions(_ manifest: Manifest, _ result: inout Result) {
    let store = BaselineStore(manifest)
    for version in store.ownVersions() where !manifest.versions.contains(version) {
      guard options.approval != nil, options.recording.prunes else {
        result.notices.addUnknownVersion(version)
        continue
      }
      guard result.failures.isEmpty else { continue }
      do {
        try store.withLock { () throws(BaselineError) in try store.remove(version) }
        result.recordedBaselines += 1
        result.notices.recorded.append("\(version)  removed: the manifest has no such version")
      } catch {
        result.failures.append(error.message)
      }
    }
  }

  private func versionResult(
    _ version: String, _ replay: Replay?, _ manifest: Manifest, tables: [VersionResult.TableTally], isCached: Bool,
    _ started: ContinuousClock.Instant, baseline: BaselineReport? = nil
  ) -> VersionResult {
    // The rows of the first table that has versions, as a measure of a version's size.
    let first = manifest.data.first { $0.shared == nil }
    let rows = first.flatMap { data in (try? replay?.tables[data.name]?.get())?.rows }
    var result = VersionResult(
      fixture: manifest.fixture, version: version, rows: rows, tables: tables,
      seconds: (ContinuousClock.now - started).seconds, baseline: baseline)
    result.isCached = isCached && replay?.isCached == true
    return result
  }
}
