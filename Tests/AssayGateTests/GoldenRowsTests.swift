import Foundation
import TestSupport
import Testing

@testable import AssayGate

/// Which rows an approval keeps, and how a later run finds them again.
@Suite struct GoldenRowsTests {
  /// 1,000 rows: `x` is missing in 40 and has its ends at ids 500 and 501, `t` is missing in one.
  private static func rows(_ change: (Int, inout [String]) -> Void = { _, _ in }) -> [[String]] {
    (0..<1000).map { id in
      var row = ["\(id)", id % 25 == 7 ? "" : "\(Double((id * 37) % 101) / 4)", id == 333 ? "" : "t\(id % 9)"]
      if id == 500 { row[1] = "-1000.5" }
      if id == 501 { row[1] = "2000.5" }
      change(id, &row)
      return row
    }
  }

  private static func csv(_ rows: [[String]]) -> String {
    "id,x,t\n" + rows.map { $0.joined(separator: ",") + "\n" }.joined()
  }

  private static func fixture(_ rows: [[String]], _ entry: String = "- golden: { key: id, rows: 10 }", top: String = "")
    throws -> TemporaryFixture
  {
    try JudgingTests.fixture(csv(rows), entry, top: top)
  }

  private func golden(_ fixture: TemporaryFixture) throws -> KeyedRows {
    let manifest = try ManifestReader.read(path: fixture.path, checks: CheckRegistry.all)
    return try #require(try BaselineStore(manifest).read("current")?.tables["input"]?.golden)
  }

  @Test func theSampleHoldsMissingValuesAndExtremes() async throws {
    let fixture = try Self.fixture(Self.rows())
    #expect(await GateReport.run(fixture) { $0.approval = .test }.outcome.recordedBaselines == 1)
    let golden = try golden(fixture)
    #expect(golden.sample == 10)
    #expect(golden.rows.filter { $0[1] == nil }.count >= 2 && golden.rows.count { $0[1] == nil } <= 12)
    #expect(golden.rows.contains { $0 == ["500", "-1000.5", "t5"] })
    #expect(golden.rows.contains { $0 == ["501", "2000.5", "t6"] })
    #expect(golden.rows.contains { $0[0] == "333" && $0[2] == nil })
    // Ten by their hashes; id has no extremes of its own: it is the key.
    #expect((13...15).contains(golden.rows.count), "\(golden.rows.count)")
    #expect(await GateReport.run(fixture).status == 0)
  }

  @Test(arguments: [1, 2, 3]) func theSampleDependsNeitherOnTheOrderOfRowsNorOnThreads(_ threads: Int) async throws {
    let one = try Self.fixture(Self.rows())
    _ = await GateReport.run(one) { $0.approval = .test }
    let other = try Self.fixture(Self.rows().sorted { $0.reversed().lexicographicallyPrecedes($1.reversed()) })
    _ = await GateReport.run(other) {
      $0.approval = .test
      $0.threads = threads
    }
    #expect(try golden(one) == golden(other))
    #expect(one.text("fixture/baselines/current/input.csv") == other.text("fixture/baselines/current/input.csv"))
  }

  @Test func valuesThatTieAreChosenByTheHashOfTheirKey() async throws {
    let all = Self.rows { id, row in row[1] = "\(id % 2)" }
    let one = try Self.fixture(all)
    let other = try Self.fixture(all.reversed())
    for fixture in [one, other] { _ = await GateReport.run(fixture) { $0.approval = .test } }
    #expect(try golden(one) == golden(other))
    #expect(try golden(one).rows.count <= 10 + 2 + 1)
  }

  @Test func approvedRowsAreLookedUpByTheirKeys() async throws {
    let fixture = try Self.fixture(Self.rows())
    _ = await GateReport.run(fixture) { $0.approval = .test }
    // The extremes of today are others; the rows of the approved ones are compared all the same.
    try fixture.write(
      "data/table.csv",
      Self.csv(
        Self.rows { id, row in
          if id == 500 { row[1] = "1.5" }
          if id == 3 { row[1] = "-5000" }
        }))
    let report = await GateReport.run(fixture)
    let verdicts = report.cases.map(\.verdict)
    #expect(verdicts[0] == .pass && verdicts[1] == .fail && verdicts[2] == .pass)
    let details = report.cases[1].details.joined(separator: "\n")
    #expect(details.contains("500  -1000.5  1.5"), "\(details)")
  }

  @Test func fillingAMissingValueIsSeenInTheGoldenRows() async throws {
    let fixture = try Self.fixture(Self.rows())
    _ = await GateReport.run(fixture) { $0.approval = .test }
    try fixture.write("data/table.csv", Self.csv(Self.rows { _, row in if row[2].isEmpty { row[2] = "t0" } }))
    let report = await GateReport.run(fixture)
    #expect(report.cases.map(\.verdict) == [.pass, .pass, .fail])
    #expect(report.outcome.firstDivergence?.column == "t")
  }

  @Test func rowsThatCameAndWentAreTold() async throws {
    let fixture = try Self.fixture(Self.rows())
    _ = await GateReport.run(fixture) { $0.approval = .test }
    let known = try golden(fixture)
    try fixture.write("data/table.csv", Self.csv(Self.rows().filter { $0[0] != "500" }))
    #expect(await GateReport.run(fixture).cases[0].message.hasPrefix("1 row is gone of \(known.rows.count)"))
    // Of a thousand further rows, about ten have a hash as small as the sample's.
    let further = (1000..<2000).map { ["\($0)", "1", "t1"] }
    try fixture.write("data/table.csv", Self.csv(Self.rows() + further))
    let message = await GateReport.run(fixture).cases[0].message
    let count = try #require(message.split(separator: " ").first.flatMap { Int($0) })
    #expect((2...30).contains(count) && message.contains("rows are new"), "\(message)")
    // A row that repeats an approved key, extreme or not, is told.
    try fixture.write("data/table.csv", Self.csv(Self.rows() + [["501", "3", "t1"]]))
    #expect(await GateReport.run(fixture).cases[0].message.hasPrefix("1 row repeat"))
  }

  @Test func aRepeatedKeyOfAnExtremeIsRefusedWhenItIsApproved() async throws {
    for rows in [Self.rows() + [["501", "3", "t1"]], [["501", "3", "t1"]] + Self.rows()] {
      let report = await GateReport.run(try Self.fixture(rows)) { $0.approval = .test }
      #expect(report.cases.first?.verdict == .fail && report.outcome.recordedBaselines == 0)
    }
  }

  @Test func privateColumnsChooseNoRows() async throws {
    let fixture = try Self.fixture(Self.rows(), top: "private: x")
    _ = await GateReport.run(fixture) { $0.approval = .test }
    let golden = try golden(fixture)
    #expect(golden.columns == ["id", "t"] && (10...11).contains(golden.rows.count))
  }

  @Test func anotherNumberOfRowsIsSaidToBeSo() async throws {
    let fixture = try Self.fixture(Self.rows())
    _ = await GateReport.run(fixture) { $0.approval = .test }
    try fixture.write("assay.yaml", fixture.text("fixture/assay.yaml").replacing("rows: 10", with: "rows: 20"))
    let report = await GateReport.run(fixture)
    #expect(report.cases.allSatisfy { $0.verdict == .error })
    #expect(report.cases.first?.message.contains("approved with 10 rows by the hash of their key") == true)
  }

  /// A key of each kind of type, made from `id`.
  @Test(
    arguments: [
      "CAST(id AS SMALLINT)", "id % 2 = 0 AND id < 900", "CAST(id AS UBIGINT) + 18446744073709540000",
      "DATE '2013-01-01' + CAST(id AS INTEGER)", "TIMESTAMP '2013-01-01 00:00:00.5' + INTERVAL (id) SECOND",
      "CAST('2013-01-01 00:00:00+00' AS TIMESTAMPTZ) + INTERVAL (id) MINUTE", "CAST(id AS DECIMAL(9, 2)) / 4",
      "CAST(id AS DOUBLE) / 3", "[id, id + 1]", "CASE WHEN id = 7 THEN NULL ELSE id END",
    ]) func keysOfEveryTypeAreFound(_ expression: String) async throws
  {
    let fixture = try TemporaryFixture([
      "data/table.csv": Self.csv(Self.rows()), "s.sql": "SELECT \(expression) AS k, x, t, id AS i FROM input",
      "assay.yaml": """
      assay: 1
      fixture: keys
      data: { input: data/table.csv }
      stages: { made: { sql: s.sql, from: input } }
      checks: { made: [{ golden: { key: [k, t, x], rows: 50 } }] }
      """,
    ])
    // Three columns together tell rows apart whatever the first is, but for a few.
    try fixture.write(
      "data/table.csv", Self.csv(Self.rows { id, row in row[1] = "\(id).5" }))
    #expect(await GateReport.run(fixture) { $0.approval = .test }.outcome.recordedBaselines == 1)
    let report = await GateReport.run(fixture)
    #expect(report.status == 0)
    #expect(report.cases[0].message.contains("golden rows are there"))
  }
}
