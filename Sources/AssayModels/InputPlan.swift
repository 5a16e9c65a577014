/// How the columns of a table feed one input of a model.
struct InputPlan: Sendable, Equatable {
  /// The input's name.
  let name: String
  /// The type of its elements.
  let type: ElementType
  /// The columns, in the order of the tensor's second dimension.
  let columns: [String]
  /// 1 for a tensor [rows], 2 for [rows, columns].
  let rank: Int
  /// The number of rows that the model insists on, or nil.
  let fixedRows: Int?

  /// The shape of the tensor for a number of rows.
  func shape(rows: Int) -> [Int] { rank == 1 ? [rows] : [rows, columns.count] }

  /// One plan for each input of a model.
  ///
  /// - Parameters:
  ///   - ports: The model's inputs.
  ///   - mapping: For an input, the columns that feed it.
  ///   - model: The path for messages.
  /// - Throws: `ModelError` with the kind `unknownInput`, `unsupportedModel` or `columnCount`.
  static func plans(
    for ports: [ONNXSession.Port], mapping: [String: [String]], model: String
  ) throws(ModelError) -> [InputPlan] {
    let names = ports.map(\.name)
    for name in mapping.keys.sorted() where !names.contains(name) {
      throw .unknownInput(model, name, inputs: names)
    }
    var plans: [InputPlan] = []
    for port in ports { plans.append(try plan(for: port, mapped: mapping[port.name], model: model)) }
    return plans
  }

  private static func plan(
    for port: ONNXSession.Port, mapped: [String]?, model: String
  ) throws(ModelError) -> InputPlan {
    guard case .tensor(let type, let shape) = port.type, type.isSupported, (1...2).contains(shape.count) else {
      throw .unsupportedInput(model, port)
    }
    let columns = mapped ?? [port.name]
    var width: Int? = 1
    if shape.count == 2 {
      if case .fixed(let size) = shape[1] { width = size } else { width = nil }
    }
    guard width != 0 else { throw .unsupportedInput(model, port) }
    if let width, columns.count != width {
      throw .columnCount(model, port, expected: width, mapped: mapped)
    }
    if columns.isEmpty { throw .columnCount(model, port, expected: width, mapped: mapped) }
    var fixedRows: Int?
    if case .fixed(let rows) = shape[0] { fixedRows = rows }
    return InputPlan(name: port.name, type: type, columns: columns, rank: shape.count, fixedRows: fixedRows)
  }
}
