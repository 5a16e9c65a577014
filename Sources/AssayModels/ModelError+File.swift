/// Errors about the model file itself.
extension ModelError {
  static func fileNotFound(_ path: String) -> ModelError {
    ModelError(
      .fileNotFound, file: path, message: "no such file",
      advice: "check the path in the stage's `model:`, or fetch the file (git lfs pull, dvc pull)")
  }

  static func fileUnreadable(_ path: String, _ reason: String) -> ModelError {
    ModelError(.fileUnreadable, file: path, message: "cannot be read as a model file: \(reason)")
  }

  static func fileEmpty(_ path: String) -> ModelError {
    ModelError(
      .fileEmpty, file: path, message: "the file is empty, an ONNX model was expected",
      advice: "fetch or export the model again")
  }

  static func filePointer(_ path: String, _ pointer: GitLFSPointer) -> ModelError {
    let size = pointer.size.map { ", \($0) bytes" } ?? ""
    let digest = pointer.digest.map { " of \($0)" } ?? ""
    return ModelError(
      .filePointer, file: path, message: "is a Git LFS pointer\(digest)\(size), not the model itself",
      advice: "run: git lfs pull --include \(path)")
  }

  static func fileTruncated(_ path: String, _ found: String, byteCount: Int) -> ModelError {
    ModelError(
      .fileTruncated, file: path, message: "the model is cut off: \(found), and the file ends after \(byteCount) bytes",
      advice: "fetch or export the model again")
  }

  static func fileInvalid(_ path: String, _ found: String) -> ModelError {
    ModelError(
      .fileInvalid, file: path, message: "is not an ONNX model: \(found)",
      advice: "a model stage takes the .onnx file that an exporter such as skl2onnx or torch.onnx writes")
  }

  static func fileDamaged(_ path: String, _ found: String) -> ModelError {
    ModelError(
      .fileInvalid, file: path, message: "the model is damaged: \(found)", advice: "fetch or export the model again")
  }

  static func modelRejected(_ path: String, _ failure: ONNXFailure, runtime: String) -> ModelError {
    ModelError(
      .modelRejected, file: path, message: "\(runtime) does not take this model: \(failure.message)",
      advice: "export it for an opset that this runtime knows, or use a newer runtime")
  }
}
