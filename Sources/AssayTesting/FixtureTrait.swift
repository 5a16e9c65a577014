import AssayGate
public import Testing

/// Opens a fixture for a test or a suite, so that tests ask for `FixtureSession.current`.
///
/// ```swift
/// @Suite(.fixture("Fixtures/flights"))
/// struct Features {
///   @Test func weatherIsThere() async throws {
///     let features = try await #require(FixtureSession.current).table("features", version: "2013-04")
///     await features.expect("null_rate: { columns: temp, max: 0.05 }")
///   }
/// }
/// ```
public struct FixtureTrait: TestTrait, SuiteTrait, TestScoping {
  let path: String

  public func provideScope(
    for test: Test, testCase: Test.Case?, performing function: @Sendable () async throws -> Void
  ) async throws {
    let session = try await FixtureSession.open(path)
    do {
      try await FixtureSession.$current.withValue(session) { try await function() }
    } catch {
      await session.close()
      throw error
    }
    await session.close()
  }
}

extension Trait where Self == FixtureTrait {
  /// Opens a fixture for the test or the suite.
  public static func fixture(_ path: String, filePath: StaticString = #filePath) -> Self {
    FixtureTrait(path: FixturePath.find(path, from: "\(filePath)"))
  }
}
