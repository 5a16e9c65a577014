public import XCTest
import AssayGate

/// The base of an XCTest class that runs a fixture.
///
/// ```swift
/// final class FlightsTests: FixtureTestCase {
///   override class var fixture: String { "Fixtures/flights" }
///   func testEveryCheck() async throws { try await verifyEveryCheck() }
/// }
/// ```
open class FixtureTestCase: XCTestCase {
  /// The fixture's folder, relative to the package.
  open class var fixture: String { "" }

  /// Runs the fixture and verifies each check on each version, as a test case of its own where XCTest can (Linux).
  ///
  /// - Throws: when the manifest does not parse, or when there is nothing to check.
  public func verifyEveryCheck(
    versions: [String] = [], checks: [String] = [], fileID: StaticString = #fileID,
    filePath: StaticString = #filePath, line: UInt = #line, column: UInt = #column
  ) async throws {
    let cases = try GateCase.all(of: type(of: self).fixture, versions: versions, checks: checks, filePath: filePath)
    for check in cases {
      await check.verify(fileID: fileID, filePath: filePath, line: line, column: column)
    }
  }
}
