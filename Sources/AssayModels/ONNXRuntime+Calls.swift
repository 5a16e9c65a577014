import COnnxRuntime

extension UnsafePointer<OrtApi> {
  /// Turns a status into an error and releases it.
  ///
  /// - Throws: `ONNXFailure` unless the status is null.
  func check(_ status: OpaquePointer?) throws(ONNXFailure) {
    guard let status else { return }
    defer { pointee.ReleaseStatus(status) }
    // The library breaks some messages into lines; ours have one.
    let words = String(cString: pointee.GetErrorMessage(status)).split(whereSeparator: \.isWhitespace)
    throw ONNXFailure(message: words.joined(separator: " "))
  }

  /// Calls a function that hands out one object, and returns the object.
  ///
  /// - Throws: `ONNXFailure` when the call fails or hands out nothing.
  func make(_ call: (inout OpaquePointer?) -> OpaquePointer?) throws(ONNXFailure) -> OpaquePointer {
    var object: OpaquePointer?
    try check(call(&object))
    guard let object else { throw ONNXFailure(message: "ONNX Runtime returned no object") }
    return object
  }
}

extension ONNXRuntime {
  /// Calls a function that hands out a text which the default allocator owns, and returns a copy.
  ///
  /// - Throws: `ONNXFailure` when the call fails or hands out nothing.
  func text(_ call: (inout UnsafeMutablePointer<CChar>?) -> OpaquePointer?) throws(ONNXFailure) -> String {
    var text: UnsafeMutablePointer<CChar>?
    try api.check(call(&text))
    guard let text else { throw ONNXFailure(message: "ONNX Runtime returned no text") }
    defer { if let status = api.pointee.AllocatorFree(allocator, text) { api.pointee.ReleaseStatus(status) } }
    return String(cString: text)
  }
}
