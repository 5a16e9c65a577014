#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// A report that could not be written.
public struct ReportFileError: Error, Sendable, Hashable, CustomStringConvertible {
  /// The path of the report.
  public var path: String
  /// What was attempted, as it follows "cannot": `create the folder`.
  public var action: String
  /// Why it did not work.
  public var reason: String
  /// What to do about it: a sentence.
  public var advice: String

  /// Creates an error.
  public init(path: String, action: String, reason: String, advice: String) {
    self.path = path
    self.action = action
    self.reason = reason
    self.advice = advice
  }

  /// Path, what did not work, why, and what to do: one line.
  public var description: String { "\(path): cannot \(action): \(reason). \(advice)" }

  /// Creates an error from the value of `errno` after a system call.
  init(path: String, action: String, code: Int32) {
    let advice =
      switch code {
      case ENOSPC, EDQUOT: "Free space on the disk that holds it, or write the report to another place"
      case EACCES, EPERM: "Make the folder writable for the user of this process, or write the report to another place"
      case EROFS: "The file system is read-only: write the report to another place"
      case ENOTDIR: "A part of the path is a file, not a folder: remove that file, or write the report to another place"
      case EISDIR: "The path names a folder: name a file in it"
      case ENAMETOOLONG: "Use a shorter path"
      case EFBIG: "Raise the limit on the size of files (ulimit -f), or write the report to another place"
      default: "Check the path and run again"
      }
    self.init(path: path, action: action, reason: String(cString: strerror(code)), advice: advice + ".")
  }
}
