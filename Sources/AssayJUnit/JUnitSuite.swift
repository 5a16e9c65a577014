/// One `<testsuite>` of a JUnit report, without its cases.
public struct JUnitSuite: Sendable, Hashable {
  /// The name, unique in the report: the class name of its cases.
  public var name: String
  /// What the suite belongs to: the fixture.
  public var package: String?
  /// The file that declares its cases, relative to the repository's root.
  public var file: String?
  /// The machine.
  public var hostname: String?
  /// When the run started, in UTC: `2026-11-23T08:52:27`.
  public var timestamp: String?
  /// Names and values, in order.
  public var properties: [JUnitProperty]
  /// The totals that the report states.
  public var totals: JUnitTotals

  /// Creates a suite; a writer counts the totals itself.
  public init(
    name: String, package: String? = nil, file: String? = nil, hostname: String? = nil, timestamp: String? = nil,
    properties: [JUnitProperty] = [], totals: JUnitTotals = JUnitTotals()
  ) {
    self.name = name
    self.package = package
    self.file = file
    self.hostname = hostname
    self.timestamp = timestamp
    self.properties = properties
    self.totals = totals
  }
}

/// The totals of a suite or of a report.
public struct JUnitTotals: Sendable, Hashable {
  /// The number of cases.
  public var tests = 0
  /// The number of cases with a `failure`.
  public var failures = 0
  /// The number of cases with an `error`.
  public var errors = 0
  /// The number of cases that are `skipped`.
  public var skipped = 0
  /// The number of assertions.
  public var assertions = 0
  /// Seconds.
  public var time = 0.0

  /// Creates totals of 0.
  public init() {}

  /// How many tests these totals state that other totals, counted by cases, do not have.
  ///
  /// Skipped tests that have no case do not count: some tools state them and do not write them.
  func casesLost(in counted: JUnitTotals) -> Int {
    guard tests > counted.tests else { return 0 }
    return max(0, tests - counted.tests - max(0, skipped - counted.skipped))
  }

  /// Counts one case, by the first of its results.
  public mutating func add(_ testCase: JUnitCase) {
    tests += 1
    assertions += testCase.assertions ?? 0
    time += testCase.time
    switch testCase.results.first?.kind {
    case .failure: failures += 1
    case .error: errors += 1
    case .skipped: skipped += 1
    case nil: break
    }
  }

  /// Adds the counts and seconds of other totals.
  public mutating func add(_ other: JUnitTotals) {
    tests += other.tests
    failures += other.failures
    errors += other.errors
    skipped += other.skipped
    assertions += other.assertions
    time += other.time
  }
}
