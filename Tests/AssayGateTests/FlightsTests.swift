import Foundation
import Testing

@testable import AssayGate

/// The flights pipeline through the gate, held against what the training notebook computed for the same rows.
///
/// The suites inside share one open session of `Fixtures/flights-year`: every month is replayed once.
@Suite(.flightsYear) struct FlightsTests {
  /// A month of 2013 as a version of the fixture.
  struct Month: Sendable, CustomTestStringConvertible {
    let number: Int
    /// `2013-04`.
    var version: String { number < 10 ? "2013-0\(number)" : "2013-\(number)" }
    var testDescription: String { version }

    static let all = (1...12).map { Month(number: $0) }
  }

  /// A model by the stage that runs it.
  enum Model: String, CaseIterable, Sendable {
    case logistic
    case lgbm
    /// The stage in the fixture.
    var stage: String { self == .logistic ? "score" : "score_lgbm" }
  }

  /// The session, inside the suites.
  @TaskLocal static var session: FixtureSession?

  /// A table of a month.
  static func table(_ name: String, _ month: Month) async throws -> ReplayedTable {
    try await #require(session, "the trait .flightsYear opens the session").table(name, version: month.version)
  }

  /// The root of the package.
  static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

  /// The path of a fixture.
  static func fixture(_ name: String) -> String { root.appending(path: "Fixtures/\(name)").path }

  /// A file of expected numbers.
  static func expected(_ name: String) throws -> Data {
    try Data(contentsOf: root.appending(path: "Tests/AssayGateTests/Expected/\(name)"))
  }

  /// The rows of a CSV file without quotes, by the names of its columns.
  static func rows(_ data: Data) -> [[String: Substring]] {
    let lines = String(decoding: data, as: UTF8.self).split(separator: "\n").map {
      $0.split(separator: ",", omittingEmptySubsequences: false)
    }
    guard let names = lines.first?.map(String.init) else { return [] }
    return lines.dropFirst().map { Dictionary(uniqueKeysWithValues: zip(names, $0)) }
  }
}

/// Opens the session of the twelve months around a suite, and closes it behind the last test.
struct FlightsYearTrait: SuiteTrait, TestScoping {
  func provideScope(
    for test: Test, testCase: Test.Case?, performing function: @Sendable () async throws -> Void
  ) async throws {
    let session = try await FixtureSession.open(FlightsTests.fixture("flights-year"), cache: .unused)
    do {
      try await FlightsTests.$session.withValue(session) { try await function() }
    } catch {
      await session.close()
      throw error
    }
    await session.close()
  }
}

extension Trait where Self == FlightsYearTrait {
  /// One open session of `Fixtures/flights-year` for all tests of the suite.
  static var flightsYear: Self { FlightsYearTrait() }
}
