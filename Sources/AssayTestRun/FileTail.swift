#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Reads what is appended to a file that another process writes.
final class FileTail {
  private let path: String
  private var descriptor: Int32 = -1
  private var rest: [UInt8] = []
  /// The number of bytes that were read.
  private(set) var position = 0

  /// A call of ``read()`` returns about so many bytes: a process may write faster than they are read.
  private static let maximumBytes = 1 << 22
  /// A line is cut into parts of about so many bytes; none of XCTest's or of the event stream without attachments is
  /// longer.
  private static let maximumLine = 1 << 26

  /// Creates a tail; the file may come later.
  init(path: String) { self.path = path }

  deinit { if descriptor >= 0 { _ = close(descriptor) } }

  /// The bytes since the last call, or the first of them.
  func read() -> [UInt8] {
    if descriptor < 0 { descriptor = open(path, O_RDONLY | O_CLOEXEC) }
    guard descriptor >= 0 else { return [] }
    var out: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 1 << 16)
    while out.count < Self.maximumBytes {
      #if canImport(Glibc)
        let count = Glibc.read(descriptor, &chunk, chunk.count)
      #else
        let count = Darwin.read(descriptor, &chunk, chunk.count)
      #endif
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { return out }
      out += chunk[..<count]
      position += count
    }
    return out
  }

  /// Adds bytes and returns the lines that are whole now, without their ends.
  func lines(of bytes: [UInt8]) -> [ArraySlice<UInt8>] {
    guard !bytes.isEmpty else { return [] }
    let known = rest.count
    rest += bytes
    // What was there before has no end of a line.
    guard let last = rest[known...].lastIndex(of: UInt8(ascii: "\n")) else {
      guard rest.count > Self.maximumLine else { return [] }
      defer { rest = [] }
      return [rest[...]]
    }
    let whole = rest[..<last]
    rest = Array(rest[(last + 1)...])
    return whole.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
  }

  /// What is left without an end of line.
  func lastLine() -> ArraySlice<UInt8>? {
    defer { rest = [] }
    return rest.isEmpty ? nil : rest[...]
  }
}
