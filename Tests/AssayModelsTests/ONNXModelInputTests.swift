import AssayTable
import Testing

@testable import AssayModels

@Suite("The inputs of a model")
struct ONNXModelInputTests {
  private func identity() async throws -> ONNXModel { try await ONNXModel(path: TestData.model("identity")) }

  private func error(_ replacement: Column) async throws -> ModelError? {
    let model = try await identity()
    let batch = try SampleBatch.typed(replacing: replacement)
    return await modelError { () async throws(ModelError) in try await model.predict(batch) }
  }

  private func output(_ name: String, _ replacement: Column? = nil) async throws -> Column {
    let columns = try await identity().predict(SampleBatch.typed(replacing: replacement))
    return try #require(columns.first { $0.name == "\(name)_out" })
  }

  private func bits(_ floats: [Float]) -> ExpectedPredictions.Cells { .integers(floats.map { Int64($0.bitPattern) }) }

  @Test("describe themselves")
  func ports() async throws {
    #expect(
      try await identity().inputs.map { "\($0.name) \($0.type) \($0.width ?? 0)" } == [
        "f32 float32 1", "f64 float64 1", "i32 int32 1", "i64 int64 1", "flag boolean 1", "word text 1",
      ])
  }

  @Test("of every type pass cells on unchanged")
  func identical() async throws {
    let columns = try await identity().predict(SampleBatch.typed())
    #expect(columns.map(\.name) == ["f32_out", "f64_out", "i32_out", "i64_out", "flag_out", "word_out"])
    #expect(columns.map(\.type) == [.float32, .float64, .int64, .int64, .boolean, .text])
    #expect(try SampleBatch.cells(columns[0]) == bits([0.5, -1]))
    #expect(try SampleBatch.cells(columns[1]) == .texts([0.1, Double.infinity].map { "\($0.bitPattern)" }))
    #expect(try SampleBatch.cells(columns[2]) == .integers([-7, 2_147_483_647]))
    #expect(try SampleBatch.cells(columns[3]) == .integers([.min, .max]))
    #expect(try SampleBatch.cells(columns[4]) == .integers([1, 0]))
    #expect(try SampleBatch.cells(columns[5]) == .texts(["grün", ""]))
  }

  @Test("of floating-point numbers take any number and boolean, rounded once, and null as NaN")
  func floats() async throws {
    #expect(
      try await SampleBatch.cells(output("f32", Column(name: "f32", doubles: [0.1, .nan]))) == bits([0.1, .nan]))
    // Rounded from 64 bits at once: by way of a double it would be 2^55.
    let wide: Int64 = 36_028_799_166_447_617
    #expect(
      try await SampleBatch.cells(output("f32", Column(name: "f32", integers: [wide, 3]))) == bits([Float(wide), 3]))
    #expect(
      try await SampleBatch.cells(output("f32", Column(name: "f32", integers: [7, 7], validity: [false, true])))
        == bits([.nan, 7]))
    #expect(try await SampleBatch.cells(output("f32", Column(name: "f32", booleans: [true, nil]))) == bits([1, .nan]))
    let doubles = try await SampleBatch.cells(
      output("f64", Column(name: "f64", integers: [5, 0], validity: [true, false])))
    #expect(doubles == .texts([5, Double.nan].map { "\($0.bitPattern)" }))
  }

  @Test("of integers and booleans take whole numbers of other types")
  func integers() async throws {
    #expect(
      try await SampleBatch.cells(output("i64", Column(name: "i64", doubles: [11, -0.0]))) == .integers([11, 0]))
    #expect(
      try await SampleBatch.cells(output("i32", Column(name: "i32", booleans: [true, false]))) == .integers([1, 0]))
    #expect(try await SampleBatch.cells(output("flag", Column(name: "flag", integers: [0, 1]))) == .integers([0, 1]))
    #expect(try await SampleBatch.cells(output("flag", Column(name: "flag", floats: [1, 0]))) == .integers([1, 0]))
  }

  @Test(
    "of integers and booleans refuse a cell that does not fit, by column and row",
    arguments: [
      (Column(name: "i64", doubles: [1, 11.5]), "found 11.5"),
      (Column(name: "i64", doubles: [1, .nan]), "found NaN"),
      (Column(name: "i64", doubles: [1, 1e19]), "found 1e+19"),
      (Column(name: "i64", integers: [1, 2], validity: [true, false]), "found null"),
      (Column(name: "i32", integers: [0, 2_147_483_648]), "found 2147483648"),
      (Column(name: "i32", booleans: [true, nil]), "found null"),
      (Column(name: "flag", integers: [1, 2]), "found 2"),
      (Column(name: "flag", booleans: [true, nil]), "found null"),
    ])
  func misfits(column: Column, found: String) async throws {
    let error = try #require(try await error(column))
    #expect(error.kind == .value)
    #expect(error.column == column.name)
    #expect(error.row == 1)
    #expect(error.message.hasSuffix(found), "\(error)")
    #expect(error.description.contains("identity.onnx: input \"\(column.name)\" ("), "\(error)")
    #expect(error.description.contains("(column \"\(column.name)\", row 2); "), "\(error)")
  }

  @Test("of text take null as the empty text")
  func nullText() async throws {
    #expect(try await SampleBatch.cells(output("word", Column(name: "word", texts: [nil, "x"]))) == .texts(["", "x"]))
  }

  @Test("of text refuse a NUL, which would cut the text off, by column and row")
  func textWithNUL() async throws {
    let error = try #require(try await error(Column(name: "word", texts: ["fine", "cut\u{0}off"])))
    #expect(error.kind == .value)
    #expect(error.column == "word")
    #expect(error.row == 1)
    #expect(error.message.contains("NUL"))
  }

  @Test("refuse columns of another kind, and say how to convert them")
  func columnTypes() async throws {
    let text = try #require(try await error(Column(name: "f32", texts: ["1", "2"])))
    #expect(text.kind == .columnType)
    #expect(text.message == "input \"f32\" (float32) takes numbers or booleans, the column is text")
    #expect(text.advice == "cast it in the stage: CAST(f32 AS FLOAT), or map another column: inputs: { f32: COLUMN }")
    let number = try #require(try await error(Column(name: "word", doubles: [1, 2])))
    #expect(number.kind == .columnType)
    #expect(number.message == "input \"word\" (text) takes text, the column is float64")
  }

  @Test("name a missing column, the nearest one, and how to map it")
  func missingColumn() async throws {
    let model = try await identity()
    let batch = try SampleBatch.typed().renaming(["word": "wrod"])
    let error = await modelError { () async throws(ModelError) in try await model.predict(batch) }
    #expect(error?.kind == .missingColumn)
    #expect(error?.column == "word")
    #expect(error?.message.contains("its columns are f32, f64, i32, i64, flag, wrod") == true)
    #expect(error?.advice == "did you mean \"wrod\"? rename it in the stage or map it: inputs: { word: wrod }")
  }

  @Test("are fed by other columns when the options map them")
  func mapping() async throws {
    let model = try await ONNXModel(path: TestData.model("identity"), options: .init(inputs: ["f32": ["f64"]]))
    let columns = try await model.predict(SampleBatch.typed())
    #expect(try SampleBatch.cells(columns[0]) == bits([Float(0.1), .infinity]))
  }

  @Test("of several columns keep their order, texts too")
  func words() async throws {
    let model = try await ONNXModel(path: TestData.model("words"), options: .init(inputs: ["pair": ["b", "a"]]))
    let batch = try RecordBatch(columns: [
      Column(name: "a", texts: ["a0", nil, "a2"]), Column(name: "b", texts: ["b0", "b1", "ü"]),
    ])
    let columns = try await model.predict(batch)
    #expect(columns.map(\.name) == ["pair_out_0", "pair_out_1"])
    #expect(try SampleBatch.cells(columns[0]) == .texts(["b0", "b1", "ü"]))
    #expect(try SampleBatch.cells(columns[1]) == .texts(["a0", "", "a2"]))
  }

  @Test("of several columns are filled right across the chunks in which cells are converted")
  func chunks() async throws {
    let rows = 20_001
    let model = try await ONNXModel(path: TestData.model("any_width"), options: .init(inputs: ["X": ["up", "down"]]))
    let batch = try RecordBatch(columns: [
      Column(name: "up", integers: (0..<rows).map(Int64.init)),
      Column(name: "down", doubles: (0..<rows).map { Double(rows - $0) }),
    ])
    let columns = try await model.predict(batch)
    #expect(try SampleBatch.cells(columns[0]) == bits((0..<rows).map { Float($0) }))
    #expect(try SampleBatch.cells(columns[1]) == bits((0..<rows).map { Float(rows - $0) }))
  }

  @Test(
    "of several columns must be listed, all of them",
    arguments: [
      ([:], "`inputs:` does not list them"), (["X": ["a", "b"]], "`inputs:` gives 2: a, b"), (["X": []], "gives 0"),
    ]
      as [([String: [String]], String)])
  func columnCount(mapping: [String: [String]], found: String) async {
    let error = await modelError { () async throws(ModelError) in
      try await ONNXModel(path: TestData.model("classifier_text_tensor"), options: .init(inputs: mapping))
    }
    #expect(error?.kind == .columnCount)
    #expect(
      error?.message.contains("input \"X\" (float32[?, 4]) takes 4 columns, ") == true, "\(error?.description ?? "")")
    #expect(error?.message.contains(found) == true, "\(error?.description ?? "")")
    #expect(error?.advice?.contains("inputs: { X: [COLUMN, COLUMN, …] }") == true)
  }

  @Test("that the model does not have are errors with a suggestion")
  func unknownInput() async {
    let error = await modelError { () async throws(ModelError) in
      try await ONNXModel(path: TestData.model("identity"), options: .init(inputs: ["wrod": ["word"]]))
    }
    #expect(error?.kind == .unknownInput)
    #expect(error?.message.contains("did you mean \"word\"?") == true)
  }

  @Test("that no table can feed are errors when the model is opened")
  func unsupported() async {
    let error = await modelError { () async throws(ModelError) in try await ONNXModel(path: TestData.model("image")) }
    #expect(error?.kind == .unsupportedModel)
    #expect(error?.message.contains("input \"pixels\" is float32[N, 3, 8, 8]") == true)
  }

  @Test("with a fixed number of rows refuse any other")
  func fixedRows() async throws {
    let model = try await ONNXModel(path: TestData.model("two_rows"))
    let two = try await model.predict(RecordBatch(columns: [Column(name: "x", floats: [1, 2])]))
    #expect(try SampleBatch.cells(two[0]) == bits([1, 2]))
    let three = try RecordBatch(columns: [Column(name: "x", floats: [1, 2, 3])])
    let error = await modelError { () async throws(ModelError) in try await model.predict(three) }
    #expect(error?.kind == .batchSize)
    #expect(error?.message == "input \"x\" takes exactly 2 rows at a time, found 3")
  }
}
