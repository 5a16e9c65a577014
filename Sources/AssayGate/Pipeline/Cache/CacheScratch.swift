import AssayConcurrency
import Foundation

/// Names for files on their way into a cache: below its folder `tmp`, on the same file system.
///
/// A lock is held on a file of the process as long as it writes; what a process leaves that was killed is removed by the
/// next one that writes, which finds the lock free.
final class CacheScratch: Sendable {
  private let folder: String
  private let name: String
  private let lock: Int32
  private let count = Locked(0)

  private static let ending = ".lock"

  /// Makes the lock, and removes what others left.
  init(_ folder: String) throws(CacheFailure) {
    try CacheFile.makeFolder(folder)
    self.folder = folder
    for _ in 0..<100 {
      let name = UUID().uuidString
      let path = "\(folder)/\(name)\(Self.ending)"
      let lock = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
      guard lock >= 0 else { throw CacheFailure.system() }
      // Another process may take the file for one that was left, before it is locked.
      if flock(lock, LOCK_EX | LOCK_NB) == 0, access(path, F_OK) == 0 {
        (self.name, self.lock) = (name, lock)
        removeAbandoned()
        return
      }
      close(lock)
    }
    throw CacheFailure(reason: "no file stays in \(folder)")
  }

  /// A new name with an ending: `.parquet`.
  func path(_ ending: String) -> String {
    let number = count.withLock { count in
      count += 1
      return count
    }
    return "\(folder)/\(name)-\(number)\(ending)"
  }

  private func removeAbandoned() {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    for file in names where file.hasSuffix(Self.ending) && !file.hasPrefix(name) {
      let path = "\(folder)/\(file)"
      let lock = open(path, O_RDWR | O_CLOEXEC)
      guard lock >= 0 else { continue }
      if flock(lock, LOCK_EX | LOCK_NB) == 0 {
        let owner = file.dropLast(Self.ending.count)
        for other in names where other.hasPrefix(owner + "-") { unlink("\(folder)/\(other)") }
        unlink(path)
      }
      close(lock)
    }
  }

  deinit {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    for file in names where file.hasPrefix(name + "-") { unlink("\(folder)/\(file)") }
    unlink("\(folder)/\(name)\(Self.ending)")
    close(lock)
  }
}
