#if !canImport(ObjectiveC)
  import XCTest

  /// A test case that is made while tests run: one check on one version.
  final class CheckTestCase: XCTestCase {
    private var title = ""
    private var findings = SharedRun.Findings()
    private(set) var location = CallerLocation(#fileID, #filePath, #line, #column)

    convenience init(_ title: String, findings: SharedRun.Findings, location: CallerLocation) {
      self.init(name: "check") { _ in }
      self.title = title
      self.findings = findings
      self.location = location
    }

    required init(name: String, testClosure: @escaping XCTestCaseClosure) {
      super.init(name: name, testClosure: testClosure)
    }

    override var name: String { title }

    /// Reports what was found; there is nothing to set up.
    override func invokeTest() {
      TestHost.attach(findings.metrics, at: location)
      for failure in findings.failures {
        recordFailure(
          withDescription: "failed - \(failure)", inFile: "\(location.filePath)", atLine: Int(location.line),
          expected: true)
      }
      if let warning = findings.warning { TestHost.warn(warning, at: location) }
    }
  }

  /// The run of a test that has run others: their numbers are part of its own.
  final class FixtureTestRun: XCTestCaseRun {
    var children: [XCTestRun] = []

    override var executionCount: Int { children.reduce(super.executionCount) { $0 + $1.executionCount } }
    override var failureCount: Int { children.reduce(super.failureCount) { $0 + $1.failureCount } }
  }
#endif
