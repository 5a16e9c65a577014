import Foundation

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The file whose Markdown GitHub Actions shows on a job's page.
public struct StepSummary {
  /// The most bytes of a step's summary; of more the runner shows nothing.
  static let maximumBytes = 1 << 20

  /// The path, from `GITHUB_STEP_SUMMARY`.
  private let path: String

  /// Creates a summary at the path that the runner gives.
  public init(path: String) { self.path = path }

  /// Appends a file's text; nothing when what is there already leaves it no room.
  ///
  /// - Throws: ``TextOutputError``.
  public func append(_ file: String) throws {
    let name = "\(path) (GITHUB_STEP_SUMMARY)"
    guard let data = FileManager.default.contents(atPath: file) else {
      throw TextOutputError(stream: name, reason: "\(file) is not there")
    }
    let known = (try? FileManager.default.attributesOfItem(atPath: path)[.size] as? Int) ?? 0
    guard known + data.count <= Self.maximumBytes else {
      throw TextOutputError(stream: name, reason: "the step's summary is full; \(file) has it")
    }
    let descriptor = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw TextOutputError(stream: name, reason: String(cString: strerror(errno))) }
    defer { close(descriptor) }
    try FileDescriptorOutput(descriptor: descriptor, name: name).write(String(decoding: data, as: UTF8.self))
  }
}
