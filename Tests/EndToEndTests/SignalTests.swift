import Foundation
import TestSupport
import Testing

/// Runs that are stopped from outside.
@Suite("Signals", .timeLimit(.minutes(10)))
struct SignalTests {
  /// A pipeline that takes its time in every kind of work that can be under way.
  struct Work: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var stage: String
    var query = ""
  }

  static let works = [
    Work(
      testDescription: "a program",
      stage: "{ command: [sh, -c, 'echo $$ > working; sleep 60'], from: rows }"),
    Work(
      testDescription: "a query", stage: "{ sql: stages/slow.sql, from: rows }",
      query: "SELECT count(*) AS x FROM range(3000000) AS a, range(3000000) AS b WHERE (a.range * b.range) % 7 = 3"),
  ]

  func fixture(_ work: Work) throws -> TemporaryFixture {
    try SamplePipeline.fixture([
      "stages/slow.sql": work.query, "assay.yaml": SamplePipeline.manifest(stage: work.stage),
    ])
  }

  @Test("SIGINT and SIGTERM write the reports and end with 128 + n", arguments: [SIGINT, SIGTERM], works)
  func orderly(number: Int32, work: Work) async throws {
    let fixture = try fixture(work)
    let run = try await fixture.assay("run", "fixture") { process in
      try await process.firstErrorLine()
      try await Task.sleep(for: .milliseconds(700))
      process.signal(number)
    }
    let name = number == SIGINT ? "interrupted (SIGINT)" : "terminated (SIGTERM)"
    fixture.expect(run, endsWith: 128 + number, saying: name)
    #expect(fixture.reports.results?.status == .interrupted)
    #expect(run.lines.last?.hasPrefix("INTERRUPTED  ended by signal \(number)") == true)
    #expect(run.seconds < 30, "it does not wait for the work to end")
  }

  @Test("a second signal ends a run that does not end at the first") func twice() async throws {
    let fixture = try fixture(Self.works[0])
    let run = try await fixture.assay("run", "fixture", mayLeaveScratch: true) { process in
      try await process.firstErrorLine()
      try await Task.sleep(for: .milliseconds(300))
      process.signal(SIGINT)
      process.signal(SIGINT)
    }
    #expect(run.status == 130 || run.signal == SIGINT)
    #expect(!fixture.reports.resultsPass && !fixture.reports.junitPasses)
  }

  @Test("a signal right at the start, and one to a run of many fixtures, end it too") func early() async throws {
    let fixture = try fixture(Self.works[0])
    let run = try await fixture.assay("run", "fixture", "fixture", "fixture") { process in
      try await process.firstErrorLine()
      process.signal(SIGTERM)
    }
    fixture.expect(run, endsWith: 143, saying: "terminated (SIGTERM)")
    #expect(run.seconds < 30)
  }

  @Test("SIGHUP, which is not caught, leaves reports that say that the run did not finish") func hangUp() async throws {
    let fixture = try fixture(Self.works[0])
    let run = try await fixture.assay("run", "fixture") { process in
      try await process.firstErrorLine()
      process.signal(SIGHUP)
    }
    #expect(run.signal == SIGHUP)
    #expect(fixture.reports.results?.status == .didNotFinish)
    #expect(fixture.reports.junit?.errors == 1)
  }

  @Test("kill -9 after a green run, at the first line of standard error and at random times: no report reads as green")
  func kill() async throws {
    let seed = UInt64(ProcessInfo.processInfo.environment["ASSAY_TEST_SEED"] ?? "") ?? .random(in: 1...1_000_000)
    var generator = SplitMix64(seed: seed)
    let fixture = try SamplePipeline.fixture([
      "assay.yaml": SamplePipeline.manifest(
        stage:
          "{ command: [sh, -c, 'sleep 0.1; cp \"$ASSAY_INPUT/rows.csv\" \"$ASSAY_OUTPUT\"'], from: rows, format: csv }")
    ])
    let green = try await fixture.assay("run", "fixture")
    fixture.expectPass(green)
    let length = max(0.1, green.seconds)
    var killed = 0
    for round in 0..<10 {
      let delay = round == 0 ? 0 : Double(generator.next() % 1_000_000) / 1_000_000 * length
      let run = try await fixture.assay("run", "fixture") { process in
        try await process.firstErrorLine()
        if delay > 0 { try await Task.sleep(for: .seconds(delay)) }
        process.signal(SIGKILL)
      }
      let reports = fixture.reports
      if run.signal == SIGKILL {
        killed += 1
        // The signal may come after a report was written whole; what passes then tells of every check.
        if reports.resultsPass { #expect(reports.resultCases.count == 2, "seed \(seed), round \(round)") }
        if reports.junitPasses { #expect(reports.junit?.tests == 2, "seed \(seed), round \(round)") }
        if reports.resultsPass { #expect(reports.junitPasses, "seed \(seed), round \(round)") }
        if round == 0 { #expect(reports.results?.status == .didNotFinish && reports.junit?.errors == 1) }
      } else {
        #expect(run.status == 0, "seed \(seed), round \(round): it ended before the signal")
      }
      #expect(reports.results != nil && reports.junit != nil, "seed \(seed), round \(round): both are whole")
    }
    #expect(killed > 0)
    let last = try await fixture.assay("run", "fixture")
    fixture.expectPass(last)
    #expect(fixture.leftovers.isEmpty, "what the killed runs left is gone")
  }
}

/// Numbers that a seed determines (Steele, Lea and Flood 2014).
struct SplitMix64: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}
