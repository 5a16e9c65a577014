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
/// The lock's file is the first to be made and the last to go, so a folder without one is empty whenever its process was
/// killed: the next process removes it, and a process whose new folder vanishes that way makes another.
final class ScratchFolder: Sendable {
  let path: String
  private let lock: Int32
  private let isRemoved = Atomic<Bool>(false)

  private static let prefix = "assay-duckdb-"
  private static let lockName = "lock"

  /// Makes a folder that only this user can read.
  init(in parent: String) throws(EngineError) {
    ScratchFolder.removeStale(in: parent)
    for _ in 0..<100 {
      let name = "\(ScratchFolder.prefix)\(getpid())-\(UInt64.random(in: 0 ... .max))"
      let path = URL(fileURLWithPath: parent).appendingPathComponent(name).path
      guard mkdir(path, 0o700) == 0 else { throw Self.failure("the scratch folder \(path) cannot be made") }
      let lock = open(path + "/" + ScratchFolder.lockName, O_CREAT | O_RDWR | O_CLOEXEC, 0o600)
      if lock < 0, errno == ENOENT { continue }
      guard lock >= 0 else {
        let error = Self.failure("the scratch folder \(path) cannot be locked")
        _ = rmdir(path)
        throw error
      }
      if flock(lock, LOCK_EX | LOCK_NB) != 0 {
        // Only a process that takes the folder for a stale one holds the lock; it removes the folder.
        let wasTaken = errno == EWOULDBLOCK
        let error = Self.failure("the scratch folder \(path) cannot be locked")
        _ = Self.closeDescriptor(lock)
        if wasTaken { continue }
        Self.removeWhole(path)
        throw error
      }
      // A process that had the lock for a moment may have removed the folder before it gave the lock back.
      guard access(path + "/" + ScratchFolder.lockName, F_OK) == 0 else {
        _ = Self.closeDescriptor(lock)
        continue
      }
      self.path = path
      self.lock = lock
      return
    }
    throw Self.failure("no scratch folder in \(parent) stays: another process removes each at once")
  }

  private static func failure(_ what: String) -> EngineError {
    EngineError(
      kind: .io, message: "\(what): \(String(cString: strerror(errno))); choose another folder for scratch files",
      engine: "duckdb")
  }

  /// Removes the folder; once.
  func remove() {
    guard !isRemoved.exchange(true, ordering: .acquiringAndReleasing) else { return }
    Self.removeWhole(path)
    _ = Self.closeDescriptor(lock)
  }

  /// Removes a folder with the lock's file last.
  private static func removeWhole(_ folder: String) {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    for name in names where name != lockName { try? FileManager.default.removeItem(atPath: folder + "/" + name) }
    _ = unlink(folder + "/" + lockName)
    _ = rmdir(folder)
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
      guard lock >= 0 else {
        // Killed before the lock's file was made, or after it was removed: only an empty folder goes.
        if errno == ENOENT { _ = rmdir(folder) }
        continue
      }
      if flock(lock, LOCK_EX | LOCK_NB) == 0 { removeWhole(folder) }
      _ = closeDescriptor(lock)
    }
  }
}
