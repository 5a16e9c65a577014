import AssayGate
import TestSupport
import Testing

@testable import AssayReports

@Suite("Progress")
struct ProgressDisplayTests {
  private let clock = ManualClock()
  private let report = MemoryOutput()

  private func recorder(_ progress: MemoryOutput, isQuiet: Bool = false) -> ConsoleRecorder {
    let style = ConsoleStyle(usesColor: false, usesUnicode: true)
    return ConsoleRecorder(
      output: report, progress: progress, options: ConsoleOptions(isQuiet: isQuiet), style: style, progressStyle: style,
      clock: { [clock] in clock.now }, runsTimer: false)
  }

  @Test("begins with the run, and elsewhere than on a terminal names what takes over two seconds")
  func lines() throws {
    let progress = MemoryOutput()
    let recorder = recorder(progress)
    try recorder.record(.runStarted(SampleRun.header))
    #expect(progress.text == "assay 0.1.0 · run 7f3a9c01 · seed 20261123\n")
    try recorder.record(.fixtureStarted(SampleRun.fixture))
    try recorder.record(.stageStarted(fixture: "flights", version: "2013-04", stage: "features"))
    for second in [1.9, 2.1, 30, 61, 62.2, 100] {
      clock.now = second
      recorder.tick()
    }
    try recorder.record(
      .versionFinished(VersionResult(fixture: "flights", version: "2013-04", rows: 1, tables: [], seconds: 1)))
    recorder.tick()
    #expect(
      progress.text == """
        assay 0.1.0 · run 7f3a9c01 · seed 20261123
        flights 2013-04 · stage features · running for 2.10 s
        flights 2013-04 · stage features · running for 1 min 02 s

        """)
  }

  @Test("draws one line over and over on a terminal, and erases it before the report writes")
  func liveLine() throws {
    let progress = MemoryOutput(isTerminal: true)
    let recorder = recorder(progress)
    try recorder.record(.runStarted(SampleRun.header))
    recorder.tick()
    try recorder.record(
      .stageStarted(fixture: "flights", version: "2013-04", stage: String(repeating: "long", count: 30)))
    clock.now = 0.1
    recorder.tick()
    try recorder.record(.fixtureStarted(SampleRun.fixture))
    clock.now = 0.2
    recorder.tick()
    try SampleRun.send(SampleRun.events(cases: [], exitCode: .notEvaluated).suffix(1), to: recorder)
    recorder.tick()
    let long = "flights 2013-04 · stage " + String(repeating: "long", count: 13)
    #expect(
      progress.text == "assay 0.1.0 · run 7f3a9c01 · seed 20261123\n\r\u{1B}[K\(long)...\r\u{1B}[K"
        + "\r\u{1B}[Kflights · 0.10 s\r\u{1B}[K")
  }

  @Test("is silent when it is to be quiet")
  func quiet() throws {
    let progress = MemoryOutput(isTerminal: true)
    let recorder = recorder(progress, isQuiet: true)
    try SampleRun.send(SampleRun.events().dropLast(), to: recorder)
    clock.now = 10
    recorder.tick()
    #expect(progress.text.isEmpty)
  }

  @Test("comes by itself while a stage runs")
  func timer() async throws {
    let progress = MemoryOutput(isTerminal: true)
    let recorder = ConsoleRecorder(output: report, progress: progress, environment: [:])
    try recorder.record(.runStarted(SampleRun.header))
    try recorder.record(.stageStarted(fixture: "flights", version: "2013-04", stage: "features"))
    let start = ContinuousClock.now
    while !progress.text.contains("stage features"), ContinuousClock.now - start < .seconds(20) {
      try await Task.sleep(for: .milliseconds(20))
    }
    #expect(progress.text.contains("\r\u{1B}[Kflights 2013-04 - stage features - 0."))
    try SampleRun.send(SampleRun.events(cases: [], exitCode: .notEvaluated).suffix(1), to: recorder)
    let ended = progress.text
    try await Task.sleep(for: .milliseconds(250))
    #expect(progress.text == ended && ended.hasSuffix("\r\u{1B}[K"))
  }
}
