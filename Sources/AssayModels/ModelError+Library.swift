/// Errors about the runtime library.
extension ModelError {
  static func libraryUnusable(_ path: String, _ reason: String) -> ModelError {
    ModelError(
      .libraryUnusable, file: path, message: "cannot be used as ONNX Runtime: \(reason)",
      advice: "the C library libonnxruntime is needed, not the Python extension; run: assay setup")
  }

  static func libraryTooOld(_ path: String, version: String) -> ModelError {
    ModelError(
      .libraryTooOld, file: path,
      message: "is ONNX Runtime \(version); \(ONNXRuntime.oldestVersion) or newer is needed",
      advice: "run: assay setup")
  }
}
