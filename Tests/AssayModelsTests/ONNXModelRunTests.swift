import AssayTable
import Testing

@testable import AssayModels

@Suite("A run of a model")
struct ONNXModelRunTests {
  @Test("gives the same in eight tasks at once")
  func concurrent() async throws {
    let model = try await ONNXModel(
      path: TestData.model("classifier_text_maps"), options: .init(inputs: ["X": ["a", "b", "c", "d"]]))
    let batch = try SampleBatch.abcd()
    let expected = try ExpectedPredictions.of("classifier_text_maps")
    try await withThrowingTaskGroup(of: Int.self) { group in
      for _ in 0..<8 {
        group.addTask {
          var equal = 0
          for _ in 0..<20 {
            let columns = try await model.predict(batch)
            for column in columns where try SampleBatch.cells(column) == expected[column.name] { equal += 1 }
          }
          return equal
        }
      }
      for try await equal in group { #expect(equal == 20 * 4) }
    }
  }

  @Test("that fails is an error in the library's words, and the model stays usable")
  func failure() async throws {
    let model = try await ONNXModel(path: TestData.model("lookup"))
    let bad = try RecordBatch(columns: [Column(name: "index", integers: [0, 3])])
    let error = await modelError { () async throws(ModelError) in try await model.predict(bad) }
    #expect(error?.kind == .predictionFailed)
    #expect(error?.message.contains("indices element out of data bounds") == true, "\(error?.description ?? "")")
    let good = try await model.predict(RecordBatch(columns: [Column(name: "index", integers: [2, 0])]))
    #expect(try SampleBatch.cells(good[0]) == .integers([3, 1].map { Int64(Float($0).bitPattern) }))
  }

  @Test("ends when its task is cancelled, and others go on meanwhile", .timeLimit(.minutes(10)))
  func cancellation() async throws {
    let model = try await ONNXModel(path: TestData.model("endless"))
    let quick = try await ONNXModel(path: TestData.model("lookup"))
    let batch = try RecordBatch(columns: [Column(name: "x", floats: [1, 2, 3])])
    // More runs than this machine's cores are likely to be: they must not hold the threads of Swift's tasks.
    let runs = (0..<12).map { _ in
      Task { await modelError { () async throws(ModelError) in try await model.predict(batch) } }
    }
    try await Task.sleep(for: .milliseconds(200))
    let column = try await quick.predict(RecordBatch(columns: [Column(name: "index", integers: [1])]))[0]
    #expect(try SampleBatch.cells(column) == .integers([Int64(Float(2).bitPattern)]))
    for run in runs { run.cancel() }
    for run in runs { #expect(await run.value?.kind == .cancelled) }
  }

  @Test("does not begin when its task is already cancelled")
  func cancelledBefore() async throws {
    let model = try await ONNXModel(path: TestData.model("endless"))
    let batch = try RecordBatch(columns: [Column(name: "x", floats: [1])])
    let run = Task {
      withUnsafeCurrentTask { $0?.cancel() }
      return await modelError { () async throws(ModelError) in try await model.predict(batch) }
    }
    #expect(await run.value == ModelError.cancelled(model.file.path))
  }

  @Test("is not reached by a model that the runtime refuses")
  func rejected() async {
    let error = await modelError { () async throws(ModelError) in try await ONNXModel(path: TestData.model("future")) }
    #expect(error?.kind == .modelRejected)
    #expect(error?.message.contains("does not take this model") == true, "\(error?.description ?? "")")
    #expect(error?.advice?.contains("newer runtime") == true)
    #expect(error?.description.contains("\n") == false, "an error is one line, also where the library breaks it")
  }

  @Test("is not reached by a model file that is missing, empty, garbage or cut off")
  func unusable() async throws {
    func kind(_ bytes: [UInt8]) async throws -> ModelError.Kind? {
      try await TestData.withFile(bytes) { path in
        await modelError { () async throws(ModelError) in try await ONNXModel(path: path) }?.kind
      }
    }
    let whole = try TestData.bytes("flights/lgbm.onnx")
    #expect(
      await modelError { () async throws(ModelError) in try await ONNXModel(path: "absent.onnx") }?.kind
        == .fileNotFound)
    #expect(try await kind([]) == .fileEmpty)
    #expect(try await kind(Array("garbage".utf8)) == .fileInvalid)
    #expect(try await kind(Array(whole.prefix(200_000))) == .fileTruncated)
    #expect(try await kind(whole) == nil)
  }
}
