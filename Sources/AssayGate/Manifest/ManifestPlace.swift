import AssayTable
import Foundation

/// Where a manifest is: its file, its folder, and how messages show it.
struct ManifestPlace {
  /// The absolute path of the file.
  let path: String
  /// The absolute path of the folder, symbolic links kept.
  let directory: String
  /// The path as messages show it: relative to the working directory when it lies below it.
  let file: String

  /// Finds the manifest under a path: a folder, or the file itself.
  init(_ path: String) {
    let absolute = Self.absolute(path)
    var isFolder: ObjCBool = false
    let exists = FileManager.default.fileExists(atPath: absolute, isDirectory: &isFolder)
    let isFile = exists ? !isFolder.boolValue : [".yaml", ".yml"].contains { absolute.hasSuffix($0) }
    self.path = isFile ? absolute : Self.join(absolute, ManifestReader.fileName)
    self.directory = isFile ? Self.parent(absolute) : absolute
    self.file = Self.shown(self.path)
  }

  /// What is wrong with the place, before the file is opened.
  var fault: ManifestError? {
    let location = SourceLocation(file: file, line: 1)
    guard !FileManager.default.fileExists(atPath: path) else { return nil }
    guard FileManager.default.fileExists(atPath: directory) else {
      return ManifestError("there is no folder '\(MessageText.shown(Self.shown(directory)))'", at: location)
    }
    let names = (try? FileManager.default.contentsOfDirectory(atPath: directory)) ?? []
    let near = Suggestion.nearest(to: ManifestReader.fileName, among: names.sorted())
    let hint = near.map { "; the folder holds \(MessageText.quoted($0)): rename it" } ?? ""
    return ManifestError(
      "there is no manifest; a fixture is a folder with an '\(ManifestReader.fileName)'\(hint)", at: location)
  }

  /// A path made absolute, without `.`, `..` and double slashes; symbolic links are kept.
  static func absolute(_ path: String) -> String {
    let base = path.hasPrefix("/") ? path : join(FileManager.default.currentDirectoryPath, path)
    var parts: [Substring] = []
    for part in base.split(separator: "/") {
      switch part {
      case ".": continue
      case "..": _ = parts.popLast()
      default: parts.append(part)
      }
    }
    return "/" + parts.joined(separator: "/")
  }

  /// A path below a folder.
  static func join(_ folder: String, _ path: String) -> String {
    folder.hasSuffix("/") ? folder + path : folder + "/" + path
  }

  /// The folder that holds a path.
  static func parent(_ path: String) -> String {
    let parts = path.split(separator: "/").dropLast()
    return "/" + parts.joined(separator: "/")
  }

  /// An absolute path relative to the working directory when it lies below it.
  static func shown(_ path: String) -> String {
    let working = FileManager.default.currentDirectoryPath
    let prefix = working.hasSuffix("/") ? working : working + "/"
    return path.hasPrefix(prefix) ? String(path.dropFirst(prefix.count)) : path
  }
}
