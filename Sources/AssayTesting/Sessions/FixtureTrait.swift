import AssayGate
public import Testing

/// Opens a fixture for the tests of a suite, or for one test: they find it in `FixtureSession.current`.
///
/// ```swift
/// @Suite(.fixture("Fixtures/flights"))
/// struct Features {
///   @Test func weatherIsThere() async throws {
///     let features = try await FixtureSession.current.table("features", version: "2013-04")
///     await features.expect("null_rate: { columns: temp, max: 0.05 }")
///   }
/// }
/// ```
///
/// Suites and tests that run at the same time share one session of a fixture, and so each version is replayed once. A
/// fixture that cannot be opened fails the suite or the test, whose functions do not run then.
public struct FixtureTrait: TestTrait, SuiteTrait, TestScoping {
  let path: String

  /// Opens the fixture around a suite or a test, and closes it when nobody else has it open.
  public func provideScope(
    for test: Test, testCase: Test.Case?, performing function: @Sendable () async throws -> Void
  ) async throws {
    let session = try await OpenFixtures.shared.open(path)
    let result: Result<Void, any Error>
    do {
      result = .success(try await FixtureSession.$inScope.withValue(session) { try await function() })
    } catch {
      result = .failure(error)
    }
    await OpenFixtures.shared.close(path)
    try result.get()
  }
}

extension Trait where Self == FixtureTrait {
  /// Opens a fixture for the suite or the test.
  ///
  /// - Parameter path: the fixture's folder; a relative path is looked for in the folder of the test's file and in those
  ///   above it, so it can be relative to the package.
  public static func fixture(_ path: String, filePath: StaticString = #filePath) -> Self {
    FixtureTrait(path: TestFolders.fixture(path, from: filePath))
  }
}

extension FixtureSession {
  @TaskLocal static var inScope: FixtureSession?

  /// The session that the trait `.fixture(…)` has opened for the current test.
  ///
  /// A detached task does not see it: ask before the task begins.
  ///
  /// - Throws: `CheckError` when there is none.
  public static var current: FixtureSession {
    get throws {
      guard let inScope else {
        throw CheckError(
          "no fixture is open here: give the test or its suite the trait .fixture(…), and ask for the session in the "
            + "test itself, not in a detached task")
      }
      return inScope
    }
  }
}
