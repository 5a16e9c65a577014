import ArgumentParser
import AssayGate
import AssayReports
import Foundation

/// Runs a gate with the recorders of the command line, and ends the process with its exit code.
struct GateRun {
  let options: Gate.Options
  let reporting: Reporting

  func run() async -> Outcome {
    let folder = FileManager.default.currentDirectoryPath
    let environment = ProcessInfo.processInfo.environment
    let system = reporting.ci.system(in: environment)
    let planned: PlannedReports
    do throws(PlannedReports.Refusal) {
      planned = try PlannedReports(options, reporting, system: system)
    } catch {
      Message.error(error.message)
      Foundation.exit(AssayGate.ExitCode.usage.rawValue)
    }
    let publication = ReportPublication()
    let console = ConsoleRecorder(
      options: ConsoleOptions(isQuiet: reporting.quiet, reportPath: "\(options.output)/report.html"),
      colors: reporting.color, environment: environment)
    var recorders: [any Recorder] = reportRecorders(planned, folder, publication)
    recorders.append(system.map { FramedRecorder(console, system: $0) } ?? console)
    if system == .github {
      recorders.append(
        GitHubRecorder(
          environment: environment, workingDirectory: folder,
          reports: [("junit", "\(options.output)/TEST-assay.xml"), ("results", "\(options.output)/results.json")]))
    }
    let stop = StopSwitch()
    let signals = SignalWatch(stop)
    defer { signals.end() }
    var outcome = await Gate(options, recorders: recorders, stop: stop).run()
    // Whoever does not get standard output must still learn why.
    for failure in outcome.failures where failure.hasPrefix("console: ") { Message.error(failure) }
    // The very last act: before it, whatever ends the process leaves reports that say "did not finish".
    do { try publication.publish() } catch {
      Message.error("\(error)")
      if outcome.exitCode == .passed || outcome.exitCode == .failed { outcome.exitCode = .notEvaluated }
    }
    if system == .github, let path = environment["GITHUB_STEP_SUMMARY"], !path.isEmpty {
      do { try StepSummary(path: path).append("\(options.output)/summary.md") } catch { Message.error("\(error)") }
    }
    return outcome
  }

  private func reportRecorders(
    _ planned: PlannedReports, _ folder: String, _ publication: ReportPublication
  ) -> [any Recorder] {
    let base = reporting.base.map { ReportBase(reading: $0) }
    if case .unreadable(let reason)? = base { Message.error("--base: \(reason)") }
    return planned.reports.map { kind, path in
      kind.recorder(
        ReportRequest(
          path: path, workingDirectory: folder, publication: publication, base: base,
          junitDialect: reporting.junitDialect))
    }
  }

  /// Ends the process at once: reports are written, and nothing that is left to tear down could change them.
  static func exit(_ outcome: Outcome) -> Never {
    Foundation.exit(outcome.exitCode.rawValue)
  }
}

/// Turns SIGINT and SIGTERM into an orderly stop; a second one ends the process at once.
final class SignalWatch {
  private let sources: [any DispatchSourceSignal]

  init(_ stop: StopSwitch) {
    sources = [SIGINT, SIGTERM].map { number in
      signal(number, SIG_IGN)
      let source = DispatchSource.makeSignalSource(signal: number, queue: .global(qos: .userInteractive))
      source.setEventHandler {
        if stop.reason != nil { _exit(128 + number) }
        stop.stop(.signal(number))
      }
      source.resume()
      return source
    }
    // A program that a stage talks to may end first; that is an error of a write, not of the process.
    signal(SIGPIPE, SIG_IGN)
  }

  func end() { for source in sources { source.cancel() } }
}
