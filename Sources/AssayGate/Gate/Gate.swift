import AssayEngine
import Foundation

/// One run: plan, replay, judge, report, exit code.
public struct Gate: Sendable {
  /// What to run, and how.
  public struct Options: Sendable {
    /// The folders of the fixtures.
    public var fixtures: [String]
    /// The versions to judge; all when empty.
    public var versions: [String] = []
    /// The ids of the checks to judge; all when empty.
    public var checks: [String] = []
    /// The folder for reports.
    public var output = "test-results/assay"
    /// From which verdict on the run fails.
    public var failOn = FailOn.fail
    /// The run's time limit in seconds; `nil` for none.
    public var timeout: Double?
    /// The seed of everything that draws random numbers.
    public var seed: UInt64 = 20_260_101
    /// The number of engine threads for measuring large tables; `nil` for as many as there are cores. All else runs on
    /// one thread: see `FixtureRun`.
    public var threads: Int?
    /// The memory that the engine may use, in bytes; `nil` for a share of the machine's.
    public var memoryLimit: Int?
    /// Read every input file, also those whose stamps say that they have not changed.
    public var isParanoid = false
    /// The memory for values of rows that checks need all at once, in bytes: columns that need more are read and judged
    /// one after the other, and the reference's are kept for the next version up to four times as much. `nil` for 64 MiB;
    /// negative numbers count as 0, and any number is accepted.
    public var valueMemory: Int?
    /// Whether results of earlier runs stand for what would be computed again, and this run's are kept.
    public var usesCache = true
    /// The folder of those results; `nil` for the one that the environment names (`ASSAY_REPLAY_CACHE`, else `replay` in
    /// the per-user cache).
    public var cacheFolder: String?
    /// A git revision: what nothing that changed since can affect is not judged again; `nil` to judge everything.
    ///
    /// Compared is with the commit where it and `HEAD` parted. Known verdicts are reported; the other cases are reported
    /// as skipped.
    public var changedSince: String?
    /// Set to record baselines rather than compare with them.
    public var approval: Baseline.Approval?
    /// Which results are recorded, and how; without an approval, none are.
    public var recording = RecordingOptions()
    /// Files in place of the data of the one version that is named; with any, the run is a partial replay, which compares
    /// approved golden rows alone and never passes.
    public var replacedData: [ReplacedData] = []
    /// The time that the search for the fewest rows that show a divergence may take, in seconds.
    public var searchSeconds = 5.0
    /// Whether other rows stand in place of a version's data.
    public var isPartial: Bool { !replacedData.isEmpty }

    /// The secret under which a stored profile has the levels of private columns; that of `ASSAY_PROFILE_KEY` by default.
    public var profileKey: String?

    /// Creates options.
    public init(fixtures: [String]) {
      self.fixtures = fixtures
      profileKey = ProfileKey.environment
    }

    /// Which results are recorded.
    var recordMode: RecordMode { approval == nil ? .never : recording.mode }
  }

  /// The version of Assay.
  public static let toolVersion = "0.1.0"

  private let options: Options
  private let recorders: [any Recorder]
  private let stop: StopSwitch

  /// Creates a gate.
  ///
  /// - Parameters:
  ///   - options: what to run, and how.
  ///   - recorders: what takes the events; called in this order.
  ///   - stop: stops the run from outside.
  public init(_ options: Options, recorders: [any Recorder], stop: StopSwitch = StopSwitch()) {
    var options = options
    // What is known of other rows must not be mixed with the version's.
    if options.isPartial { options.usesCache = false }
    self.options = options
    self.recorders = recorders
    self.stop = stop
  }

  /// Runs the gate: whatever happens, reports say so, and the outcome has the exit code.
  public func run() async -> Outcome {
    let started = ContinuousClock.now
    let events = EventStream(recorders)
    events.invalidate()
    let header = RunHeader(
      id: UUID().uuidString.lowercased(), started: Date(), tool: Self.toolVersion, seed: options.seed, runtimes: [:])
    events.send(.runStarted(header))

    let timer = options.timeout.map { [stop] seconds in
      Task.detached {
        try await Task.sleep(for: .seconds(min(seconds, 1e9)))
        stop.stop(.timeout(seconds))
      }
    }
    defer { timer?.cancel() }

    var tally = Tally()
    var divergence: Divergence?
    var failures: [String] = []
    var badManifest = false
    var recorded = 0
    var runtimes: [String: String] = [:]
    var unchanged = UnchangedCases()
    let cache = ReplayCache.of(options)
    for path in options.fixtures where stop.reason == nil {
      let run = FixtureRun(path: path, options: options, cache: cache, events: events, stop: stop)
      let result = await run.run()
      tally.add(result.tally)
      divergence = divergence ?? result.firstDivergence
      failures += result.failures
      runtimes.merge(result.runtimes) { _, new in new }
      badManifest = badManifest || result.isUsageError
      recorded += result.recordedBaselines
      unchanged.add(result.unchanged)
    }
    cache.finish()
    if options.fixtures.isEmpty {
      failures.append("no fixture was named, so nothing was checked")
      badManifest = true
    }
    if let reason = stop.reason { failures.insert(reason.description, at: 0) }
    var outcome = Outcome(
      tally: tally, firstDivergence: divergence, failures: failures, recordedBaselines: recorded,
      exitCode: ExitCode.of(
        tally, couldNotEvaluate: !failures.isEmpty || !events.recorderFailures.isEmpty, badManifest: badManifest,
        recorded: recorded > 0, isUnchanged: unchanged.isAll(tally), failOn: options.failOn),
      runtimes: runtimes, seconds: (ContinuousClock.now - started).seconds)
    outcome.failures += events.recorderFailures
    outcome.warnings = cache.warning.map { [$0] } ?? []
    outcome.notes = unchanged.note(tally).map { [$0] } ?? []
    if tally.total == 0, outcome.failures.isEmpty { outcome.failures.append("no check reached a verdict") }
    if case .signal(let number)? = stop.reason { outcome.exitCode = .signal(number) }
    let known = events.recorderFailures.count
    events.send(.runFinished(outcome))
    if events.recorderFailures.count > known {
      // One report could not be finished: the others must not read as a pass either.
      outcome.failures += events.recorderFailures.dropFirst(known)
      if outcome.exitCode == .passed || outcome.exitCode == .failed { outcome.exitCode = .notEvaluated }
      events.send(.runFinished(outcome))
    }
    return outcome
  }
}
