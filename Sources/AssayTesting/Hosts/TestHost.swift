import AssayGate
import Foundation
import Testing
import XCTest

/// The framework that runs the current test.
///
/// Swift 6.3 drops an issue without a word when it is recorded in the framework that does not run the test, so each
/// issue has to find its own.
enum TestHost: String, Sendable {
  case swiftTesting = "swift-testing"
  case xctest

  /// The framework; `nil` outside any test.
  static var current: TestHost? {
    // Detached tasks and other threads have no current test, but `swift test` runs a process for each framework.
    if Test.current != nil { return .swiftTesting }
    return ofProcess
  }

  private static let ofProcess = find(
    arguments: CommandLine.arguments, environment: ProcessInfo.processInfo.environment)

  static func find(arguments: [String], environment: [String: String]) -> TestHost? {
    if let index = arguments.firstIndex(of: "--testing-library"), index + 1 < arguments.count {
      return TestHost(rawValue: arguments[index + 1])
    }
    if let joined = arguments.first(where: { $0.hasPrefix("--testing-library=") }) {
      return TestHost(rawValue: String(joined.dropFirst("--testing-library=".count)))
    }
    // Linux: the package's test executable itself. macOS: Xcode's `xctest`, also inside an app.
    let program = arguments.first ?? ""
    if program.hasSuffix(".xctest") || program.hasSuffix("/xctest") { return .xctest }
    return environment["XCTestConfigurationFilePath"] == nil ? nil : .xctest
  }

  /// Files a failure with the framework that runs the test, at the caller's line.
  ///
  /// - Returns: whether it counts as one; it does not inside `withKnownIssue`.
  @discardableResult
  static func fail(_ message: String, at location: CallerLocation) -> Bool {
    switch current {
    case .swiftTesting:
      return Issue.record(Comment(rawValue: message), severity: .error, sourceLocation: location.forTesting).isFailure
    case .xctest:
      if !XCTestWatch.shared.fail(message, at: location) { endProcess(message, at: location) }
      return true
    case nil:
      endProcess(message, at: location)
    }
  }

  /// Files a warning: shown at the caller's line, and not a failure.
  static func warn(_ message: String, at location: CallerLocation) {
    switch current {
    case .swiftTesting:
      Issue.record(Comment(rawValue: message), severity: .warning, sourceLocation: location.forTesting)
    case .xctest:
      // XCTest knows no warnings.
      XCTestRecorder.shared?.warn(message, at: location)
      write("\(location.filePath):\(location.line): warning: \(message)")
    case nil:
      endProcess(message, at: location)
    }
  }

  /// Hands numbers to `assay test`, which makes properties of them: in Swift Testing as the attachment
  /// `assay-metrics.json` of the test that runs, in XCTest, which has no attachments on Linux, by the recorder.
  static func attach(_ metrics: [String: Double], at location: CallerLocation) {
    let metrics = metrics.filter(\.value.isFinite)
    guard !metrics.isEmpty else { return }
    guard Test.current != nil else {
      if current == .xctest { XCTestRecorder.shared?.measure(metrics) }
      return
    }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys]
    guard let data = try? encoder.encode(metrics) else { return }
    Attachment.record(
      String(decoding: data, as: UTF8.self), named: "assay-metrics.json", sourceLocation: location.forTesting)
  }

  /// Ends the process with 70 and a message: an expectation that no test would report must not get lost.
  static func endProcess(_ message: String, at location: CallerLocation) -> Never {
    write(
      """
      \(location.filePath):\(location.line): error: \(message)
      This expectation was evaluated outside any test, where neither Swift Testing nor XCTest reports it; move it into \
      a test that waits for it.
      """)
    // Not `exit`: the report of the expectations before this one would be completed, and lack this one.
    fflush(nil)
    _exit(ExitCode.internalError.rawValue)
  }

  static func write(_ line: String) { FileHandle.standardError.write(Data((line + "\n").utf8)) }
}
