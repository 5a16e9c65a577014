import AssayConcurrency
import AssayGate
import Foundation

/// Writes a run as `results.json`, for programs: the format is ``Results``.
///
/// Versions are spooled to a nameless file beside it as they finish, so memory is constant in the number of cases; the
/// file appears whole at `runFinished`. `runFinished` may be recorded again, with a graver outcome.
public final class ResultsRecorder: Recorder {
  /// `results`.
  public let name = "results"

  private let run: Locked<ResultsRun>

  /// Creates a recorder; nothing is touched yet.
  ///
  /// - Parameters:
  ///   - output: the file's path; folders are created.
  ///   - workingDirectory: the absolute path that a relative `output` starts from.
  ///   - publication: where the complete file waits for others; `nil` to give it its name at once.
  public convenience init(output: String, workingDirectory: String, publication: ReportPublication? = nil) {
    self.init(output: output, workingDirectory: workingDirectory, publication: publication, now: { Date() })
  }

  init(
    output: String, workingDirectory: String, publication: ReportPublication? = nil,
    now: @escaping @Sendable () -> Date
  ) {
    let report = ReportFile(path: output, relativeTo: workingDirectory, publication: publication)
    run = Locked(ResultsRun(report: report, now: now))
  }

  /// Replaces the file by one with the status `didNotFinish`.
  ///
  /// - Throws: ``ReportFileError``, which names the path and what to do.
  public func invalidate() throws { try run.withLock { try $0.invalidate() } }

  /// Takes the next event. After an error every further call throws the same error, and nothing is written.
  ///
  /// - Throws: ``ReportFileError``, which names the path and what to do.
  public func record(_ event: GateEvent) throws {
    try run.withLock { run in
      if let failure = run.failure { throw failure }
      do {
        try run.record(event)
      } catch {
        run.failure = error
        if !run.isInvalidated { run.report.discard() }
        throw error
      }
    }
  }
}
