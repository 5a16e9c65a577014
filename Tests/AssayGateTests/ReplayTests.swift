import AssayTable
import Foundation
import TestSupport
import Testing

@testable import AssayGate

/// Stages: what they see, what they make, and how they fail.
@Suite struct ReplayTests {
  static func fixture(_ stages: String, files: [String: String] = [:], checks: String) throws -> TemporaryFixture {
    let fixture = try TemporaryFixture([
      "data/raw.csv": "id,x\n1,10\n2,20\n3,\n", "data/side.csv": "id,name\n1,one\n2,two\n",
      "assay.yaml": """
      assay: 1
      fixture: staged
      data:
        raw: { versions: { v1: data/raw.csv } }
        side: data/side.csv
      stages:
      \(stages.split(separator: "\n").map { "  " + $0 }.joined(separator: "\n"))
      checks:
      \(checks.split(separator: "\n").map { "  " + $0 }.joined(separator: "\n"))
      """,
    ])
    for (name, text) in files { try fixture.write(name, text) }
    return fixture
  }

  @Test func aQuerySeesItsTablesUnderTheirNames() async throws {
    let fixture = try Self.fixture(
      "joined: { sql: q.sql, from: [raw, side] }",
      files: [
        "q.sql": "with named as (select * from side)\nselect raw.id, name from raw left join named using (id); -- end"
      ],
      checks: "joined:\n  - row_count: { between: [3, 3] }\n  - null_rate: { columns: name, max: 0.4 }")
    let report = await GateReport.run(fixture)
    #expect(report.cases.map(\.verdict) == [.pass, .pass], "\(report.cases) \(report.outcome.failures)")
    #expect(report.stages.map(\.stage) == ["raw", "joined"])
    #expect(report.stages.last?.rows == 3)
  }

  @Test func aQuerySeesNoOtherTable() async throws {
    let fixture = try Self.fixture(
      "peeks: { sql: q.sql, from: raw }", files: ["q.sql": "select *\nfrom side"],
      checks: "peeks:\n  - row_count: { min: 1 }")
    let report = await GateReport.run(fixture)
    #expect(report.cases.map(\.verdict) == [.error])
    let message = try #require(report.cases.first?.message)
    #expect(message.contains("q.sql:2:") && message.contains("side"), "\(message)")
    #expect(report.status == 2)
  }

  @Test func aFailedStageFailsWhatStandsOnIt() async throws {
    let fixture = try Self.fixture(
      "one: { sql: one.sql, from: raw }\ntwo: { sql: two.sql, from: one }",
      files: ["one.sql": "select nope from raw", "two.sql": "select * from one"],
      checks: "raw:\n  - row_count: { min: 1 }\ntwo:\n  - row_count: { min: 1 }")
    let report = await GateReport.run(fixture)
    #expect(report.cases.map(\.verdict) == [.pass, .error])
    #expect(report.cases.last?.message.contains("because 'one' is not there") == true)
    #expect(report.stages.last { $0.stage == "one" }?.failure?.contains("one.sql:1:") == true)
  }

  @Test(arguments: ["parquet", "csv"]) func aCommandTakesAndGivesTables(_ format: String) async throws {
    let fixture = try Self.fixture(
      "copied: { command: [sh, -c, 'cp \"$ASSAY_INPUT/raw.\(format)\" \"$ASSAY_OUTPUT\"; echo done >&2'], from: raw, format: \(format) }",
      checks: "copied:\n  - row_count: { between: [3, 3] }\n  - mean: { columns: x, between: [15, 15] }")
    let report = await GateReport.run(fixture)
    #expect(report.cases.map(\.verdict) == [.pass, .pass], "\(report.cases.map(\.message))")
  }

  @Test func aCommandThatFailsIsToldWithWhatItPrinted() async throws {
    let fixture = try Self.fixture(
      "broken: { command: [sh, -c, 'echo no such model >&2; exit 3'], from: raw }",
      checks: "broken:\n  - row_count: { min: 1 }")
    let message = try #require(await GateReport.run(fixture).cases.first?.message)
    #expect(message.contains("ended with status 3") && message.contains("no such model"), "\(message)")
  }

  @Test(.timeLimit(.minutes(10))) func aCommandThatHangsIsEndedWithAllThatItStarted() async throws {
    let fixture = try Self.fixture(
      "hangs: { command: [sh, -c, 'sleep 300 & sleep 300'], from: raw, timeout: 0.5 }",
      checks: "hangs:\n  - row_count: { min: 1 }")
    let message = try #require(await GateReport.run(fixture).cases.first?.message)
    #expect(message.contains("did not end within its time limit of 0.5 s"), "\(message)")
  }

  @Test func aCommandThatIsNotThereIsSaid() async throws {
    let fixture = try Self.fixture(
      "absent: { command: [no-such-program-here], from: raw }", checks: "absent:\n  - row_count: { min: 1 }")
    let message = try #require(await GateReport.run(fixture).cases.first?.message)
    #expect(message.contains("no-such-program-here cannot be started"), "\(message)")
  }

  @Test(.timeLimit(.minutes(10))) func theRunsTimeLimitStopsAStage() async throws {
    let fixture = try Self.fixture(
      "slow: { sql: slow.sql, from: raw }",
      files: ["slow.sql": "select count(*) as n from range(100000000000) where range % 7 = 3"],
      checks: "slow:\n  - row_count: { min: 1 }")
    let report = await GateReport.run(fixture) { $0.timeout = 1 }
    #expect(report.status == 2)
    #expect(report.outcome.failures.first == "the run's time limit of 1 s was reached")
  }

  @Test(.timeLimit(.minutes(10))) func aStopFromOutsideEndsTheRunWithItsSignal() async throws {
    let fixture = try Self.fixture(
      "slow: { sql: slow.sql, from: raw }",
      files: ["slow.sql": "select count(*) as n from range(100000000000) where range % 7 = 3"],
      checks: "slow:\n  - row_count: { min: 1 }")
    let stop = StopSwitch()
    Task.detached {
      try await Task.sleep(for: .milliseconds(700))
      stop.stop(.signal(2))
    }
    let report = await GateReport.run(fixture, stop: stop)
    #expect(report.status == 130)
    #expect(report.outcome.failures.first == "interrupted (SIGINT)")
  }

  @Test func aRecorderThatFailsMakesTheRunEndWithTwo() async throws {
    let fixture = try Self.fixture(
      "one: { sql: q.sql, from: raw }", files: ["q.sql": "select * from raw"], checks: "one:\n  - row_count: { min: 1 }"
    )
    var options = Gate.Options(fixtures: [fixture.path])
    options.output = fixture.output
    let outcome = await Gate(options, recorders: [MemoryRecorder(failsAtEnd: true)]).run()
    #expect(outcome.exitCode == .notEvaluated)
    #expect(outcome.failures.contains("memory: the disk is full"))
  }

  @Test func aSessionKeepsTablesOpen() async throws {
    let fixture = try Self.fixture(
      "one: { sql: q.sql, from: raw }", files: ["q.sql": "select id, x * 2 as y from raw"],
      checks: "one:\n  - row_count: { min: 1 }")
    let session = try await FixtureSession.open(fixture.path, cache: .unused)
    let table = try await session.table("one", version: "v1")
    let values = try await table.doubles("y")
    #expect(values.prefix(2) == [20, 40] && values[2].isNaN)
    #expect(try await table.rows("select count(*) from one where y > 20").first?.first == .integer(1))
    #expect(try await table.judge("mean: { columns: y, max: 31 }").map(\.verdict) == [.pass])
    await #expect(throws: ManifestErrors.self) { try await table.judge("meen: { columns: y, max: 31 }") }
    await #expect(throws: CheckError("fixture 'staged' has no table 'on'; did you mean 'one'?")) {
      _ = try await session.table("on", version: "v1")
    }
    await session.close()
  }

  @Test(arguments: [
    ("select 1", "select 1"), ("select 1 ;\n\n; ", "select 1"), ("select 1; -- end", "select 1"),
    ("select 1 -- one\n", "select 1"), ("select ';' ; /* x */", "select ';'"), ("select \"a;\"", "select \"a;\""),
    ("select 1; select 2", "select 1; select 2"), ("-- nothing", ""), ("", ""), ("select 'it''s';", "select 'it''s'"),
    ("select 'open", "select 'open"), ("select 1 /* open", "select 1"),
  ]) func aStatementEndsBeforeItsSemicolon(_ text: String, _ body: String) {
    #expect(StageQuery.body(text) == body)
  }
}
