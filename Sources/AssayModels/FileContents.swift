#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Reading a whole file into memory.
enum FileContents {
  /// Protobuf messages, and so ONNX files, end at 2 GiB.
  static let largest = 1 << 31

  /// The bytes of a regular file.
  ///
  /// - Throws: `ModelError` with the kind `fileNotFound` or `fileUnreadable`.
  static func read(_ path: String) throws(ModelError) -> [UInt8] {
    // Not blocking: opening a named pipe must not wait for its writer.
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else {
      if errno == ENOENT || errno == ENOTDIR { throw .fileNotFound(path) }
      throw .fileUnreadable(path, lastError())
    }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw .fileUnreadable(path, lastError()) }
    guard status.st_mode & S_IFMT == S_IFREG else {
      let isFolder = status.st_mode & S_IFMT == S_IFDIR
      throw .fileUnreadable(path, isFolder ? "it is a folder" : "it is not a regular file")
    }
    guard status.st_size < largest else {
      throw .fileUnreadable(path, "it has \(status.st_size) bytes, an ONNX file less than \(largest)")
    }
    return try read(descriptor, byteCount: Int(status.st_size), path: path)
  }

  private static func read(_ descriptor: Int32, byteCount: Int, path: String) throws(ModelError) -> [UInt8] {
    var problem: String?
    let bytes = [UInt8](unsafeUninitializedCapacity: byteCount) { buffer, count in
      count = 0
      while count < byteCount, let base = buffer.baseAddress {
        #if canImport(Glibc)
          let got = Glibc.read(descriptor, base + count, byteCount - count)
        #else
          let got = Darwin.read(descriptor, base + count, byteCount - count)
        #endif
        if got < 0, errno == EINTR { continue }
        if got < 0 { problem = lastError() }
        if got <= 0 { break }
        count += got
      }
    }
    if let problem { throw .fileUnreadable(path, problem) }
    return bytes
  }

  private static func lastError() -> String { String(cString: strerror(errno)) }
}
