/// One output of a model that is computed, and the columns it becomes.
struct OutputPlan: Sendable, Equatable {
  /// The output's name.
  let name: String
  /// The position among the model's outputs.
  let position: Int
  /// The type of the elements, for a sequence of maps that of the maps' values.
  let type: ElementType
  /// How the elements become columns.
  var layout: Layout

  /// How the elements of an output become columns.
  enum Layout: Sendable, Equatable {
    /// One element for each row: a column of the output's name.
    case single
    /// Some elements for each row: columns name_0, name_1 ….
    case wide(Int)
    /// A map for each row: columns name_KEY, keys ascending.
    case keyed(MapKeys)
    /// The model does not say; the first batch will.
    case unknown
  }

  /// The names of the columns, or nil while they are unknown.
  var columnNames: [String]? {
    switch layout {
    case .single: [name]
    case .wide(let width): (0..<width).map { "\(name)_\($0)" }
    case .keyed(let keys): keys.names.map { "\(name)_\($0)" }
    case .unknown: nil
    }
  }

  /// The plan for an output, or nil when no table can hold it.
  ///
  /// - Parameter keys: The keys that the model file gives for this output.
  init?(_ port: ONNXSession.Port, position: Int, keys: MapKeys?) {
    name = port.name
    self.position = position
    switch port.type {
    case .tensor(let type, let shape) where type.isSupported:
      self.type = type
      switch (shape.count, shape.last) {
      // A model that declares no shape at all looks as one that declares a scalar.
      case (0, _): layout = .unknown
      case (1, _): layout = .single
      case (2, .fixed(0)): return nil
      case (2, .fixed(let width)): layout = width == 1 ? .single : .wide(width)
      case (2, _): layout = .unknown
      default: return nil
      }
    case .sequence(.map(let key, .tensor(let type, _))) where key == .int64 || key == .string:
      guard [.float32, .float64, .int64].contains(type) else { return nil }
      self.type = type
      layout = keys.map { .keyed($0.sorted) } ?? .unknown
    default: return nil
    }
  }

  /// The layout that a returned value has for a number of rows, or nil when it does not fit them.
  static func layout(of value: OutputValue, rows: Int) -> Layout? {
    switch value {
    case .maps(let keys, let values): values.shape.first == rows ? .keyed(keys) : nil
    case .tensor(let tensor):
      switch tensor.shape.count {
      case 1: tensor.shape[0] == rows ? .single : nil
      case 2 where tensor.shape[0] == rows && tensor.shape[1] > 0:
        tensor.shape[1] == 1 ? .single : .wide(tensor.shape[1])
      default: nil
      }
    }
  }
}
