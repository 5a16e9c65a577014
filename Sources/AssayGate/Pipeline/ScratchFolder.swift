import Foundation

/// A folder for the files of one run, removed when the run ends.
final class ScratchFolder: Sendable {
  /// The folder's absolute path.
  let path: String

  /// Makes the folder below the system's folder for temporary files.
  init() throws {
    let base = FileManager.default.temporaryDirectory.path
    path = "\(base)/assay-\(ProcessInfo.processInfo.processIdentifier)-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  /// Makes a new folder below it.
  func makeFolder(_ name: String) throws -> String {
    let folder = "\(path)/\(name)-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    return folder
  }

  /// Removes the folder and all that is in it.
  func remove() { try? FileManager.default.removeItem(atPath: path) }

  deinit { remove() }
}
