@_exported public import AssayGate
public import Testing

/// One check of a fixture on one version, as the argument of a parameterised test.
///
/// ```swift
/// @Test(arguments: GateCase.all(of: "Fixtures/flights"))
/// func holds(_ check: GateCase) async { await check.verify() }
/// ```
///
/// The gate runs once in a process, when the first case is verified; all cases of the same selection share it. It
/// writes JUnit XML and `results.json` to `test-results/assay/swift-testing` in the package's folder.
public struct GateCase: Sendable, Hashable, Identifiable, CustomTestStringConvertible, CustomTestArgumentEncodable {
  /// The fixture's folder.
  public var fixture: String { selection.fixture }
  /// The version; `nil` for the case of the run itself.
  public let version: String?
  /// The check's id in the manifest; `nil` for the case of the run itself.
  public let check: String?
  let selection: GateSelection

  /// `2013-04 features.null_rate.temp`, or `the run of Fixtures/flights`; unique among the cases of a fixture.
  public var id: String {
    if let version, let check { "\(version) \(check)" } else { "the run of \(fixture)" }
  }

  /// What the test's name shows: the id.
  public var testDescription: String { id }

  /// Encodes the id, by which a single case can be found again.
  public func encodeTestArgument(to encoder: some Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(id)
  }

  /// Every check of a fixture on every version, and one case more for the run itself.
  ///
  /// The case of the run comes last. It fails when something beside the checks could not be evaluated: when a report
  /// could not be written, and when there is nothing to check (a manifest that does not parse or has no checks, a filter
  /// that matches nothing). Then it is the only one: Swift Testing skips a test without arguments, and a gate must not
  /// pass because nothing was checked.
  ///
  /// - Parameters:
  ///   - fixture: the fixture's folder; a relative path is looked for in the folder of the test's file and in those
  ///     above it, so it can be relative to the package.
  ///   - versions: the versions; all by default.
  ///   - checks: ids of checks, tables, or ids with `*`; all by default. Each has the verdict that it has in a whole run.
  public static func all(
    of fixture: String, versions: [String] = [], checks: [String] = [], filePath: StaticString = #filePath
  ) -> [GateCase] {
    all(
      in: GateSelection(
        of: fixture, versions: versions, checks: checks, host: TestHost.current ?? .swiftTesting, filePath: filePath))
  }

  static func all(in selection: GateSelection) -> [GateCase] {
    let run = GateCase(version: nil, check: nil, selection: selection)
    // The run will meet the same error, and its case reports it.
    guard let plan = try? selection.plan() else { return [run] }
    let checks = plan.versions.flatMap { version in
      plan.selected.map { GateCase(version: version, check: $0.entry.id, selection: selection) }
    }
    return checks + [run]
  }

  /// Verifies the check: a failure, or a check that could not be evaluated, fails the test at the caller's line.
  ///
  /// A verdict that is neither (`warn`, `inconclusive`, or `skipped` because the check is suppressed) is recorded as a
  /// warning, which does not fail the test.
  public func verify(
    fileID: StaticString = #fileID, filePath: StaticString = #filePath, line: UInt = #line, column: UInt = #column
  ) async {
    let location = CallerLocation(fileID, filePath, line, column)
    let findings = await SharedRun.of(selection).findings(on: self)
    TestHost.attach(findings.metrics, at: location)
    for failure in findings.failures { TestHost.fail(failure, at: location) }
    if let warning = findings.warning { TestHost.warn(warning, at: location) }
  }
}
