import AssayTesting
import XCTest

final class FlightsGateXCTests: FixtureTestCase {
  func testEveryCheckOnEveryMonth() async { await verifyEveryCheck(of: "Fixtures/flights") }

  func testWeatherReachesTheFeatures() async throws {
    let features = try await openFixture("Fixtures/flights").table("features", version: "2013-04")
    XCTAssertEqual(features.rowCount, 28_330)
    await features.expect("null_rate: { columns: [temp, humid], max: 0.06 }")
  }

  func testScoresStayInADetachedTask() async throws {
    let session = try await openFixture("Fixtures/flights")
    await Task.detached {
      do {
        let scores = try await session.table("score", version: "2013-04")
        await scores.expect("range: { columns: p_late, min: 0, max: 1 }")
        expectClose(try await scores.doubles("late"), try await scores.doubles("late"))
      } catch {
        XCTFail("\(error)")
      }
    }.value
  }
}
