/// The small text that Git LFS leaves in place of a file whose content was not fetched.
package struct GitLFSPointer: Equatable, Sendable {
  /// How the first line begins: today, and before the first version.
  private static let versions = [
    "version https://git-lfs.github.com/spec/", "version https://hawser.github.com/spec/",
    "version http://git-media.io/v/",
  ]

  /// `sha256:` and 64 hexadecimal digits, when the pointer says so.
  package var digest: String?
  /// The size in bytes of the real file, when the pointer says so.
  package var size: Int?

  /// The pointer that the bytes are, or nil: it is recognised by its first line alone.
  package init?(_ bytes: [UInt8]) {
    // A pointer is shorter than 1,024 bytes by its specification; a model that begins so does not exist.
    let lines = String(decoding: bytes.prefix(1024), as: UTF8.self).split(whereSeparator: \.isNewline)
    guard let first = lines.first, Self.versions.contains(where: first.hasPrefix) else { return nil }
    for line in lines.dropFirst() {
      let words = line.split(separator: " ")
      guard words.count == 2 else { continue }
      if words[0] == "oid" { digest = String(words[1]) }
      if words[0] == "size" { size = Int(words[1]) }
    }
  }
}
