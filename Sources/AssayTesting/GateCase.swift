import AssayGate
public import Testing

/// One check of a fixture on one version, as an argument of a parameterised test.
///
/// ```swift
/// @Test(arguments: try GateCase.all(of: "Fixtures/flights"))
/// func holds(_ check: GateCase) async { await check.verify() }
/// ```
///
/// The fixture is replayed once in a process, whoever asks first; reports are written below
/// `test-results/assay/swift-test`.
public struct GateCase: Sendable, Hashable, Identifiable, CustomTestStringConvertible, CustomTestArgumentEncodable {
  /// The fixture's folder.
  public let fixture: String
  /// The version.
  public let version: String
  /// The check's id in the manifest.
  public let check: String

  /// `2013-04 features.null_rate.temp`.
  public var id: String { "\(version) \(check)" }

  /// What the test's name shows.
  public var testDescription: String { id }

  public func encodeTestArgument(to encoder: some Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(id)
  }

  /// Every check of a fixture on every version.
  ///
  /// - Parameters:
  ///   - fixture: the fixture's folder, relative to the package.
  ///   - versions: the versions; all by default.
  ///   - checks: ids of checks, tables, or ids with `*`; all by default.
  /// - Throws: when the manifest does not parse, and when there is nothing to check: Swift Testing skips a test without
  ///   arguments, and a gate must not.
  public static func all(
    of fixture: String, versions: [String] = [], checks: [String] = [], filePath: StaticString = #filePath
  ) throws -> [GateCase] {
    let path = FixturePath.find(fixture, from: "\(filePath)")
    let plan = try Plan(
      try ManifestReader.read(path: path, checks: CheckRegistry.all), versions: versions, checks: checks)
    return plan.versions.flatMap { version in
      plan.selected.map { GateCase(fixture: path, version: version, check: $0.entry.id) }
    }
  }

  /// Fails the test unless the check passes: a failure or an error is an issue, a warning is a warning.
  public func verify(
    fileID: StaticString = #fileID, filePath: StaticString = #filePath, line: UInt = #line, column: UInt = #column
  ) async {
    let location = CallerLocation(fileID: fileID, filePath: filePath, line: line, column: column)
    let run = await SharedRun.of(fixture)
    let results = run.results(version: version, check: check)
    if results.isEmpty {
      let reason = run.outcome.failures.first ?? "the run gave it no verdict"
      TestHost.fail("\(id): not evaluated: \(reason)", at: location)
    }
    for result in results {
      let message = GateCase.message(result)
      switch result.verdict {
      case .fail, .error: TestHost.fail(message, at: location)
      case .warn: TestHost.warn(message, at: location)
      case .pass, .inconclusive, .skipped: break
      }
    }
  }

  static func message(_ result: CaseResult) -> String {
    ([
      "\(result.version) \(result.table) \(result.name): \(result.message)",
      "\(result.location.file):\(result.location.line)",
    ] + result.details + (result.rerun.isEmpty ? [] : [result.rerun])).joined(separator: "\n")
  }
}
