import Foundation
import TestSupport
import Testing

@testable import AssayGate

/// The fewest rows that still show a divergence, and their replay.
@Suite struct SmallestInputTests {
  private struct Unexpected: Error {}

  private func minimize(_ count: Int, budget: Int = .max, _ shows: ([Int]) -> Bool) async throws
    -> (outcome: DeltaDebugging.Outcome, tests: Int)
  {
    var tests = 0
    let outcome = try await DeltaDebugging.minimize(Array(0..<count)) {
      (items: [Int]) async throws(Unexpected) -> Bool? in
      tests += 1
      return tests > budget ? nil : shows(items)
    }
    return (outcome, tests)
  }

  @Test(arguments: [1, 2, 3, 100, 4_097, 100_000]) func oneItemIsFoundByHalving(_ count: Int) async throws {
    for wanted in [0, count / 3, count - 1] {
      let (outcome, tests) = try await minimize(count) { $0.contains(wanted) }
      #expect(outcome == DeltaDebugging.Outcome(items: [wanted], isMinimal: true))
      #expect(tests <= 2 * 17 + 2)
    }
  }

  @Test(arguments: 1...8) func whatIsLeftIsMinimal(_ seed: UInt64) async throws {
    var state = seed &* 0x9E37_79B9_7F4A_7C15
    func next(_ bound: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int((state >> 33) % UInt64(bound))
    }
    // Two ways to fail, each of which needs several items.
    let ways = (0..<2).map { _ in Set((0...next(4)).map { _ in next(300) }) }
    func shows(_ items: [Int]) -> Bool { ways.contains { $0.isSubset(of: items) } }
    let (outcome, _) = try await minimize(300, shows)
    #expect(outcome.isMinimal && shows(outcome.items), "seed \(seed)")
    for index in outcome.items.indices {
      var rest = outcome.items
      rest.remove(at: index)
      #expect(!shows(rest), "seed \(seed)")
    }
  }

  @Test func aSearchThatIsEndedHasWhatShowedTheFailureLast() async throws {
    let (outcome, tests) = try await minimize(1_000, budget: 9) { Set([3, 500, 990]).isSubset(of: $0) }
    #expect(!outcome.isMinimal && tests == 10 && Set([3, 500, 990]).isSubset(of: outcome.items))
  }

  @Test func rangesOfNumbersAreWrittenShort() {
    #expect(FailingInputSearch.condition("n", []) == "FALSE")
    #expect(
      FailingInputSearch.condition("n", [0, 1, 2, 7, 9, 10])
        == "n BETWEEN 0 AND 2 OR n BETWEEN 7 AND 7 OR n BETWEEN 9 AND 10")
  }

  // MARK: In a run

  private static func fixture(
    _ sql: String, golden: String = "golden: { key: id }", top: String = ""
  ) throws -> TemporaryFixture {
    try TemporaryFixture([
      "data/raw.csv": "id,x,name\n" + (1...300).map { "\($0),\($0 * $0 % 83),n\($0 % 5)\n" }.joined(),
      "data/names.csv": "name,f\n" + (0..<5).map { "n\($0),\($0 + 1)\n" }.joined(), "stages/made.sql": sql,
      "assay.yaml": """
      assay: 1
      fixture: small
      \(top)
      data: { raw: { versions: { v1: data/raw.csv } }, names: data/names.csv }
      stages: { made: { sql: stages/made.sql, from: [raw, names] } }
      checks:
        raw: [{ row_count: { min: 300 } }]
        made: [unchanged, { \(golden) }]
      """,
    ])
  }

  private func divergence(_ fixture: TemporaryFixture, then sql: String) async throws -> Divergence {
    #expect(await GateReport.run(fixture) { $0.approval = .test }.outcome.recordedBaselines == 1)
    try fixture.write("stages/made.sql", sql)
    // A slow machine must not end the search.
    let report = await GateReport.run(fixture) { $0.searchSeconds = 120 }
    #expect(report.status == 1)
    return try #require(report.outcome.firstDivergence)
  }

  private func replay(_ fixture: TemporaryFixture, _ smallest: SmallestInput) async -> GateReport {
    await GateReport.run(fixture) {
      $0.versions = ["v1"]
      $0.replacedData = smallest.files.map { ReplacedData(table: $0.table, file: $0.path) }
    }
  }

  @Test func aRowThatStandsAloneIsFoundByItsKey() async throws {
    let fixture = try Self.fixture("SELECT id, x * f AS y FROM raw JOIN names USING (name)")
    let found = try await divergence(
      fixture, then: "SELECT id, CASE id WHEN 77 THEN 0 ELSE x * f END AS y FROM raw JOIN names USING (name)")
    let smallest = try #require(found.smallest)
    #expect(smallest.files.map(\.rows) == [1] && smallest.isMinimal && smallest.replays == 1)
    #expect(smallest.files.first?.path.hasSuffix("smallest/small/v1/raw.parquet") == true)
    #expect(found.inputs.map(\.table) == ["raw"], "names shares nothing with the key")
    #expect(found.inputs.first?.rows == [["id", "x", "name"], ["77", "36", "n2"]])
    let again = await replay(fixture, smallest)
    #expect(again.status == 1 && again.outcome.failures.isEmpty)
    #expect(again.outcome.firstDivergence?.stage == "made" && again.outcome.firstDivergence?.column == "y")
    #expect(again.outcome.firstDivergence?.rerun == smallest.rerun)
    #expect(again.cases.filter { $0.kind != "golden" }.allSatisfy { $0.verdict == .skipped })
    #expect(again.cases.first { $0.verdict == .fail }?.rerun.contains("--input raw=") == true)
  }

  @Test func rowsAroundItAreKeptWhereTheStageNeedsThem() async throws {
    let query = "SELECT id, x - lag(x, 1) OVER (ORDER BY id) AS d FROM raw"
    let fixture = try Self.fixture(query)
    let found = try await divergence(fixture, then: query.replacing("lag(x, 1)", with: "lag(x, 2)"))
    let smallest = try #require(found.smallest)
    #expect(smallest.files.map(\.rows) == [3] && smallest.isMinimal)
    #expect(smallest.replays > 3 && smallest.replays <= FailingInputSearch.mostReplays)
    let again = await replay(fixture, smallest)
    #expect(again.status == 1 && again.outcome.firstDivergence?.column == "d")
  }

  @Test func whatNoGoldenRowShowsIsSaidToBeSo() async throws {
    let query = "SELECT id, x FROM raw"
    let fixture = try Self.fixture(query, golden: "golden: { key: id, rows: 5 }")
    let found = try await divergence(
      fixture, then: "SELECT id, CASE WHEN x = 40 THEN 41 ELSE x END AS x FROM raw")
    #expect(found.smallest == nil && found.note?.contains("no golden row differs in x") == true)
    let alone = try Self.fixture(query, golden: "row_count: { min: 1 }")
    let other = try await divergence(alone, then: "SELECT id, x + 1 AS x FROM raw")
    #expect(other.note?.contains("no golden rows were approved") == true)
  }

  @Test func valuesOfPrivateColumnsAreNotWritten() async throws {
    let query = "SELECT id, x FROM raw"
    let fixture = try Self.fixture(query, top: "private: name")
    let found = try await divergence(fixture, then: "SELECT id, x + 1 AS x FROM raw")
    #expect(found.smallest == nil && found.note?.contains("column 'name' of 'raw' is private") == true)
    #expect(found.inputs.first?.rows.first == ["id", "x"])
    #expect(!FileManager.default.fileExists(atPath: "\(fixture.output)/smallest"))
  }

  @Test func aPartialReplayNeverPasses() async throws {
    let fixture = try Self.fixture("SELECT id, x FROM raw")
    #expect(await GateReport.run(fixture) { $0.approval = .test }.outcome.recordedBaselines == 1)
    func run(_ rows: String) async throws -> GateReport {
      try fixture.write("data/some.csv", "id,x,name\n" + rows)
      return await GateReport.run(fixture) {
        $0.versions = ["v1"]
        $0.replacedData = [ReplacedData(table: "raw", file: "\(fixture.path)/data/some.csv")]
      }
    }
    let golden = try #require(
      try BaselineStore(try ManifestReader.read(path: fixture.path, checks: CheckRegistry.all)).read("v1"))
    let row = try #require(golden.tables["made"]?.golden?.rows.first).map { $0 ?? "" }
    let same = try await run("\(row[0]),\(row[1]),n1\n")
    #expect(same.status == 2 && same.outcome.failures.first?.contains("says nothing of the whole") == true)
    let none = try await run("900,1,n1\n")
    #expect(none.status == 2 && none.outcome.failures.first?.contains("nothing was compared") == true)
    #expect(none.cases.allSatisfy { $0.verdict == .skipped })
    let other = try await run("\(row[0]),999,n1\n")
    #expect(other.status == 1)
    let gone = await GateReport.run(fixture) {
      $0.versions = ["v1"]
      $0.replacedData = [ReplacedData(table: "raw", file: "\(fixture.path)/data/none.csv")]
    }
    #expect(gone.status == 2)
    #expect(await GateReport.run(fixture).status == 0, "nothing of it is kept for the next run")
  }

  @Test func wrongRequestsAreRefused() async throws {
    let fixture = try Self.fixture("SELECT id, x FROM raw")
    for (versions, tables, says) in [
      ([], ["raw"], "name it with --version"), (["v1"], ["rw"], "did you mean 'raw'?"),
      (["v1"], ["names"], "no data table 'names' with versions"), (["v1"], ["raw", "raw"], "twice"),
    ] as [([String], [String], String)] {
      let report = await GateReport.run(fixture) {
        $0.versions = versions
        $0.replacedData = tables.map { ReplacedData(table: $0, file: "\(fixture.path)/data/raw.csv") }
      }
      #expect(report.status == 64 && report.outcome.failures.contains { $0.contains(says) }, "\(says)")
    }
  }
}
