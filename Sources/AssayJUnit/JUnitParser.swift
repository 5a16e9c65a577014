/// Turns the nodes of a report into its events.
struct JUnitParser {
  private typealias Event = JUnitReader.Event

  /// The open elements, as far as they are known; below an unknown one all are.
  private enum Element {
    case report, suite, testCase, properties, property, result, attempt, stackTrace, systemOut, systemError
    case suiteOut, suiteError, suiteResult, unknown
  }

  /// Elements that say how a test ended, or hold what does.
  private static let verdicts: Set<String> = [
    "testsuites", "testsuite", "testcase", "failure", "error", "flakyFailure", "flakyError", "rerunFailure",
    "rerunError",
  ]

  private let limits: JUnitReader.Limits
  private var open: [Element] = []
  private var suiteDepth = 0
  /// A suite whose properties may still come.
  private var pendingSuite: (suite: JUnitSuite, line: Int)?
  private var testCase: (testCase: JUnitCase, line: Int)?
  /// What a suite has written, while its element is open.
  private var suiteOutput: String?
  /// The bytes of text of the case, the suite's properties or the output that is open.
  private var bytes = 0

  init(limits: JUnitReader.Limits) { self.limits = limits }

  mutating func start(_ name: String, _ xml: XMLReader, _ body: (JUnitReader.Event) throws -> Void) throws {
    let element = Self.element(name, in: open.last)
    guard let element else {
      throw xml.error(.notJUnit, "found <\(name)>, expected <testsuites> or <testsuite>: this is no JUnit report")
    }
    switch element {
    case .report:
      let attributes = xml.attributes()
      try body(.report(name: attributes["name"], totals: totals(attributes, xml), line: xml.line))
    case .suite:
      try flushSuite(body)
      let attributes = xml.attributes()
      let totals = try totals(attributes, xml)
      if open.isEmpty { try body(.report(name: nil, totals: totals, line: xml.line)) }
      let suite = JUnitSuite(
        name: attributes["name"] ?? "", package: attributes["package"], file: attributes["file"],
        hostname: attributes["hostname"], timestamp: attributes["timestamp"], totals: totals)
      pendingSuite = (suite, xml.line)
      bytes = 0
      suiteDepth += 1
    case .testCase:
      try flushSuite(body)
      testCase = (try Self.testCase(xml.attributes(), xml), xml.line)
      bytes = 0
    case .result:
      let attributes = xml.attributes()
      try count(attributes["message"]?.utf8.count ?? 0, xml)
      if let kind = JUnitResult.Kind(rawValue: name) {
        testCase?.testCase.results.append(
          JUnitResult(kind, type: attributes["type"], message: attributes["message"], text: ""))
      }
    case .attempt:
      let attributes = xml.attributes()
      try count(attributes["message"]?.utf8.count ?? 0, xml)
      if let kind = JUnitAttempt.Kind(rawValue: name) {
        testCase?.testCase.attempts.append(
          JUnitAttempt(kind, type: attributes["type"], message: attributes["message"], text: ""))
      }
    case .systemOut: add("", to: \.systemOut, \.systemOut)
    case .systemError: add("", to: \.systemError, \.systemError)
    case .suiteOut, .suiteError:
      try flushSuite(body)
      suiteOutput = ""
      bytes = 0
    case .property:
      let attributes = xml.attributes()
      let property = JUnitProperty(attributes["name"] ?? "", attributes["value"] ?? "")
      try count(property.name.utf8.count + property.value.utf8.count, xml)
      if testCase != nil {
        testCase?.testCase.properties.append(property)
      } else {
        pendingSuite?.suite.properties.append(property)
      }
    case .suiteResult:
      // A failure of the suite itself is a case of its own, or it would be lost.
      try flushSuite(body)
      let attributes = xml.attributes()
      bytes = 0
      try count(attributes["message"]?.utf8.count ?? 0, xml)
      let result = JUnitResult(
        name == "failure" ? .failure : .error, type: attributes["type"], message: attributes["message"], text: "")
      testCase = (JUnitCase(className: "", name: "the suite itself", time: 0, results: [result]), xml.line)
    case .unknown:
      if Self.verdicts.contains(name) {
        throw xml.error(
          .malformed,
          "found <\(name)> where no report has one, so that what it says would be lost: a <testcase> stands in a suite, "
            + "and a result in its <testcase>")
      }
    case .properties, .stackTrace:
      break
    }
    open.append(element)
  }

  mutating func text(_ text: String, _ xml: XMLReader) throws {
    switch open.last {
    case .result, .suiteResult:
      try count(text.utf8.count, xml)
      if let last = testCase?.testCase.results.indices.last { testCase?.testCase.results[last].text += text }
    case .attempt, .stackTrace:
      try count(text.utf8.count, xml)
      if let last = testCase?.testCase.attempts.indices.last { testCase?.testCase.attempts[last].text += text }
    case .systemOut:
      try count(text.utf8.count, xml)
      add(text, to: \.systemOut, \.systemOut)
    case .systemError:
      try count(text.utf8.count, xml)
      add(text, to: \.systemError, \.systemError)
    case .suiteOut, .suiteError:
      try count(text.utf8.count, xml)
      suiteOutput?.append(text)
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
    case .testCase, .suiteResult:
      if let (finished, line) = testCase {
        testCase = nil
        try body(.testCase(finished, line: line))
      }
    case .attempt:
      // Between the elements inside it there is only space.
      if let last = testCase?.testCase.attempts.indices.last, let text = testCase?.testCase.attempts[last].text {
        testCase?.testCase.attempts[last].text = text.trimmingSpace
      }
    case .suiteOut: try flushOutput(isError: false, body)
    case .suiteError: try flushOutput(isError: true, body)
    default: break
    }
  }

  private mutating func flushSuite(_ body: (JUnitReader.Event) throws -> Void) throws {
    guard let (suite, line) = pendingSuite else { return }
    pendingSuite = nil
    try body(.suite(suite, depth: suiteDepth, line: line))
  }

  private mutating func flushOutput(isError: Bool, _ body: (JUnitReader.Event) throws -> Void) throws {
    guard let text = suiteOutput else { return }
    suiteOutput = nil
    try body(.suiteOutput(text, isError: isError))
  }

  /// Adds to the output of the attempt that is open, or else of the case.
  private mutating func add(
    _ text: String, to ofCase: WritableKeyPath<JUnitCase, String?>,
    _ ofAttempt: WritableKeyPath<JUnitAttempt, String?>
  ) {
    if open.contains(.attempt), let last = testCase?.testCase.attempts.indices.last {
      if testCase?.testCase.attempts[last][keyPath: ofAttempt]?.append(text) == nil {
        testCase?.testCase.attempts[last][keyPath: ofAttempt] = text
      }
    } else if testCase?.testCase[keyPath: ofCase]?.append(text) == nil {
      testCase?.testCase[keyPath: ofCase] = text
    }
  }

  private mutating func count(_ more: Int, _ xml: XMLReader) throws {
    bytes += more
    if bytes > limits.caseBytes {
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
    case (.testCase, "flakyFailure"), (.testCase, "flakyError"), (.testCase, "rerunFailure"), (.testCase, "rerunError"):
      .attempt
    case (.attempt, "stackTrace"): .stackTrace
    case (.testCase, "system-out"), (.attempt, "system-out"): .systemOut
    case (.testCase, "system-err"), (.attempt, "system-err"): .systemError
    case (.suite, "failure"), (.suite, "error"), (.report, "failure"), (.report, "error"): .suiteResult
    case (.suite, "system-out"): .suiteOut
    case (.suite, "system-err"): .suiteError
    default: .unknown
    }
  }

  private static func testCase(_ attributes: [String: String], _ xml: XMLReader) throws -> JUnitCase {
    var testCase = JUnitCase(
      className: attributes["classname"] ?? "", name: attributes["name"] ?? "",
      time: try seconds(attributes, xml) ?? 0, assertions: try integer("assertions", attributes, xml),
      file: attributes["file"], line: try integer("line", attributes, xml))
    // GoogleTest has no element for a test that is switched off.
    if let status = attributes["status"], ["notrun", "disabled"].contains(status) {
      testCase.results = [JUnitResult(.skipped, message: "not run", text: "not run: its status is '\(status)'")]
    }
    return testCase
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
    guard let text = attributes[name], !text.isEmpty else { return nil }
    guard let value = Int(text) else {
      throw xml.error(.badNumber, "\(name)=\"\(text)\" is no whole number")
    }
    // Sums of them must not overflow.
    guard abs(Double(value)) < 1e12 else {
      throw xml.error(.badNumber, "\(name)=\"\(text)\" is beyond what a report can count")
    }
    return value
  }

  private static func seconds(_ attributes: [String: String], _ xml: XMLReader) throws -> Double? {
    guard let text = attributes["time"], !text.isEmpty else { return nil }
    let number = hasThousands(text) ? text.replacing(",", with: "") : text
    guard let value = Double(number), value.isFinite else {
      throw xml.error(
        .badNumber, "time=\"\(text)\" is no number of seconds, which has a decimal point: 1234.567 or 1,234.567")
    }
    return value
  }

  /// `1,234.567`, as Maven Surefire writes it. Without the point, or with a 0 in front, the comma may be a decimal one.
  private static func hasThousands(_ text: String) -> Bool {
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    let groups = parts[0].split(separator: ",", omittingEmptySubsequences: false)
    guard parts.count == 2, groups.count > 1, let first = groups.first, (1...3).contains(first.utf8.count) else {
      return false
    }
    return first.utf8.first != UInt8(ascii: "0") && groups.dropFirst().allSatisfy { $0.utf8.count == 3 }
      && ([parts[1]] + groups).allSatisfy { $0.utf8.allSatisfy { (0x30...0x39).contains($0) } }
  }
}

extension String {
  /// Without white space at its ends.
  fileprivate var trimmingSpace: String {
    var text = Substring(self)
    while text.first?.isWhitespace == true { text.removeFirst() }
    while text.last?.isWhitespace == true { text.removeLast() }
    return String(text)
  }
}
