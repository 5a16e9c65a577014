import Foundation
import Testing
import XCTest

/// Where an expectation was written.
public struct CallerLocation: Sendable, Hashable {
  /// The file as the compiler knows it: `Module/File.swift`.
  public var fileID: String
  /// The file's path.
  public var filePath: StaticString
  /// The line.
  public var line: UInt
  /// The column.
  public var column: UInt

  /// Creates a location from what the compiler fills in.
  public init(fileID: StaticString, filePath: StaticString, line: UInt, column: UInt) {
    self.fileID = "\(fileID)"
    self.filePath = filePath
    self.line = line
    self.column = column
  }

  public static func == (left: Self, right: Self) -> Bool {
    left.fileID == right.fileID && left.line == right.line && left.column == right.column
  }

  public func hash(into hasher: inout Hasher) {
    hasher.combine(fileID)
    hasher.combine(line)
    hasher.combine(column)
  }
}

/// The framework that runs the current test.
///
/// Swift 6.3 drops an issue without a word when it is recorded in the framework that does not run the test, so each
/// issue must find its own.
enum TestHost: Sendable, Equatable {
  case swiftTesting
  case xctest
  case none

  static var current: TestHost {
    if Test.current != nil { return .swiftTesting }
    // Detached tasks and other threads have no current test; `swift test` runs a process for each framework.
    let arguments = CommandLine.arguments
    if let index = arguments.firstIndex(of: "--testing-library"),
      arguments.dropFirst(index + 1).first == "swift-testing"
    {
      return .swiftTesting
    }
    if arguments.first?.hasSuffix(".xctest") == true { return .xctest }
    if ProcessInfo.processInfo.environment["XCTestConfigurationFilePath"] != nil { return .xctest }
    return .none
  }

  /// Files a failure with the framework that runs the test, at the place where the expectation stands.
  static func fail(_ message: String, at location: CallerLocation) {
    switch current {
    case .swiftTesting:
      Issue.record(Comment(rawValue: message), severity: .error, sourceLocation: location.sourceLocation)
    case .xctest:
      XCTFail(message, file: location.filePath, line: location.line)
    case .none:
      // Outside any test both frameworks say nothing: an expectation that fails must not be lost.
      FileHandle.standardError.write(
        Data("\(location.filePath):\(location.line): error: \(message) (an expectation outside any test)\n".utf8))
      exit(70)
    }
  }

  /// Files a warning: shown, and not a failure.
  static func warn(_ message: String, at location: CallerLocation) {
    switch current {
    case .swiftTesting:
      Issue.record(Comment(rawValue: message), severity: .warning, sourceLocation: location.sourceLocation)
    case .xctest, .none:
      FileHandle.standardError.write(Data("\(location.filePath):\(location.line): warning: \(message)\n".utf8))
    }
  }
}

extension CallerLocation {
  var sourceLocation: Testing.SourceLocation {
    Testing.SourceLocation(fileID: fileID, filePath: "\(filePath)", line: Int(line), column: Int(column))
  }
}
