import AssayTable

extension Tensor {
  /// One column of a tensor [rows, width], or of a tensor [rows] whose width is 1.
  func column(_ position: Int, of width: Int, rows: Int, name: String) -> Column {
    func cells<Element>(_ elements: [Element]) -> [Element] {
      width == 1 ? elements : (0..<rows).map { elements[$0 * width + position] }
    }
    switch elements {
    case .float32(let values): return Column(name: name, floats: cells(values))
    case .float64(let values): return Column(name: name, doubles: cells(values))
    case .int32(let values): return Column(name: name, integers: cells(values).map(Int64.init))
    case .int64(let values): return Column(name: name, integers: cells(values))
    case .bool(let values): return Column(name: name, booleans: cells(values))
    case .text(let values): return Column(name: name, texts: cells(values))
    }
  }
}

extension OutputValue {
  /// The elements: of a sequence of maps the tensor [rows, keys].
  var tensor: Tensor {
    switch self {
    case .tensor(let tensor): tensor
    case .maps(_, let values): values
    }
  }
}

extension OutputPlan {
  /// The type of the columns in words; integers of 32 bits become integers of 64.
  var columnType: String { type == .int32 ? ElementType.int64.description : type.description }
}

extension ElementType {
  /// The elements of a supported type, none of them.
  var noElements: Tensor.Elements {
    switch self {
    case .float64: .float64([])
    case .int32: .int32([])
    case .int64: .int64([])
    case .bool: .bool([])
    case .string: .text([])
    default: .float32([])
    }
  }
}
