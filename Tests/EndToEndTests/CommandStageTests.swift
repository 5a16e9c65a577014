import Foundation
import TestSupport
import Testing

/// Stages that are programs: what they do wrong is told, and nothing of them stays behind.
@Suite("Command stages", .timeLimit(.minutes(10)))
struct CommandStageTests {
  /// Hands the input on as it is.
  static let copy = "cp \"$ASSAY_INPUT/rows.csv\" \"$ASSAY_OUTPUT\""

  /// A pipeline whose stage is a shell script.
  func fixture(_ script: String, format: String = "csv", timeout: String = "20s") throws -> TemporaryFixture {
    try SamplePipeline.fixture([
      "stages/step.sh": script + "\n",
      "assay.yaml": SamplePipeline.manifest(
        stage: "{ command: [sh, stages/step.sh], from: rows, format: \(format), timeout: \(timeout) }",
        features: ["row_count: { min: 1 }"]),
    ])
  }

  @Test("get their input, version and output in the environment, and run in the fixture's folder") func environment()
    async throws
  {
    let fixture = try fixture(
      """
      test "$ASSAY_VERSION" = v1 && test -f assay.yaml && test "$(ls "$ASSAY_INPUT")" = rows.csv || exit 9
      \(Self.copy)
      """)
    fixture.expectPass(try await fixture.assay("run", "fixture"))
    let parquet = try self.fixture(Self.copy.replacing("rows.csv", with: "rows.parquet"), format: "parquet")
    parquet.expectPass(try await parquet.assay("run", "fixture"))
  }

  @Test(
    "that go wrong are errors that say how",
    arguments: [
      ("echo progress; echo oh no >&2; exit 3", ["sh stages/step.sh ended with status 3; it printed:", "oh no"]),
      ("exit 1", ["ended with status 1; it printed nothing"]),
      ("kill -SEGV $$", ["was ended by signal 11"]),
      ("echo done", ["ended well but wrote no file; write the table to $ASSAY_OUTPUT", "done"]),
      (": > \"$ASSAY_OUTPUT\"", ["ended well but wrote an empty file; write the table to $ASSAY_OUTPUT"]),
      ("mkdir \"$ASSAY_OUTPUT\"", ["ended well but wrote something else than a file"]),
      (
        "printf 'id,x\\n1,2\\n3\\n' > \"$ASSAY_OUTPUT\"",
        ["what sh stages/step.sh wrote cannot be read as csv", "Line: 3"]
      ),
      (
        "printf 'PK\\003\\004\\377\\376,\\000\\n\\200\\201\\n,,,\\n' > \"$ASSAY_OUTPUT\"",
        ["what sh stages/step.sh wrote cannot be read as csv"]
      ),
      ("printf 'id,x,x\\n1,2,3\\n' > \"$ASSAY_OUTPUT\"", ["what sh stages/step.sh wrote:1: two columns are named 'x'"]),
      ("printf 'id,x\\n' > \"$ASSAY_OUTPUT\"", ["row_count 0 is below the minimum 1"]),
    ])
  func failures(script: String, says: [String]) async throws {
    let fixture = try fixture(script)
    let run = try await fixture.assay("run", "fixture")
    fixture.expect(run, endsWith: script.contains("'id,x\\n' >") ? 1 : 2)
    for text in says {
      #expect(run.output.contains(text), "\(run.output)")
      #expect(fixture.reports.junitText.contains(text) && fixture.reports.resultsText.contains(text), "\(text)")
    }
  }

  @Test("that write garbage in place of Parquet are errors") func garbageParquet() async throws {
    for script in [
      "echo garbage > \"$ASSAY_OUTPUT\"",
      "head -c 5000 \"$ASSAY_INPUT/rows.parquet\" | head -c 900 > \"$ASSAY_OUTPUT\"",
    ] {
      let fixture = try fixture(script, format: "parquet")
      let run = try await fixture.assay("run", "fixture")
      fixture.expect(
        run, endsWith: 2, saying: "what sh stages/step.sh wrote cannot be read as parquet", "$ASSAY_OUTPUT")
    }
  }

  @Test("that are not there are errors", arguments: ["no-such-program", "./no/such/program", "stages/step.sh"])
  func absent(program: String) async throws {
    let fixture = try SamplePipeline.fixture([
      "stages/step.sh": "not executable\n",
      "assay.yaml": SamplePipeline.manifest(stage: "{ command: ['\(program)', x], from: rows }"),
    ])
    let run = try await fixture.assay("run", "fixture")
    fixture.expect(run, endsWith: 2, saying: "\(program) cannot be started")
  }

  @Test(
    "that hang are ended at their time limit, with all that they started",
    arguments: [
      "echo started; sleep 60", "trap '' TERM INT HUP; echo started; sleep 60 & echo $! > child; sleep 60; sleep 60",
    ])
  func hang(script: String) async throws {
    let fixture = try fixture(script, timeout: "1s")
    let run = try await fixture.assay("run", "fixture")
    fixture.expect(run, endsWith: 2, saying: "did not end within its time limit of 1 s, and was ended", "started")
    #expect(run.seconds < 30)
    try await expectGone(fixture)
  }

  @Test("that print megabytes pass, and the last of it is kept when they fail", arguments: [0, 4] as [Int32])
  func megabytes(status: Int32) async throws {
    let fixture = try fixture(
      """
      i=0; line=$(printf '%01000d' 0)
      while [ $i -lt 3000 ]; do echo "$line"; echo "$line" >&2; i=$((i+1)); done
      echo the last line; echo the last line >&2
      \(Self.copy)
      exit \(status)
      """)
    let run = try await fixture.assay("run", "fixture")
    if status == 0 {
      fixture.expectPass(run)
    } else {
      #expect(run.status == 2)
      #expect(fixture.reports.junitText.contains("ended with status 4"))
      #expect(fixture.reports.resultsText.contains("the last line"))
    }
    #expect(run.output.utf8.count < 100_000, "the console is not flooded")
    let json = FileManager.default.contents(atPath: "\(fixture.root)/test-results/assay/results.json")
    #expect((json?.count ?? 0) < 200_000, "nor is the report")
  }

  @Test("that leave a child running do not hang the run, and the child is ended") func child() async throws {
    let fixture = try fixture("\(Self.copy); sleep 60 & echo $! > child; exit 0")
    let run = try await fixture.assay("run", "fixture")
    fixture.expectPass(run)
    #expect(run.seconds < 30)
    try await expectGone(fixture)
  }

  @Test("that leave a child running and fail say so at once") func childOfFailure() async throws {
    let fixture = try fixture("sleep 60 & echo $! > child; echo oh no; exit 5")
    let run = try await fixture.assay("run", "fixture")
    fixture.expect(run, endsWith: 2, saying: "ended with status 5", "oh no")
    #expect(run.seconds < 30)
    try await expectGone(fixture)
  }

  @Test("close their output early and go on working") func closedOutput() async throws {
    let fixture = try fixture("exec >&- 2>&-; sleep 1; \(Self.copy)")
    let run = try await fixture.assay("run", "fixture")
    fixture.expectPass(run)
    #expect(run.seconds > 1)
  }

  @Test("that read standard input find it empty") func standardInput() async throws {
    let fixture = try fixture("cat; \(Self.copy)")
    fixture.expectPass(try await fixture.assay("run", "fixture"))
  }

  /// The process whose id stands in the fixture's file `child`, when there is one, ends soon.
  private func expectGone(_ fixture: TemporaryFixture) async throws {
    guard let id = pid_t(fixture.text("fixture/child").trimmingCharacters(in: .whitespacesAndNewlines)) else { return }
    for _ in 0..<500 where kill(id, 0) == 0 && !isZombie(id) { try await Task.sleep(for: .milliseconds(10)) }
    #expect(kill(id, 0) != 0 || isZombie(id), "process \(id) is still there")
  }

  /// A process that ended, and whose new parent has not looked yet.
  private func isZombie(_ id: pid_t) -> Bool {
    let status = FileManager.default.contents(atPath: "/proc/\(id)/stat").map { String(decoding: $0, as: UTF8.self) }
    return status.map { $0.contains(") Z ") || $0.contains(") X ") } ?? false
  }
}
