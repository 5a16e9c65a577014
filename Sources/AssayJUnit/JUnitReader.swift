/// Reads a JUnit report case by case, in memory that does not grow with their number.
///
/// It takes the reports of other tools too: attributes may be missing, suites may be nested, elements that it does
/// not know are passed over. It refuses a document type, entity references, and files beyond its limits.
public struct JUnitReader: Sendable {
  /// How much a reader takes.
  public struct Limits: Sendable, Hashable {
    /// The size of the file in bytes.
    public var bytes: Int
    /// How deep elements may be nested.
    public var depth: Int32
    /// The texts of one case together, in bytes. libxml2 has a limit of 10 MB on one text beside this.
    public var caseBytes: Int
    /// The number of attributes of one element, whose cost in libxml2 grows with its square.
    public var attributes: Int

    /// Creates limits: 1 GiB, 32 levels, 16 MiB for a case, 256 attributes for an element.
    public init(bytes: Int = 1 << 30, depth: Int32 = 32, caseBytes: Int = 1 << 24, attributes: Int = 256) {
      self.bytes = bytes
      self.depth = depth
      self.caseBytes = caseBytes
      self.attributes = attributes
    }
  }

  /// What comes up in a report, in order.
  public enum Event: Sendable, Hashable {
    /// The report's root and its name, if it has one. When the root is a suite itself, the totals are that suite's.
    case report(name: String?, totals: JUnitTotals, line: Int)
    /// A suite begins; its totals are what it states, 0 where it states nothing.
    case suite(JUnitSuite, depth: Int, line: Int)
    /// A case of the suite that began last and did not end.
    case testCase(JUnitCase, line: Int)
    /// What the suite that began last and did not end has written to standard output, or to standard error; comes before
    /// or after its cases.
    case suiteOutput(String, isError: Bool)
    /// A suite ends.
    case suiteEnd
  }

  private let path: String
  private let limits: Limits

  /// Creates a reader of a file; the file is opened by ``read(_:)``.
  public init(path: String, limits: Limits = Limits()) {
    self.path = path
    self.limits = limits
  }

  /// Reads the report.
  ///
  /// - Parameter body: called for each event; what it throws ends the reading.
  /// - Throws: ``JUnitError`` with file and line.
  public func read(_ body: (Event) throws -> Void) throws {
    let xml = try XMLReader(path: path, limits: limits, schema: nil)
    var parser = JUnitParser(limits: limits)
    while let node = try xml.next() {
      switch node {
      case .element(let name, let isEmpty):
        try parser.start(name, xml, body)
        if isEmpty { try parser.end(xml, body) }
      case .endElement: try parser.end(xml, body)
      case .text(let text): try parser.text(text, xml)
      }
    }
  }
}
