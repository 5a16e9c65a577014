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
  private let report: ReportFile
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
  public init(output: String, workingDirectory: String, publication: ReportPublication? = nil) {
    report = ReportFile(path: output, relativeTo: workingDirectory, publication: publication)
  }

  /// The totals of everything written so far.
  public private(set) var totals = JUnitTotals()

  /// Replaces the report by one with a single error, "did not finish". Needs no libxml2 and no spool.
  ///
  /// - Throws: ``ReportFileError`` when that is not possible; no report that could be read as a pass is left then,
  ///   unless the folder allows neither removing nor emptying it.
  public func invalidate() throws { try report.invalidate(with: Self.unfinishedReport(Date())) }

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

  /// Closes a suite: it takes no more cases, and frees the memory that keeps their names unique.
  public func close(_ suite: Int) { suites[suite].names = nil }

  /// Writes a case to an open suite, whose name becomes its class name; its own name becomes unique in it.
  ///
  /// - Throws: ``ReportFileError``; ``JUnitError`` when the suite is closed or the case has more than one result.
  public func append(_ testCase: JUnitCase, to index: Int) throws {
    var testCase = testCase
    guard let unique = suites[index].names?.insert(JUnitFormat.caseName(testCase.name)) else {
      throw JUnitError(.unwritable, file: report.path, message: "suite '\(suites[index].suite.name)' is closed already")
    }
    guard testCase.results.count <= 1 else {
      throw JUnitError(
        .unwritable, file: report.path,
        message: "case '\(testCase.name)' has \(testCase.results.count) results; readers take one: join their texts")
    }
    testCase.name = unique
    testCase.className = suites[index].suite.name
    testCase.time = JUnitFormat.rounded(testCase.time)

    let (spool, writer) = try openSpool()
    // Bytes of the previous case may still be with libxml2; they belong to a range that ends where this one begins.
    let continues = suites[index].segments.last?.upperBound == spool.position
    let start = spool.position
    try writer.write(testCase)
    try writer.flush()
    if continues, let last = suites[index].segments.popLast() {
      suites[index].segments.append(last.lowerBound..<spool.position)
    } else {
      suites[index].segments.append(start..<spool.position)
    }
    suites[index].suite.totals.add(testCase)
    totals.add(testCase)
    longestCase = max(longestCase, testCase.time)
  }

  /// Puts the report together and replaces the old one by it. May be called again after more cases.
  ///
  /// - Parameters:
  ///   - started: when the run started; every suite gets this timestamp.
  ///   - seconds: the run's wall-clock seconds. At least the longest case's are written.
  public func finish(started: Date, seconds: Double) throws {
    let timestamp = JUnitFormat.timestamp(started)
    try report.replace { file in
      let writer = try XMLWriter(file, path: report.path)
      try writer.startDocument()
      try writer.startElement("testsuites")
      try writer.attribute("name", "assay")
      try writer.write(totals, time: max(seconds, longestCase), timestamp: timestamp)
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
    let writer = try XMLWriter(spool, path: report.path)
    // Two open elements give the cases the indentation of their place in the report; no range covers these.
    try writer.startElement("testsuites")
    try writer.startElement("testsuite")
    try writer.breakLine()
    self.spool = spool
    self.writer = writer
    return (spool, writer)
  }

  private static func unfinishedReport(_ date: Date) -> String {
    let totals = #"tests="1" failures="0" errors="1" skipped="0" assertions="0" time="0.000""#
    let timestamp = JUnitFormat.timestamp(date)
    let message = "The run did not finish: this report was written when it started, and nothing replaced it"
    let advice = "Look into the log of the run for a crash, a kill, a time-out or a full disk."
    return """
      <?xml version="1.0" encoding="UTF-8"?>
      <testsuites name="assay" \(totals) timestamp="\(timestamp)">
        <testsuite name="assay.run" \(totals) timestamp="\(timestamp)" id="0">
          <testcase name="did not finish" classname="assay.run" time="0.000" assertions="0">
            <error message="\(message)" type="DidNotFinish">\(message)
      \(advice)</error>
          </testcase>
        </testsuite>
      </testsuites>

      """
  }
}
