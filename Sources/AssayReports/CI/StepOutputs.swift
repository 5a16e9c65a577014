import AssayGate
import Foundation

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The file to which a step of GitHub Actions appends its outputs.
struct StepOutputs {
  /// The path, from `GITHUB_OUTPUT`.
  var path: String

  /// Appends outputs. Each value stands between two lines that cannot be part of it, so that a name in the data cannot
  /// set another output.
  ///
  /// - Throws: ``TextOutputError``.
  func append(_ values: [(name: String, value: String)]) throws {
    var text = ""
    for (name, value) in values {
      let value = ReportText.clean(value)
      var mark = "end-of-\(name)"
      while value.contains(mark) { mark += "-" + UUID().uuidString }
      text += "\(name)<<\(mark)\n\(value)\n\(mark)\n"
    }
    let descriptor = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else {
      throw TextOutputError(stream: "\(path) (GITHUB_OUTPUT)", reason: String(cString: strerror(errno)))
    }
    defer { close(descriptor) }
    try FileDescriptorOutput(descriptor: descriptor, name: "\(path) (GITHUB_OUTPUT)").write(text)
  }
}
