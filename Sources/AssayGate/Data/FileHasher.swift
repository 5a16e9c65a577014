import Foundation

/// Reads files to their ends and hashes what comes by: any number of digests in one pass, 1 MiB of memory.
enum FileHasher {
  /// The bytes that are read at once. DVC's old rule depends on it.
  static let blockSize = 1 << 20
  /// How much of a file's beginning is handed back: a Git LFS pointer is shorter.
  static let headSize = 1024

  /// What came of a file.
  struct Hashed: Sendable {
    var digests: [DigestAlgorithm: String]
    var stamp: FileStamp
    var head: [UInt8]
    /// When reading began, in nanoseconds since 1970.
    var started: Int64
  }

  /// Hashes a file. Blocks while it is read.
  ///
  /// Throws when it cannot be read, is no regular file, or keeps changing while it is read.
  static func hash(
    _ path: String, _ algorithms: Set<DigestAlgorithm>, isStopped: () -> Bool = { false }
  ) throws(InputError) -> Hashed {
    let descriptor = try open(path)
    defer { _ = close(descriptor) }
    // A writer that has just finished is given a second chance; one that goes on is told of.
    for _ in 0..<2 {
      let before = try stamp(of: descriptor, path)
      guard lseek(descriptor, 0, SEEK_SET) == 0 else { throw unreadable(path) }
      let hashed = try read(descriptor, path, algorithms, before, isStopped)
      if try stamp(of: descriptor, path) == before, let hashed { return hashed }
    }
    throw InputError("\(Display.path(path)) was changed while it was read; wait until it is complete, and run again")
  }

  /// The stamp and the first bytes of a file, read no further.
  static func head(_ path: String) throws(InputError) -> (stamp: FileStamp, head: [UInt8]) {
    let descriptor = try open(path)
    defer { _ = close(descriptor) }
    let stamp = try stamp(of: descriptor, path)
    var head = [UInt8](repeating: 0, count: headSize)
    guard let count = head.withUnsafeMutableBytes({ fill($0, descriptor) }) else { throw unreadable(path) }
    return (stamp, Array(head.prefix(count)))
  }

  /// The stamp of what a path leads to; `nil` when there is no regular file.
  static func stamp(_ path: String) -> FileStamp? {
    var status = stat()
    guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
    return FileStamp(status)
  }

  /// Opens without waiting: opening a named pipe would wait for its writer.
  private static func open(_ path: String) throws(InputError) -> Int32 {
    let descriptor = Foundation.open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { throw unreadable(path) }
    return descriptor
  }

  private static func stamp(of descriptor: Int32, _ path: String) throws(InputError) -> FileStamp {
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw unreadable(path) }
    guard status.st_mode & S_IFMT == S_IFREG else {
      throw InputError("\(Display.path(path)) is not a regular file")
    }
    return FileStamp(status)
  }

  /// Reads to the end; `nil` when that came too early or too late.
  private static func read(
    _ descriptor: Int32, _ path: String, _ algorithms: Set<DigestAlgorithm>, _ stamp: FileStamp, _ isStopped: () -> Bool
  ) throws(InputError) -> Hashed? {
    let started = FileStamp.now
    let order = algorithms.sorted { $0.rawValue < $1.rawValue }
    var streams = order.map { $0.stream(size: stamp.size) }
    var buffer = [UInt8](repeating: 0, count: min(blockSize, max(1, stamp.size)))
    var head: [UInt8] = []
    var total = 0
    while true {
      if isStopped() { throw InputError.stopped }
      guard let count = buffer.withUnsafeMutableBytes({ fill($0, descriptor) }) else { throw unreadable(path) }
      guard count > 0 else { break }
      if total == 0 { head = Array(buffer.prefix(min(count, headSize))) }
      total += count
      guard total <= stamp.size else { return nil }
      buffer.withUnsafeBytes { block in
        for index in streams.indices { streams[index].update(UnsafeRawBufferPointer(rebasing: block[..<count])) }
      }
    }
    guard total == stamp.size else { return nil }
    var digests: [DigestAlgorithm: String] = [:]
    for (index, algorithm) in order.enumerated() { digests[algorithm] = streams[index].finish() }
    return Hashed(digests: digests, stamp: stamp, head: head, started: started)
  }

  /// Reads until the block is full or the file ends; `nil` when it cannot be read.
  private static func fill(_ block: UnsafeMutableRawBufferPointer, _ descriptor: Int32) -> Int? {
    var count = 0
    while count < block.count {
      let got = Foundation.read(descriptor, block.baseAddress.map { $0 + count }, block.count - count)
      if got < 0, errno == EINTR { continue }
      if got < 0 { return nil }
      if got == 0 { break }
      count += got
    }
    return count
  }

  private static func unreadable(_ path: String) -> InputError {
    let reason = String(cString: strerror(errno))
    return InputError(
      "\(Display.path(path)) cannot be read (\(reason)); check that it is there and its permissions")
  }
}
