#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// What a process has printed, in a file.
struct TestOutput {
  /// The file.
  var path: String
  /// Of a longer part the beginning is read; a report takes half of it.
  static let maximumBytes = 1 << 17

  /// The number of bytes.
  var size: Int {
    var status = stat()
    return stat(path, &status) == 0 ? Int(status.st_size) : 0
  }

  /// A part as text, with what is no UTF-8 replaced.
  func read(_ range: Range<Int>) -> String {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return "" }
    defer { _ = close(descriptor) }
    var bytes = [UInt8](repeating: 0, count: min(range.count, Self.maximumBytes))
    var count = 0
    while count < bytes.count {
      let got = bytes.withUnsafeMutableBytes { buffer in
        pread(
          descriptor, buffer.baseAddress?.advanced(by: count), buffer.count - count, off_t(range.lowerBound + count))
      }
      if got < 0, errno == EINTR { continue }
      guard got > 0 else { break }
      count += got
    }
    return String(decoding: bytes[..<count], as: UTF8.self)
  }
}
