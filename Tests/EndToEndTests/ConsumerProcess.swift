import Foundation
import AssayConcurrency

/// A command that has ended.
struct ConsumerProcess: Sendable {
  /// The exit status; 128 + n when signal n ended it.
  let status: Int32
  /// What it wrote, both streams in one.
  let output: String

  var lines: [Substring] { output.split(separator: "\n") }

  /// Runs a command and waits for its end, without a thread of the cooperative pool.
  ///
  /// - Parameters:
  ///   - command: the program, looked for in PATH, and its arguments.
  ///   - folder: the working directory.
  ///   - environment: what is set beside this process's own environment; `nil` removes a variable.
  ///   - timeout: seconds after which the command is killed.
  static func run(
    _ command: [String], in folder: String, environment: [String: String?] = [:], timeout: Double = 1_500
  ) async throws -> ConsumerProcess {
    let log = FileManager.default.temporaryDirectory.appendingPathComponent("assay-consumer-\(UUID().uuidString).log")
    try Data().write(to: log)
    defer { try? FileManager.default.removeItem(at: log) }
    let file = try FileHandle(forWritingTo: log)
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = command
    process.currentDirectoryURL = URL(fileURLWithPath: folder)
    process.environment = Self.environment(environment)
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = file
    process.standardError = file
    let status: Int32 = try await withCheckedThrowingContinuation { done in
      process.terminationHandler = { ended in
        done.resume(
          returning: ended.terminationReason == .exit ? ended.terminationStatus : 128 + ended.terminationStatus)
      }
      do {
        try process.run()
      } catch {
        process.terminationHandler = nil
        done.resume(throwing: error)
        return
      }
      let id = process.processIdentifier
      let kill = DispatchWorkItem { if process.isRunning { Foundation.kill(id, SIGKILL) } }
      DispatchQueue.global().asyncAfter(deadline: .now() + timeout, execute: kill)
    }
    try file.close()
    return ConsumerProcess(
      status: status, output: String(decoding: try Data(contentsOf: log), as: UTF8.self))
  }

  /// The environment of a developer's shell: without what the test run around this one has set for its own processes.
  private static func environment(_ changes: [String: String?]) -> [String: String] {
    var environment = ProcessInfo.processInfo.environment.filter { name, _ in
      !["SWT_", "SWIFT_TESTING_", "SWIFTPM_", "XCTest", "LLVM_PROFILE_FILE"].contains { name.hasPrefix($0) }
    }
    environment["NO_COLOR"] = "1"
    for (name, value) in changes { environment[name] = value }
    return environment
  }
}
