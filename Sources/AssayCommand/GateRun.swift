import ArgumentParser
import AssayGate
import AssayJUnit
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
    let publication = ReportPublication()
    let console = ConsoleRecorder(
      options: ConsoleOptions(isQuiet: reporting.quiet, reportPath: "\(options.output)/TEST-assay.xml"),
      colors: reporting.color, environment: environment)
    var recorders: [any Recorder] = [
      JUnitRecorder(
        output: "\(options.output)/TEST-assay.xml", workingDirectory: folder, dialect: reporting.junitDialect,
        publication: publication),
      ResultsRecorder(output: "\(options.output)/results.json", workingDirectory: folder, publication: publication),
      system.map { FramedRecorder(console, system: $0) } ?? console,
    ]
    switch system {
    case .github:
      recorders.append(
        GitHubRecorder(
          environment: environment, workingDirectory: folder,
          reports: [("junit", "\(options.output)/TEST-assay.xml"), ("results", "\(options.output)/results.json")]))
    case .gitlab:
      recorders.append(
        CodeQualityRecorder(
          output: "\(options.output)/gl-code-quality-report.json", environment: environment, workingDirectory: folder,
          publication: publication))
    default: break
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
    return outcome
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
