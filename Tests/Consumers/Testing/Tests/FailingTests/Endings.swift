import AssayTesting
import Foundation
import Testing
import XCTest

// Tests that end the process, each when it is asked for.

private func isAsked(_ ending: String) -> Bool { ProcessInfo.processInfo.environment["ENDING"] == ending }

@Test(.enabled(if: isAsked("crash"))) func crash() {
  expectClose([1], [1])
  abort()
}

final class EndingsXCTests: XCTestCase {
  func testCrash() throws {
    guard isAsked("crash") else { throw XCTSkip("not asked") }
    expectClose([1], [1])
    abort()
  }

  /// XCTest has forgotten the test when its task fails.
  func testTaskThatOutlivesItsTest() throws {
    guard isAsked("outlive") else { throw XCTSkip("not asked") }
    expectClose([1], [1])
    Task.detached {
      try await Task.sleep(for: .milliseconds(300))
      expectClose([1], [2])
    }
  }

  override class func tearDown() {
    if isAsked("outlive") { Thread.sleep(forTimeInterval: 2) }
  }
}
