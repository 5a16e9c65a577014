/// One `<testcase>` of a JUnit report.
public struct JUnitCase: Sendable, Hashable {
  /// What is tested, as CI systems group it: `flights.2013-04.features`.
  public var className: String
  /// The name, unique within its class name.
  public var name: String
  /// Seconds; written with three decimals.
  public var time: Double
  /// The number of assertions that were judged, where the report says so.
  public var assertions: Int?
  /// The file to look into, relative to the repository's root.
  public var file: String?
  /// The line in that file, counted from 1.
  public var line: Int?
  /// Names and values, in order.
  public var properties: [JUnitProperty]
  /// What is not a pass. None means passed; a report of Assay has at most one.
  public var results: [JUnitResult]
  /// The earlier attempts at the case that did not pass, in order.
  public var attempts: [JUnitAttempt]
  /// What the case wrote, or `nil`.
  public var systemOut: String?
  /// What the case wrote to its error stream, or `nil`.
  public var systemError: String?

  /// Creates a case; without results it has passed.
  public init(
    className: String, name: String, time: Double = 0, assertions: Int? = nil, file: String? = nil, line: Int? = nil,
    properties: [JUnitProperty] = [], results: [JUnitResult] = [], attempts: [JUnitAttempt] = [],
    systemOut: String? = nil, systemError: String? = nil
  ) {
    self.className = className
    self.name = name
    self.time = time
    self.assertions = assertions
    self.file = file
    self.line = line
    self.properties = properties
    self.results = results
    self.attempts = attempts
    self.systemOut = systemOut
    self.systemError = systemError
  }
}

/// One `<property>` of a case or a suite.
public struct JUnitProperty: Sendable, Hashable {
  /// The name, without spaces at its ends: `metric.null_rate`.
  public var name: String
  /// The value.
  public var value: String

  /// Creates a property.
  public init(_ name: String, _ value: String) {
    self.name = name
    self.value = value
  }
}

/// Why a case is not a pass.
public struct JUnitResult: Sendable, Hashable {
  /// The element's name.
  public enum Kind: String, Sendable, CaseIterable {
    /// The check's limit does not hold.
    case failure
    /// The check could not be evaluated.
    case error
    /// The check came to no verdict, on purpose or for want of data.
    case skipped
  }

  /// The element's name.
  public var kind: Kind
  /// What kind of failure or error it is; `nil` for `skipped`.
  public var type: String?
  /// One line.
  public var message: String?
  /// The whole story, the message included.
  public var text: String

  /// Creates a result.
  public init(_ kind: Kind, type: String? = nil, message: String?, text: String) {
    self.kind = kind
    self.type = type
    self.message = message
    self.text = text
  }
}
