import AssayTesting
import Dispatch
import Foundation
import Testing

// Each line that has to be reported ends in a comment that says how often.

@Suite(.fixture("Fixtures/orders"))
struct FailingExpectations {
  @Test func close() {
    expectClose([1, 2, 3], [1, 2.5, 3], tolerance: 0.1)  // fails once
    expectClose([1], [1])
    expectClose([], [])  // fails once
  }

  @Test func drift() {
    let reference = (0..<500).map { Double($0) }
    expectNoDrift(reference.map { $0 + 400 }, from: reference)  // fails once
    expectNoDrift([], from: reference)  // fails once
  }

  @Test func checks() async throws {
    let orders = try await FixtureSession.current.table("orders", version: "2026-02")
    await orders.expect("null_rate: { columns: price, max: 0.1 }")  // fails once
    await orders.expect("range: { columns: [price, pieces], max: 1 }")  // fails twice
    await orders.expect("null_rate: { columns: weight, max: 0.1 }")  // fails once
    await orders.expect("null_rat: { columns: price, max: 0.1 }")  // fails once
    await orders.expect("")  // fails once
  }

  @Test func detached() async throws {
    let session = try FixtureSession.current
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

@Suite struct FailingCases {
  @Test(arguments: GateCase.all(of: "Fixtures/broken")) func broken(_ check: GateCase) async {
    await check.verify()  // fails 4 times
  }

  @Test(arguments: GateCase.all(of: "Fixtures/empty")) func empty(_ check: GateCase) async {
    await check.verify()  // fails once
  }

  @Test(arguments: GateCase.all(of: "Fixtures/orders", checks: ["orders.no_such_check"]))
  func nothingMatches(_ check: GateCase) async {
    await check.verify()  // fails once
  }

  @Test(arguments: GateCase.all(of: "Fixtures/nowhere")) func nowhere(_ check: GateCase) async {
    await check.verify()  // fails once
  }

  @Test func noTrait() throws {  // fails once
    _ = try FixtureSession.current
  }
}

@Suite(.fixture("Fixtures/empty"))  // fails once
struct FailingTrait {
  @Test func neverRuns() { Issue.record("a test ran without its fixture") }
}
