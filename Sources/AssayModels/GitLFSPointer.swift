/// The small text that Git LFS leaves in place of a file whose content was not fetched.
package struct GitLFSPointer: Equatable {
  /// `sha256:` and 64 hexadecimal digits, when the pointer says so.
  package var digest: String?
  /// The size in bytes of the real file, when the pointer says so.
  package var size: Int?

  /// The pointer that the bytes are, or nil: it is recognised by its first line alone.
  package init?(_ bytes: [UInt8]) {
    // A pointer is shorter than 1,024 bytes by its specification; a model that begins so does not exist.
    let lines = String(decoding: bytes.prefix(1024), as: UTF8.self).split(separator: "\n")
    guard let first = lines.first, first.hasPrefix("version https://git-lfs.github.com/spec/") else { return nil }
    for line in lines.dropFirst() {
      if line.hasPrefix("oid ") { digest = String(line.dropFirst(4)) }
      if line.hasPrefix("size ") { size = Int(line.dropFirst(5)) }
    }
  }
}
