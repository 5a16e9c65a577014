import AssayLibraries
import Foundation

/// Content that was fetched, in the per-user cache under its digest: `objects/sha256/ab/ab12…`.
///
/// A file gets its name only when it is complete, so that runs at the same time share the store without locks. What is
/// taken from it is verified like any other input.
struct ContentStore: Sendable {
  /// The folder for data in the per-user cache.
  let folder: String

  /// The store that the environment names.
  static var standard: ContentStore { ContentStore(folder: UserCache.dataFolder()) }

  /// The path of content, there or not.
  ///
  /// - Parameters:
  ///   - digest: its digest.
  ///   - kind: how the digest is made: `sha256`, `git`.
  func path(_ digest: String, kind: String) -> String { "\(folder)/objects/\(kind)/\(digest.prefix(2))/\(digest)" }

  /// A new file for content on its way, on the file system of the store.
  func makePartial() throws(InputError) -> (path: String, descriptor: Int32) {
    let place = "\(folder)/objects/partial"
    do {
      try FileManager.default.createDirectory(atPath: place, withIntermediateDirectories: true)
    } catch {
      throw unwritable(error.localizedDescription)
    }
    removeAbandoned(place)
    let path = "\(place)/\(UUID().uuidString)"
    let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw unwritable(String(cString: strerror(errno))) }
    return (path, descriptor)
  }

  /// Gives complete content its name. Read-only from then on.
  func complete(_ partial: String, digest: String, kind: String) throws(InputError) {
    let path = path(digest, kind: kind)
    do {
      try FileManager.default.createDirectory(
        atPath: ManifestPlace.parent(path), withIntermediateDirectories: true)
    } catch {
      throw unwritable(error.localizedDescription)
    }
    _ = chmod(partial, 0o444)
    guard rename(partial, path) == 0 else { throw unwritable(String(cString: strerror(errno))) }
  }

  /// Writes a chunk of content.
  func write(_ bytes: [UInt8], to descriptor: Int32) throws(InputError) {
    var written = 0
    while written < bytes.count {
      let count = bytes.withUnsafeBytes { block in
        Foundation.write(descriptor, block.baseAddress.map { $0 + written }, bytes.count - written)
      }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { throw unwritable(String(cString: strerror(errno))) }
      written += count
    }
  }

  /// Removes what a killed run left: content on its way for longer than a day.
  private func removeAbandoned(_ place: String) {
    for name in (try? FileManager.default.contentsOfDirectory(atPath: place)) ?? [] {
      guard let stamp = FileHasher.stamp("\(place)/\(name)") else { continue }
      if stamp.changed < FileStamp.now - 86_400_000_000_000 { unlink("\(place)/\(name)") }
    }
  }

  private func unwritable(_ reason: String) -> InputError {
    InputError(
      "the cache \(folder) cannot be written (\(reason)); free space, or set ASSAY_DATA_CACHE to another folder")
  }
}
