import Foundation
import TestSupport
import Testing

@testable import AssayGate

/// What differs between two versions of a fixture.
@Suite struct VersionDifferencesTests {
  private static let secret = "Zaphod"

  private static func fixture(_ top: String = "", checks: String? = nil) throws -> TemporaryFixture {
    try TemporaryFixture([
      "data/0.csv": "id,x,name\n1,1,a\n2,2,b\n", "data/1.csv": "id,x,name\n1,1,a\n2,3,\(secret)\n",
      "data/2.csv": "id,x,name\n1,1,a\n3,3,c\n", "data/shared.csv": "id,f\n1,10\n2,20\n3,30\n",
      "stages/scaled.sql": "SELECT id, x * f AS y FROM sales JOIN factors USING (id)",
      "assay.yaml": """
      assay: 1
      fixture: shop
      \(top)
      data:
        sales: { reference: data/0.csv, versions: { one: data/1.csv, two: data/2.csv } }
        factors: data/shared.csv
      stages:
        scaled: { sql: stages/scaled.sql, from: [sales, factors] }
      checks:
      \(checks ?? "  sales: [{ unique: { columns: id } }]\n  scaled: [{ golden: { key: id } }]")
      """,
    ])
  }

  private func find(
    _ fixture: TemporaryFixture, _ old: String, _ new: String, table: String? = nil, key: [String] = [],
    rows: String? = nil
  ) async throws -> DifferenceReport {
    var options = DifferenceFinder.Options(.versions(fixture: fixture.path, old: old, new: new, table: table))
    options.key = key
    options.rowsFile = rows
    return try await DifferenceFinder(options).run()
  }

  private func failure(_ body: () async throws -> DifferenceReport) async -> DifferenceFailure? {
    do {
      _ = try await body()
      return nil
    } catch { return error as? DifferenceFailure }
  }

  @Test func dataTablesAreComparedByTheKeyOfTheirCheck() async throws {
    let report = try await find(Self.fixture(), "one", "two")
    let table = try #require(report.tables.first)
    #expect(report.tables.count == 1 && table.table == "sales" && table.key == ["id"])
    #expect(table.rows.unchanged == 1 && table.rows.added == 1 && table.rows.removed == 1)
  }

  @Test func theReferenceIsAVersionAndAVersionIsItself() async throws {
    let fixture = try Self.fixture()
    let report = try await find(fixture, "reference", "one")
    #expect(report.tables.first?.rows.changed == 1 && !report.isSame)
    #expect(try await find(fixture, "one", "one").isSame)
    #expect(try await find(fixture, "reference", "reference").isSame)
  }

  @Test func aStageIsReplayedForBothVersions() async throws {
    let report = try await find(Self.fixture(), "reference", "one", table: "scaled")
    let moved = try #require(report.tables.first?.moved.first)
    #expect(moved.key == ["2"] && moved.old == "40" && moved.new == "60" && moved.change == 20)
  }

  @Test func valuesOfPrivateColumnsAreNotShown() async throws {
    let fixture = try Self.fixture("private: name")
    let file = "\(fixture.output)/rows.csv"
    let report = try await find(fixture, "reference", "one", rows: file)
    let name = try #require(report.tables.first?.columns.first { $0.name == "name" })
    #expect(name.isPrivate && name.changed == 1 && name.mostFrequent == nil)
    let data = try JSONEncoder().encode(report)
    #expect(!String(decoding: data, as: UTF8.self).contains(Self.secret))
    #expect(!fixture.text("reports/rows.csv").contains(Self.secret))
    #expect(fixture.text("reports/rows.csv").hasPrefix("change,id,x.old,x.new\n"))
    let keyed = try await find(fixture, "reference", "two", key: ["name", "id"])
    #expect(keyed.tables.first?.examples.added == [["3"]], "the hidden part of the key is left out")
  }

  @Test func wrongNamesAreSaidToBeSo() async throws {
    let fixture = try Self.fixture()
    let unknown = await failure { try await find(fixture, "one", "twoo") }
    #expect(unknown?.message == "fixture 'shop' has no version 'twoo'; did you mean 'two'? It has: one, two, reference")
    #expect(unknown?.isUsageError == true)
    let table = await failure { try await find(fixture, "one", "two", table: "sale") }
    #expect(table?.message.contains("no table 'sale'; did you mean 'sales'?") == true)
    let shared = await failure { try await find(fixture, "one", "two", table: "factors") }
    #expect(shared?.message.contains("all versions share") == true)
    let keyless = await failure {
      try await find(Self.fixture(checks: "  sales: [{ row_count: { min: 1 } }]"), "one", "two")
    }
    #expect(keyless?.message.contains("name them with --key") == true && keyless?.isUsageError == true)
  }

  @Test func aTableThatIsNotThereIsNoUsageError() async throws {
    let fixture = try Self.fixture()
    try fixture.write("data/2.csv", "id,x\n1,1,1,1\n")
    let broken = await failure { try await find(fixture, "one", "two") }
    #expect(broken?.isUsageError == false && broken?.message.contains("data/2.csv") == true)
  }

  @Test func aCheckOfSomeRowsKnowsNoKey() async throws {
    let fixture = try Self.fixture(checks: "  sales: [{ unique: { columns: name }, where: id > 1 }]")
    #expect(await failure { try await find(fixture, "one", "two") }?.isUsageError == true)
  }
}
