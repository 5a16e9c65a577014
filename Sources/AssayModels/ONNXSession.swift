import COnnxRuntime

/// A model that ONNX Runtime has loaded.
final class ONNXSession: @unchecked Sendable {
  // @unchecked Sendable: all members are immutable, and ONNX Runtime documents Run as safe to call on one session
  // from several threads at once. The session is released once, when no call can hold it any more.

  /// An input or an output of a model.
  struct Port: Sendable, Equatable {
    /// The name in the model's graph.
    let name: String
    /// The declared type.
    let type: ValueType
  }

  let runtime: ONNXRuntime
  /// The inputs that must be fed, in the model's order.
  let inputs: [Port]
  /// The outputs in the model's order.
  let outputs: [Port]

  private let session: OpaquePointer
  private let inputNames: CStringArray
  private let outputNames: CStringArray

  /// Loads the model at a path; blocks while it does.
  ///
  /// - Throws: `ONNXFailure` when the runtime does not take the model.
  init(runtime: ONNXRuntime, path: String, intraOpThreads: Int) throws(ONNXFailure) {
    let api = runtime.api
    let options = try api.make { api.pointee.CreateSessionOptions(&$0) }
    defer { api.pointee.ReleaseSessionOptions(options) }
    try api.check(api.pointee.SetIntraOpNumThreads(options, Int32(clamping: intraOpThreads)))
    let session = try api.make { api.pointee.CreateSession(runtime.environment, path, options, &$0) }
    do {
      inputs = try Self.inputs(of: session, runtime)
      outputs = try Self.outputs(of: session, runtime)
    } catch {
      api.pointee.ReleaseSession(session)
      throw error
    }
    self.runtime = runtime
    self.session = session
    inputNames = CStringArray(inputs.map(\.name))
    outputNames = CStringArray(outputs.map(\.name))
  }

  deinit { runtime.api.pointee.ReleaseSession(session) }

  /// Runs the model; blocks until it has finished or its run options were terminated.
  ///
  /// - Parameters:
  ///   - tensors: One tensor for each input, in the order of `inputs`.
  ///   - wanted: The positions in `outputs` of what to compute.
  /// - Returns: The wanted outputs, in their order, copied out of the library.
  /// - Throws: `ONNXFailure`.
  func run(
    _ tensors: [InputTensor], outputs wanted: [Int], options: ONNXRunOptions
  ) throws(ONNXFailure) -> [OutputValue] {
    precondition(tensors.count == inputs.count, "one tensor for each input")
    let api = runtime.api
    var values = [OpaquePointer?](repeating: nil, count: wanted.count)
    // An output may share its memory with an input, so the inputs live until the outputs are copied and released.
    defer { withExtendedLifetime(tensors) { for value in values { api.pointee.ReleaseValue(value) } } }
    let names = wanted.map { outputNames[$0] }
    try api.check(
      api.pointee.Run(
        session, options.pointer, inputNames.pointers, tensors.map(\.value), tensors.count, names, names.count,
        &values))
    let reader = ONNXValueReader(runtime: runtime)
    var results: [OutputValue] = []
    for value in values {
      guard let value else { throw ONNXFailure(message: "ONNX Runtime returned no value for an output") }
      results.append(try reader.read(value))
    }
    return results
  }

  private static func inputs(of session: OpaquePointer, _ runtime: ONNXRuntime) throws(ONNXFailure) -> [Port] {
    let api = runtime.api
    var count = 0
    try api.check(api.pointee.SessionGetInputCount(session, &count))
    var ports: [Port] = []
    for index in 0..<count {
      let name = try runtime.text { api.pointee.SessionGetInputName(session, index, runtime.allocator, &$0) }
      let info = try api.make { api.pointee.SessionGetInputTypeInfo(session, index, &$0) }
      defer { api.pointee.ReleaseTypeInfo(info) }
      ports.append(Port(name: name, type: try ONNXTypeReader(api: api).type(info)))
    }
    return ports
  }

  private static func outputs(of session: OpaquePointer, _ runtime: ONNXRuntime) throws(ONNXFailure) -> [Port] {
    let api = runtime.api
    var count = 0
    try api.check(api.pointee.SessionGetOutputCount(session, &count))
    var ports: [Port] = []
    for index in 0..<count {
      let name = try runtime.text { api.pointee.SessionGetOutputName(session, index, runtime.allocator, &$0) }
      let info = try api.make { api.pointee.SessionGetOutputTypeInfo(session, index, &$0) }
      defer { api.pointee.ReleaseTypeInfo(info) }
      ports.append(Port(name: name, type: try ONNXTypeReader(api: api).type(info)))
    }
    return ports
  }
}
