import COnnxRuntime

/// Reads ONNX Runtime's type information into `ValueType`.
struct ONNXTypeReader {
  let api: UnsafePointer<OrtApi>

  /// ONNX's numbers of the kinds of values.
  enum Kind {
    static let tensor: Int32 = 1
    static let sequence: Int32 = 2
    static let map: Int32 = 3
  }

  /// The type that an information object describes; the object stays the caller's.
  ///
  /// - Throws: `ONNXFailure`.
  func type(_ info: OpaquePointer) throws(ONNXFailure) -> ValueType {
    var kind: Int32 = 0
    try api.check(api.pointee.GetOnnxTypeFromTypeInfo(info, &kind))
    switch kind {
    case Kind.tensor:
      // A cast does not hand out ownership, hence no release.
      let tensor = try api.make { api.pointee.CastTypeInfoToTensorInfo(info, &$0) }
      return .tensor(try elementType(tensor), shape: try declaredShape(tensor))
    case Kind.sequence:
      let sequence = try api.make { api.pointee.CastTypeInfoToSequenceTypeInfo(info, &$0) }
      let element = try api.make { api.pointee.GetSequenceElementType(sequence, &$0) }
      defer { api.pointee.ReleaseTypeInfo(element) }
      return .sequence(try type(element))
    case Kind.map:
      let map = try api.make { api.pointee.CastTypeInfoToMapTypeInfo(info, &$0) }
      var key: Int32 = 0
      try api.check(api.pointee.GetMapKeyType(map, &key))
      let value = try api.make { api.pointee.GetMapValueType(map, &$0) }
      defer { api.pointee.ReleaseTypeInfo(value) }
      return .map(key: ElementType(number: key), value: try type(value))
    default:
      return .other(kind)
    }
  }

  /// The element type of a tensor.
  ///
  /// - Throws: `ONNXFailure`.
  func elementType(_ tensor: OpaquePointer) throws(ONNXFailure) -> ElementType {
    var number: Int32 = 0
    try api.check(api.pointee.GetTensorElementType(tensor, &number))
    return ElementType(number: number)
  }

  /// The dimensions of a tensor; a dynamic one is negative.
  ///
  /// - Throws: `ONNXFailure`.
  func dimensions(_ tensor: OpaquePointer) throws(ONNXFailure) -> [Int] {
    var rank = 0
    try api.check(api.pointee.GetDimensionsCount(tensor, &rank))
    guard rank > 0 else { return [] }
    var sizes = [Int64](repeating: 0, count: rank)
    try api.check(api.pointee.GetDimensions(tensor, &sizes, rank))
    return sizes.map(Int.init)
  }

  private func declaredShape(_ tensor: OpaquePointer) throws(ONNXFailure) -> [ValueType.Dimension] {
    let sizes = try dimensions(tensor)
    guard !sizes.isEmpty else { return [] }
    var names = [UnsafePointer<CChar>?](repeating: nil, count: sizes.count)
    try api.check(api.pointee.GetSymbolicDimensions(tensor, &names, sizes.count))
    return zip(sizes, names).map { size, name in
      size >= 0 ? .fixed(size) : .dynamic(name.map { String(cString: $0) } ?? "")
    }
  }
}
