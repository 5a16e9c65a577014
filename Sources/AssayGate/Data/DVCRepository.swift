import AssayConcurrency
import Foundation

/// What DVC tracks in a work tree, and where its cache has it.
final class DVCRepository: Sendable {
  /// A file of what is tracked, with what it must hash to.
  struct Tracked: Sendable, Hashable {
    /// The path from the output; empty for an output that is a file.
    var relativePath: String
    /// The absolute path in the work tree.
    var path: String
    /// Where the cache keeps the content, in the layouts of DVC 3 and before.
    var cached: [String]
    /// The MD5 in hexadecimal digits.
    var md5: String
    /// How it is made.
    var rule: DigestAlgorithm
    /// The size in bytes, when it is known.
    var size: Int?
    /// The file that tracks it.
    var source: String
  }

  private let root: String
  private let known = Locked<[String: Result<[DVCOutput], InputError>]>([:])

  /// The tracked files of a work tree.
  init(root: String) { self.root = root }

  /// The files that a path names: a file, a folder with all that is tracked below it, or a glob of files in a tracked
  /// folder. Blocks for the time that small files take.
  ///
  /// - Parameters:
  ///   - text: as the manifest writes it; also the name of a `.dvc` file.
  ///   - layers: the folders in which it is looked up.
  func files(_ text: String, layers: [String]) throws(InputError) -> [Tracked] {
    var trouble: InputError?
    for layer in layers {
      let path = ManifestPlace.absolute(ManifestPlace.join(layer, text))
      guard WorkTree.contains(root, WorkTree.real(ManifestPlace.parent(path))) else {
        throw InputError(
          "dvc:\(text) leads out of the work tree '\(Display.path(root))'; a fixture's files lie inside it")
      }
      if text.hasSuffix(".dvc") {
        guard FileHasher.stamp(path) != nil else { continue }
        let outputs = try outputs(of: path)
        guard let output = outputs.first, outputs.count == 1 else {
          let names = outputs.map { $0.path.split(separator: "/").last.map(String.init) ?? $0.path }
          throw InputError("dvc:\(text) tracks \(outputs.count) outputs (\(MessageText.list(names))); name one of them")
        }
        return try files(of: output, below: [])
      }
      if let output = output(containing: path, &trouble) {
        let below = path.dropFirst(output.path.count).split(separator: "/")
        return try files(of: output, below: below)
      }
    }
    if let trouble { throw trouble }
    throw InputError(
      "dvc:\(text): no .dvc file and no dvc.lock tracks it; track it with: dvc add \(Rerun.quoted(text))")
  }

  /// The output that a path is, or lies in: `path.dvc` first, then the other files of DVC in its folder and those above.
  private func output(containing path: String, _ trouble: inout InputError?) -> DVCOutput? {
    var folder = ManifestPlace.parent(path)
    var files = [path + ".dvc"]
    while true {
      let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
      files += names.filter { $0.hasSuffix(".dvc") && $0 != ".dvc" || $0 == "dvc.lock" }.sorted()
        .map { ManifestPlace.join(folder, $0) }
      if WorkTree.real(folder) == root || folder == "/" { break }
      folder = ManifestPlace.parent(folder)
    }
    for file in files where FileHasher.stamp(file) != nil {
      do throws(InputError) {
        let outputs = try outputs(of: file)
        if let match = outputs.first(where: { $0.path == path || $0.isFolder && path.hasPrefix($0.path + "/") }) {
          return match
        }
      } catch {
        // Only told when nothing else tracks the path: another file's fault is not this one's.
        trouble = trouble ?? error
      }
    }
    return nil
  }

  private func outputs(of file: String) throws(InputError) -> [DVCOutput] {
    if let known = known.withLock({ $0[file] }) { return try known.get() }
    let result: Result<[DVCOutput], InputError>
    do throws(InputError) { result = .success(try DVCFile.outputs(file)) } catch { result = .failure(error) }
    known.withLock { $0[file] = result }
    return try result.get()
  }

  private func files(of output: DVCOutput, below parts: [Substring]) throws(InputError) -> [Tracked] {
    if let fault = output.fault { throw fault }
    guard WorkTree.contains(root, WorkTree.real(ManifestPlace.parent(output.path))) else {
      throw InputError(
        "\(Display.path(output.source)) tracks \(MessageText.quoted(output.path)), which lies outside of the work tree; a "
          + "fixture's files lie inside it")
    }
    let caches = Self.caches(for: output.source, root: root)
    guard output.isFolder else {
      return [
        Tracked(
          relativePath: "", path: output.path, cached: Self.objects(output.md5, in: caches), md5: output.md5,
          rule: output.rule, size: output.size, source: output.source)
      ]
    }
    let shown = Display.path(output.path)
    let entries = try listing(of: output, caches).filter { Self.matches($0.relpath, parts) }
    guard !entries.isEmpty else {
      throw InputError(
        "\(shown): DVC tracks no file \(MessageText.quoted(parts.joined(separator: "/"))) in this folder")
    }
    return entries.map { entry in
      Tracked(
        relativePath: "", path: ManifestPlace.join(output.path, entry.relpath),
        cached: Self.objects(entry.md5, in: caches), md5: entry.md5, rule: output.rule, size: nil,
        source: output.source
      ).named(entry.relpath, below: parts)
    }
  }

  /// Whether a file of a folder is asked for: the folder itself is, or one above the file, or a glob of all its parts.
  private static func matches(_ path: String, _ parts: [Substring]) -> Bool {
    let own = path.split(separator: "/")
    guard own.count >= parts.count else { return false }
    for (part, name) in zip(parts, own) where part != name {
      guard GlobPattern.isPattern(part), own.count == parts.count, GlobPattern(part).matches(String(name)) else {
        return false
      }
    }
    return true
  }

  private struct Entry: Decodable {
    var md5: String
    var relpath: String
  }

  /// The files of a tracked folder: a JSON list that the cache keeps beside their contents.
  private func listing(of output: DVCOutput, _ caches: [String]) throws(InputError) -> [Entry] {
    let fetch = "run: dvc fetch \(Rerun.quoted(Display.path(output.source)))"
    let places = Self.objects(output.md5, in: caches).map { $0 + ".dir" }
    guard let place = places.first(where: { FileHasher.stamp($0) != nil }) else {
      throw InputError("\(Display.path(output.path)): the list of its files is not in the cache of DVC; \(fetch)")
    }
    let hashed = try FileHasher.hash(place, [.md5])
    guard hashed.digests[.md5] == output.md5 else {
      throw InputError(
        "\(Display.path(place)): the list of the files of \(Display.path(output.path)) is damaged (its MD5 is "
          + "\(hashed.digests[.md5] ?? "")); remove it, then \(fetch)")
    }
    let entries: [Entry]
    do {
      entries = try JSONDecoder().decode([Entry].self, from: Data(contentsOf: URL(fileURLWithPath: place)))
    } catch {
      throw InputError("\(Display.path(place)) is no list of files as DVC writes it")
    }
    for entry in entries {
      let parts = entry.relpath.split(separator: "/", omittingEmptySubsequences: false)
      guard DigestText.isHexadecimal(entry.md5, count: 32), !parts.contains(where: { ["", ".", ".."].contains($0) }),
        !entry.relpath.utf8.contains(0)
      else {
        throw InputError(
          "\(Display.path(place)) names \(MessageText.quoted(entry.relpath)), which is no file of a folder")
      }
    }
    return entries.sorted { $0.relpath.utf8.lexicographicallyPrecedes($1.relpath.utf8) }
  }

  // MARK: The cache

  /// Where a cache keeps content: DVC 3's layout first.
  private static func objects(_ md5: String, in caches: [String]) -> [String] {
    let name = "\(md5.prefix(2))/\(md5.dropFirst(2))"
    return caches.map { "\($0)/files/md5/\(name)" } + caches.map { "\($0)/\(name)" }
  }

  /// The folders of the cache for a file of DVC: what the settings say, else `.dvc/cache`.
  private static func caches(for source: String, root: String) -> [String] {
    var folder = ManifestPlace.parent(source)
    while !FileManager.default.fileExists(atPath: ManifestPlace.join(folder, ".dvc/config")) {
      if WorkTree.real(folder) == root || folder == "/" { return [] }
      folder = ManifestPlace.parent(folder)
    }
    let settings = ManifestPlace.join(folder, ".dvc")
    let home = ProcessInfo.processInfo.environment["HOME"] ?? NSHomeDirectory()
    // The last one counts, as for DVC.
    let files = [
      (file: "\(home)/.config/dvc/config", base: "\(home)/.config/dvc"), (file: "\(settings)/config", base: settings),
      (file: "\(settings)/config.local", base: settings),
    ]
    var cache = "\(settings)/cache"
    for (file, base) in files {
      guard let path = FileManager.default.contents(atPath: file).flatMap({ setting(in: $0) }) else { continue }
      let expanded = path.hasPrefix("~/") ? home + path.dropFirst() : path
      cache = ManifestPlace.absolute(expanded.hasPrefix("/") ? expanded : ManifestPlace.join(base, expanded))
    }
    return [cache]
  }

  /// The value of `dir` in the section `[cache]`.
  private static func setting(in data: Data) -> String? {
    var section = ""
    var value: String?
    for line in String(decoding: data, as: UTF8.self).split(whereSeparator: \.isNewline) {
      let text = line.trimmingCharacters(in: .whitespaces)
      if text.hasPrefix("[") {
        section = text
      } else if section == "[cache]", let equals = text.firstIndex(of: "="),
        text[..<equals].trimmingCharacters(in: .whitespaces) == "dir"
      {
        value = text[text.index(after: equals)...].trimmingCharacters(in: .whitespaces)
          .trimmingCharacters(in: ["\"", "'"])
      }
    }
    return value.flatMap { $0.isEmpty ? nil : $0 }
  }
}

extension DVCRepository.Tracked {
  /// The file with its path from what was asked for: nothing when it was asked for itself.
  fileprivate func named(_ path: String, below parts: [Substring]) -> Self {
    var file = self
    let own = path.split(separator: "/")
    let hasGlob = parts.contains { GlobPattern.isPattern($0) }
    // Below a folder the rest of the path; for a glob the whole, since the manifest's text names no file.
    file.relativePath = hasGlob ? path : own.dropFirst(parts.count).joined(separator: "/")
    return file
  }
}
