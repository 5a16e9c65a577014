/// What a call to ONNX Runtime reported; who called knows the file and makes a `ModelError` of it.
struct ONNXFailure: Error, Equatable {
  /// The library's own words.
  var message: String
}
