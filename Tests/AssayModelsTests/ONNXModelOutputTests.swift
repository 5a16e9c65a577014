import AssayTable
import Testing

@testable import AssayModels

@Suite("The outputs of a model")
struct ONNXModelOutputTests {
  private static let mapping = ["X": ["a", "b", "c", "d"]]

  @Test(
    "are the columns that Python computes, to the bit",
    arguments: [
      ("classifier_text_tensor", ["label", "probabilities_0", "probabilities_1", "probabilities_2"]),
      ("classifier_integer_tensor", ["label", "probabilities_0", "probabilities_1", "probabilities_2"]),
      (
        "classifier_text_maps",
        ["output_label", "output_probability_setosa", "output_probability_versicolor", "output_probability_virginica"]
      ),
      (
        "classifier_integer_maps",
        ["output_label", "output_probability_0", "output_probability_10", "output_probability_20"]
      ),
      (
        "classifier_hidden_maps",
        ["output_label", "output_probability_setosa", "output_probability_versicolor", "output_probability_virginica"]
      ),
    ])
  func classifiers(name: String, columns: [String]) async throws {
    let model = try await ONNXModel(path: TestData.model(name), options: .init(inputs: Self.mapping))
    let predictions = try await model.predict(SampleBatch.abcd())
    let expected = try ExpectedPredictions.of(name)
    #expect(predictions.map(\.name) == columns)
    #expect(Set(expected.keys) == Set(columns))
    for column in predictions { #expect(try SampleBatch.cells(column) == expected[column.name], "\(column.name)") }
    #expect(
      predictions.map(\.type) == [
        name.contains("text") || name.contains("hidden") ? .text : .int64, .float32, .float32, .float32,
      ])
    #expect(model.outputs.map(\.name) == columns)
    #expect(model.outputs.map(\.type) == predictions.map { "\($0.type)" })
  }

  @Test("of a float64 model stay float64")
  func doubles() async throws {
    let model = try await ONNXModel(path: TestData.model("classifier_double"), options: .init(inputs: Self.mapping))
    let batch = try RecordBatch(
      columns: ["a", "b", "c", "d"].enumerated().map { position, name in
        Column(name: name, doubles: SampleBatch.values(position).map { $0 / 3 })
      })
    let predictions = try await model.predict(batch)
    let expected = try ExpectedPredictions.of("classifier_double")
    #expect(predictions.map(\.type) == [.int64, .float64, .float64, .float64])
    for column in predictions { #expect(try SampleBatch.cells(column) == expected[column.name], "\(column.name)") }
  }

  @Test("are selected and renamed by the options, and only those are computed")
  func selection() async throws {
    let options = ONNXModel.Options(
      inputs: Self.mapping,
      outputs: [
        .init(name: "p_virginica", output: "output_probability_virginica"),
        .init(name: "species", output: "output_label"),
      ])
    for name in ["classifier_text_maps", "classifier_hidden_maps"] {
      let model = try await ONNXModel(path: TestData.model(name), options: options)
      let ports = [
        ModelPort(name: "p_virginica", type: "float32", width: 1), ModelPort(name: "species", type: "text", width: 1),
      ]
      #expect(model.outputs == ports)
      let expected = try ExpectedPredictions.of(name)
      let predictions = try await model.predict(SampleBatch.abcd())
      #expect(predictions.map(\.name) == ["p_virginica", "species"])
      #expect(try SampleBatch.cells(predictions[0]) == expected["output_probability_virginica"])
      #expect(try SampleBatch.cells(predictions[1]) == expected["output_label"])
      #expect(model.outputs == ports)
    }
    // An output that no column can hold does no harm when it is not selected.
    let half = try await ONNXModel(
      path: TestData.model("half"), options: .init(outputs: [.init(name: "z", output: "z")]))
    let column = try await half.predict(RecordBatch(columns: [Column(name: "x", floats: [1, 2])]))[0]
    #expect(try SampleBatch.cells(column) == .integers([1, 2].map { Int64(Float($0).bitPattern) }))
  }

  @Test("that the model does not have are errors with a suggestion")
  func unknown() async throws {
    let error = await open(outputs: [.init(name: "p", output: "probabilites_1")])
    #expect(error?.kind == .unknownOutput)
    #expect(error?.message.contains("did you mean \"probabilities_1\"?") == true, "\(error?.description ?? "")")
    #expect(error?.message.contains("label, probabilities_0, probabilities_1, probabilities_2") == true)
    #expect(await open(outputs: [.init(name: "p", output: "probabilities_3")])?.kind == .unknownOutput)
    #expect(await open(outputs: [.init(name: "p", output: "probabilities")])?.kind == .unknownOutput)
    let twice = await open(outputs: [.init(name: "p", output: "label"), .init(name: "p", output: "probabilities_0")])
    #expect(twice?.kind == .unknownOutput)
    #expect(twice?.message.contains("named \"p\"") == true)
  }

  private func open(outputs: [ONNXModel.Options.Output]) async -> ModelError? {
    await modelError { () async throws(ModelError) in
      try await ONNXModel(
        path: TestData.model("classifier_text_tensor"), options: .init(inputs: Self.mapping, outputs: outputs))
    }
  }

  @Test("whose keys only a batch can tell are one port without a width until then")
  func unknownKeys() async throws {
    let model = try await ONNXModel(
      path: TestData.model("classifier_hidden_maps"), options: .init(inputs: Self.mapping))
    let before = ModelPort(name: "output_probability", type: "float32", width: nil)
    #expect(model.outputs == [ModelPort(name: "output_label", type: "text", width: 1), before])
    let batch = try SampleBatch.abcd()
    let error = await modelError { () async throws(ModelError) in try await model.predict(batch.sliced(0..<0)) }
    #expect(error?.kind == .unexpectedOutput)
    _ = try await model.predict(batch)
    #expect(model.outputs.map(\.width) == [1, 1, 1, 1])
    let none = try await model.predict(batch.sliced(0..<0))
    #expect(none.map(\.name) == model.outputs.map(\.name))
    #expect(none.map(\.count) == [0, 0, 0, 0])
  }

  @Test("whose width changes between batches are an error")
  func changedWidth() async throws {
    let wide = try await ONNXModel(
      path: TestData.model("any_width"), options: .init(inputs: ["X": ["a", "b"]]))
    #expect(wide.outputs == [ModelPort(name: "Y", type: "float32", width: nil)])
    #expect(try await wide.predict(SampleBatch.abcd()).map(\.name) == ["Y_0", "Y_1"])
    let single = try await ONNXModel(path: TestData.model("any_width"), options: .init(inputs: ["X": ["d"]]))
    let column = try await single.predict(SampleBatch.abcd())[0]
    #expect(column.name == "Y")
    #expect(
      try SampleBatch.cells(column) == .integers(SampleBatch.values(3).map { Int64(Float($0).bitPattern) }))
    let plan = OutputPlan.Layout.wide(2)
    let error = ModelError.changedLayout("m.onnx", output: "Y", expected: plan, found: .wide(3))
    #expect(error.description == "m.onnx: output \"Y\" has 3 elements for each row, expected 2 elements for each row")
  }

  @Test("without an element for each row are an error")
  func mean() async throws {
    let model = try await ONNXModel(path: TestData.model("mean"))
    let batch = try RecordBatch(columns: [Column(name: "x", floats: [1, 2, 6])])
    let error = await modelError { () async throws(ModelError) in try await model.predict(batch) }
    #expect(error?.kind == .unexpectedOutput)
    #expect(error?.message.contains("output \"y\" is a tensor of the shape [1, 1] for 3 rows") == true)
  }

  @Test("that no column can hold are an error when the model is opened")
  func unsupported() async {
    let error = await modelError { () async throws(ModelError) in
      try await ONNXModel(path: TestData.model("half"))
    }
    #expect(error?.kind == .unsupportedModel)
    #expect(error?.message.contains("output \"y\" is float16[N, 1]") == true, "\(error?.description ?? "")")
    let selected = await modelError { () async throws(ModelError) in
      try await ONNXModel(path: TestData.model("half"), options: .init(outputs: [.init(name: "p", output: "y")]))
    }
    #expect(selected?.kind == .unsupportedModel)
  }

  @Test("of a batch without rows are columns without rows, and the library is not called")
  func noRows() async throws {
    let model = try await ONNXModel(path: TestData.model("two_rows"))
    let none = try await model.predict(RecordBatch(columns: [Column(name: "x", floats: [])]))
    #expect(none.map(\.name) == ["y"])
    #expect(none.map(\.type) == [.float32])
    #expect(none.map(\.count) == [0])
    // Without its column, too: a query without rows may have no columns.
    #expect(try await model.predict(RecordBatch(columns: [])).map(\.count) == [0])
  }
}
