import AssayConcurrency
import AssayGate
import AssayJUnit
import AssayReports
import Foundation

/// The run of a gate that all cases of a selection share.
final class SharedRun: Sendable {
  private let outcome: Outcome
  private let results: [CaseKey: [CaseResult]]

  private struct CaseKey: Hashable {
    var version: String
    var check: String
  }

  private init(outcome: Outcome, results: [CaseResult]) {
    self.outcome = outcome
    self.results = Dictionary(grouping: results) { CaseKey(version: $0.version, check: $0.check) }
  }

  private static let runs = Locked<[GateSelection: Task<SharedRun, Never>]>([:])

  /// The run of a selection: started by the first who asks, awaited by all.
  static func of(_ selection: GateSelection) async -> SharedRun {
    let task = runs.withLock { runs in
      if let known = runs[selection] { return known }
      let task = Task.detached { await make(selection) }
      runs[selection] = task
      return task
    }
    return await task.value
  }

  private static func make(_ selection: GateSelection) async -> SharedRun {
    var options = Gate.Options(fixtures: [selection.fixture])
    options.versions = selection.versions
    options.checks = selection.checks
    options.output = "\(selection.reports)/\(selection.reportName)"
    let folder = FileManager.default.currentDirectoryPath
    let collector = ResultCollector()
    let outcome = await Gate(
      options,
      recorders: [
        PrefixedRecorder(
          JUnitRecorder(
            output: "\(options.output)/TEST-\(selection.host.rawValue)-\(selection.reportName).xml",
            workingDirectory: folder),
          prefix: selection.host.rawValue),
        ResultsRecorder(output: "\(options.output)/results.json", workingDirectory: folder), collector,
      ]
    ).run()
    return SharedRun(outcome: outcome, results: collector.results)
  }

  /// What a test has to report of a case.
  struct Findings {
    var failures: [String] = []
    /// What is not a pass and not a failure either.
    var warning: String?
    /// The numbers that were measured, by the name of the case and of the metric.
    var metrics: [String: Double] = [:]
  }

  /// What was found on a case; never nothing but for a pass.
  func findings(on gateCase: GateCase) -> Findings {
    guard let version = gateCase.version, let check = gateCase.check else { return findingsOnRun }
    let results = results[CaseKey(version: version, check: check), default: []]
    guard !results.isEmpty else {
      let reason = outcome.failures.first ?? "the run gave it no verdict"
      return Findings(failures: ["\(gateCase.id) was not evaluated: \(reason)"])
    }
    var warnings: [String] = []
    var findings = Findings()
    for result in results {
      for metric in result.metrics { findings.metrics["\(result.name).\(metric.name)"] = metric.value }
      switch result.verdict {
      case .pass: break
      case .fail, .error: findings.failures.append(Self.story(of: result))
      case .warn, .inconclusive, .skipped:
        warnings.append("\(result.verdict.rawValue): \(result.name): \(result.message)")
      }
    }
    if !warnings.isEmpty {
      findings.warning = (["\(gateCase.id) (\(results[0].location))"] + warnings).joined(separator: "\n  ")
    }
    return findings
  }

  /// The run passes when every check could be evaluated; what the checks found is told by their own cases.
  private var findingsOnRun: Findings {
    if !outcome.failures.isEmpty { return Findings(failures: outcome.failures) }
    switch outcome.exitCode {
    case .passed, .failed: return Findings()
    default:
      // Checks that could not be evaluated report themselves.
      if outcome.tally[.error] > 0 { return Findings() }
      return Findings(failures: ["the run ended with exit code \(outcome.exitCode.rawValue) (\(outcome.exitCode))"])
    }
  }

  private static func story(of result: CaseResult) -> String {
    var lines = ["\(result.version) \(result.table) \(result.name): \(result.message)"]
    lines += result.details
    lines += result.attachments.map { "see \($0)" }
    if let why = result.why { lines.append("why: \(why)") }
    lines.append("declared at \(result.location)")
    if !result.rerun.isEmpty { lines.append("run again: \(result.rerun)") }
    return lines.joined(separator: "\n  ")
  }
}
