import Foundation

@testable import AssayModels

/// The files of these tests.
enum TestData {
  /// The path of a file in `Data`.
  static func path(_ name: String) -> String {
    Bundle.module.resourceURL!.appending(path: "Data/\(name)").path
  }

  /// The path of a small model that `make_models.py` made.
  static func model(_ name: String) -> String { path("models/\(name).onnx") }

  /// The bytes of a file in `Data`.
  static func bytes(_ name: String) throws -> [UInt8] {
    Array(try Data(contentsOf: URL(filePath: path(name))))
  }

  /// Calls `body` with the path of a new file that holds the bytes, and removes the file.
  static func withFile<Result>(
    _ bytes: [UInt8], named name: String = "model.onnx", isolation: isolated (any Actor)? = #isolation,
    _ body: (String) async throws -> Result
  ) async throws -> Result {
    let folder = FileManager.default.temporaryDirectory.appending(path: "assay-models-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = folder.appending(path: name)
    try Data(bytes).write(to: file)
    return try await body(file.path)
  }
}

/// The error that a model operation throws, or nil when it throws none.
func modelError<Result>(
  isolation: isolated (any Actor)? = #isolation, _ body: () async throws(ModelError) -> Result
) async -> ModelError? {
  do throws(ModelError) {
    _ = try await body()
    return nil
  } catch {
    return error
  }
}
