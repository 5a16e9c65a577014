import Foundation
import XCTest

/// What XCTest's printed log cannot tell apart from the log itself; the observer of AssayTesting can.
final class PrintingXCTests: XCTestCase {
  override func tearDown() { print("torn down") }

  func testLooksLikeTheLog() {
    print("Test Case 'Other.testNothing' started at 2026-01-01 00:00:00.000")
    print("Test Case 'Other.testNothing' passed (0.1 seconds)")
    print("Test Case 'PrintingXCTests.testLooksLikeTheLog' passed (0.1 seconds)")
    print("/a/File.swift:5: error: PrintingXCTests.testLooksLikeTheLog : failed - not true")
    print("no end of line", terminator: "")
  }

  func testSeveralLines() {
    print("before")
    XCTFail("first\nsecond\n\n  Test Case 'A.b' started at now")
    print("between")
    XCTFail("third\nfourth")
  }

  func testSkips() throws { throw XCTSkip("no GPU\nand no driver") }

  func testSkipsUnless() throws { try XCTSkipUnless(Bool(false), "no GPU") }

  func testMegabytes() {
    for _ in 0..<20_000 { print(String(repeating: "x", count: 99)) }
    XCTFail("after all that")
  }

  func testXDiesInTheMiddle() {
    guard ProcessInfo.processInfo.environment["ENDING"] == "die" else { return }
    print("last words")
    XCTFail("before the end\nin two lines")
    kill(getpid(), SIGKILL)
  }
}
