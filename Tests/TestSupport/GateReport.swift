import AssayConcurrency
import AssayGate

/// A run with everything that it told its recorders.
public struct GateReport: Sendable {
  /// The outcome.
  public let outcome: Outcome
  /// The events, in order.
  public let events: [GateEvent]

  /// The cases, in order.
  public var cases: [CaseResult] {
    events.compactMap { if case .caseFinished(let result) = $0 { result } else { nil } }
  }

  /// The stages, in order.
  public var stages: [StageResult] {
    events.compactMap { if case .stageFinished(let result) = $0 { result } else { nil } }
  }

  /// What the versions' baselines came to, in order.
  public var baselines: [BaselineReport] {
    events.compactMap { if case .versionFinished(let result) = $0 { result.baseline } else { nil } }
  }

  /// What people should know of the fixtures.
  public var notices: [String] {
    events.flatMap { event -> [String] in
      if case .fixtureFinished(let result) = event { result.notices } else { [] }
    }
  }

  /// What the run recorded.
  public var recorded: [String] {
    events.flatMap { event -> [String] in
      if case .fixtureFinished(let result) = event { result.recorded } else { [] }
    }
  }

  /// The exit status.
  public var status: Int32 { outcome.exitCode.rawValue }

  /// Runs a fixture. Without a cache unless `change` names one: a test is about what is computed.
  public static func run(
    _ fixture: TemporaryFixture, stop: StopSwitch = StopSwitch(), _ change: (inout Gate.Options) -> Void = { _ in }
  ) async -> GateReport {
    var options = Gate.Options(fixtures: [fixture.path])
    options.output = fixture.output
    change(&options)
    return await run(options, stop: stop)
  }

  /// Runs a gate; without a cache unless the options name its folder.
  public static func run(_ options: Gate.Options, stop: StopSwitch = StopSwitch()) async -> GateReport {
    var options = options
    if options.cacheFolder == nil { options.usesCache = false }
    let recorder = MemoryRecorder()
    let outcome = await Gate(options, recorders: [recorder], stop: stop).run()
    return GateReport(outcome: outcome, events: recorder.events)
  }
}

/// A recorder that keeps events in memory, and can be made to fail.
public final class MemoryRecorder: Recorder {
  private let kept = Locked<[GateEvent]>([])
  private let failsAtEnd: Bool

  public let name = "memory"

  public init(failsAtEnd: Bool = false) { self.failsAtEnd = failsAtEnd }

  public var events: [GateEvent] { kept.withLock { $0 } }

  public func invalidate() {}

  public func record(_ event: GateEvent) throws {
    kept.withLock { $0.append(event) }
    if failsAtEnd, case .runFinished = event { throw RecorderFailure() }
  }

  struct RecorderFailure: Error, CustomStringConvertible {
    var description: String { "the disk is full" }
  }
}

extension Baseline.Approval {
  /// An approval for tests.
  public static let test = Baseline.Approval(by: "a tester", at: "2026-01-01", why: "first results")
}
