import AssayTable
import Foundation

/// Finds the files that a manifest names.
///
/// A path is looked up in the fixture's folder, then in that of the fixture which it extends, and so on: the first
/// folder where it exists, or where a glob matches anything, has it. Globs know `*`, `?` and `[…]` in each part of a
/// path; they list the folders that they name and never descend further. After symbolic links every file must lie
/// inside the git work tree of the fixture (see `WorkTree.root(of:)`), or the path is refused without a look at what is
/// there.
public enum PathResolver {
  /// The absolute paths of the files that a reference names, a glob's sorted by the bytes of their paths.
  ///
  /// Never empty. Throws a fault at the reference's place: nothing there (with what is there instead), a folder, a path
  /// that leaves the work tree, a glob that matches more than 10,000 files.
  public static func resolve(
    _ reference: PathReference, in manifest: Manifest
  ) throws(ManifestError) -> [String] {
    guard reference.source == .path else {
      throw ManifestError("\(MessageText.quoted(reference.text)) is no path", at: reference.location)
    }
    return try PathLookup(reference, layers: manifest.layers).files()
  }

  /// The faults of all paths that a manifest names under `data` and `stages`, in the order of files and lines.
  public static func validatePaths(of manifest: Manifest) -> [ManifestError] {
    var references: [PathReference] = []
    for table in manifest.data {
      // What a profile was made of need not be there.
      let reference = manifest.referenceProfile == nil ? table.reference : nil
      references += [table.shared, reference].compactMap { $0 } + table.versions.map(\.path)
    }
    if let profile = manifest.referenceProfile { references.append(profile) }
    for stage in manifest.stages {
      switch stage.kind {
      case .sql(let path), .model(let path, inputs: _, outputs: _): references.append(path)
      case .command: break
      }
      references += stage.files
    }
    // What DVC, git or a URL give is looked for when it is taken.
    references.removeAll { $0.source != .path }
    var errors: [ManifestError] = []
    for reference in references {
      do throws(ManifestError) { _ = try resolve(reference, in: manifest) } catch { errors.append(error) }
    }
    guard !errors.isEmpty else { return [] }
    return ManifestReader.faults(errors, in: [manifest.file] + references.map(\.location.file)).errors
  }
}

/// The search for the files of one reference.
private struct PathLookup {
  private let reference: PathReference
  private let layers: [String]
  private let root: String
  private let parts: [Substring]

  init(_ reference: PathReference, layers: [String]) {
    self.reference = reference
    self.layers = layers
    self.root = WorkTree.root(of: layers.first ?? "/")
    self.parts = reference.text.split(separator: "/").filter { $0 != "." }
  }

  func files() throws(ManifestError) -> [String] {
    guard !reference.text.hasPrefix("/"), !parts.isEmpty else {
      throw fault("\(quoted) is not a path below the fixture; write it relative to the fixture's folder")
    }
    guard !parts.contains("**") else {
      throw fault("\(quoted) holds '**', which is not supported; name the folders, each with '*' if need be")
    }
    for layer in layers {
      let path = ManifestPlace.absolute(ManifestPlace.join(layer, reference.text))
      try checkInside(path)
      var isFolder: ObjCBool = false
      if FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) {
        guard !isFolder.boolValue else {
          throw fault("\(quoted) is a folder; name a file, or all with '\(MessageText.shown(reference.text))/*'")
        }
        return [path]
      }
      if GlobPattern.isPattern(reference.text) {
        let matches = try matches(in: layer)
        for match in matches { try checkInside(match) }
        if !matches.isEmpty { return matches }
      }
    }
    throw missing()
  }

  private var quoted: String { MessageText.quoted(reference.text) }

  private func fault(_ message: String) -> ManifestError { ManifestError(message, at: reference.location) }

  private func checkInside(_ path: String) throws(ManifestError) {
    guard WorkTree.contains(root, WorkTree.real(path)) else { throw WorkTree.escape(reference, root: root) }
  }

  /// The files in a layer that the glob matches, sorted by bytes.
  private func matches(in layer: String) throws(ManifestError) -> [String] {
    var paths = [layer]
    for (index, part) in parts.enumerated() {
      let isLast = index == parts.count - 1
      guard part != ".." else {
        paths = paths.map(ManifestPlace.parent)
        continue
      }
      var next: [String] = []
      for folder in paths {
        try checkInside(folder)
        for name in names(in: folder, matching: part) {
          let path = ManifestPlace.join(folder, name)
          var isFolder: ObjCBool = false
          guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else { continue }
          if isFolder.boolValue != isLast { next.append(path) }
          guard next.count <= ManifestLimits.matches else {
            throw fault("\(quoted) matches more than \(MessageText.grouped(ManifestLimits.matches)) files")
          }
        }
      }
      paths = next
    }
    return paths.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }

  private func names(in folder: String, matching part: Substring) -> [String] {
    guard GlobPattern.isPattern(part) else { return [String(part)] }
    let pattern = GlobPattern(part)
    return entries(of: folder).filter(pattern.matches)
  }

  private func entries(of folder: String) -> [String] {
    (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
  }

  /// The fault of a path that leads nowhere, with what is there instead.
  private func missing() -> ManifestError {
    let what =
      GlobPattern.isPattern(reference.text) ? "no file matches \(quoted)" : "there is no file \(quoted)"
    for layer in layers {
      let path = ManifestPlace.absolute(ManifestPlace.join(layer, reference.text))
      if FileManager.default.fileExists(atPath: path + ".dvc") {
        return fault("\(what); '\(MessageText.shown(reference.text)).dvc' stands for it: run dvc pull")
      }
      if (try? FileManager.default.destinationOfSymbolicLink(atPath: path)) != nil {
        return fault("\(quoted) is a symbolic link to a file that is not there")
      }
    }
    let ways = layers.map(existing).filter { WorkTree.contains(root, WorkTree.real($0.folder)) }
    guard let depth = ways.map(\.depth).max() else { return fault(what) }
    let deepest = ways.filter { $0.depth == depth }.map { (folder: $0.folder, names: visibleNames(in: $0.folder)) }
    let head = parts[..<depth].joined(separator: "/")
    for (folder, names) in deepest where !GlobPattern.isPattern(parts[depth]) {
      guard let name = Suggestion.nearest(to: String(parts[depth]), among: names) else { continue }
      let whole = ([name] + parts[(depth + 1)...].map(String.init)).joined(separator: "/")
      let near = FileManager.default.fileExists(atPath: ManifestPlace.join(folder, whole)) ? whole : name
      return fault("\(what); did you mean \(MessageText.quoted(head.isEmpty ? near : head + "/" + near))?")
    }
    let names = deepest.first { !$0.names.isEmpty }?.names ?? []
    let place = head.isEmpty ? "the fixture's folder" : MessageText.quoted(head)
    return fault("\(what); \(place) \(names.isEmpty ? "is empty" : "holds \(MessageText.list(names))")")
  }

  private func visibleNames(in folder: String) -> [String] {
    entries(of: folder).filter { !$0.hasPrefix(".") }.sorted()
  }

  /// The deepest folder on the way that exists, and how many parts of the path lead to it.
  private func existing(in layer: String) -> (folder: String, depth: Int) {
    var folder = layer
    for (index, part) in parts.dropLast().enumerated() {
      let next = part == ".." ? ManifestPlace.parent(folder) : ManifestPlace.join(folder, String(part))
      var isFolder: ObjCBool = false
      guard FileManager.default.fileExists(atPath: next, isDirectory: &isFolder), isFolder.boolValue else {
        return (folder, index)
      }
      folder = next
    }
    return (folder, parts.count - 1)
  }
}
