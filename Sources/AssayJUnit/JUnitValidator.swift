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
/// Reads the file twice. Memory grows with the names of the cases, and with nothing else.
public struct JUnitValidator: Sendable {
  /// At most so many violations are collected.
  public static let maximumViolations = 100

  private let limits: JUnitReader.Limits

  /// Creates a validator.
  public init(limits: JUnitReader.Limits = JUnitReader.Limits()) { self.limits = limits }

  /// Validates a report.
  ///
  /// - Returns: what breaks a rule, in the order of the file; empty when the report is valid. That a file is not
  ///   well-formed, or has a document type, is a violation too, and ends the validation.
  /// - Throws: ``JUnitError`` when the file cannot be read.
  public func validate(path: String) throws(JUnitError) -> [JUnitViolation] {
    try validate(path: path, schema: try .assay(), rules: true)
  }

  /// Validates a report against another schema, and against nothing else.
  public func validate(path: String, schema: JUnitSchema) throws(JUnitError) -> [JUnitViolation] {
    try validate(path: path, schema: schema, rules: false)
  }

  private func validate(path: String, schema: JUnitSchema, rules: Bool) throws(JUnitError) -> [JUnitViolation] {
    var (found, isWellFormed) = try check(path: path, rules: rules)
    if isWellFormed { found += try check(path: path, schema: schema) }
    // By line, and what the rules found before what the schema found there.
    let sorted = found.enumerated().sorted { ($0.element.line ?? 0, $0.offset) < ($1.element.line ?? 0, $1.offset) }
    return sorted.prefix(Self.maximumViolations).map(\.element)
  }

  private func check(path: String, rules: Bool) throws(JUnitError) -> ([JUnitViolation], isWellFormed: Bool) {
    var found: [JUnitViolation] = []
    var checker = JUnitRules()
    do {
      try JUnitReader(path: path, limits: limits).read { event in
        if rules { found += checker.take(event) }
        if found.count >= Self.maximumViolations { throw EnoughFound() }
      }
      if rules { found += checker.finish() }
    } catch let error as JUnitError {
      if error.kind == .unreadable { throw error }
      found.append(JUnitViolation(line: error.line, message: error.message))
      return (found, ![.malformed, .forbidden].contains(error.kind))
    } catch {
      // Enough is found; nothing else is thrown in there.
      return (found, false)
    }
    return (found, true)
  }

  private func check(path: String, schema: JUnitSchema) throws(JUnitError) -> [JUnitViolation] {
    var found: [JUnitViolation] = []
    let xml = try XMLReader(path: path, limits: limits, schema: schema)
    while found.count < Self.maximumViolations, try xml.next() != nil { found += xml.takeViolations() }
    return found + xml.takeViolations()
  }

  private struct EnoughFound: Error {}
}
