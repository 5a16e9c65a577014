/// A fixture's inputs held against its lock.
struct LockComparison {
  let manifest: Manifest
  /// The fixture's path as the user wrote it, for the commands in messages.
  let path: String
  let lock: InputLock

  /// What differs, one message for each file: content, files that are missing, files that the lock does not know.
  ///
  /// - Parameters:
  ///   - inputs: what was found.
  ///   - isComplete: whether these are all inputs of the fixture, so that what else the lock has is not used any more.
  func faults(_ inputs: ResolvedInputs, isComplete: Bool) -> [String] {
    let relock = "assay lock \(Rerun.quoted(path))"
    var faults = inputs.failures.map(\.message)
    var seen: Set<[UInt8]> = []
    var unknown: [String] = []
    for file in inputs.inputs.flatMap({ (try? $0.files.get()) ?? [] })
    where seen.insert(Array(file.digest.address.utf8)).inserted {
      guard let pinned = lock[file.digest.address] else {
        unknown.append("\(file.shown) is not in \(InputLock.fileName); if it belongs to the fixture, pin it: \(relock)")
        continue
      }
      guard pinned != file.digest else { continue }
      let size = pinned.size == file.digest.size ? "" : ", \(MessageText.grouped(pinned.size)) bytes"
      let ownSize = size.isEmpty ? "" : ", \(MessageText.grouped(file.digest.size)) bytes"
      faults.append(
        "\(file.shown) differs from \(InputLock.fileName): expected sha256 \(DigestText.short(pinned.sha256))…\(size), "
          + "found \(DigestText.short(file.digest.sha256))…\(ownSize); restore the file, or if the change is meant: "
          + relock)
    }
    let failed = inputs.inputs.filter { if case .failure = $0.files { true } else { false } }
    for pinned in lock.inputs where !seen.contains(Array(pinned.address.utf8)) {
      // What could not be found has been told of.
      if failed.contains(where: { covers($0.input.reference, pinned.address) }) { continue }
      if inputs.inputs.contains(where: { covers($0.input.reference, pinned.address) }) {
        faults.append(
          "\(shown(pinned.address)) is missing: \(InputLock.fileName) has it with sha256 "
            + "\(DigestText.short(pinned.sha256))…, \(MessageText.grouped(pinned.size)) bytes; restore the file (git "
            + "checkout, git lfs pull, dvc pull), or if it is gone on purpose: \(relock)")
      } else if isComplete {
        faults.append(
          "\(shown(pinned.address)) is in \(InputLock.fileName), and the fixture does not take it (any more): \(relock)"
        )
      }
    }
    return faults + unknown
  }

  /// Whether a reference names a file of an address, be it there or not.
  private func covers(_ reference: PathReference, _ address: String) -> Bool {
    switch reference.source {
    case .path:
      let file = ManifestPlace.absolute(ManifestPlace.join(manifest.directory, address)).split(separator: "/")
      return manifest.layers.contains { layer in
        let pattern = ManifestPlace.absolute(ManifestPlace.join(layer, reference.text)).split(separator: "/")
        return pattern.count == file.count
          && zip(pattern, file).allSatisfy { part, name in
            part == name || GlobPattern.isPattern(part) && GlobPattern(part).matches(String(name))
          }
      }
    case .dvc: return address == reference.text || address.hasPrefix(reference.text + "/")
    case .git, .url: return address == reference.text
    }
  }

  /// An address as messages name it.
  private func shown(_ address: String) -> String {
    let isPath = !["dvc:", "git:"].contains { address.hasPrefix($0) } && !address.contains("://")
    return isPath ? Display.path(ManifestPlace.absolute(ManifestPlace.join(manifest.directory, address))) : address
  }
}
