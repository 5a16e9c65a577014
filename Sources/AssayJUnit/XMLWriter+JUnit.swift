import AssayGate

extension XMLWriter {
  /// Writes a whole case. Its name, class name and time are final; everything else is cleaned and cut here.
  func write(_ testCase: JUnitCase) throws {
    try startElement("testcase")
    try attribute("name", testCase.name)
    try attribute("classname", testCase.className)
    try attribute("time", JUnitFormat.seconds(testCase.time))
    if dialect == .superset {
      if let assertions = testCase.assertions { try attribute("assertions", String(max(0, assertions))) }
      if let file = testCase.file {
        try attribute("file", JUnitFormat.line(file))
        try attribute("line", String(max(1, testCase.line ?? 1)))
      }
      try write(testCase.properties)
    }
    for result in testCase.results { try write(result) }
    for attempt in testCase.attempts { try write(attempt) }
    if let out = testCase.systemOut { try element("system-out", JUnitFormat.text(out)) }
    if let error = testCase.systemError { try element("system-err", JUnitFormat.text(error)) }
    try endElement()
  }

  /// Writes the start of a suite: its attributes and properties.
  func start(_ suite: JUnitSuite, timestamp: String, number: Int) throws {
    try startElement("testsuite")
    try attribute("name", suite.name)
    try write(suite.totals, time: suite.totals.time, timestamp: suite.timestamp ?? timestamp, ofSuite: true)
    if let hostname = suite.hostname { try attribute("hostname", JUnitFormat.line(hostname)) }
    try attribute("id", String(number))
    if let package = suite.package { try attribute("package", JUnitFormat.line(package)) }
    if let file = suite.file { try attribute("file", JUnitFormat.line(file)) }
    try write(suite.properties)
  }

  /// Writes the start of a report.
  func start(report name: String, _ totals: JUnitTotals, time: Double, timestamp: String) throws {
    try startElement("testsuites")
    try attribute("name", JUnitFormat.caseName(name))
    try write(totals, time: time, timestamp: timestamp, ofSuite: false)
  }

  /// Writes what a suite has written, clean and cut.
  func write(output: String, isError: Bool) throws {
    try element(isError ? "system-err" : "system-out", JUnitFormat.text(output))
  }

  /// The attributes that suites and the report have in common.
  private func write(_ totals: JUnitTotals, time: Double, timestamp: String, ofSuite: Bool) throws {
    try attribute("tests", String(totals.tests))
    try attribute("failures", String(totals.failures))
    try attribute("errors", String(totals.errors))
    if ofSuite || dialect == .superset { try attribute("skipped", String(totals.skipped)) }
    if dialect == .superset { try attribute("assertions", String(totals.assertions)) }
    try attribute("time", JUnitFormat.seconds(time))
    if ofSuite || dialect == .superset { try attribute("timestamp", timestamp) }
  }

  private func write(_ attempt: JUnitAttempt) throws {
    switch attempt.kind {
    case .flakyFailure: try startElement("flakyFailure")
    case .flakyError: try startElement("flakyError")
    case .rerunFailure: try startElement("rerunFailure")
    case .rerunError: try startElement("rerunError")
    }
    let message = JUnitFormat.line(attempt.message ?? attempt.text)
    try attribute("message", message.isEmpty ? "no message" : message)
    try attribute("type", JUnitFormat.nameToken(attempt.type ?? attempt.kind.rawValue))
    try element("stackTrace", JUnitFormat.text(attempt.text))
    if let out = attempt.systemOut { try element("system-out", JUnitFormat.text(out)) }
    if let error = attempt.systemError { try element("system-err", JUnitFormat.text(error)) }
    try endElement()
  }

  private func write(_ properties: [JUnitProperty]) throws {
    guard !properties.isEmpty else { return }
    try startElement("properties")
    for property in properties {
      try startElement("property")
      try attribute("name", JUnitFormat.propertyName(property.name))
      try attribute("value", JUnitFormat.text(property.value))
      try endElement()
    }
    try endElement()
  }

  private func write(_ result: JUnitResult) throws {
    let message = JUnitFormat.line(result.message ?? result.text)
    switch result.kind {
    case .failure: try startElement("failure")
    case .error: try startElement("error")
    case .skipped: try startElement("skipped")
    }
    try attribute("message", message.isEmpty ? "no message" : message)
    if result.kind != .skipped { try attribute("type", JUnitFormat.nameToken(result.type ?? result.kind.rawValue)) }
    try text(JUnitFormat.text(result.text.isEmpty ? message : result.text))
    try endElement()
  }

  private func element(_ name: StaticString, _ value: String) throws {
    try startElement(name)
    try text(value)
    try endElement()
  }
}

extension JUnitFormat {
  /// One clean line.
  package static func line(_ text: String) -> String { ReportText.oneLine(text, maximumBytes: lineBytes) }

  /// Clean text of at most 64 KiB.
  static func text(_ text: String) -> String {
    // What cleaning adds is a few bytes a character: cut before, to bound its work, and after.
    let bounded = ReportText.clip(text, maximumBytes: 4 * textBytes, mark: cutMark)
    return ReportText.clip(ReportText.clean(bounded), maximumBytes: textBytes, mark: cutMark)
  }

  /// One clean line that is not empty.
  static func caseName(_ name: String) -> String {
    let name = line(name)
    return name.isEmpty ? "unnamed" : name
  }

  /// A name of the type `xs:token`: no space at the ends, none twice.
  static func propertyName(_ name: String) -> String {
    let name = caseName(name)
    guard name.utf8.contains(0x20) else { return name }
    return name.split(separator: " ").joined(separator: " ")
  }
}
