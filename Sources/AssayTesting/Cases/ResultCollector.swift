import AssayConcurrency
import AssayGate

/// Keeps a run's verdicts in memory.
final class ResultCollector: Recorder {
  private let collected = Locked<[CaseResult]>([])

  let name = "memory"

  var results: [CaseResult] { collected.withLock { $0 } }

  func invalidate() {}

  func record(_ event: GateEvent) {
    if case .caseFinished(let result) = event { collected.withLock { $0.append(result) } }
  }
}
