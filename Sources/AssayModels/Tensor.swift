/// A tensor that a model returned, copied out of the library.
struct Tensor: Sendable, Equatable {
  /// The dimensions.
  let shape: [Int]
  /// The elements, row by row.
  let elements: Elements

  /// The elements by type.
  enum Elements: Sendable, Equatable {
    case float32([Float])
    case float64([Double])
    case int32([Int32])
    case int64([Int64])
    case bool([Bool])
    case text([String])

    /// How many elements there are.
    var count: Int {
      switch self {
      case .float32(let values): values.count
      case .float64(let values): values.count
      case .int32(let values): values.count
      case .int64(let values): values.count
      case .bool(let values): values.count
      case .text(let values): values.count
      }
    }
  }
}
