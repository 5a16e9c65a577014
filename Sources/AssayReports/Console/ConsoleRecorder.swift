import AssayConcurrency
import AssayGate

/// Writes a run for people: the report to one stream, progress to another.
///
/// The report has a header for each fixture and a line for each version as they come; at the end where today's replay
/// left the approved one, what was counted, what failed with its limit, its n, its place and the command that runs
/// it again, and as the very last line the verdict. Memory is constant in the number of cases.
public final class ConsoleRecorder: Recorder {
  /// `console`.
  public let name = "console"

  private let output: any TextOutput
  private let style: ConsoleStyle
  private let options: ConsoleOptions
  private let progress: ProgressDisplay?
  private let runsTimer: Bool
  private let summary: Locked<ConsoleSummary>

  /// Creates a recorder.
  ///
  /// - Parameters:
  ///   - output: where the report goes.
  ///   - progress: where signs of life go; none are written when the options say quiet.
  ///   - options: what is shown.
  ///   - colors: when colours are used.
  ///   - environment: the process's environment, for colours and symbols; see ``ConsoleStyle``.
  public convenience init(
    output: any TextOutput = FileDescriptorOutput.standardOutput,
    progress: any TextOutput = FileDescriptorOutput.standardError, options: ConsoleOptions = ConsoleOptions(),
    colors: ConsoleStyle.ColorMode = .auto, environment: [String: String]
  ) {
    let start = ContinuousClock.now
    self.init(
      output: output, progress: progress, options: options,
      style: ConsoleStyle(colors, isTerminal: output.isTerminal, environment: environment),
      progressStyle: ConsoleStyle(colors, isTerminal: progress.isTerminal, environment: environment),
      clock: { (ContinuousClock.now - start) / .seconds(1) }, runsTimer: true)
  }

  init(
    output: any TextOutput, progress: any TextOutput, options: ConsoleOptions, style: ConsoleStyle,
    progressStyle: ConsoleStyle, clock: @escaping @Sendable () -> Double, runsTimer: Bool
  ) {
    self.output = output
    self.style = style
    self.options = options
    self.progress = options.isQuiet ? nil : ProgressDisplay(output: progress, style: progressStyle, clock: clock)
    self.runsTimer = runsTimer
    summary = Locked(ConsoleSummary(options: options, style: style))
  }

  /// Does nothing: a stream holds no earlier report.
  public func invalidate() {}

  /// Takes the next event.
  ///
  /// - Throws: ``TextOutputError`` when the report's stream cannot be written.
  public func record(_ event: GateEvent) throws {
    showProgress(of: event)
    let text = summary.withLock { $0.take(event) }
    if case .runFinished = event { progress?.finish() }
    guard !text.isEmpty else { return }
    let shown = style.symbols(text)
    if let progress {
      try progress.withLineErased { try output.write(shown) }
    } else {
      try output.write(shown)
    }
  }

  /// For tests, in place of the timer.
  func tick() { progress?.tick() }

  private func showProgress(of event: GateEvent) {
    guard let progress else { return }
    switch event {
    case .runStarted(let header):
      progress.say("assay \(header.tool) · run \(header.id) · seed \(header.seed)")
      if runsTimer { progress.startTimer() }
    case .fixtureStarted(let fixture): progress.begin(fixture.name)
    case .versionStarted(let fixture, let version): progress.begin("\(fixture) \(version)")
    case .stageStarted(let fixture, let version, let stage): progress.begin("\(fixture) \(version) · stage \(stage)")
    case .stageFinished(let stage): progress.begin("\(stage.fixture) \(stage.version) · after stage \(stage.stage)")
    case .versionFinished(let version): progress.begin(version.fixture)
    case .caseFinished: break
    case .fixtureFinished: progress.begin(nil)
    case .runFinished: break
    }
  }
}
