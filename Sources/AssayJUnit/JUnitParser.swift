/// Turns the nodes of a report into its events.
struct JUnitParser {
  private typealias Event = JUnitReader.Event

  /// The open elements, as far as they are known; below an unknown one all are.
  private enum Element {
    case report, suite, testCase, properties, property, result, systemOut, systemError, unknown
  }

  private let limits: JUnitReader.Limits
  private var open: [Element] = []
  private var suiteDepth = 0
  /// A suite whose properties may still come.
  private var pendingSuite: (suite: JUnitSuite, line: Int)?
  private var testCase: (testCase: JUnitCase, line: Int, bytes: Int)?

  init(limits: JUnitReader.Limits) { self.limits = limits }

  mutating func start(_ name: String, _ xml: XMLReader, _ body: (JUnitReader.Event) throws -> Void) throws {
    let element = Self.element(name, in: open.last)
    guard let element else {
      throw xml.error(.notJUnit, "found <\(name)>, expected <testsuites> or <testsuite>: this is no JUnit report")
    }
    switch element {
    case .report:
      try body(.report(totals: totals(xml.attributes(), xml), line: xml.line))
    case .suite:
      try flushSuite(body)
      let attributes = xml.attributes()
      let totals = try totals(attributes, xml)
      if open.isEmpty { try body(.report(totals: totals, line: xml.line)) }
      let suite = JUnitSuite(
        name: attributes["name"] ?? "", package: attributes["package"], file: attributes["file"],
        hostname: attributes["hostname"], timestamp: attributes["timestamp"], totals: totals)
      pendingSuite = (suite, xml.line)
      suiteDepth += 1
    case .testCase:
      try flushSuite(body)
      testCase = (try Self.testCase(xml.attributes(), xml), xml.line, 0)
    case .result:
      let attributes = xml.attributes()
      if let kind = JUnitResult.Kind(rawValue: name) {
        testCase?.testCase.results.append(
          JUnitResult(kind, type: attributes["type"], message: attributes["message"], text: ""))
      }
    case .systemOut:
      if testCase?.testCase.systemOut == nil { testCase?.testCase.systemOut = "" }
    case .systemError:
      if testCase?.testCase.systemError == nil { testCase?.testCase.systemError = "" }
    case .property:
      let attributes = xml.attributes()
      let property = JUnitProperty(attributes["name"] ?? "", attributes["value"] ?? "")
      try count(property.name.utf8.count + property.value.utf8.count, xml)
      if testCase != nil {
        testCase?.testCase.properties.append(property)
      } else {
        pendingSuite?.suite.properties.append(property)
      }
    case .properties, .unknown:
      break
    }
    open.append(element)
  }

  mutating func text(_ text: String, _ xml: XMLReader) throws {
    switch open.last {
    case .result:
      try count(text.utf8.count, xml)
      if let last = testCase?.testCase.results.indices.last { testCase?.testCase.results[last].text += text }
    case .systemOut:
      try count(text.utf8.count, xml)
      testCase?.testCase.systemOut?.append(text)
    case .systemError:
      try count(text.utf8.count, xml)
      testCase?.testCase.systemError?.append(text)
    case .property:
      // The value as text, as some tools write it.
      try count(text.utf8.count, xml)
      if let last = testCase?.testCase.properties.indices.last {
        testCase?.testCase.properties[last].value += text
      } else if let last = pendingSuite?.suite.properties.indices.last {
        pendingSuite?.suite.properties[last].value += text
      }
    default: break
    }
  }

  mutating func end(_ xml: XMLReader, _ body: (JUnitReader.Event) throws -> Void) throws {
    switch open.popLast() {
    case .suite:
      try flushSuite(body)
      suiteDepth -= 1
      try body(.suiteEnd)
    case .testCase:
      if let (finished, line, _) = testCase {
        testCase = nil
        try body(.testCase(finished, line: line))
      }
    default: break
    }
  }

  private mutating func flushSuite(_ body: (JUnitReader.Event) throws -> Void) throws {
    guard let (suite, line) = pendingSuite else { return }
    pendingSuite = nil
    try body(.suite(suite, depth: suiteDepth, line: line))
  }

  private mutating func count(_ bytes: Int, _ xml: XMLReader) throws {
    testCase?.bytes += bytes
    if let total = testCase?.bytes, total > limits.caseBytes {
      throw xml.error(
        .malformed, "the texts of one case exceed \(limits.caseBytes) bytes: cut them where they are written")
    }
  }

  /// What an element is in its place; `nil` when the root is none of a report.
  private static func element(_ name: String, in parent: Element?) -> Element? {
    switch (parent, name) {
    case (nil, "testsuites"): .report
    case (nil, "testsuite"), (.report, "testsuite"), (.suite, "testsuite"): .suite
    case (nil, _): nil
    case (.suite, "testcase"), (.report, "testcase"): .testCase
    case (.suite, "properties"), (.testCase, "properties"): .properties
    case (.properties, "property"): .property
    case (.testCase, "failure"), (.testCase, "error"), (.testCase, "skipped"): .result
    case (.testCase, "system-out"): .systemOut
    case (.testCase, "system-err"): .systemError
    default: .unknown
    }
  }

  private static func testCase(_ attributes: [String: String], _ xml: XMLReader) throws -> JUnitCase {
    JUnitCase(
      className: attributes["classname"] ?? "", name: attributes["name"] ?? "",
      time: try seconds(attributes, xml) ?? 0, assertions: try integer("assertions", attributes, xml),
      file: attributes["file"], line: try integer("line", attributes, xml))
  }

  private func totals(_ attributes: [String: String], _ xml: XMLReader) throws -> JUnitTotals {
    var totals = JUnitTotals()
    totals.tests = try Self.integer("tests", attributes, xml) ?? 0
    totals.failures = try Self.integer("failures", attributes, xml) ?? 0
    totals.errors = try Self.integer("errors", attributes, xml) ?? 0
    totals.skipped = try Self.integer("skipped", attributes, xml) ?? 0
    totals.assertions = try Self.integer("assertions", attributes, xml) ?? 0
    totals.time = try Self.seconds(attributes, xml) ?? 0
    return totals
  }

  private static func integer(_ name: String, _ attributes: [String: String], _ xml: XMLReader) throws -> Int? {
    guard let text = attributes[name] else { return nil }
    guard let value = Int(text) else {
      throw xml.error(.badNumber, "\(name)=\"\(text)\" is no whole number")
    }
    return value
  }

  private static func seconds(_ attributes: [String: String], _ xml: XMLReader) throws -> Double? {
    guard let text = attributes["time"] else { return nil }
    guard let value = Double(text), value.isFinite else {
      throw xml.error(
        .badNumber, "time=\"\(text)\" is no number of seconds, which has a decimal point and no separators")
    }
    return value
  }
}
