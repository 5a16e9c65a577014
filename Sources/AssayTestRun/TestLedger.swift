import AssayGate
import AssayJUnit

/// What is known of every test, in the order in which it was learnt, as cases of a report.
struct TestLedger {
  /// Everything in a report's suite.
  struct Suite {
    var name: String
    var cases: [JUnitCase] = []
  }

  private(set) var suites: [Suite] = []
  private var places: [String: Int] = [:]
  /// Paths in the report are relative to this folder.
  private let root: String
  /// The suite of what belongs to no test.
  static let ownSuite = "assay.test"
  /// The name of an attachment that holds metrics: a JSON object of names and numbers.
  static let metricsName = "assay-metrics.json"

  init(root: String) { self.root = root }

  var totals: JUnitTotals {
    suites.reduce(into: JUnitTotals()) { totals, suite in suite.cases.forEach { totals.add($0) } }
  }

  mutating func add(_ testCase: JUnitCase) {
    let place: Int
    if let known = places[testCase.className] {
      place = known
    } else {
      place = suites.count
      places[testCase.className] = place
      suites.append(Suite(name: testCase.className))
    }
    suites[place].cases.append(testCase)
  }

  /// Adds an error that is about no test.
  mutating func addError(_ message: String, name: String, type: String, details: String = "") {
    add(error(className: Self.ownSuite, name: name, TestEnding(type: type, message: message, details: details)))
  }

  /// Adds a test that has not run.
  mutating func addNotRun(_ test: TestName, _ reason: String) {
    let message = JUnitFormat.line("not run: \(reason)")
    add(
      JUnitCase(
        className: test.className, name: test.name, results: [JUnitResult(.skipped, message: message, text: message)]))
  }

  /// Adds a test without a verdict.
  mutating func add(_ test: TestName, _ ending: TestEnding, location: TestFinding? = nil, seconds: Double = 0) {
    var testCase = error(className: test.className, name: test.name, ending, at: location)
    testCase.time = seconds
    add(testCase)
  }

  /// Adds a case with what it reported.
  mutating func add(
    _ test: TestName, _ state: CaseState, declared: TestFinding?, properties: [JUnitProperty] = [],
    ending: TestEnding? = nil
  ) {
    let name = state.argument.map { "\(test.name) [\($0)]" } ?? test.name
    // The report links to the line that failed, or else to the test.
    let place = place(of: state.failures.first(where: { $0.file != nil }) ?? declared)
    var testCase = JUnitCase(
      className: test.className, name: JUnitFormat.line(name), time: state.seconds, file: place?.file,
      line: place?.line,
      properties: properties + self.properties(of: state))
    if let ending {
      testCase.results = [result(.error, ending, findings: state.failures, place)]
    } else if !state.failures.isEmpty {
      testCase.results = [failure(state.failures)]
    } else if let reason = state.skipped {
      let message = JUnitFormat.line(reason.isEmpty ? "skipped" : reason)
      testCase.results = [JUnitResult(.skipped, message: message, text: located(message, place))]
    }
    testCase.systemOut = output(of: state)
    add(testCase)
  }

  // MARK: Parts of a case

  private func error(className: String, name: String, _ ending: TestEnding, at finding: TestFinding? = nil) -> JUnitCase
  {
    let place = place(of: finding)
    return JUnitCase(
      className: className, name: JUnitFormat.line(name), file: place?.file, line: place?.line,
      results: [result(.error, ending, findings: [], place)])
  }

  private func result(
    _ kind: JUnitResult.Kind, _ ending: TestEnding, findings: [TestFinding], _ place: (file: String, line: Int)?
  ) -> JUnitResult {
    let message = JUnitFormat.line(ending.message)
    var text = [located(message, place)]
    if !findings.isEmpty { text.append(failure(findings).text) }
    if !ending.details.isEmpty { text.append(ending.details) }
    return JUnitResult(kind, type: ending.type, message: message, text: text.joined(separator: "\n"))
  }

  private func failure(_ findings: [TestFinding]) -> JUnitResult {
    let first = JUnitFormat.line(findings[0].text)
    let texts = findings.map { located($0.text, place(of: $0)) }
    let whole = texts.joined(separator: "\n")
    return JUnitResult(
      .failure, type: "ExpectationFailed", message: first, text: whole.contains(first) ? whole : first + "\n" + whole)
  }

  private func properties(of state: CaseState) -> [JUnitProperty] {
    var out: [JUnitProperty] = []
    for attachment in state.attachments {
      if attachment.name == Self.metricsName { out += Metrics.properties(of: attachment.path) }
      out.append(JUnitProperty("attachment", relative(attachment.path)))
    }
    out += Metrics.properties(of: state.metrics)
    out += state.warnings.map { JUnitProperty("warning", located($0.text, place(of: $0))) }
    out += state.knownIssues.map { JUnitProperty("known-issue", located($0.text, place(of: $0))) }
    return JUnitProperty.unique(out)
  }

  private func output(of state: CaseState) -> String? {
    var lines = state.warnings.map { "warning: " + JUnitFormat.line($0.text) }
    lines += state.attachments.map { "[[ATTACHMENT|\(relative($0.path))]]" }
    if !state.output.isEmpty { lines.append(state.output) }
    return lines.isEmpty ? nil : lines.joined(separator: "\n")
  }

  private func located(_ text: String, _ place: (file: String, line: Int)?) -> String {
    JUnitFormat.located([text], file: place?.file, line: place?.line ?? 1)
  }

  private func place(of finding: TestFinding?) -> (file: String, line: Int)? {
    guard let finding, let file = finding.file else { return nil }
    return (relative(file), max(1, finding.line ?? 1))
  }

  private func relative(_ path: String) -> String {
    JUnitFormat.line(JUnitFormat.relativePath(path, workingDirectory: root, root: root))
  }
}

/// A test's names in a report.
struct TestName: Hashable {
  /// `Module.Suite`, with points between nested suites.
  var className: String
  /// `function()` or `testMethod`.
  var name: String

  init(className: String, name: String) {
    self.className = className
    self.name = name
  }

  /// Takes a name as `swift test list` shows it: `Module.Suite/Inner/function()`, `Module.function()`,
  /// `Module.Class/testMethod`.
  init(listed: String) {
    // A raw identifier, in backticks, can hold a slash or a point.
    var isRaw = false
    var parts = [""]
    for character in listed {
      if character == "`" { isRaw.toggle() }
      if character == "/", !isRaw { parts.append("") } else { parts[parts.count - 1].append(character) }
    }
    if parts.count > 1, let last = parts.last {
      className = parts.dropLast().joined(separator: ".")
      name = last
    } else if let point = listed.firstIndex(of: ".") {
      className = String(listed[..<point])
      name = String(listed[listed.index(after: point)...])
    } else {
      className = "tests"
      name = listed
    }
  }
}
