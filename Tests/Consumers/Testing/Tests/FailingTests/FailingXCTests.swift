import AssayTesting
import Dispatch
import Foundation
import XCTest

// Each line that has to be reported ends in a comment that says how often.

final class FailingExpectationsXCTests: FixtureTestCase {
  func testClose() {
    expectClose([1, 2, 3], [1, 2.5, 3], tolerance: 0.1)  // fails once
    expectClose([1], [1])
    expectClose([], [])  // fails once
  }

  func testDrift() {
    let reference = (0..<500).map { Double($0) }
    expectNoDrift(reference.map { $0 + 400 }, from: reference)  // fails once
    expectNoDrift([], from: reference)  // fails once
  }

  func testChecks() async throws {
    let orders = try await openFixture("Fixtures/orders").table("orders", version: "2026-02")
    await orders.expect("null_rate: { columns: price, max: 0.1 }")  // fails once
    await orders.expect("range: { columns: [price, pieces], max: 1 }")  // fails twice
    await orders.expect("null_rate: { columns: weight, max: 0.1 }")  // fails once
    await orders.expect("null_rat: { columns: price, max: 0.1 }")  // fails once
    await orders.expect("")  // fails once
  }

  func testDetached() async throws {
    let session = try await openFixture("Fixtures/orders")
    await Task.detached {
      expectClose([1], [2])  // fails once
      let orders = try? await session.table("orders", version: "2026-02")
      _ = await orders?.expect("row_count: { min: 100 }")  // fails once
    }.value
    await withCheckedContinuation { done in
      Thread.detachNewThread {
        expectClose([1], [3])  // fails once
        done.resume()
      }
    }
    await withCheckedContinuation { done in
      DispatchQueue.global().async {
        expectClose([1], [4])  // fails once
        done.resume()
      }
    }
  }
}

final class FailingCasesXCTests: FixtureTestCase {
  /// Four test cases of checks fail, and this one.
  func testBroken() async {
    await verifyEveryCheck(of: "Fixtures/broken")  // fails 5 times
    XCTAssertEqual(1, 2, "an assertion after the checks counts")  // fails once
  }

  func testEmpty() async {
    await verifyEveryCheck(of: "Fixtures/empty")  // fails twice
  }

  func testNothingMatches() async {
    await verifyEveryCheck(of: "Fixtures/orders", checks: ["orders.no_such_check"])  // fails twice
  }

  func testNowhere() async {
    await verifyEveryCheck(of: "Fixtures/nowhere")  // fails twice
  }
}

final class PlainFailingXCTests: XCTestCase {
  func testWithoutTheBaseClass() { expectClose([1], [2]) }  // fails once
}
