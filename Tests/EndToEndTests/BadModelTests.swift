import Foundation
import TestSupport
import Testing

/// Model files that are not the model that the table needs.
@Suite("Bad models", .timeLimit(.minutes(10)))
struct BadModelTests {
  /// A model of the model tests: four numbers in, a label and three probabilities out.
  static func model(_ name: String = "classifier_double") throws -> Data {
    let tests = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    return try Data(contentsOf: tests.appendingPathComponent("AssayModelsTests/Data/models/\(name).onnx"))
  }

  static let stage = "{ model: models/score.onnx, from: rows, inputs: { X: [a, b, c, d] } }"

  func fixture(
    _ model: Data?, stage: String = stage, header: String = "a,b,c,d", check: String = "row_count: { min: 120 }"
  ) throws -> TemporaryFixture {
    let width = header.split(separator: ",").count
    let rows = SamplePipeline.csv(120, header: header) { row in
      (0..<width).map { "\((row * ($0 + 1)) % 7).5" }.joined(separator: ",")
    }
    let fixture = try SamplePipeline.fixture([
      "data/rows.csv": rows,
      "assay.yaml": SamplePipeline.manifest(stage: stage, features: [check]),
    ])
    if let model { try fixture.write("models/score.onnx", model) }
    return fixture
  }

  @Test("the model itself passes, and leaves nothing behind") func sound() async throws {
    let fixture = try fixture(Self.model())
    fixture.expectPass(try await fixture.assay("run", "fixture"))
  }

  static let files: [(String, @Sendable (Data) -> Data?, String)] = [
    ("absent", { _ in nil }, "there is no file 'models/score.onnx'"),
    ("empty", { _ in Data() }, "fixture/models/score.onnx: the file is empty"),
    ("garbage", { _ in Data("no model at all\n".utf8) }, "fixture/models/score.onnx: is not an ONNX model"),
    (
      "random bytes", { _ in Data((0..<4096).map { UInt8(truncatingIfNeeded: $0 * 193 + 91) }) },
      "fixture/models/score.onnx"
    ),
    ("half of it", { $0.prefix($0.count / 2) }, "fixture/models/score.onnx: the model is cut off"),
    ("all but the last byte", { $0.dropLast() }, "fixture/models/score.onnx: the model is cut off"),
    (
      "a Git LFS pointer", { _ in Data(BadDataFileTests.pointer.utf8) },
      "git lfs pull --include fixture/models/score.onnx"
    ),
    ("damaged in the middle", { damaged($0) }, "fixture/models/score.onnx"),
  ]

  static func damaged(_ data: Data) -> Data {
    var data = data
    for index in data.count / 3..<data.count / 2 { data[index] ^= 0x5A }
    return data
  }

  @Test("a file that is no model is an error that names it", arguments: files.indices) func file(_ index: Int)
    async throws
  {
    let (name, change, says) = Self.files[index]
    let fixture = try fixture(change(Self.model()))
    let run = try await fixture.assay("run", "fixture")
    fixture.expect(run, endsWith: 2, saying: says)
    #expect(
      fixture.reports.resultCases.map(\.verdict) == ["pass", "error"], "\(name): the data is judged all the same")
  }

  @Test("a model of another width says how many columns it takes") func width() async throws {
    let fixture = try fixture(
      Self.model(), stage: Self.stage.replacing("[a, b, c, d]", with: "[a, b, c]"), header: "a,b,c")
    let run = try await fixture.assay("run", "fixture")
    fixture.expect(run, endsWith: 2, saying: "fixture/models/score.onnx", "takes 4 columns", "gives 3: a, b, c")
  }

  @Test("a model whose inputs are not named says how to name them") func inputs() async throws {
    let fixture = try fixture(Self.model(), stage: "{ model: models/score.onnx, from: rows }")
    let run = try await fixture.assay("run", "fixture")
    fixture.expect(run, endsWith: 2, saying: "takes 4 columns", "inputs: { X: [COLUMN, COLUMN, …] }")
  }

  @Test("a column that the model takes and the table lacks is named, with the nearest one") func missing() async throws
  {
    let fixture = try fixture(Self.model(), header: "a,b,c,depth")
    try fixture.write(
      "assay.yaml",
      SamplePipeline.manifest(
        stage: Self.stage.replacing("c, d]", with: "c, detph]"), features: ["row_count: { min: 120 }"]))
    let run = try await fixture.assay("run", "fixture")
    fixture.expect(
      run, endsWith: 2,
      saying:
        "fixture/models/score.onnx takes column 'detph', which table 'rows' does not have; did you mean 'depth'? it has: a, b, c, depth"
    )
  }

  @Test("what the model gives and what is kept cannot share a name; a column to keep must be there") func keep()
    async throws
  {
    let shared = try fixture(
      Self.model(), stage: Self.stage.replacing("] } }", with: "] }, keep: [label] }"), header: "a,b,c,d,label")
    let run = try await shared.assay("run", "fixture")
    shared.expect(run, endsWith: 2, saying: "fixture/models/score.onnx gives column 'label', which 'keep' has too")
    let absent = try fixture(
      Self.model(), stage: Self.stage.replacing("] } }", with: "] }, keep: [lable] }"), header: "a,b,c,d,label")
    absent.expect(
      try await absent.assay("run", "fixture"), endsWith: 2,
      saying: "'keep' names column 'lable', which table 'rows' does not have; did you mean 'label'?")
  }

  @Test("columns with quotes, spaces, emoji and SQL in their names feed a model and are kept") func oddNames()
    async throws
  {
    let names = ["say \"hi\"", "😀 smile", "x\"; DROP TABLE rows; --", "it's a b"]
    let list = ColumnNameTests.list(names)
    let fixture = try fixture(
      Self.model(),
      stage: "{ model: models/score.onnx, from: rows, inputs: { X: \(list) }, keep: \(list) }",
      header: names.map(ColumnNameTests.field).joined(separator: ","),
      check: "range: { columns: \(list), min: 0, max: 7 }")
    fixture.expectPass(try await fixture.assay("run", "fixture"))
    #expect(fixture.reports.resultCases.compactMap(\.column) == names)
  }

  @Test("missing values go in as NaN, and a text column in place of numbers is an error") func values() async throws {
    let fixture = try fixture(Self.model())
    try fixture.write("data/rows.csv", SamplePipeline.csv(120, header: "a,b,c,d") { $0 == 60 ? "1,2,x,4" : "1,2,3,4" })
    let run = try await fixture.assay("run", "fixture")
    fixture.expect(run, endsWith: 2, saying: "fixture/models/score.onnx", "\"c\"", "text")
  }

  @Test("no rows to score are an error") func noRows() async throws {
    let fixture = try fixture(Self.model())
    try fixture.write("assay.yaml", SamplePipeline.manifest(data: "data/none.parquet", stage: Self.stage))
    try await fixture.writeParquet(
      "data/none.parquet", "SELECT 1.5 AS a, 1.5 AS b, 1.5 AS c, 1.5 AS d WHERE 1 = 0")
    let run = try await fixture.assay("run", "fixture")
    fixture.expect(run, endsWith: 2, saying: "table 'rows' has no rows, so there is nothing to score")
  }
}
