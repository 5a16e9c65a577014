import AssayGate

/// What one run of a gate in a test process covers.
struct GateSelection: Sendable, Hashable {
  /// The fixture's folder.
  var fixture: String
  /// The versions; all when empty.
  var versions: [String]
  /// Ids of checks, tables, or ids with `*`; all when empty.
  var checks: [String]
  /// The framework whose tests ask.
  var host: TestHost
  /// The folder for the framework's reports.
  var reports: String

  /// A selection of a test in a file, which says where the fixture is and where the reports go.
  init(of fixture: String, versions: [String], checks: [String], host: TestHost, filePath: StaticString) {
    self.init(
      fixture: TestFolders.fixture(fixture, from: filePath), versions: versions, checks: checks, host: host,
      reports: TestFolders.reports(of: host, from: filePath))
  }

  init(fixture: String, versions: [String] = [], checks: [String] = [], host: TestHost, reports: String) {
    self.fixture = fixture
    self.versions = versions
    self.checks = checks
    self.host = host
    self.reports = reports
  }

  /// The name of the run's reports, other for every selection.
  var reportName: String {
    TestFolders.fileName(([fixture] + versions + checks).joined(separator: " "))
  }

  /// Makes the plan, as the run will.
  ///
  /// - Throws: `ManifestErrors` and `PlanError`.
  func plan() throws -> Plan {
    try Plan(
      try ManifestReader.read(path: fixture, checks: CheckRegistry.all), versions: versions, checks: checks)
  }
}
