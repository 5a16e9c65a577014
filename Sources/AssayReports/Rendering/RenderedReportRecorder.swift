import AssayConcurrency
import AssayGate
import Foundation

/// Writes a report that is a function of ``Results``, at the end of a run.
///
/// Memory is bounded in the number of cases: see ``ResultsBuilder``. `runFinished` may be recorded again, with a graver
/// outcome.
public final class RenderedReportRecorder: Recorder {
  /// `HTML`, `Markdown`.
  public let name: String

  private let render: @Sendable (Results) throws -> String
  private let state: Locked<State>

  private struct State {
    var report: ReportFile
    var builder = ResultsBuilder()
    /// The first error; it is final.
    var failure: (any Error)?
    /// The file of an earlier run is gone.
    var isInvalidated = false
  }

  /// Creates a recorder; nothing is touched yet.
  ///
  /// - Parameters:
  ///   - name: what is written, for messages.
  ///   - output: the file's path; folders are created.
  ///   - workingDirectory: the absolute path that a relative `output` starts from.
  ///   - publication: where the complete file waits for others; `nil` to give it its name at once.
  ///   - render: the report of a run, also of one that did not finish.
  public init(
    name: String, output: String, workingDirectory: String, publication: ReportPublication? = nil,
    render: @escaping @Sendable (Results) throws -> String
  ) {
    self.name = name
    self.render = render
    state = Locked(
      State(report: ReportFile(path: output, relativeTo: workingDirectory, publication: publication)))
  }

  /// Replaces the file by one that says that the run did not finish.
  ///
  /// - Throws: `ReportFileError`, which names the path and what to do.
  public func invalidate() throws {
    try state.withLock { state in
      try state.report.invalidate(with: try render(state.builder.current))
      state.isInvalidated = true
    }
  }

  /// Takes the next event. After an error every further call throws the same error, and nothing is written.
  ///
  /// - Throws: `ReportFileError`, which names the path and what to do, and what rendering throws.
  public func record(_ event: GateEvent) throws {
    try state.withLock { state in
      if let failure = state.failure { throw failure }
      state.builder.take(event)
      guard case .runFinished = event else { return }
      do {
        let text = try render(state.builder.current)
        try state.report.replace { try $0.append(text) }
      } catch {
        state.failure = error
        if !state.isInvalidated { state.report.discard() }
        throw error
      }
    }
  }
}
