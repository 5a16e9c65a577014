import Crypto
import Foundation

/// The approved state of a fixture's versions by the bytes of its files, without reading what they say. What was rejected
/// decides no verdict.
struct BaselineDigests: Sendable {
  private var files: [(path: String, parts: [Substring], digest: String)] = []
  private var versions: Set<String> = []

  /// Of a fixture that nothing is approved of.
  init() {}

  /// Reads the files below `baselines` of a fixture and of those that it extends.
  init(_ manifest: Manifest) {
    versions = Set(manifest.versions)
    for (number, layer) in manifest.layers.enumerated() {
      let folder = "\(layer)/baselines"
      for name in ((try? FileManager.default.subpathsOfDirectory(atPath: folder)) ?? []).sorted()
      where name != RejectionStore.fileName {
        guard let data = FileManager.default.contents(atPath: "\(folder)/\(name)") else { continue }
        files.append(
          ("\(number) \(name)", name.split(separator: "/"), DigestText.hexadecimal(SHA256.hash(data: data))))
      }
    }
  }

  /// One digest of all files but those that belong to another version: their own name, or a folder's, is the other's.
  func digest(of version: String) -> String {
    var hash = SHA256()
    for file in files where !file.parts.contains(where: { isOther($0, version) }) {
      hash.update(data: Data("\(file.path)\n\(file.digest)\n".utf8))
    }
    return DigestText.hexadecimal(hash.finalize())
  }

  private func isOther(_ part: Substring, _ version: String) -> Bool {
    let name = part.hasSuffix(".json") ? String(part.dropLast(5)) : String(part)
    return name != version && versions.contains(name)
  }
}
