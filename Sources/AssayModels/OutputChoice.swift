/// A column of the predictions: its name and the element of an output that it shows.
struct OutputChoice: Sendable, Equatable {
  /// The column's name.
  let name: String
  /// The position among the plans.
  let plan: Int
  /// The name that the element has without renaming, such as `probabilities_1`.
  let source: String

  /// Finds what the options select among the outputs of a model.
  ///
  /// - Throws: `ModelError` with the kind `unknownOutput`.
  static func choices(
    _ selected: [ONNXModel.Options.Output], among plans: [OutputPlan], model: String
  ) throws(ModelError) -> [OutputChoice] {
    var choices: [OutputChoice] = []
    for output in selected {
      guard !choices.contains(where: { $0.name == output.name }) else {
        throw .repeatedOutput(model, output.name)
      }
      choices.append(try choice(output, among: plans, model: model))
    }
    return choices
  }

  private static func choice(
    _ selected: ONNXModel.Options.Output, among plans: [OutputPlan], model: String
  ) throws(ModelError) -> OutputChoice {
    let wanted = selected.output
    let known = plans.firstIndex { $0.columnNames?.contains(wanted) ?? false }
    // Of an output whose columns only a first batch tells, anything that begins with its name may be one.
    let unknown = plans.firstIndex {
      $0.layout == .unknown && (wanted == $0.name || wanted.hasPrefix("\($0.name)_"))
    }
    guard let plan = known ?? unknown else {
      let columns = plans.flatMap { $0.columnNames ?? ["\($0.name)_…"] }
      throw .unknownOutput(model, wanted, columns: columns)
    }
    return OutputChoice(name: selected.name, plan: plan, source: wanted)
  }
}
