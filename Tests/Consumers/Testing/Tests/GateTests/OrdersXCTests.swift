import AssayTesting
import XCTest

final class OrdersXCTests: FixtureTestCase {
  func testEveryCheck() async {
    await verifyEveryCheck(of: "Fixtures/orders")
    XCTAssertEqual(1, 1)
  }

  func testTotals() async throws {
    let totals = try await openFixture("Fixtures/orders").table("totals", version: "2026-02")
    await totals.expect("range: { columns: total, min: 0, max: 28 }")
    expectClose(try await totals.doubles("total"), [22, 3.5, 28, .nan], tolerance: 1e-12)
  }

  func testWarning() async throws {
    let orders = try await openFixture("Fixtures/orders").table("orders", version: "2026-03")
    await orders.expect("drift: { columns: price }")
    expectNoDrift([1, 2, 3], from: [1, 2, 3])
  }
}

final class PlainXCTests: XCTestCase {
  func testWithoutTheBaseClass() { expectClose([1, 2], [1, 2]) }
}
