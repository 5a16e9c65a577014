import Foundation

/// Where a file is, however its path is spelt: links, `.` and `..` on the way make no other place.
public struct FilePlace: Sendable {
  /// The absolute path without links on the way, and what it leads to where that is a link itself.
  private(set) var paths: [String]
  /// Which file of which disk that is: its name may be spelt in another case, or be one of several.
  private let identity: String?

  /// Finds the place of a path, relative to the working directory or absolute; there need not be a file.
  public init(_ path: String) {
    let working = FileManager.default.currentDirectoryPath
    let absolute = path.hasPrefix("/") ? path : ManifestPlace.join(working, path)
    let real = Self.real(absolute)
    var paths = real.map { [$0] } ?? []
    let parts = absolute.split(separator: "/")
    if let last = parts.last, last != ".", last != ".." {
      let folder = "/" + parts.dropLast().joined(separator: "/")
      // The folder's links are followed before any `..` behind them.
      let place = ManifestPlace.join(Self.real(folder) ?? WorkTree.real(folder), String(last))
      if place != real { paths.append(place) }
    }
    self.paths = paths.isEmpty ? [WorkTree.real(absolute)] : paths
    var status = stat()
    let isFile = stat(absolute, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
    identity = isFile ? "\(status.st_dev):\(status.st_ino)" : nil
  }

  /// What places have in common that are the same.
  var keys: [String] { paths + (identity.map { [$0] } ?? []) }

  /// Whether both are one file.
  public func isSame(as other: FilePlace) -> Bool { keys.contains { other.keys.contains($0) } }

  /// Whether the place is below a folder.
  func isBelow(_ folder: FilePlace) -> Bool {
    paths.contains { path in folder.paths.contains { WorkTree.contains($0, path) } }
  }

  private static func real(_ path: String) -> String? {
    guard let pointer = realpath(path, nil) else { return nil }
    defer { free(pointer) }
    return String(cString: pointer)
  }
}
