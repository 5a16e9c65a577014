import AssayModels
import Foundation

/// The git repository around a fixture.
struct GitRepository: Sendable {
  /// The fixture's folder.
  let directory: String
  let store: ContentStore
  let stop: StopSwitch

  private var git: DataTool { DataTool(name: "git", folder: directory, stop: stop) }

  /// A file of a revision, as git knows it.
  struct Blob: Sendable {
    /// The object's id: 40 digits of SHA-1, or 64 of SHA-256.
    var id: String
    /// Where its bytes are in the store.
    var path: String

    /// How the id is made of the bytes.
    var algorithm: DigestAlgorithm { id.utf8.count == 64 ? .gitSHA256 : .gitSHA1 }
  }

  /// Finds a file, and takes it out when the store does not have it.
  func blob(_ file: GitFile) async throws(InputError) -> Blob {
    let found = try await git.run(
      ["--no-replace-objects", "rev-parse", "--verify", "--quiet", "--end-of-options", file.text])
    let id = found.text
    guard found.status == 0, [40, 64].contains(id.utf8.count), DigestText.isHexadecimal(id, count: id.utf8.count) else {
      throw await missing(file)
    }
    let kind = try await git.run(["--no-replace-objects", "cat-file", "-t", id])
    guard kind.text == "blob" else {
      throw InputError("git:\(file.text) is a \(kind.text == "tree" ? "folder" : kind.text), not a file")
    }
    let blob = Blob(id: id, path: store.path(id, kind: "git"))
    if FileHasher.stamp(blob.path) == nil { try await extract(blob, file) }
    return blob
  }

  /// Takes a blob out into the store.
  func extract(_ blob: Blob, _ file: GitFile) async throws(InputError) {
    let partial = try store.makePartial()
    defer {
      close(partial.descriptor)
      unlink(partial.path)
    }
    let output = try await git.run(["--no-replace-objects", "cat-file", "blob", blob.id], limit: .max) {
      [store] chunk throws(InputError) in try store.write(chunk, to: partial.descriptor)
    }
    guard output.status == 0 else {
      throw InputError("git:\(file.text) cannot be read: \(output.errors); fetch it: git fetch")
    }
    let hashed = try FileHasher.hash(partial.path, [blob.algorithm], isStopped: { [stop] in stop.reason != nil })
    guard hashed.digests[blob.algorithm] == blob.id else {
      throw InputError("git:\(file.text) is damaged in the repository; run: git fsck")
    }
    try store.complete(partial.path, digest: blob.id, kind: "git")
  }

  /// Why git does not know a file.
  private func missing(_ file: GitFile) async -> InputError {
    func knows(_ name: String) async -> Bool {
      (try? await git.run(["rev-parse", "--verify", "--quiet", "--end-of-options", name + "^{commit}"]))?.status == 0
    }
    if let answer = try? await git.run(["rev-parse", "--git-dir"]), answer.status != 0 {
      return InputError(
        "git:\(file.text): git finds no repository around \(Display.path(directory)): \(answer.errors)")
    }
    guard await knows(file.revision) else {
      let remote = "origin/\(file.revision)"
      let advice =
        await knows(remote)
        ? "\(remote) is: write git: \(remote):\(file.path)"
        : "a CI system's checkout often has one commit only: git fetch origin \(Rerun.quoted(file.revision))"
      return InputError(
        "git:\(file.text): the revision \(MessageText.quoted(file.revision)) is not known here; \(advice)")
    }
    let hint =
      file.path.hasPrefix("./") || file.path.hasPrefix("../")
      ? "" : "; the path starts at the work tree's folder, or with ./ at the fixture's"
    return InputError(
      "git:\(file.text): revision \(MessageText.quoted(file.revision)) has no file "
        + "\(MessageText.quoted(file.path))\(hint)")
  }

  /// The folders in which Git LFS keeps objects for the work tree, most likely first.
  func lfsStores() async -> [String] {
    let root = WorkTree.root(of: directory)
    guard let common = Self.commonFolder(of: root) else { return [] }
    var stores: [String] = []
    // Settings of git can stand in many files: git itself is asked.
    if let answer = try? await git.run(["config", "--type=path", "--get", "lfs.storage"]), answer.status == 0,
      !answer.text.isEmpty
    {
      stores.append(ManifestPlace.absolute(answer.text.hasPrefix("/") ? answer.text : "\(common)/\(answer.text)"))
    }
    stores.append("\(common)/lfs")
    return stores
  }

  /// The folder that all work trees of a repository share; `nil` where there is no repository.
  static func commonFolder(of root: String) -> String? {
    let place = ManifestPlace.join(root, ".git")
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: place, isDirectory: &isFolder) else { return nil }
    var folder = place
    if !isFolder.boolValue {
      // Linked work trees and submodules: 'gitdir: …'.
      guard let line = firstLine(place), line.hasPrefix("gitdir:") else { return nil }
      let path = line.dropFirst("gitdir:".count).trimmingCharacters(in: .whitespaces)
      folder = ManifestPlace.absolute(path.hasPrefix("/") ? path : ManifestPlace.join(root, path))
    }
    guard let shared = firstLine("\(folder)/commondir") else { return folder }
    return ManifestPlace.absolute(shared.hasPrefix("/") ? shared : ManifestPlace.join(folder, shared))
  }

  private static func firstLine(_ path: String) -> String? {
    guard let data = FileManager.default.contents(atPath: path) else { return nil }
    return String(decoding: data, as: UTF8.self).split(whereSeparator: \.isNewline).first.map(String.init)
  }
}

extension GitLFSPointer {
  /// The object's digest without its prefix; `nil` when the pointer names none that is SHA-256.
  var sha256: String? {
    guard let digest, digest.hasPrefix("sha256:") else { return nil }
    let digits = digest.dropFirst("sha256:".count)
    return DigestText.isHexadecimal(digits, count: 64) ? String(digits) : nil
  }

  /// Where a store keeps the object.
  func object(in store: String) -> String? {
    sha256.map { "\(store)/objects/\($0.prefix(2))/\($0.dropFirst(2).prefix(2))/\($0)" }
  }
}
