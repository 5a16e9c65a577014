import Foundation
import XCTest

final class OldTests: XCTestCase {
  func testPasses() { print("<out> of a test") }
  func testCrashes() { Ending.crash() }
  func testExits() { Ending.exit() }
  func testHangs() { Ending.hang() }

  func testFails() {
    XCTAssertEqual(1, 2, "first")
    XCTFail("second")
  }

  func testSkipped() throws { throw XCTSkip("no GPU") }
  func testThrows() throws { throw CocoaError(.fileReadNoSuchFile) }
  func testZuletzt() {}
}

final class SetUpTests: XCTestCase {
  override class func setUp() { if Ending.isAsked("setup") { fatalError("in the class's set-up") } }

  func testOne() {}
  func testTwo() {}
}
