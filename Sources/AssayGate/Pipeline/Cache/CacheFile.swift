import Crypto
import Foundation

/// A small file of the cache that proves its own content: a line with the SHA-256 of all that follows.
enum CacheFile {
  /// The file's bytes around its content.
  static func sealed(_ content: Data) -> Data {
    var data = Data("assay-replay \(ReplayCache.format) \(DigestText.hexadecimal(SHA256.hash(data: content)))\n".utf8)
    data.append(content)
    return data
  }

  /// The content; `nil` when a byte is not as it was written.
  static func content(_ data: Data) -> Data? {
    guard let end = data.firstIndex(of: UInt8(ascii: "\n")) else { return nil }
    let content = Data(data[data.index(after: end)...])
    return sealed(content) == data ? content : nil
  }

  /// Writes all bytes and has them on the disk.
  ///
  /// Throws the system's reason.
  static func write(_ data: Data, to path: String) throws(CacheFailure) {
    let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw CacheFailure.system() }
    defer { close(descriptor) }
    var written = 0
    while written < data.count {
      let count = data.withUnsafeBytes { block in
        Foundation.write(descriptor, block.baseAddress.map { $0 + written }, data.count - written)
      }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { throw CacheFailure.system() }
      written += count
    }
    guard fsync(descriptor) == 0 else { throw CacheFailure.system() }
  }

  /// Has a file that another program wrote on the disk.
  static func synchronize(_ path: String) throws(CacheFailure) {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw CacheFailure.system() }
    defer { close(descriptor) }
    guard fsync(descriptor) == 0 else { throw CacheFailure.system() }
  }

  /// Makes a folder with those above it, for this user alone.
  static func makeFolder(_ path: String) throws(CacheFailure) {
    if mkdir(path, 0o700) == 0 { return }
    var status = stat()
    switch errno {
    case ENOENT where path != "/":
      try makeFolder(ManifestPlace.parent(path))
      guard mkdir(path, 0o700) == 0 || errno == EEXIST else { throw CacheFailure.system() }
    case EEXIST:
      guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR else {
        throw CacheFailure(reason: "\(Display.path(path)) is not a folder")
      }
    default: throw CacheFailure.system()
    }
  }

  /// Gives a file its name, in place of another one.
  static func move(_ from: String, to path: String) throws(CacheFailure) {
    guard rename(from, path) == 0 else { throw CacheFailure.system() }
  }
}

/// Why the cache cannot keep something. It never changes a verdict.
struct CacheFailure: Error, Sendable {
  /// The reason in words.
  var reason: String

  /// What the system said of the last call.
  static func system() -> CacheFailure { CacheFailure(reason: String(cString: strerror(errno))) }
}
