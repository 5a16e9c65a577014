import COnnxRuntime

/// Copies what a run returned out of the library.
struct ONNXValueReader {
  let runtime: ONNXRuntime
  private var api: UnsafePointer<OrtApi> { runtime.api }

  init(runtime: ONNXRuntime) {
    self.runtime = runtime
  }

  /// Copies a tensor or a sequence of maps; the value stays the caller's.
  ///
  /// - Throws: `ONNXFailure` for anything else, and for maps whose keys differ.
  func read(_ value: OpaquePointer) throws(ONNXFailure) -> OutputValue {
    var kind: Int32 = 0
    try api.check(api.pointee.GetValueType(value, &kind))
    switch kind {
    case ONNXTypeReader.Kind.tensor: return .tensor(try tensor(value))
    case ONNXTypeReader.Kind.sequence: return try maps(value)
    default: throw ONNXFailure(message: "an output of ONNX's type \(kind) is not supported")
    }
  }

  /// Copies a tensor.
  ///
  /// - Throws: `ONNXFailure` for an element type that a table cannot hold, and for text that is not UTF-8.
  func tensor(_ value: OpaquePointer) throws(ONNXFailure) -> Tensor {
    let info = try api.make { api.pointee.GetTensorTypeAndShape(value, &$0) }
    defer { api.pointee.ReleaseTensorTypeAndShapeInfo(info) }
    let types = ONNXTypeReader(api: api)
    let shape = try types.dimensions(info)
    let type = try types.elementType(info)
    let count = shape.reduce(1, *)
    return Tensor(shape: shape, elements: try elements(of: value, type, count: count))
  }

  private func elements(
    of value: OpaquePointer, _ type: ElementType, count: Int
  ) throws(ONNXFailure) -> Tensor.Elements {
    switch type {
    case .float32: return .float32(try numbers(value, count))
    case .float64: return .float64(try numbers(value, count))
    case .int32: return .int32(try numbers(value, count))
    case .int64: return .int64(try numbers(value, count))
    case .bool:
      let bytes: [UInt8] = try numbers(value, count)
      return .bool(bytes.map { $0 != 0 })
    case .string: return .text(try texts(value, count))
    default: throw ONNXFailure(message: "an output of \(type) elements is not supported")
    }
  }

  private func numbers<Element: BitwiseCopyable>(
    _ value: OpaquePointer, _ count: Int
  ) throws(ONNXFailure) -> [Element] {
    guard count > 0 else { return [] }
    let data = try api.make { object in
      var data: UnsafeMutableRawPointer?
      let status = api.pointee.GetTensorMutableData(value, &data)
      object = data.map(OpaquePointer.init)
      return status
    }
    let elements = UnsafeRawPointer(data).assumingMemoryBound(to: Element.self)
    return Array(UnsafeBufferPointer(start: elements, count: count))
  }

  private func texts(_ value: OpaquePointer, _ count: Int) throws(ONNXFailure) -> [String] {
    guard count > 0 else { return [] }
    var byteCount = 0
    try api.check(api.pointee.GetStringTensorDataLength(value, &byteCount))
    // One byte more, because an array without elements has no address to give.
    var bytes = [UInt8](repeating: 0, count: byteCount + 1)
    var starts = [Int](repeating: 0, count: count)
    try api.check(api.pointee.GetStringTensorContent(value, &bytes, byteCount, &starts, count))
    starts.append(byteCount)
    var texts: [String] = []
    texts.reserveCapacity(count)
    for index in 0..<count {
      guard let text = String(validating: bytes[starts[index]..<starts[index + 1]], as: UTF8.self) else {
        throw ONNXFailure(message: "element \(index) of an output is not UTF-8 text")
      }
      texts.append(text)
    }
    return texts
  }

  /// Copies a sequence of maps, as `ZipMap` makes it.
  private func maps(_ sequence: OpaquePointer) throws(ONNXFailure) -> OutputValue {
    var rows = 0
    try api.check(api.pointee.GetValueCount(sequence, &rows))
    var keys: MapKeys?
    var order: [Int] = []
    var values = MapValues()
    for row in 0..<rows {
      let map = try api.make { api.pointee.GetValue(sequence, Int32(row), runtime.allocator, &$0) }
      defer { api.pointee.ReleaseValue(map) }
      let found = try mapKeys(map)
      if keys == nil {
        keys = found
        order = found.ascendingOrder
      }
      guard found == keys else {
        throw ONNXFailure(
          message: "row \(row + 1) of an output has the keys \(found.names), the rows before it \(keys?.names ?? [])")
      }
      try values.append(try mapPart(map, 1), order: order)
    }
    let sorted = keys?.sorted ?? .integers([])
    return .maps(keys: sorted, values: Tensor(shape: [rows, sorted.count], elements: values.elements))
  }

  private func mapKeys(_ map: OpaquePointer) throws(ONNXFailure) -> MapKeys {
    switch try mapPart(map, 0).elements {
    case .int64(let keys): return .integers(keys)
    case .text(let keys): return .texts(keys)
    default: throw ONNXFailure(message: "a map whose keys are neither int64 nor text is not supported")
    }
  }

  /// The keys (0) or the values (1) of a map.
  private func mapPart(_ map: OpaquePointer, _ part: Int32) throws(ONNXFailure) -> Tensor {
    var kind: Int32 = 0
    try api.check(api.pointee.GetValueType(map, &kind))
    guard kind == ONNXTypeReader.Kind.map else {
      throw ONNXFailure(message: "a sequence of anything but maps is not supported")
    }
    let value = try api.make { api.pointee.GetValue(map, part, runtime.allocator, &$0) }
    defer { api.pointee.ReleaseValue(value) }
    return try tensor(value)
  }

  /// The values of maps, row after row; ONNX's classifiers give float32, other operators float64 or int64.
  private struct MapValues {
    var elements: Tensor.Elements = .float32([])

    mutating func append(_ row: Tensor, order: [Int]) throws(ONNXFailure) {
      guard row.elements.count == order.count else {
        throw ONNXFailure(message: "a map has \(order.count) keys and \(row.elements.count) values")
      }
      switch (elements, row.elements) {
      case (.float32(var all), .float32(let new)):
        elements = .float32([])
        for index in order { all.append(new[index]) }
        elements = .float32(all)
      case (.float32(let all), _) where all.isEmpty:
        elements = try Self.reordered(row.elements, order)
      case (.float64(var all), .float64(let new)):
        elements = .float32([])
        for index in order { all.append(new[index]) }
        elements = .float64(all)
      case (.int64(var all), .int64(let new)):
        elements = .float32([])
        for index in order { all.append(new[index]) }
        elements = .int64(all)
      default: throw ONNXFailure(message: "the values of a map have another type than those before it")
      }
    }

    private static func reordered(
      _ elements: Tensor.Elements, _ order: [Int]
    ) throws(ONNXFailure) -> Tensor.Elements {
      switch elements {
      case .float64(let new): return .float64(order.map { new[$0] })
      case .int64(let new): return .int64(order.map { new[$0] })
      default: throw ONNXFailure(message: "a map whose values are not numbers is not supported")
      }
    }
  }
}
