import Foundation

@testable import AssayGate

/// A folder of its own for a test, removed at the end; in messages its path is left out.
final class ManifestFolder {
  let path: String

  init() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "assay-manifest-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    path = WorkTree.real(folder.path(percentEncoded: false))
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  @discardableResult
  func write(_ name: String, _ text: String = "") throws -> String { try write(name, bytes: Array(text.utf8)) }

  @discardableResult
  func write(_ name: String, bytes: [UInt8]) throws -> String {
    let file = path + "/" + name
    try folder(String(name[..<(name.lastIndex(of: "/") ?? name.startIndex)]))
    try Data(bytes).write(to: URL(filePath: file))
    return file
  }

  func folder(_ name: String) throws {
    try FileManager.default.createDirectory(atPath: path + "/" + name, withIntermediateDirectories: true)
  }

  func link(_ name: String, to target: String) throws {
    try FileManager.default.createSymbolicLink(atPath: path + "/" + name, withDestinationPath: target)
  }

  func read(_ name: String) throws(ManifestErrors) -> Manifest {
    try ManifestReader.read(path: path + "/" + name, checks: testChecks)
  }

  /// The faults of a fixture's manifest, one text each.
  func faults(_ name: String) -> [String] {
    do throws(ManifestErrors) {
      _ = try read(name)
      return []
    } catch {
      return error.errors.map { shown($0) }
    }
  }

  func shown(_ error: ManifestError) -> String { error.description.replacingOccurrences(of: path + "/", with: "") }
}

/// The faults of a manifest in a folder named `flights`, without the path in front: `3:5: …`.
func manifestFaults(_ yaml: String) throws -> [String] { try manifestFaults(bytes: Array(yaml.utf8)) }

func manifestFaults(bytes: [UInt8]) throws -> [String] {
  let folder = try ManifestFolder()
  try folder.write("flights/assay.yaml", bytes: bytes)
  let prefix = "flights/assay.yaml:"
  return folder.faults("flights").map { $0.hasPrefix(prefix) ? String($0.dropFirst(prefix.count)) : $0 }
}

/// A manifest in a folder named `flights`.
func manifest(_ yaml: String) throws -> Manifest {
  let folder = try ManifestFolder()
  try folder.write("flights/assay.yaml", yaml)
  return try folder.read("flights")
}
