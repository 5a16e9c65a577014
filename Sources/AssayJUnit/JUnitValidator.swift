/// Something in a report that breaks a rule.
public struct JUnitViolation: Sendable, Hashable, CustomStringConvertible {
  /// The line in the report; `nil` when it is about the whole file.
  public var line: Int?
  /// What was found and what was expected.
  public var message: String

  /// Creates a violation.
  public init(line: Int?, message: String) {
    self.line = line
    self.message = message
  }

  /// `line 12: message`.
  public var description: String { (line.map { "line \($0): " } ?? "") + message }
}

/// Validates a JUnit report as Assay writes it: the schema, and the rules that a schema cannot say.
///
/// Beyond the schema: totals equal the elements; suite names, and class name with name, are unique; the class name is
/// the suite's; a suite's time is the sum of its cases', the report's at least the longest of them; file and line
/// come together; property names are unique in a case; each line of a result's text begins with the place, and its
/// message comes in it; attachments are in properties and output alike; a case's `verdict` fits its result.
///
/// Reads in one pass. Memory grows with the names of the cases, and with nothing else.
public struct JUnitValidator: Sendable {
  /// At most so many violations are collected.
  public static let maximumViolations = 100

  private let limits: JUnitReader.Limits

  /// Creates a validator.
  public init(limits: JUnitReader.Limits = JUnitReader.Limits()) { self.limits = limits }

  /// Validates a report.
  ///
  /// - Returns: what breaks a rule, in the order of the file; empty when the report is valid. A file that is not
  ///   well-formed, or has a document type, has that as its last violation.
  /// - Throws: ``JUnitError`` when the file cannot be read.
  public func validate(path: String) throws(JUnitError) -> [JUnitViolation] {
    try validate(path: path, schema: try .assay(), rules: true)
  }

  /// Validates a report against another schema, and against nothing else.
  public func validate(path: String, schema: JUnitSchema) throws(JUnitError) -> [JUnitViolation] {
    try validate(path: path, schema: schema, rules: false)
  }

  private func validate(path: String, schema: JUnitSchema, rules: Bool) throws(JUnitError) -> [JUnitViolation] {
    var found: [JUnitViolation] = []
    var checker = JUnitRules()
    do {
      try JUnitReader(path: path, limits: limits).read(
        schema: schema, violations: { found += $0 },
        { event in
          if rules { found += checker.take(event) }
          if found.count >= Self.maximumViolations { throw TooMany() }
        })
      if rules { found += checker.finish() }
    } catch let error as JUnitError {
      if error.kind == .unreadable { throw error }
      found.append(JUnitViolation(line: error.line, message: error.message))
    } catch {
      // Enough is found; nothing else is thrown in there.
    }
    return Array(found.prefix(Self.maximumViolations))
  }

  private struct TooMany: Error {}
}
