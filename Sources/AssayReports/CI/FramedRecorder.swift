import AssayConcurrency
import AssayGate
import Foundation

/// A console recorder within the marks that a CI system's log viewer takes.
///
/// GitLab: each fixture is a section that can be folded. GitHub Actions: while the console writes, the runner takes no
/// commands from the log, so that no line of data (`::add-path::…`) can be one.
public final class FramedRecorder: Recorder {
  /// The name of the recorder within.
  public var name: String { recorder.name }

  private let recorder: any Recorder
  private let system: CISystem
  private let output: any TextOutput
  private let token: String
  private let now: @Sendable () -> Date
  private let state = Locked(State())

  private struct State {
    var section: String?
    var sections = 0
    var isStopped = false
  }

  /// Creates a frame around a recorder.
  ///
  /// - Parameters:
  ///   - recorder: what writes to the log.
  ///   - system: whose marks to write; only those of GitHub and GitLab are known.
  ///   - output: the stream that the recorder writes to.
  public convenience init(
    _ recorder: any Recorder, system: CISystem, output: any TextOutput = FileDescriptorOutput.standardOutput
  ) {
    self.init(recorder, system: system, output: output, token: UUID().uuidString, now: { Date() })
  }

  init(
    _ recorder: any Recorder, system: CISystem, output: any TextOutput, token: String,
    now: @escaping @Sendable () -> Date
  ) {
    self.recorder = recorder
    self.system = system
    self.output = output
    self.token = token
    self.now = now
  }

  /// Has the recorder replace what an earlier run left.
  public func invalidate() throws { try recorder.invalidate() }

  /// Hands the event on, between the marks.
  public func record(_ event: GateEvent) throws {
    try begin(event)
    // The marks must be closed, also when the recorder cannot write.
    let result = Result { try recorder.record(event) }
    try end(event)
    try result.get()
  }

  private func begin(_ event: GateEvent) throws {
    switch (system, event) {
    case (.github, .runStarted), (.github, .runFinished):
      let isStopped = state.withLock { state in
        defer { state.isStopped = true }
        return state.isStopped
      }
      if !isStopped { try output.write("::stop-commands::\(token)\n") }
    case (.gitlab, .fixtureStarted(let fixture)):
      let section = state.withLock { state -> String in
        state.sections += 1
        let section = "assay_\(state.sections)"
        state.section = section
        return section
      }
      let title = ReportText.oneLine(fixture.name, maximumBytes: 200)
      try output.write("\u{1B}[0Ksection_start:\(seconds):\(section)\r\u{1B}[0KAssay: \(title)\n")
    default: break
    }
  }

  private func end(_ event: GateEvent) throws {
    switch (system, event) {
    case (.github, .runFinished):
      state.withLock { $0.isStopped = false }
      try output.write("::\(token)::\n")
    case (.gitlab, .fixtureFinished):
      let section = state.withLock { state in
        defer { state.section = nil }
        return state.section
      }
      if let section { try output.write("\u{1B}[0Ksection_end:\(seconds):\(section)\r\u{1B}[0K\n") }
    default: break
    }
  }

  private var seconds: Int { Int(now().timeIntervalSince1970) }
}
