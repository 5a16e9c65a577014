import Foundation

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// The folder that a fixture's files may not leave.
enum WorkTree {
  /// The nearest folder at or above a fixture that holds `.git` (a folder, or a file in linked work trees). Outside of
  /// git it is the folder that holds the fixture's, so that fixtures beside one another can share files; for a fixture
  /// right below the file system's root it is the fixture's own.
  static func root(of directory: String) -> String {
    let own = real(directory)
    var folder = own
    while true {
      if FileManager.default.fileExists(atPath: ManifestPlace.join(folder, ".git")) { return folder }
      if folder == "/" { break }
      folder = ManifestPlace.parent(folder)
    }
    let parent = ManifestPlace.parent(own)
    return parent == "/" ? own : parent
  }

  /// Whether a path without symbolic links lies in a folder.
  static func contains(_ root: String, _ path: String) -> Bool {
    root == "/" || path == root || path.hasPrefix(root + "/")
  }

  /// A path after symbolic links; what does not exist is kept below its nearest folder that does.
  static func real(_ path: String) -> String {
    var existing = ManifestPlace.absolute(path)
    var rest: [String] = []
    while true {
      if let pointer = realpath(existing, nil) {
        defer { free(pointer) }
        let found = String(cString: pointer)
        return rest.isEmpty ? found : ManifestPlace.join(found, rest.reversed().joined(separator: "/"))
      }
      if existing == "/" { return path }
      rest.append(existing.split(separator: "/").last.map(String.init) ?? "")
      existing = ManifestPlace.parent(existing)
    }
  }

  /// The fault of a path that leaves the folder.
  static func escape(_ reference: PathReference, root: String) -> ManifestError {
    let shown = ManifestPlace.shown(root)
    let isGit = FileManager.default.fileExists(atPath: ManifestPlace.join(root, ".git"))
    let what = isGit ? "the git work tree" : "the folder around the fixture"
    return ManifestError(
      "\(MessageText.quoted(reference.text)) leads out of \(what) '\(MessageText.shown(shown))'; "
        + "a fixture's files lie inside it", at: reference.location)
  }
}
