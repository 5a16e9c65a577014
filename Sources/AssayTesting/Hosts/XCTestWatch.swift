import AssayConcurrency
import Synchronization
import XCTest

/// Files failures with XCTest, and notices when XCTest has no test to put them down to.
///
/// XCTest drops a failure in silence when no test case is running, for example one of a detached task that outlives its
/// test. An observer hears of every failure that counts, so one that it does not hear of was dropped.
final class XCTestWatch: NSObject, XCTestObservation, Sendable {
  static let shared = XCTestWatch()

  private let turn = Locked(())
  private let heard = Atomic<Int>(0)

  private override init() {
    super.init()
    XCTestObservationCenter.shared.addTestObserver(self)
  }

  /// Files a failure; says whether a test took it. XCTest counts without a lock, so failures come one at a time.
  func fail(_ message: String, at location: CallerLocation) -> Bool {
    turn.withLock { _ in
      let before = heard.load(ordering: .acquiring)
      XCTFail(message, file: location.filePath, line: location.line)
      return heard.load(ordering: .acquiring) != before
    }
  }

  func testCase(
    _ testCase: XCTestCase, didFailWithDescription description: String, inFile filePath: String?, atLine lineNumber: Int
  ) {
    heard.wrappingAdd(1, ordering: .acquiringAndReleasing)
  }
}
