import Foundation
import TestSupport
import Testing

/// Data files that are not what the manifest says.
@Suite("Bad data files", .timeLimit(.minutes(10)))
struct BadDataFileTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var name: String
    var file: String
    var content: Data?
    var says: [String]
    var testDescription: String { name }

    init(_ name: String, _ file: String, _ content: String?, says: String...) {
      self.name = name
      self.file = "data/\(file)"
      self.content = content.map { Data($0.utf8) }
      self.says = says
    }
  }

  static let pointer = """
    version https://git-lfs.github.com/spec/v1
    oid sha256:4d7a214614ab2935c943f9e0ff69d22eadbb8f32b1258daaa5e2ca24d17e2393
    size 1234567

    """

  static let cases = [
    Case("missing CSV", "april.csv", nil, says: "there is no file 'data/april.csv'", "'data' holds"),
    Case("missing Parquet", "april.parquet", nil, says: "there is no file 'data/april.parquet'"),
    Case("empty CSV", "april.csv", "", says: "fixture/data/april.csv is empty (0 bytes)"),
    Case("empty Parquet", "april.parquet", "", says: "fixture/data/april.parquet is empty (0 bytes)"),
    Case(
      "CSV under a Parquet name", "april.parquet", SamplePipeline.rows, says: "fixture/data/april.parquet",
      "cut off, damaged or no Parquet file"),
    Case(
      "a format that is none", "april.txt", SamplePipeline.rows, says: "fixture/data/april.txt", "(.parquet)", "(.csv"),
    Case(
      "Git LFS pointer for CSV", "april.csv", pointer, says: "is a Git LFS pointer", "1,234,567 bytes",
      "git lfs pull --include fixture/data/april.csv"),
    Case(
      "Git LFS pointer for Parquet", "april.parquet", pointer, says: "is a Git LFS pointer",
      "git lfs pull --include fixture/data/april.parquet"),
    Case(
      "CSV with a short row", "april.csv", SamplePipeline.rows + "300,1.5\n", says: "fixture/data/april.csv",
      "Line: 302"),
    Case(
      "CSV with a long row", "april.csv", SamplePipeline.csv(3) { "\($0),1,0\($0 == 1 ? ",9" : "")" },
      says: "fixture/data/april.csv", "Line: 3"),
    Case(
      "CSV with a ragged row far down", "april.csv",
      SamplePipeline.csv(40_000) { $0 == 35_000 ? "\($0),1" : "\($0),1,0" }, says: "fixture/data/april.csv",
      "Line: 35002"),
    Case(
      "CSV with an open quote", "april.csv", SamplePipeline.rows + "300,\"1.5,0\n", says: "fixture/data/april.csv"),
    Case(
      "CSV with two columns of one name", "april.csv", SamplePipeline.csv(200, header: "id,x,x") { "\($0),1,2" },
      says: "fixture/data/april.csv:1: two columns are named 'x'; rename one"),
    Case(
      "CSV with two columns that differ only in case", "april.csv",
      SamplePipeline.csv(200, header: "id,x,X") { "\($0),1,2" }, says: "fixture/data/april.csv:1", "'x' and 'X'"),
    Case("a folder in place of a file", "april.csv/part.csv", SamplePipeline.rows, says: "'data/april.csv'", "folder"),
  ]

  @Test("are errors that name the file and say what to do", arguments: cases) func isError(_ item: Case) async throws {
    let name = item.name.hasPrefix("a folder") ? "data/april.csv" : item.file
    let fixture = try SamplePipeline.fixture(["assay.yaml": SamplePipeline.manifest(data: name)])
    if let content = item.content { try fixture.write(item.file, content) }
    let run = try await fixture.assay("run", "fixture")
    expectError(run, fixture, item.says)
    // The checks of the table, and of what is made of it, have no verdict.
    #expect(Set(fixture.reports.resultCases.map(\.verdict)) == ["error"])
  }

  private func expectError(_ run: AssayRun, _ fixture: TemporaryFixture, _ says: [String]) {
    fixture.expect(run, endsWith: 2)
    for text in says {
      #expect(run.output.contains(text), "\(run.output)")
      #expect(fixture.reports.junitText.contains(text) && fixture.reports.resultsText.contains(text), "\(text)")
    }
  }

  @Test("CSV bytes that are not UTF-8 are an error") func encoding() async throws {
    let fixture = try SamplePipeline.fixture()
    try fixture.write(
      "data/rows.csv", Data("id,x,label\n1,2,0\n".utf8) + Data([0xE9, 0xFF, 0x2C, 0x31, 0x2C, 0x31, 0x0A]))
    let run = try await fixture.assay("run", "fixture")
    fixture.expect(run, endsWith: 2, saying: "fixture/data/rows.csv")
  }

  @Test("a truncated Parquet file is an error, wherever it is cut", arguments: [0.1, 0.5, 0.9, 0.999])
  func truncatedParquet(share: Double) async throws {
    let fixture = try SamplePipeline.fixture(["assay.yaml": SamplePipeline.manifest(data: "data/april.parquet")])
    try await fixture.writeParquet("data/whole.parquet", Self.query)
    let whole = try fixture.bytes("data/whole.parquet")
    try fixture.write("data/april.parquet", whole.prefix(Int(Double(whole.count) * share)))
    let run = try await fixture.assay("run", "fixture")
    fixture.expect(run, endsWith: 2, saying: "fixture/data/april.parquet", "cut off, damaged or no Parquet file")
  }

  @Test("a Parquet file whose pages are damaged is an error, though its footer is sound") func damagedParquet()
    async throws
  {
    let fixture = try SamplePipeline.fixture(["assay.yaml": SamplePipeline.manifest(data: "data/april.parquet")])
    try await fixture.writeParquet("data/april.parquet", Self.query)
    var bytes = try fixture.bytes("data/april.parquet")
    for index in 100..<bytes.count / 2 { bytes[index] ^= 0x55 }
    try fixture.write("data/april.parquet", bytes)
    let run = try await fixture.assay("run", "fixture")
    #expect(run.status == 2, "\(run.output)")
    #expect(!fixture.reports.resultsPass && !fixture.reports.junitPasses)
    #expect(run.output.contains("fixture/data/april.parquet"), "\(run.output)")
  }

  static let query = """
    SELECT range AS id, (range * 7919 % 5003) / 10.0 AS x, range % 2 AS label, md5(range::VARCHAR) AS t FROM range(20000)
    """

  @Test("Parquet data passes like CSV data") func soundParquet() async throws {
    let fixture = try SamplePipeline.fixture(["assay.yaml": SamplePipeline.manifest(data: "data/april.parquet")])
    try await fixture.writeParquet("data/april.parquet", Self.query)
    fixture.expectPass(try await fixture.assay("run", "fixture"))
  }

  @Test("no rows are not a pass: a limit on their number fails, every other check has nothing to look at")
  func zeroRows() async throws {
    let checks = ["row_count: { min: 1 }", "null_rate: { columns: x, max: 1 }", "unique: { columns: id }", "unchanged"]
    let manifest = SamplePipeline.tableManifest(checks, data: "data/april.parquet")
    let parquet = try SamplePipeline.fixture(["assay.yaml": manifest])
    try await parquet.writeParquet("data/april.parquet", "SELECT * FROM (\(Self.query)) AS q WHERE id < 0")
    let csv = try SamplePipeline.fixture([
      "assay.yaml": manifest.replacing(".parquet", with: ".csv"), "data/april.csv": "id,x,label\n",
    ])
    let heading = "table 'rows' has no rows: fixture/data/april.csv holds a heading alone"
    for (fixture, reason) in [(parquet, "there are no rows to check"), (csv, heading)] {
      let run = try await fixture.assay("run", "fixture")
      fixture.expect(run, endsWith: 2, saying: "row_count 0 is below the minimum 1", reason)
      #expect(fixture.reports.resultCases.map(\.verdict) == ["fail", "error", "error", "error"])
    }
  }

  @Test("text where numbers were is an error at the query that computes with it, or at the check") func wrongType()
    async throws
  {
    let rows = SamplePipeline.rows + "300,unknown,0\n"
    let fixture = try SamplePipeline.fixture([
      "data/rows.csv": rows,
      "assay.yaml": SamplePipeline.manifest(rows: ["mean: { columns: x, max: 100 }", "drift: { columns: x }"]),
    ])
    let run = try await fixture.assay("run", "fixture")
    fixture.expect(
      run, endsWith: 2, saying: "column 'x' of table 'rows' is text, and this check needs a number",
      "column 'x' is text, and float64 in the reference", "fixture/stages/features.sql:1:")
  }

  @Test("a missing file of one version leaves the others judged") func oneVersion() async throws {
    let fixture = try SamplePipeline.fixture()
    try fixture.write(
      "assay.yaml",
      SamplePipeline.manifest().replacing("v1: data/rows.csv", with: "v1: data/rows.csv, v2: data/none.csv"))
    let run = try await fixture.assay("run", "fixture")
    fixture.expect(run, endsWith: 2, saying: "there is no file 'data/none.csv'")
    let versions = try #require(fixture.reports.results?.fixtures.first?.versions)
    let verdicts = versions.map { version in Set(version.cases.map(\.verdict)) }
    #expect(verdicts == [["pass"], ["error"]])
  }

  @Test("a missing reference is an error of the checks that compare with it, and of no other") func reference()
    async throws
  {
    let fixture = try SamplePipeline.fixture([
      "assay.yaml": SamplePipeline.tableManifest(["row_count: { min: 1 }", "drift: { columns: x }"])
    ])
    try FileManager.default.removeItem(atPath: "\(fixture.path)/data/reference.csv")
    let run = try await fixture.assay("run", "fixture")
    fixture.expect(run, endsWith: 2, saying: "the reference's table 'rows' is not there", "'data/reference.csv'")
    #expect(fixture.reports.resultCases.map(\.verdict) == ["pass", "error"])
  }

  @Test("a file outside the work tree is refused") func outside() async throws {
    let fixture = try SamplePipeline.fixture([
      "assay.yaml": SamplePipeline.manifest(data: "../../elsewhere.csv")
    ])
    let run = try await fixture.assay("run", "fixture")
    #expect(run.status == 2)
    #expect(run.output.contains("fixture/assay.yaml:4:58: '../../elsewhere.csv' leads out of the git work tree"))
    #expect(!fixture.reports.resultsPass && !fixture.reports.junitPasses)
  }
}
