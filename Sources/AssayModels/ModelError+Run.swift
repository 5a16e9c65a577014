/// Errors of a run and of what it returned.
extension ModelError {
  static func predictionFailed(_ model: String, _ failure: ONNXFailure) -> ModelError {
    ModelError(.predictionFailed, file: model, message: "the model failed to run: \(failure.message)")
  }

  static func cancelled(_ model: String) -> ModelError {
    ModelError(.cancelled, file: model, message: "the prediction was cancelled")
  }

  static func unexpectedShape(
    _ model: String, output: String, value: OutputValue, rows: Int
  ) -> ModelError {
    let found =
      switch value {
      case .tensor(let tensor): "a tensor of the shape \(tensor.shape)"
      case .maps(_, let values): "\(values.shape.first ?? 0) maps"
      }
    return ModelError(
      .unexpectedOutput, file: model,
      message: "output \"\(output)\" is \(found) for \(rows) row\(rows == 1 ? "" : "s"); predictions need one element, "
        + "or one row of elements, for each row",
      advice: "select other outputs with `outputs:`")
  }

  static func changedLayout(
    _ model: String, output: String, expected: OutputPlan.Layout, found: OutputPlan.Layout
  ) -> ModelError {
    ModelError(
      .unexpectedOutput, file: model,
      message: "output \"\(output)\" has \(found.words), expected \(expected.words)")
  }

  static func unknownColumns(_ model: String, output: String) -> ModelError {
    ModelError(
      .unexpectedOutput, file: model,
      message: "output \"\(output)\" does not say which columns it gives, and a batch without rows cannot tell",
      advice: "predict a batch with rows first, or select the columns with `outputs:`")
  }
}

extension OutputPlan.Layout {
  /// The layout as an error names it.
  fileprivate var words: String {
    switch self {
    case .single: "one element for each row"
    case .wide(let width): "\(width) elements for each row"
    case .keyed(let keys): "maps with the keys \(keys.names.joined(separator: ", "))"
    case .unknown: "anything"
    }
  }
}
