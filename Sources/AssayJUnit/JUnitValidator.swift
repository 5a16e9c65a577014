/// Something in a report that breaks a rule.
public struct JUnitViolation: Sendable, Hashable, CustomStringConvertible {
  /// The line in the report; `nil` when it is about the whole file.
  public var line: Int?
  /// The column in bytes, where it is known.
  public var column: Int?
  /// What was found and what was expected.
  public var message: String

  /// Creates a violation.
  public init(line: Int?, column: Int? = nil, message: String) {
    self.line = line
    self.column = column
    self.message = message
  }

  /// `line 12: message`, or `line 12, column 3: message`.
  public var description: String {
    (line.map { "line \($0)" + (column.map { ", column \($0)" } ?? "") + ": " } ?? "") + message
  }
}

/// Validates a JUnit report against a dialect: its schema, and the rules that a schema cannot say.
///
/// Beyond the schema: totals equal the elements, and class name with name is unique. In the superset also: suite names
/// are unique; a suite's time is the sum of its cases', the report's at least the longest of them; file and line come
/// together; property names are unique in a case; a result's message comes in its text. And in a report of a run of
/// Assay, whose name is `assay`: the class name is the suite's; each line of a result's text begins with the place;
/// attachments are in properties and output alike; a case's `verdict` fits its result.
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
  public func validate(path: String, dialect: JUnitDialect = .superset) throws(JUnitError) -> [JUnitViolation] {
    try validate(path: path, schema: try JUnitSchema(dialect), rules: dialect)
  }

  /// Validates a report against another schema, and against nothing else.
  public func validate(path: String, schema: JUnitSchema) throws(JUnitError) -> [JUnitViolation] {
    try validate(path: path, schema: schema, rules: nil)
  }

  private func validate(path: String, schema: JUnitSchema, rules: JUnitDialect?) throws(JUnitError) -> [JUnitViolation]
  {
    var (found, isWellFormed) = try check(path: path, rules: rules)
    if isWellFormed { found += try check(path: path, schema: schema) }
    // By line, and what the rules found before what the schema found there.
    let sorted = found.enumerated().sorted { ($0.element.line ?? 0, $0.offset) < ($1.element.line ?? 0, $1.offset) }
    return sorted.prefix(Self.maximumViolations).map(\.element)
  }

  private func check(path: String, rules: JUnitDialect?) throws(JUnitError) -> ([JUnitViolation], isWellFormed: Bool) {
    var found: [JUnitViolation] = []
    var checker = rules.map { JUnitRules($0) }
    do {
      try JUnitReader(path: path, limits: limits).read { event in
        found += checker?.take(event) ?? []
        if found.count >= Self.maximumViolations { throw EnoughFound() }
      }
      found += checker?.finish() ?? []
    } catch let error as JUnitError {
      if error.kind == .unreadable { throw error }
      found.append(JUnitViolation(line: error.line, column: error.column, message: error.message))
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
