#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// A file descriptor that is written through a buffer of 64 KiB and closed with its owner.
///
/// Not safe to use from two threads at once.
package final class BufferedFile {
  /// The path that errors name.
  private let path: String
  private let descriptor: Int32
  private var buffer: [UInt8] = []
  private var isClosed = false
  /// The number of bytes appended so far, which is the offset of the next one.
  package private(set) var position = 0

  private static let capacity = 1 << 16

  /// Takes over a descriptor whose offset is 0.
  ///
  /// - Parameters:
  ///   - descriptor: open for writing (and for reading, when ranges are to be copied).
  ///   - path: the path that errors name.
  package init(descriptor: Int32, path: String) {
    self.descriptor = descriptor
    self.path = path
    buffer.reserveCapacity(Self.capacity)
  }

  deinit {
    if !isClosed { _ = close(descriptor) }
  }

  /// Appends bytes.
  package func append(_ bytes: UnsafeRawBufferPointer) throws(ReportFileError) {
    if buffer.count + bytes.count > Self.capacity { try flush() }
    if bytes.count >= Self.capacity {
      try write(bytes)
    } else {
      buffer.append(contentsOf: bytes)
    }
    position += bytes.count
  }

  /// Appends bytes.
  package func append(_ bytes: [UInt8]) throws(ReportFileError) {
    // A rethrowing closure would widen the error's type.
    let failure = bytes.withUnsafeBytes { raw in failureOf { () throws(ReportFileError) in try append(raw) } }
    if let failure { throw failure }
  }

  /// Appends text as UTF-8.
  package func append(_ text: String) throws(ReportFileError) {
    var text = text
    let failure = text.withUTF8 { utf8 in
      failureOf { () throws(ReportFileError) in try append(UnsafeRawBufferPointer(utf8)) }
    }
    if let failure { throw failure }
  }

  /// Hands what is buffered to the system.
  package func flush() throws(ReportFileError) {
    guard !buffer.isEmpty else { return }
    let failure = buffer.withUnsafeBytes { raw in failureOf { () throws(ReportFileError) in try write(raw) } }
    buffer.removeAll(keepingCapacity: true)
    if let failure { throw failure }
  }

  /// Flushes and waits until the bytes are on the disk.
  package func synchronize() throws(ReportFileError) {
    try flush()
    // Some file systems cannot synchronize; only what says that bytes are lost counts.
    if fsync(descriptor) != 0, [EIO, ENOSPC, EDQUOT].contains(errno) {
      throw ReportFileError(path: path, action: "write the report", code: errno)
    }
  }

  /// Flushes and closes; some file systems report a full disk only now.
  package func finish() throws(ReportFileError) {
    try flush()
    isClosed = true
    if close(descriptor) != 0, errno != EINTR {
      throw ReportFileError(path: path, action: "write the report", code: errno)
    }
  }

  /// Appends a range of this file's bytes to another file, 64 KiB at a time.
  package func copy(_ range: Range<Int>, to other: BufferedFile) throws(ReportFileError) {
    try flush()
    var chunk = [UInt8](repeating: 0, count: Self.capacity)
    var offset = range.lowerBound
    while offset < range.upperBound {
      let wanted = min(chunk.count, range.upperBound - offset)
      let count = chunk.withUnsafeMutableBytes { pread(descriptor, $0.baseAddress, wanted, off_t(offset)) }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else {
        throw ReportFileError(path: path, action: "read back what was spooled", code: count < 0 ? errno : EIO)
      }
      let failure = chunk.withUnsafeBytes { raw in
        failureOf { () throws(ReportFileError) in try other.append(UnsafeRawBufferPointer(rebasing: raw[..<count])) }
      }
      if let failure { throw failure }
      offset += count
    }
  }

  private func write(_ bytes: UnsafeRawBufferPointer) throws(ReportFileError) {
    var rest = bytes
    while !rest.isEmpty {
      #if canImport(Glibc)
        let count = Glibc.write(descriptor, rest.baseAddress, rest.count)
      #else
        let count = Darwin.write(descriptor, rest.baseAddress, rest.count)
      #endif
      if count < 0, errno == EINTR { continue }
      guard count > 0 else {
        throw ReportFileError(path: path, action: "write the report", code: count < 0 ? errno : EIO)
      }
      rest = UnsafeRawBufferPointer(rebasing: rest[count...])
    }
  }

  private func failureOf(_ body: () throws(ReportFileError) -> Void) -> ReportFileError? {
    do throws(ReportFileError) {
      try body()
      return nil
    } catch {
      return error
    }
  }
}
