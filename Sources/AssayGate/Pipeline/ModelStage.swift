import AssayEngine
import AssayModels
import AssayTable

/// A stage that scores a table with a model, batch by batch: memory does not grow with the table.
struct ModelStage {
  let engine: any Engine
  let stop: StopSwitch

  /// Scores the input; the kept columns and the model's outputs become the table.
  func run(
    _ runner: any ModelRunner, file: String, shown: String, keep: [String], input: Replay.Made, name: String,
    into table: TableName
  ) async throws(TableFailure) {
    for column in keep where input.schema[column] == nil {
      let hint = Suggestion.clause(for: column, among: input.schema.names)
      throw TableFailure("'keep' names column '\(column)', which table '\(name)' does not have\(hint)")
    }
    for column in runner.inputColumns where input.schema[column] == nil {
      let hint = Suggestion.clause(for: column, among: input.schema.names)
      let list = input.schema.names.prefix(12).joined(separator: ", ")
      throw TableFailure(
        "\(shown) takes column '\(column)', which table '\(name)' does not have"
          + "\(hint)\(hint.isEmpty ? ";" : "") it has: \(list)")
    }
    let wanted = Set(keep + runner.inputColumns)
    let columns = input.schema.names.filter(wanted.contains).map(engine.dialect.quote)
    // Without a column a query is no query.
    let list = columns.isEmpty ? "*" : columns.joined(separator: ", ")
    var rows = 0
    do {
      let stream = try await engine.query("SELECT \(list) FROM \(engine.dialect.tableReference(input.table))")
      var writer: (any TableWriter)?
      do {
        while let batch = try await stream.next() {
          let predictions = try await runner.predict(batch)
          if let twice = predictions.map(\.name).first(where: keep.contains) {
            throw TableFailure(
              "\(shown) gives column '\(twice)', which 'keep' has too; name the model's column otherwise "
                + "under 'outputs', such as outputs: { predicted: \(twice) }")
          }
          let kept = keep.compactMap { column in batch.schema.index(of: column).map { batch.columns[$0] } }
          let output = try RecordBatch(columns: kept + predictions)
          if writer == nil { writer = try await engine.writer(to: table, schema: output.schema) }
          try await writer?.write(output)
          rows += batch.rowCount
          if stop.reason != nil { throw TableFailure.stopped }
        }
        guard let writer else {
          throw TableFailure("table '\(name)' has no rows, so there is nothing to score")
        }
        _ = try await writer.finish()
      } catch {
        await writer?.abort()
        throw error
      }
    } catch let failure as TableFailure {
      throw failure
    } catch let error as EngineError {
      if error.kind == .cancelled { throw TableFailure.stopped }
      throw TableFailure(error.message)
    } catch var error as ModelError {
      if stop.reason != nil { throw TableFailure.stopped }
      error.row = error.row.map { $0 + rows }
      throw TableFailure(error.description.replacing(file, with: shown))
    } catch {
      if stop.reason != nil { throw TableFailure.stopped }
      throw TableFailure("\(error)")
    }
  }
}

/// The models of a run, each opened once.
actor ModelCache {
  private struct Key: Hashable {
    var file: String
    var options: ONNXModel.Options
  }

  private var runners: [Key: any ModelRunner] = [:]

  /// The runner of a model file.
  func runner(
    _ file: String, inputs: [(input: String, columns: [ArgumentKey])], outputs: [(name: String, output: String)]
  ) async throws(ModelError) -> any ModelRunner {
    let options = ONNXModel.Options(
      inputs: Dictionary(inputs.map { ($0.input, $0.columns.map(\.name)) }) { first, _ in first },
      outputs: outputs.map { ONNXModel.Options.Output(name: $0.name, output: $0.output) })
    let key = Key(file: file, options: options)
    if let known = runners[key] { return known }
    let runner = try await ONNXModel(path: file, options: options)
    runners[key] = runner
    return runner
  }

  /// The runtimes in use with their versions: `onnxruntime` → `1.32.0`.
  var runtimes: [String: String] {
    var versions: [String: String] = [:]
    for runner in runners.values {
      let words = runner.runtime.split(separator: " ", maxSplits: 1).map(String.init)
      if let name = words.first { versions[name] = words.dropFirst().first ?? "" }
    }
    return versions
  }
}
