import AssayGate
import Foundation

/// Writes a JUnit report of any number of cases in constant memory.
///
/// Cases are spooled to a nameless file beside the report, because the totals stand before them; ``finish(started:seconds:)``
/// puts the report together beside the old one and renames it. Until then the old report stays, so call
/// ``invalidate()`` first. What stays in memory is a record for each suite and 8 bytes for each case of the suites
/// that are open.
///
/// Not safe to use from two threads at once.
public final class JUnitWriter {
  /// The name of the reports of a run of Assay.
  static let runName = "assay"

  /// How a report is written.
  struct Options {
    /// The name of the report.
    var name = JUnitWriter.runName
    var dialect = JUnitDialect.superset
    /// Cases keep their class names, and names that are unique already.
    var keepsNames = false
  }

  private let report: ReportFile
  private let options: Options
  private var spool: BufferedFile?
  private var writer: XMLWriter?
  private var suites: [Suite] = []
  private var suiteNames: Set<String> = []
  private var longestCase = 0.0

  private struct Suite {
    var suite: JUnitSuite
    var segments: [Range<Int>] = []
    var names: UniqueNames? = UniqueNames()
  }

  /// Creates a writer; nothing is touched yet.
  ///
  /// - Parameters:
  ///   - output: the report's path.
  ///   - workingDirectory: the absolute path of the folder that a relative `output` starts from.
  ///   - name: the name of the report; that of a run of Assay by default.
  ///   - dialect: what the report may say.
  ///   - publication: where the complete report waits for others; `nil` to give it its name at once.
  public convenience init(
    output: String, workingDirectory: String, name: String? = nil, dialect: JUnitDialect = .superset,
    publication: ReportPublication? = nil
  ) {
    self.init(
      ReportFile(path: output, relativeTo: workingDirectory, publication: publication),
      options: Options(name: name ?? Self.runName, dialect: dialect))
  }

  init(_ report: ReportFile, options: Options) {
    self.report = report
    self.options = options
  }

  /// The bytes of cases and suites' output written so far.
  var bytes: Int { spool?.position ?? 0 }

  /// The totals of everything written so far.
  public private(set) var totals = JUnitTotals()

  /// Replaces the report by one with a single error, "did not finish". Needs no libxml2 and no spool.
  ///
  /// - Throws: ``ReportFileError`` when that is not possible; no report that could be read as a pass is left then,
  ///   unless the folder allows neither removing nor emptying it.
  public func invalidate() throws { try report.invalidate(with: unfinishedReport(Date())) }

  /// Opens a suite; its name becomes unique by a number at its end.
  ///
  /// - Returns: the suite's number, for ``append(_:to:)``.
  public func open(_ suite: JUnitSuite) -> Int {
    var suite = suite
    let name = ReportText.oneLine(suite.name, maximumBytes: JUnitFormat.lineBytes)
    suite.name = name.isEmpty ? "unnamed" : name
    var number = 2
    while !suiteNames.insert(suite.name).inserted {
      suite.name = "\(name) (\(number))"
      number += 1
    }
    suite.totals = JUnitTotals()
    suites.append(Suite(suite: suite))
    return suites.count - 1
  }

  /// Changes a suite's properties; the rest of a suite stays as it was opened.
  public func setProperties(_ properties: [JUnitProperty], of suite: Int) {
    suites[suite].suite.properties = properties
  }

  /// Adds properties to a suite, which may be closed already; nobody else's have their names.
  func addProperties(_ properties: [JUnitProperty], to suite: Int) {
    suites[suite].suite.properties += properties
  }

  /// Closes a suite: it takes no more cases, and frees the memory that keeps their names unique.
  public func close(_ suite: Int) { suites[suite].names = nil }

  /// Writes a case to an open suite, whose name becomes its class name; its own name becomes unique in it.
  ///
  /// - Throws: ``ReportFileError``; ``JUnitError`` when the suite is closed or the case has more than one result.
  public func append(_ testCase: JUnitCase, to index: Int) throws {
    var testCase = testCase
    guard let unique = uniqueName(of: testCase, in: index) else {
      throw JUnitError(.unwritable, file: report.path, message: "suite '\(suites[index].suite.name)' is closed already")
    }
    guard testCase.results.count <= 1 else {
      throw JUnitError(
        .unwritable, file: report.path,
        message: "case '\(testCase.name)' has \(testCase.results.count) results; readers take one: join their texts")
    }
    testCase.name = unique
    if !options.keepsNames { testCase.className = suites[index].suite.name }
    testCase.time = JUnitFormat.rounded(testCase.time)

    try spool(to: index) { try $0.write(testCase) }
    suites[index].suite.totals.add(testCase)
    totals.add(testCase)
    longestCase = max(longestCase, testCase.time)
  }

  /// Writes what a suite has written: after its cases, standard output before standard error, each at most once.
  func append(output: String, isError: Bool, to index: Int) throws {
    try spool(to: index) { try $0.write(output: output, isError: isError) }
  }

  private func uniqueName(of testCase: JUnitCase, in index: Int) -> String? {
    if options.keepsNames { return suites[index].names == nil ? nil : testCase.name }
    return suites[index].names?.insert(JUnitFormat.caseName(testCase.name))
  }

  private func spool(to index: Int, _ body: (XMLWriter) throws -> Void) throws {
    let (spool, writer) = try openSpool()
    // Bytes of the previous element may still be with libxml2; they belong to a range that ends where this one begins.
    let continues = suites[index].segments.last?.upperBound == spool.position
    let start = spool.position
    try body(writer)
    try writer.flush()
    if continues, let last = suites[index].segments.popLast() {
      suites[index].segments.append(last.lowerBound..<spool.position)
    } else {
      suites[index].segments.append(start..<spool.position)
    }
  }

  /// Puts the report together and replaces the old one by it. May be called again after more cases.
  ///
  /// - Parameters:
  ///   - started: when the run started; every suite gets this timestamp.
  ///   - seconds: the run's wall-clock seconds. At least the longest case's are written.
  public func finish(started: Date, seconds: Double) throws {
    try finish(started: started, seconds: seconds, name: options.name, as: report)
  }

  /// The same, by another name and at another place than the one that was invalidated.
  func finish(started: Date, seconds: Double, name: String, as report: ReportFile) throws {
    let timestamp = JUnitFormat.timestamp(started)
    try report.replace { file in
      let writer = try XMLWriter(file, path: report.path, dialect: options.dialect)
      try writer.startDocument()
      try writer.start(report: name, totals, time: max(seconds, longestCase), timestamp: timestamp)
      for (number, suite) in suites.enumerated() where !suite.segments.isEmpty {
        try writer.start(suite.suite, timestamp: timestamp, number: number)
        // Properties have ended the line; without them the start tag is still open.
        if suite.suite.properties.isEmpty { try writer.breakLine() } else { try writer.flush() }
        for segment in suite.segments { try spool?.copy(segment, to: file) }
        try file.append("  ")
        try writer.endElement()
      }
      try writer.endElement()
      try writer.flush()
    }
  }

  /// Makes sure that no report of an earlier run is left to be read as this one's.
  public func discard() { report.discard() }

  private func openSpool() throws -> (BufferedFile, XMLWriter) {
    if let spool, let writer { return (spool, writer) }
    let spool = try report.makeSpool()
    let writer = try XMLWriter(spool, path: report.path, dialect: options.dialect)
    // Two open elements give the cases the indentation of their place in the report; no range covers these.
    try writer.startElement("testsuites")
    try writer.startElement("testsuite")
    try writer.breakLine()
    self.spool = spool
    self.writer = writer
    return (spool, writer)
  }

  private func unfinishedReport(_ date: Date) -> String {
    let time = JUnitFormat.timestamp(date)
    let isSuperset = options.dialect == .superset
    let counts = #"tests="1" failures="0" errors="1" skipped="0""# + (isSuperset ? #" assertions="0""# : "")
    let ofSuite = counts + #" time="0.000" timestamp="\#(time)""#
    let ofReport = isSuperset ? ofSuite : #"tests="1" failures="0" errors="1" time="0.000""#
    let assertions = isSuperset ? #" assertions="0""# : ""
    let name = options.name
    let message = "The run did not finish: this report was written when it started, and nothing replaced it"
    let advice = "Look into the log of the run for a crash, a kill, a time-out or a full disk."
    return """
      <?xml version="1.0" encoding="UTF-8"?>
      <testsuites name="\(name)" \(ofReport)>
        <testsuite name="\(name).run" \(ofSuite) id="0">
          <testcase name="did not finish" classname="\(name).run" time="0.000"\(assertions)>
            <error message="\(message)" type="DidNotFinish">\(message)
      \(advice)</error>
          </testcase>
        </testsuite>
      </testsuites>

      """
  }
}
