#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Where text for people goes: a stream of the process, or a string in a test.
public protocol TextOutput: AnyObject, Sendable {
  /// Someone may be watching, and a line can be drawn over.
  var isTerminal: Bool { get }

  /// Writes text as it is.
  func write(_ text: String) throws
}

/// A text that could not be written to a stream.
public struct TextOutputError: Error, Sendable, Hashable, CustomStringConvertible {
  /// The stream's name: `standard output`.
  public var stream: String
  /// Why it did not work.
  public var reason: String

  /// Stream and reason in one line.
  public var description: String {
    "cannot write to \(stream): \(reason). Check what reads it, and the disk behind it."
  }
}

/// A stream of the process. Writes are not buffered and wait until the reader has room.
public final class FileDescriptorOutput: TextOutput {
  /// Standard output.
  public static let standardOutput = FileDescriptorOutput(descriptor: 1, name: "standard output")
  /// Standard error.
  public static let standardError = FileDescriptorOutput(descriptor: 2, name: "standard error")

  /// Whether the descriptor is a terminal.
  public let isTerminal: Bool
  private let descriptor: Int32
  private let name: String

  /// Creates an output on an open descriptor, which stays its owner's to close.
  public init(descriptor: Int32, name: String) {
    self.descriptor = descriptor
    self.name = name
    isTerminal = isatty(descriptor) == 1
  }

  /// Writes all of the text.
  ///
  /// - Throws: ``TextOutputError``.
  public func write(_ text: String) throws {
    var text = text
    let code = text.withUTF8 { bytes in
      var rest = UnsafeRawBufferPointer(bytes)
      while !rest.isEmpty {
        #if canImport(Glibc)
          let count = Glibc.write(descriptor, rest.baseAddress, rest.count)
        #else
          let count = Darwin.write(descriptor, rest.baseAddress, rest.count)
        #endif
        if count > 0 {
          rest = UnsafeRawBufferPointer(rebasing: rest[count...])
        } else if errno == EAGAIN {
          // Another process has made the shared terminal or pipe non-blocking.
          var poller = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
          _ = poll(&poller, 1, 1_000)
        } else if errno != EINTR {
          return errno
        }
      }
      return 0
    }
    if code != 0 { throw TextOutputError(stream: name, reason: String(cString: strerror(code))) }
  }
}
