import AssayGate
import TestSupport
import Testing

@testable import AssayReports

@Suite("The console report")
struct ConsoleRecorderTests {
  private func text(
    _ events: [GateEvent], options: ConsoleOptions = ConsoleOptions(reportPath: "out/report.html"),
    style: ConsoleStyle = ConsoleStyle(usesColor: false, usesUnicode: true)
  ) throws -> String {
    let output = MemoryOutput()
    let recorder = ConsoleRecorder(
      output: output, progress: MemoryOutput(), options: options, style: style, progressStyle: style, clock: { 0 },
      runsTimer: false)
    recorder.invalidate()
    try SampleRun.send(events, to: recorder)
    return output.text
  }

  private static let pass = SampleRun.result(.pass, "flights", "row_count")

  @Test("has versions, divergence, counts, what failed, and the verdict last")
  func red() throws {
    #expect(
      try text(SampleRun.events()) == """
        flights · 2 versions · 6 checks each · reference 2013-01…03

          reference   77,911 rows     0.31 s
          2013-04     27,662 rows   flights 1   features 3 (1 fail, 1 warn, 1 inconclusive)   score 2 (1 error, 1 skipped)     0.42 s
          2013-05     28,128 rows   flights 1   features 1     0.40 s

        FIRST DIVERGENCE  version 2013-04, stage features, column temp
          today's replay leaves the approved one in 612 of 27,662 rows (2.2 %)
            time_hour          carrier  approved  today
            2013-04-03 09:00Z  UA       null      0
            2013-04-03 09:00Z  B6       null      0
          it carries on into score.p_late and decision.notify
          fixtures/flights/stages/features.sql:18  assay run fixtures/flights --version 2013-04 --stage features

        1 warning: features.drift.temp
        1 inconclusive: features.drift.seats
        1 suppressed: score.null_rate.p_late until 2026-12-31 (38 days left)

        FAIL  flights 2013-04 features  mode_spike temp
          2.2 % of the rows have the value 0, in the reference 0.0 %
          mode_share 0.022124 (0.0204 to 0.0239) · limit max 0.005 · n 27,662
          time_hour          carrier  temp
          2013-04-03 09:00Z  UA       0
          see test-results/assay/flights/mode_spike.temp.csv
          fixtures/flights/assay.yaml:27  assay run fixtures/flights --version 2013-04 --check features.mode_spike.temp

        ERROR  flights 2013-04 score  roc_auc [origin=EWR]
          the slice has one class only: no ROC AUC
          fixtures/flights/assay.yaml:30

        NOT EVALUATED  1 of 8 checks could not be evaluated, 1 failed · 1 warning · 1 inconclusive · 1 skipped · 1.25 s · exit 2 · out/report.html

        """)
  }

  @Test("is short when all is well")
  func green() throws {
    #expect(
      try text(SampleRun.events(cases: [Self.pass], exitCode: .passed)) == """
        flights · 2 versions · 6 checks each · reference 2013-01…03

          2013-04        100 rows   flights 1     0.50 s

        PASSED  1 check · 0.50 s · out/report.html

        """)
  }

  @Test("is one line when all is well and it is to be quiet, else failures and that line")
  func quiet() throws {
    let quiet = ConsoleOptions(isQuiet: true)
    #expect(
      try text(SampleRun.events(cases: [Self.pass], exitCode: .passed), options: quiet) == "PASSED  1 check · 0.50 s\n")
    let red = try text(SampleRun.events(), options: quiet)
    #expect(red.hasPrefix("FAIL  flights 2013-04 features  mode_spike temp\n"))
    #expect(!red.contains("DIVERGENCE") && !red.contains("suppressed"))
  }

  @Test("has plain symbols where the locale is not UTF-8; names from data stay")
  func plain() throws {
    let named = SampleRun.result(.fail, "flights", "row_count", message: "café → 0 … n ≥ 5")
    let plain = try text(
      SampleRun.events(cases: [named], exitCode: .failed), style: ConsoleStyle(usesColor: false, usesUnicode: false))
    #expect(plain.contains("flights - 2 versions - 6 checks each - reference 2013-01...03\n"))
    #expect(plain.contains("  café -> 0 ... n >= 5\n"))
    #expect(plain.hasSuffix("FAILED  1 of 1 check failed, first in flights - 0.50 s - out/report.html\n"))
  }

  @Test("has colours for words")
  func colors() throws {
    let style = ConsoleStyle(usesColor: true, usesUnicode: true)
    let red = try text(SampleRun.events(), style: style)
    #expect(red.contains("\u{1B}[1;31mFAIL\u{1B}[0m  flights"))
    #expect(red.contains("(\u{1B}[1;31m1 fail\u{1B}[0m, \u{1B}[1;33m1 warn\u{1B}[0m"))
    let green = try text(SampleRun.events(cases: [Self.pass], exitCode: .passed), style: style)
    #expect(green.hasSuffix("\u{1B}[1;32mPASSED\u{1B}[0m  1 check · 0.50 s · out/report.html\n"))
  }

  @Test("lets no terminal sequence from data through")
  func sequences() throws {
    var dirty = SampleRun.result(
      .fail, "fl\u{1B}[2Jights", "row\u{07}", version: "v\n1", message: "a\u{1B}]0;x\u{07}b\nc",
      details: ["\u{9B}2J\rd"],
      why: "\u{1B}c")
    dirty.rerun = "x\u{1B}[A"
    let out = try text(SampleRun.events(cases: [dirty], exitCode: .failed))
    #expect(!out.unicodeScalars.contains { ($0.value < 0x20 && $0 != "\n") || (0x7F...0x9F).contains($0.value) })
    #expect(out.contains("FAIL  flights v 1 flights  row␇\n  ab c\n"))
  }

  @Test("shows no invisible character, and one line for each name, whatever is in it")
  func invisible() throws {
    let name = "a\u{202E}b\u{200B}c\n::error::x\u{1B}[2J"
    let cases = [Verdict.fail, .warn, .inconclusive, .skipped].map {
      SampleRun.result(
        $0, "features", "drift", column: name, limits: ["limit 0.1"], message: name, details: [name],
        suppression: .init(until: "2026-12-31", why: name, daysLeft: 3))
    }
    let shown = try text(SampleRun.events(cases: cases, exitCode: .failed))
    #expect(!shown.unicodeScalars.contains { ["\u{202E}", "\u{200B}", "\u{1B}"].contains($0) }, "\(shown)")
    #expect(shown.contains(#"1 warning: features.drift.a\u{202E}b\u{200B}c ::error::x"# + "\n"), "\(shown)")
    #expect(shown.contains("  limit 0.1 · n 27,662\n"), "\(shown)")
  }

  @Test("shows twenty failing cases of a fixture in full, and counts the others")
  func manyFailures() throws {
    let failing = (0..<1_031).map { SampleRun.result(.fail, "flights", "null_rate", column: "c\($0)") }
    let out = try text(SampleRun.events(cases: failing, exitCode: .failed))
    #expect(out.split(separator: "\n").count { $0.hasPrefix("FAIL  ") } == 20)
    #expect(
      out.hasSuffix(
        """
        … and 1,011 more in flights: see out/report.html

        FAILED  1,031 of 1,031 checks failed, first in flights · 0.50 s · out/report.html

        """))
  }

  @Test("counts warnings by check and names five")
  func warnings() throws {
    let warned = (0..<14).map { SampleRun.result(.warn, "features", "drift", column: "c\($0 % 7)") }
    let out = try text(SampleRun.events(cases: warned, exitCode: .passed))
    #expect(
      out.contains(
        "14 warnings: features.drift.c0 (2), features.drift.c1 (2), features.drift.c2 (2), features.drift.c3 (2), "
          + "features.drift.c4 (2) and 4 more\n"))
  }

  @Test("shows ten lines of details and no more")
  func details() throws {
    let failing = SampleRun.result(.fail, "flights", "unique", details: (0..<500).map { "row \($0)" })
    let out = try text(SampleRun.events(cases: [failing], exitCode: .failed))
    #expect(out.contains("  row 9\n  … and more lines\n  fixtures") && !out.contains("row 10"))
  }

  @Test("shows each failure of fixture, stage and run once")
  func problems() throws {
    var events = SampleRun.events(
      cases: [], exitCode: .notEvaluated,
      failures: [
        "flights: models/a.onnx is missing", "no models/a.onnx is missing", "disk full",
      ],
      fixtureFailures: ["models/a.onnx is missing"])
    events.insert(
      .stageFinished(
        StageResult(
          fixture: "flights", version: "2013-04", stage: "score", kind: "model", rows: nil, seconds: 1,
          failure: "no such column")), at: 3)
    let out = try text(events)
    #expect(
      out.hasSuffix(
        """
        ERROR  flights 2013-04 score  no such column

        ERROR  flights  models/a.onnx is missing

        ERROR  no models/a.onnx is missing

        ERROR  disk full

        NOT EVALUATED  no check reached a verdict · 0.50 s · exit 2 · out/report.html

        """))
  }

  @Test("says only what is new when the run finishes again")
  func again() throws {
    let events = SampleRun.events()
    let worse = Outcome(
      tally: Tally(), firstDivergence: SampleRun.divergence, failures: ["results: disk full"], exitCode: .notEvaluated,
      seconds: 1)
    let first = try text(events)
    let both = try text(events + [.runFinished(worse)])
    #expect(
      both == first + """

        ERROR  results: disk full

        NOT EVALUATED  no check reached a verdict · 1.00 s · exit 2 · out/report.html

        """)
  }

  @Test(
    "ends with a verdict for each exit code",
    arguments: [
      (
        .failed,
        "FAILED  none of 1 check failed, but --fail-on counts what is named here · 0.50 s"
      ),
      (.notEvaluated, "NOT EVALUATED  1 check, and what is named above could not be evaluated · 0.50 s · exit 2"),
      (.usage, "USAGE ERROR  1 check, and what is named above could not be evaluated · 0.50 s · exit 64"),
      (.internalError, "INTERNAL ERROR  1 check, and what is named above could not be evaluated · 0.50 s · exit 70"),
      (.signal(15), "INTERRUPTED  ended by signal 15 · 0.50 s · exit 143"),
    ] as [(ExitCode, String)])
  func verdicts(code: ExitCode, line: String) throws {
    let out = try text(SampleRun.events(cases: [Self.pass], exitCode: code), options: ConsoleOptions())
    #expect(out.split(separator: "\n").last.map(String.init) == line)
  }

  @Test("says when failures do not count")
  func failOnNever() throws {
    let failing = SampleRun.result(.fail, "flights", "row_count")
    let out = try text(SampleRun.events(cases: [failing], exitCode: .passed), options: ConsoleOptions())
    #expect(out.hasSuffix("\nPASSED  1 of 1 check failed, which --fail-on allows · 0.50 s\n"))
  }

  @Test("names the fixture where there are several")
  func severalFixtures() throws {
    var second = SampleRun.fixture
    second.name = "taxi"
    let events = SampleRun.events()
    let out = try text(Array(events.dropLast()) + [.fixtureStarted(second)] + events.suffix(1))
    #expect(out.contains("0.40 s\n\ntaxi · 2 versions"))
    #expect(out.contains("FIRST DIVERGENCE  fixture flights, version 2013-04, stage features, column temp\n"))
  }

  @Test("throws when its stream cannot be written")
  func brokenStream() throws {
    let output = FileDescriptorOutput(descriptor: -1, name: "standard output")
    let recorder = ConsoleRecorder(output: output, progress: MemoryOutput(), environment: [:])
    try recorder.record(.runStarted(SampleRun.header))
    let error = #expect(throws: TextOutputError.self) { try recorder.record(.fixtureStarted(SampleRun.fixture)) }
    #expect(
      error?.description
        == "cannot write to standard output: Bad file descriptor. Check what reads it, and the disk behind it.")
  }

  @Test(
    "names an entry by its kind, or by its own id",
    arguments: [
      ("features.null_rate.temp", "temp", "null_rate temp"), ("features.null_rate", nil, "null_rate"),
      ("features.null_rate.temp.wind", "temp", "null_rate.temp.wind temp"),
      ("my-check", "temp", "my-check (null_rate) temp"),
    ] as [(String, String?, String)])
  func titles(check: String, column: String?, title: String) throws {
    var result = SampleRun.result(.fail, "features", "null_rate", column: column)
    result.check = check
    let out = try text(SampleRun.events(cases: [result], exitCode: .failed))
    #expect(out.contains("FAIL  flights 2013-04 features  \(title)\n"))
  }
}
