import AssayConcurrency
import AssayGate
import Dispatch

/// Shows that a run is alive: on a terminal one line that is drawn over, elsewhere a line for what takes long.
///
/// Calls and timer meet at one lock, which is also held while the report's text is written, so that the line is
/// gone before and cannot come up in between. What cannot be written is dropped: progress is no report.
final class ProgressDisplay: Sendable {
  private let output: any TextOutput
  private let style: ConsoleStyle
  private let clock: @Sendable () -> Double
  private let state = Locked(State())

  /// Seconds until something deserves a line where no line can be drawn over, and then between lines.
  private static let firstNotice = 2.0
  private static let nextNotice = 60.0

  private struct State {
    var activity: Activity?
    var isLineDrawn = false
    var timer: (any DispatchSourceTimer)?
  }

  private struct Activity {
    var text: String
    var began: Double
    var noticeDue: Double
  }

  /// Creates a display.
  ///
  /// - Parameter clock: monotonic seconds.
  init(output: any TextOutput, style: ConsoleStyle, clock: @escaping @Sendable () -> Double) {
    self.output = output
    self.style = style
    self.clock = clock
  }

  deinit { state.withLock { $0.timer?.cancel() } }

  /// Calls ``tick()`` from time to time until ``finish()``.
  func startTimer() {
    let interval = output.isTerminal ? 0.1 : 0.5
    state.withLock { state in
      state.timer?.cancel()
      let timer = DispatchSource.makeTimerSource(queue: DispatchQueue(label: "assay.progress"))
      timer.schedule(deadline: .now() + interval, repeating: interval)
      timer.setEventHandler { [weak self] in self?.tick() }
      timer.resume()
      state.timer = timer
    }
  }

  /// Writes a line that stays.
  func say(_ text: String) {
    state.withLock { state in
      erase(&state)
      show(line(text) + "\n")
    }
  }

  /// What is being done from now on; `nil` when nothing is.
  func begin(_ text: String?) {
    let now = clock()
    state.withLock {
      $0.activity = text.map { Activity(text: $0, began: now, noticeDue: now + Self.firstNotice) }
    }
  }

  /// Draws the line, or writes one when it is due.
  func tick() {
    let now = clock()
    state.withLock { state in
      guard var activity = state.activity else { return erase(&state) }
      let elapsed = now - activity.began
      if output.isTerminal {
        show("\r\u{1B}[K" + line("\(activity.text) · \(NumberText.duration(elapsed))"))
        state.isLineDrawn = true
      } else if now >= activity.noticeDue {
        show(line("\(activity.text) · running for \(NumberText.duration(elapsed))") + "\n")
        activity.noticeDue = now + Self.nextNotice
        state.activity = activity
      }
    }
  }

  /// Runs a body with the line out of the way.
  func withLineErased(_ body: () throws -> Void) rethrows {
    try state.withLock { state in
      erase(&state)
      try body()
    }
  }

  /// Erases the line and stops the timer.
  func finish() {
    state.withLock { state in
      erase(&state)
      state.activity = nil
      state.timer?.cancel()
      state.timer = nil
    }
  }

  private func erase(_ state: inout State) {
    guard state.isLineDrawn else { return }
    show("\r\u{1B}[K")
    state.isLineDrawn = false
  }

  private func show(_ text: String) { try? output.write(text) }

  /// A line wider than the terminal would wrap, and the next one could not be drawn over it.
  private func line(_ text: String) -> String {
    let line = style.symbols(ReportText.oneLine(text, maximumBytes: 1_000))
    return output.isTerminal && line.count > 79 ? line.prefix(76) + "..." : line
  }
}
