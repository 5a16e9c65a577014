import AssayModels
import AssayTable
import Foundation
import Testing

/// A model runner that the conformance suite runs on, with rows that it takes.
struct ModelRunnerCandidate: Sendable, CustomTestStringConvertible {
  var name: String
  var open: @Sendable () async throws -> any ModelRunner
  /// Rows that the model takes, among other columns.
  var rows: @Sendable () throws -> RecordBatch

  var testDescription: String { name }

  private static let models = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().appendingPathComponent("Fixtures/flights/models").path

  private static func flights() throws -> RecordBatch {
    let count = 500
    let numbers = [
      "hour", "minute", "dow", "distance", "temp", "dewp", "humid", "wind_speed", "wind_dir", "precip", "pressure",
      "visib", "plane_age", "seats",
    ]
    var columns = numbers.enumerated().map { position, name in
      // Some values are missing, as in the real table.
      Column(
        name: name, doubles: (0..<count).map { ($0 + position) % 11 == 0 ? .nan : Double(($0 * 7 + position) % 60) })
    }
    columns.append(Column(name: "carrier", texts: (0..<count).map { ["UA", "B6", "ZZ"][$0 % 3] }))
    columns.append(Column(name: "origin", texts: (0..<count).map { ["EWR", "JFK", "LGA"][$0 % 3] }))
    columns.append(Column(name: "dest", texts: (0..<count).map { ["BOS", "SFO"][$0 % 2] }))
    columns.append(Column(name: "not_an_input", integers: (0..<count).map { Int64($0) }))
    return try RecordBatch(columns: columns)
  }

  static let all = ["logistic", "lgbm"].map { model in
    ModelRunnerCandidate(
      name: "onnx \(model)", open: { try await ONNXModel(path: "\(models)/\(model).onnx") }, rows: { try flights() })
  }
}

/// What any model runner must do. A new one joins by a `ModelRunnerCandidate`.
@Suite("Any model runner", .timeLimit(.minutes(10)))
struct ModelRunnerConformance {
  static func numbers(_ columns: [Column]) throws -> [[Double]] {
    try columns.filter(\.type.isNumeric).map { column in
      var values: [Double] = []
      try column.appendDoubles(to: &values)
      return values
    }
  }

  @Test("gives the columns that it declares, one row for each row", arguments: ModelRunnerCandidate.all)
  func declares(_ candidate: ModelRunnerCandidate) async throws {
    let runner = try await candidate.open()
    let rows = try candidate.rows()
    let columns = try await runner.predict(rows)
    #expect(columns.map(\.name) == runner.outputs.map(\.name) && !columns.isEmpty)
    #expect(columns.allSatisfy { $0.count == rows.rowCount })
    #expect(!runner.runtime.isEmpty)
    #expect(Set(runner.inputColumns).isSubset(of: Set(rows.schema.names)))
    #expect(runner.inputColumns.count == Set(runner.inputColumns).count)
  }

  @Test("gives the same bits however a table is cut into batches", arguments: ModelRunnerCandidate.all)
  func batches(_ candidate: ModelRunnerCandidate) async throws {
    let runner = try await candidate.open()
    let rows = try candidate.rows()
    let whole = try Self.numbers(try await runner.predict(rows))
    for size in [1, 7, 499] {
      var parts: [[Double]] = whole.map { _ in [] }
      for start in stride(from: 0, to: rows.rowCount, by: size) {
        let part = try await runner.predict(rows.sliced(start..<min(start + size, rows.rowCount)))
        for (index, values) in try Self.numbers(part).enumerated() { parts[index] += values }
      }
      #expect(parts.map { $0.map(\.bitPattern) } == whole.map { $0.map(\.bitPattern) }, "batches of \(size)")
    }
  }

  @Test("takes a batch of no rows", arguments: ModelRunnerCandidate.all)
  func empty(_ candidate: ModelRunnerCandidate) async throws {
    let columns = try await candidate.open().predict(try candidate.rows().sliced(0..<0))
    #expect(!columns.isEmpty && columns.allSatisfy { $0.count == 0 })
  }

  @Test("names a column that is missing", arguments: ModelRunnerCandidate.all)
  func missing(_ candidate: ModelRunnerCandidate) async throws {
    let runner = try await candidate.open()
    let gone = try #require(runner.inputColumns.first)
    let rows = try candidate.rows()
    let rest = try rows.selecting(rows.schema.names.filter { $0 != gone })
    do {
      _ = try await runner.predict(rest)
      Issue.record("no error was thrown")
    } catch {
      #expect("\(error)".contains(gone))
    }
  }

  @Test("predicts for several tasks at once", arguments: ModelRunnerCandidate.all)
  func concurrent(_ candidate: ModelRunnerCandidate) async throws {
    let runner = try await candidate.open()
    let rows = try candidate.rows()
    let expected = try Self.numbers(try await runner.predict(rows))
    try await withThrowingTaskGroup(of: [[Double]].self) { group in
      for _ in 0..<8 { group.addTask { try Self.numbers(try await runner.predict(rows)) } }
      for try await values in group { #expect(values == expected) }
    }
  }
}
