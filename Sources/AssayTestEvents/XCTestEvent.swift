/// What the process of a package's tests tells `assay test` about XCTest: a JSON object on a line of a file.
///
/// Both sides are of one version of the package, so it carries no version.
package struct XCTestEvent: Codable, Hashable, Sendable {
  /// What has happened.
  package enum Kind: String, Codable, Sendable {
    /// The observer is there: from here on the file says everything that happens.
    case registered
    /// A test begins.
    case started
    /// A failure of a test, or of a suite where there is no test.
    case failed
    /// A warning of `AssayTesting`.
    case warned
    /// Numbers of `AssayTesting`.
    case measured
    /// A test has ended.
    case finished
  }

  /// The environment variable with the file's path.
  package static let variable = "ASSAY_XCTEST_RECORD"

  package var kind: Kind
  /// The test as XCTest prints it, `Class.testMethod`; `nil` for what belongs to no test.
  package var test: String?
  /// The module and the class, `Module.Class`.
  package var className: String?
  /// What was said, in one line or several. Of a finished test: why it was skipped.
  package var text: String?
  /// The file's path and the line, from 1, where they are known.
  package var file: String?
  package var line: Int?
  /// Numbers by their names.
  package var metrics: [String: Double]?
  /// Of a finished test.
  package var isSkipped: Bool?
  package var seconds: Double?
  /// How many bytes the process has printed before, where its standard output is a file.
  package var offset: Int?

  /// Creates an event.
  package init(_ kind: Kind, test: String? = nil) {
    self.kind = kind
    self.test = test
  }
}
