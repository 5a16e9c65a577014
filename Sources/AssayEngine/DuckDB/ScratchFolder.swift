import Foundation
import Synchronization

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// A folder for one engine's files, removed with it; what dead processes left behind is removed by the next one.
///
/// Its name holds the process id, and a lock on a file in it is held while it is in use: a folder is stale when the
/// process is gone and the lock is free. The lock also protects processes of other containers, whose ids mean nothing.
final class ScratchFolder: Sendable {
  let path: String
  private let lock: Int32
  private let isRemoved = Atomic<Bool>(false)

  private static let prefix = "assay-duckdb-"
  private static let lockName = "lock"

  /// Makes a folder that only this user can read.
  init(in parent: String) throws(EngineError) {
    func failure(_ what: String) -> EngineError {
      EngineError(
        kind: .io, message: "\(what): \(String(cString: strerror(errno))); choose another folder for scratch files",
        engine: "duckdb")
    }
    ScratchFolder.removeStale(in: parent)
    let name = "\(ScratchFolder.prefix)\(getpid())-\(UInt64.random(in: 0 ... .max))"
    let path = URL(fileURLWithPath: parent).appendingPathComponent(name).path
    guard mkdir(path, 0o700) == 0 else { throw failure("the scratch folder \(path) cannot be made") }
    let lock = open(path + "/" + ScratchFolder.lockName, O_CREAT | O_RDWR | O_CLOEXEC, 0o600)
    guard lock >= 0, flock(lock, LOCK_EX | LOCK_NB) == 0 else {
      let error = failure("the scratch folder \(path) cannot be locked")
      try? FileManager.default.removeItem(atPath: path)
      throw error
    }
    self.path = path
    self.lock = lock
  }

  /// Removes the folder; once.
  func remove() {
    guard !isRemoved.exchange(true, ordering: .acquiringAndReleasing) else { return }
    try? FileManager.default.removeItem(atPath: path)
    _ = Self.closeDescriptor(lock)
  }

  deinit { remove() }

  private static func closeDescriptor(_ descriptor: Int32) -> Int32 { close(descriptor) }

  /// Removes the folders of processes that are gone.
  static func removeStale(in parent: String) {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: parent)) ?? []
    for name in names where name.hasPrefix(prefix) {
      let parts = name.dropFirst(prefix.count).split(separator: "-")
      guard parts.count == 2, let process = Int32(parts[0]), process > 0, UInt64(parts[1]) != nil else { continue }
      guard kill(process, 0) != 0, errno == ESRCH else { continue }
      let folder = URL(fileURLWithPath: parent).appendingPathComponent(name).path
      let lock = open(folder + "/" + lockName, O_RDWR | O_CLOEXEC)
      guard lock >= 0 else { continue }
      if flock(lock, LOCK_EX | LOCK_NB) == 0 { try? FileManager.default.removeItem(atPath: folder) }
      _ = closeDescriptor(lock)
    }
  }
}
