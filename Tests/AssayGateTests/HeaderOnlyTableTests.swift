import AssayEngine
import Foundation
import TestSupport
import Testing

@testable import AssayGate

/// A CSV file that holds a heading alone: the engine takes its columns for text, and nobody knows their types.
@Suite struct HeaderOnlyTableTests {
  private static let heading = "city,x\n"
  private static let rows = heading + (0..<400).map { "\($0 % 2 == 0 ? "Bonn" : "Ulm"),\($0).5\n" }.joined()

  private static func fixture(
    current: String = rows, reference: String? = rows, stage: String? = nil, _ checks: String
  ) throws -> TemporaryFixture {
    var files = ["data/current.csv": current]
    if let reference { files["data/reference.csv"] = reference }
    if let stage { files["stages/made.sql"] = stage }
    files["assay.yaml"] = """
      assay: 1
      fixture: headings
      data:
        input: { \(reference == nil ? "" : "reference: data/reference.csv, ")versions: { v1: data/current.csv } }
      \(stage == nil ? "" : "stages: { made: { sql: stages/made.sql, from: input } }")
      checks:
        \(stage == nil ? "input" : "made"):
      \(checks.split(separator: "\n").map { "    " + $0 }.joined(separator: "\n"))
      """
    return try TemporaryFixture(files)
  }

  private static let comparisons = """
    - drift: { columns: all }
    - drift: { columns: x }
      id: one
    - drift: { columns: city, test: tvd, max: 0.1 }
      id: named
    - unseen_levels: { columns: all }
    - unit_change: { columns: all }
    - mode_spike: { columns: all }
    - swapped_columns: { columns: all }
    - domain_classifier: { columns: all }
    """

  private static let others = """
    - schema: { columns: { city: text, x: number } }
    - schema: { columns: { city: text, x: any } }
      id: any
    - schema: { columns: { city: text, x: text }, extra: allow }
      id: texts
    - null_rate: { columns: x, max: 0 }
    - range: { columns: x, min: 0, max: 1000 }
    - accepted_values: { columns: city, values: [Bonn, Ulm] }
    - unique: { columns: city }
    - mean: { columns: x, min: 0 }
    - duplicate_rows: {}
    """

  @Test("Every check that needs rows or types names the file, and none speaks of types or passes")
  func current() async throws {
    let fixture = try Self.fixture(current: Self.heading, Self.comparisons + "\n" + Self.others)
    let report = await GateReport.run(fixture)
    #expect(report.cases.count == 17, "\(report.cases.map(\.name))")
    for one in report.cases {
      #expect(one.verdict == .error, "\(one.name)")
      #expect(one.message.hasPrefix("table 'input' has no rows: "), "\(one.name): \(one.message)")
      #expect(
        one.message.hasSuffix("data/current.csv holds a heading alone, which does not tell the types of the columns"))
    }
    #expect(report.status == 2)
  }

  @Test("A reference without rows is named by every check that compares with it, and harms no other")
  func reference() async throws {
    let fixture = try Self.fixture(
      reference: Self.heading, Self.comparisons + "\n- schema: { columns: { city: text, x: number } }")
    let report = await GateReport.run(fixture)
    let compared = report.cases.filter { $0.kind != "schema" }
    #expect(compared.count == 8, "\(compared.map(\.name))")
    for one in compared {
      #expect(one.verdict == .error, "\(one.name)")
      #expect(
        one.message.hasPrefix("the reference's table 'input' has no rows: ") && one.message.contains("reference.csv"),
        "\(one.name): \(one.message)")
    }
    #expect(report.cases.filter { $0.kind == "schema" }.allSatisfy { $0.verdict == .pass })
    #expect(report.status == 2)
  }

  @Test("The number of rows is judged; where it is wrong or cannot be told, the file is named")
  func rowCount() async throws {
    let fixture = try Self.fixture(
      current: Self.heading, reference: nil,
      """
      - row_count: { max: 0 }
      - row_count: { min: 1 }
        id: some
      - row_count: { max: 0 }
        id: filtered
        where: x > 5
      - sql: { query: SELECT * FROM input WHERE x > 5 }
      """)
    let report = await GateReport.run(fixture)
    #expect(report.cases.map(\.verdict) == [.pass, .fail, .error, .error], "\(report.cases.map(\.message))")
    #expect(report.cases[1].message.hasPrefix("row_count 0 is below the minimum 1"))
    for one in report.cases.dropFirst() {
      #expect(one.message.contains("table 'input' has no rows: "), "\(one.message)")
    }
  }

  @Test("What was approved with rows has lost them, and the file is named")
  func approved() async throws {
    let fixture = try Self.fixture("- unchanged\n- golden: { key: x }")
    let recorded = await GateReport.run(fixture) { $0.approval = .test }
    #expect(recorded.recorded.count == 1, "\(recorded.outcome.failures)")
    try fixture.write("data/current.csv", Self.heading)
    let report = await GateReport.run(fixture)
    #expect(Set(report.cases.map(\.kind)) == ["unchanged", "golden"])
    for one in report.cases {
      #expect(one.verdict == .fail || one.verdict == .error)
      #expect(one.message.contains("table 'input' has no rows: "), "\(one.message)")
    }
  }

  @Test("What a stage makes of such a file says where its rows are missing, also when it comes from the cache")
  func stage() async throws {
    let checks = "- drift: { columns: x }\n- schema: { columns: { city: text, x: text } }\n- row_count: { max: 0 }"
    let fixture = try Self.fixture(current: Self.heading, stage: "SELECT * FROM input WHERE city <> ''", checks)
    let cache = try TemporaryFixture([:])
    for isCached in [false, true] {
      let report = await GateReport.run(fixture) { $0.cacheFolder = cache.path }
      #expect(
        report.cases.map(\.verdict) == [.error, .error, .pass],
        "\(report.cases.map(\.message)) \(report.outcome.failures)")
      for one in report.cases where one.kind != "row_count" {
        #expect(
          one.message.hasPrefix("table 'made' has no rows: its input 'input' has none: "), "\(one.message)")
      }
      let made = report.stages.first { $0.stage == "made" && $0.version == "v1" }
      #expect(made?.isCached == isCached)
      // The verdicts are judged anew.
      try fixture.write("assay.yaml", fixture.text("fixture/assay.yaml").replacing("max: 0", with: "max: 1"))
    }
  }

  @Test("A stage that fails because its columns are text names the input without rows")
  func failingStage() async throws {
    let fixture = try Self.fixture(
      current: Self.heading, stage: "SELECT city, sum(x * 2) AS x FROM input GROUP BY city", "- row_count: { min: 1 }")
    let report = await GateReport.run(fixture)
    #expect(report.cases.map(\.verdict) == [.error])
    let message = report.cases.first?.message ?? ""
    #expect(message.contains(" · its input 'input' has no rows: ") && message.contains("current.csv"), "\(message)")
  }

  @Test("A stage that gives no rows from rows has the types that it says, and so has a Parquet file")
  func emptyWithTypes() async throws {
    let checks = "- schema: { columns: { city: text, x: number } }"
    let fixture = try Self.fixture(stage: "SELECT * FROM input WHERE x < 0", checks)
    let report = await GateReport.run(fixture)
    #expect(report.cases.allSatisfy { $0.verdict == .pass && $0.n == 0 }, "\(report.cases.map(\.message))")
  }

  @Test("A glob of which one file has rows has their types")
  func glob() async throws {
    for names in [["a", "b"], ["b", "a"]] {
      let fixture = try TemporaryFixture([
        "data/\(names[0]).csv": Self.heading, "data/\(names[1]).csv": Self.rows,
        "assay.yaml": """
        assay: 1
        fixture: parts
        data: { input: data/*.csv }
        checks:
          input:
            - schema: { columns: { city: text, x: number } }
            - row_count: { min: 400, max: 400 }
        """,
      ])
      let report = await GateReport.run(fixture)
      #expect(
        report.cases.count == 4 && report.cases.allSatisfy { $0.verdict == .pass }, "\(report.cases.map(\.message))")
    }
  }
}
