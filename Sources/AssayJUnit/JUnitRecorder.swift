import AssayConcurrency
import AssayGate
import Foundation

/// Writes a run's verdicts as one JUnit file, which every CI system reads.
///
/// One `<testsuite>` for each table of a version of a fixture, flat. `fail` is a `<failure>`, `error` an `<error>`,
/// `inconclusive` and `skipped` are `<skipped>`, `warn` is a passed case with a property. What could not be evaluated
/// beside the cases, and every way for a run to end without a verdict, is an `<error>` too: the report is never
/// greener than the exit code. The file appears whole at `runFinished`; until then the report of
/// ``invalidate()`` stands. Memory is constant in the number of cases.
///
/// `runFinished` may be recorded again, with a graver outcome (another recorder has failed): the report is written anew.
public final class JUnitRecorder: Recorder {
  /// `JUnit`.
  public let name = "JUnit"

  private let state: Locked<JUnitRun>

  /// Creates a recorder; nothing is touched yet.
  ///
  /// - Parameters:
  ///   - output: the report's path; folders are created.
  ///   - workingDirectory: the absolute path that `output` and the events' paths are relative to.
  ///   - repositoryRoot: the absolute path that the report's paths are relative to, because CI systems link from there;
  ///     the working directory when `nil`.
  ///   - dialect: what the report may say.
  ///   - publication: where the complete report waits for others; `nil` to give it its name at once.
  public init(
    output: String, workingDirectory: String, repositoryRoot: String? = nil, dialect: JUnitDialect = .superset,
    publication: ReportPublication? = nil
  ) {
    state = Locked(
      JUnitRun(
        output: output, workingDirectory: workingDirectory, root: repositoryRoot ?? workingDirectory,
        dialect: dialect, publication: publication))
  }

  /// Replaces the report by one with a single error, "did not finish".
  ///
  /// - Throws: ``ReportFileError``, which names the path and what to do.
  public func invalidate() throws { try state.withLock { try $0.invalidate() } }

  /// Takes the next event. After an error every further call throws the same error, and no report is written.
  ///
  /// - Throws: ``ReportFileError``, which names the path and what to do; ``JUnitError``.
  public func record(_ event: GateEvent) throws {
    try state.withLock { run in
      if let failure = run.failure { throw failure }
      do {
        try run.record(event)
      } catch {
        run.failure = error
        // The report of `invalidate` is kept: it does not pass. One that nobody invalidated must not stay.
        if !run.isInvalidated { run.writer.discard() }
        throw error
      }
    }
  }
}
