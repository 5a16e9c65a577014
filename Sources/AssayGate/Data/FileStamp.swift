import Foundation

/// What the file system says of a file without reading it: when all of it is as it was, so is the content.
struct FileStamp: Sendable, Hashable {
  /// The size in bytes.
  var size: Int
  /// When the content was changed, in nanoseconds since 1970. Programs can set it.
  var modified: Int64
  /// When content or attributes were changed, in nanoseconds since 1970. Programs cannot set it.
  var changed: Int64
  /// The number of the file in its file system.
  var inode: UInt64
  /// The number of the file system.
  var device: UInt64

  /// A file of which this much time has passed since its last change can be known by its stamp. Some file systems count
  /// in steps of two seconds; a change within the same step would not show.
  static let settled: Int64 = 2_000_000_000

  /// The stamp from what the system answered.
  init(_ status: stat) {
    size = Int(status.st_size)
    #if canImport(Darwin)
      let (content, attributes) = (status.st_mtimespec, status.st_ctimespec)
    #else
      let (content, attributes) = (status.st_mtim, status.st_ctim)
    #endif
    modified = Self.nanoseconds(content)
    changed = Self.nanoseconds(attributes)
    inode = UInt64(status.st_ino)
    device = UInt64(truncatingIfNeeded: status.st_dev)
  }

  /// A stamp as it was stored.
  init(size: Int, modified: Int64, changed: Int64, inode: UInt64, device: UInt64) {
    self.size = size
    self.modified = modified
    self.changed = changed
    self.inode = inode
    self.device = device
  }

  /// Times that do not fit are taken modulo 2⁶⁴: they are compared for equality.
  private static func nanoseconds(_ time: timespec) -> Int64 {
    Int64(time.tv_sec) &* 1_000_000_000 &+ Int64(time.tv_nsec)
  }

  /// Whether the file was changed so lately, or in the future, that a later change could leave the same stamp.
  func isRacy(at now: Int64) -> Bool { max(modified, changed) > now - Self.settled }

  /// The time of the system in nanoseconds since 1970.
  static var now: Int64 {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    return nanoseconds(time)
  }
}
