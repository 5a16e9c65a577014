import COnnxRuntime

/// A tensor that a run reads, with the memory it points into.
///
/// It is made, used and released on one thread.
final class InputTensor {
  /// ONNX Runtime's value.
  let value: OpaquePointer
  private let runtime: ONNXRuntime
  /// The elements of a numeric tensor, which ONNX Runtime does not copy; the library owns those of a text tensor.
  private let memory: UnsafeMutableRawBufferPointer?

  /// A numeric tensor over elements, row by row, which the tensor takes over.
  ///
  /// - Parameter shape: The dimensions; their product is the number of elements.
  /// - Throws: `ONNXFailure`; the elements are then freed.
  init<Element: BitwiseCopyable>(
    _ runtime: ONNXRuntime, _ type: ElementType, shape: [Int], adopting elements: UnsafeMutableBufferPointer<Element>
  ) throws(ONNXFailure) {
    let api = runtime.api
    let memory = UnsafeMutableRawBufferPointer(elements)
    do throws(ONNXFailure) {
      guard let base = memory.baseAddress, shape.reduce(1, *) == elements.count else {
        throw ONNXFailure(message: "a tensor of the shape \(shape) has \(elements.count) elements")
      }
      let dimensions = shape.map(Int64.init)
      value = try api.make {
        api.pointee.CreateTensorWithDataAsOrtValue(
          runtime.memory, base, memory.count, dimensions, dimensions.count, type.rawValue, &$0)
      }
    } catch {
      memory.deallocate()
      throw error
    }
    self.runtime = runtime
    self.memory = memory
  }

  /// A text tensor, row by row, which copies its texts.
  ///
  /// - Parameters:
  ///   - shape: The dimensions; their product is the number of texts.
  ///   - texts: UTF-8, each ended by NUL.
  /// - Throws: `ONNXFailure`.
  init(_ runtime: ONNXRuntime, shape: [Int], texts: [UnsafePointer<CChar>?]) throws(ONNXFailure) {
    let api = runtime.api
    let dimensions = shape.map(Int64.init)
    let value = try api.make {
      api.pointee.CreateTensorAsOrtValue(
        runtime.allocator, dimensions, dimensions.count, ElementType.string.rawValue, &$0)
    }
    do {
      try api.check(api.pointee.FillStringTensor(value, texts, texts.count))
    } catch {
      api.pointee.ReleaseValue(value)
      throw error
    }
    self.value = value
    self.runtime = runtime
    memory = nil
  }

  deinit {
    runtime.api.pointee.ReleaseValue(value)
    memory?.deallocate()
  }
}
