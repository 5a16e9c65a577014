import Foundation

/// A folder for the files of one run, removed when the run ends.
///
/// It lies in the engine's scratch folder: the engine may read and write there whatever else it is denied, and what a
/// killed run leaves behind is found and removed by the next one.
final class ScratchFolder: Sendable {
  /// The folder's absolute path.
  let path: String

  /// Makes the folder below a scratch folder of the engine.
  init(in parent: String) throws {
    path = "\(parent)/stages"
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  /// Makes a new folder below it.
  func makeFolder(_ name: String) throws -> String {
    let folder = "\(path)/\(name)-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    return folder
  }

  /// The path of an input under its own name: its own path, or where a store has it under another name, that of a link.
  func place(_ file: InputFile) throws -> String {
    if file.path.hasSuffix("/" + file.name) { return file.path }
    let folder = "\(path)/inputs/\(file.digest.sha256)"
    let link = "\(folder)/\(file.name)"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    if symlink(file.path, link) != 0, errno != EEXIST { throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO) }
    return link
  }

  /// Removes the folder and all that is in it.
  func remove() { try? FileManager.default.removeItem(atPath: path) }

  deinit { remove() }
}
