import AssayConcurrency
import AssayGate
import AssayJUnit
import AssayReports
import Foundation

/// The run of a fixture that all tests of a process share.
final class SharedRun: Sendable {
  let outcome: Outcome
  private let byCheck: [String: [CaseResult]]

  private init(outcome: Outcome, results: [CaseResult]) {
    self.outcome = outcome
    byCheck = Dictionary(grouping: results) { "\($0.version) \($0.check)" }
  }

  /// The results of a check on a version.
  func results(version: String, check: String) -> [CaseResult] { byCheck["\(version) \(check)"] ?? [] }

  private static let runs = Locked<[String: Task<SharedRun, Never>]>([:])

  /// The run of a fixture: started by the first who asks, awaited by all.
  static func of(_ fixture: String) async -> SharedRun {
    let task = runs.withLock { runs in
      if let known = runs[fixture] { return known }
      let task = Task.detached { await make(fixture) }
      runs[fixture] = task
      return task
    }
    return await task.value
  }

  private static func make(_ fixture: String) async -> SharedRun {
    var options = Gate.Options(fixtures: [fixture])
    // Each framework's process writes reports of its own.
    let framework = TestHost.current == .xctest ? "xctest" : "swift-testing"
    let name = URL(fileURLWithPath: fixture).lastPathComponent
    options.output = "test-results/assay/\(framework)/\(name)"
    let folder = FileManager.default.currentDirectoryPath
    let collector = ResultCollector()
    let recorders: [any Recorder] = [
      JUnitRecorder(output: "\(options.output)/TEST-\(name).xml", workingDirectory: folder),
      ResultsRecorder(output: "\(options.output)/results.json", workingDirectory: folder), collector,
    ]
    let outcome = await Gate(options, recorders: recorders).run()
    return SharedRun(outcome: outcome, results: collector.results)
  }
}

/// Keeps the results of a run in memory.
final class ResultCollector: Recorder {
  private let collected = Locked<[CaseResult]>([])

  let name = "memory"

  var results: [CaseResult] { collected.withLock { $0 } }

  func invalidate() {}

  func record(_ event: GateEvent) {
    if case .caseFinished(let result) = event { collected.withLock { $0.append(result) } }
  }
}
