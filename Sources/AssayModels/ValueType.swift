/// The type that a model declares for an input or an output.
indirect enum ValueType: Sendable, Equatable, CustomStringConvertible {
  case tensor(ElementType, shape: [Dimension])
  case sequence(ValueType)
  case map(key: ElementType, value: ValueType)
  /// Optional, sparse and opaque values, by ONNX's number.
  case other(Int32)

  /// One dimension of a tensor's shape.
  enum Dimension: Sendable, Equatable, CustomStringConvertible {
    case fixed(Int)
    /// Known only when the model runs; the name is empty when the model gives none.
    case dynamic(String)

    var description: String {
      switch self {
      case .fixed(let size): "\(size)"
      case .dynamic(let name): name.isEmpty ? "?" : name
      }
    }
  }

  /// The type as an error names it, such as `float32[N, 4]`.
  var description: String {
    switch self {
    case .tensor(let type, let shape): "\(type)[\(shape.map(\.description).joined(separator: ", "))]"
    case .sequence(let element): "sequence of \(element)"
    case .map(let key, let value): "map from \(key) to \(value)"
    case .other(let number): "a value of ONNX's type \(number)"
    }
  }
}
