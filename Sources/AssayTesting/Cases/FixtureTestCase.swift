public import XCTest
import AssayGate

/// The base of an XCTest class that runs fixtures.
///
/// ```swift
/// final class FlightsTests: FixtureTestCase {
///   func testEveryCheck() async { await verifyEveryCheck(of: "Fixtures/flights") }
///
///   func testWeatherIsThere() async throws {
///     let features = try await openFixture("Fixtures/flights").table("features", version: "2013-04")
///     await features.expect("null_rate: { columns: temp, max: 0.05 }")
///   }
/// }
/// ```
///
/// A subclass that overrides `invokeTest()` or `class func tearDown()` calls `super`.
open class FixtureTestCase: XCTestCase {
  /// Verifies every check of a fixture on every version, each as a test case of its own.
  ///
  /// The test cases are named after version and check. They run when the test's method has returned, and the test fails
  /// when one of them does. XCTest knows only the test itself beforehand: filters and `--parallel` select that one. Where
  /// XCTest has an Objective-C runtime (macOS) each check that does not hold is a failure at the caller's line instead.
  ///
  /// Nothing to check is a failure. The gate runs once in a process; it writes JUnit XML and `results.json` to
  /// `test-results/assay/xctest` in the package's folder.
  ///
  /// - Parameters:
  ///   - fixture: the fixture's folder; a relative path is looked for in the folder of the test's file and in those
  ///     above it, so it can be relative to the package.
  ///   - versions: the versions; all by default.
  ///   - checks: ids of checks, tables, or ids with `*`; all by default.
  public func verifyEveryCheck(
    of fixture: String, versions: [String] = [], checks: [String] = [], fileID: StaticString = #fileID,
    filePath: StaticString = #filePath, line: UInt = #line, column: UInt = #column
  ) async {
    let cases = GateCase.all(
      in: GateSelection(of: fixture, versions: versions, checks: checks, host: .xctest, filePath: filePath))
    #if canImport(ObjectiveC)
      for check in cases {
        await check.verify(fileID: fileID, filePath: filePath, line: line, column: column)
      }
    #else
      let location = CallerLocation(fileID, filePath, line, column)
      for check in cases {
        pending.append(
          CheckTestCase(
            "\(type(of: self)).\(check.id)", findings: await SharedRun.of(check.selection).findings(on: check),
            location: location))
      }
    #endif
  }

  /// Opens a fixture, whose versions are replayed on demand. All tests of a class share it; it is closed after the last.
  ///
  /// - Parameter path: the fixture's folder; a relative path is looked for in the folder of the test's file and in those
  ///   above it, so it can be relative to the package.
  /// - Throws: `ManifestErrors` for a manifest that does not parse; `EngineError` when the engine does not start.
  public func openFixture(_ path: String, filePath: StaticString = #filePath) async throws -> FixtureSession {
    try await OpenFixtures.shared.open(TestFolders.fixture(path, from: filePath), for: ObjectIdentifier(type(of: self)))
  }

  /// Closes the fixtures that the tests of the class have opened.
  open override class func tearDown() {
    OpenFixtures.shared.closeAll(of: ObjectIdentifier(self))
    super.tearDown()
  }

  #if !canImport(ObjectiveC)
    private var pending: [CheckTestCase] = []

    /// Runs the test's method, and then the test cases that it has asked for.
    open override func invokeTest() {
      super.invokeTest()
      // Not earlier: XCTest forgets the current test case when another one has run, and would then drop the failures of
      // assertions that follow.
      let cases = pending
      pending = []
      var failing: [CheckTestCase] = []
      for child in cases {
        child.run()
        if let run = child.testRun { (testRun as? FixtureTestRun)?.children.append(run) }
        if child.testRun?.hasSucceeded != true { failing.append(child) }
      }
      if let first = failing.first {
        recordFailure(
          withDescription: "failed - \(failing.count) of \(cases.count) test cases failed, the first is \(first.name)",
          inFile: "\(first.location.filePath)", atLine: Int(first.location.line), expected: true)
      }
    }

    /// The class of test runs that count the checks' test cases too.
    open override var testRunClass: AnyClass? { FixtureTestRun.self }
  #endif
}
