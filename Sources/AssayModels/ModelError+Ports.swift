/// Errors about the inputs and outputs that the options name or the model has.
extension ModelError {
  static func unknownInput(_ model: String, _ name: String, inputs: [String]) -> ModelError {
    ModelError(
      .unknownInput, file: model,
      message: "`inputs:` names \"\(name)\", the model's inputs are \(NameSuggestion.list(inputs))"
        + NameSuggestion.question(for: name, in: inputs),
      advice: "the key is the model's name, the value the column's: inputs: { INPUT: COLUMN }")
  }

  static func unsupportedInput(_ model: String, _ port: ONNXSession.Port) -> ModelError {
    ModelError(
      .unsupportedModel, file: model,
      message: "input \"\(port.name)\" is \(port.type); a table can feed tensors [rows] and [rows, columns] of "
        + "float32, float64, int32, int64, boolean or text",
      advice: "export the model with such inputs")
  }

  static func unsupportedOutput(_ model: String, _ port: ONNXSession.Port) -> ModelError {
    ModelError(
      .unsupportedModel, file: model,
      message: "output \"\(port.name)\" is \(port.type); columns can hold tensors [rows] and [rows, columns] of "
        + "float32, float64, int32, int64, boolean or text, and maps from int64 or text to numbers",
      advice: "select other outputs with `outputs:`, or export the model without this one")
  }

  static func columnCount(
    _ model: String, _ port: ONNXSession.Port, expected: Int?, mapped: [String]?
  ) -> ModelError {
    let wanted = expected.map { "\($0) column\($0 == 1 ? "" : "s")" } ?? "at least one column"
    let found = mapped.map { "`inputs:` gives \($0.count)" + ($0.isEmpty ? "" : ": \(NameSuggestion.list($0))") }
    return ModelError(
      .columnCount, file: model,
      message: "input \"\(port.name)\" (\(port.type)) takes \(wanted), \(found ?? "`inputs:` does not list them")",
      advice: "list the columns in the model's order: "
        + (expected == 1 ? "inputs: { \(port.name): COLUMN }" : "inputs: { \(port.name): [COLUMN, COLUMN, …] }"))
  }

  static func unknownOutput(_ model: String, _ name: String, columns: [String]) -> ModelError {
    ModelError(
      .unknownOutput, file: model,
      message: "`outputs:` selects \"\(name)\", the model gives \(NameSuggestion.list(columns))"
        + NameSuggestion.question(for: name, in: columns))
  }

  static func repeatedOutput(_ model: String, _ name: String) -> ModelError {
    ModelError(
      .unknownOutput, file: model, message: "two columns of the predictions are named \"\(name)\"",
      advice: "give each its own name with `outputs:`")
  }
}
