/// The rules for a report that a schema cannot say, checked event by event.
struct JUnitRules {
  private let dialect: JUnitDialect
  /// The report is of a run of Assay, which keeps more rules than its dialect has.
  private var isRun = false
  private var stated: (totals: JUnitTotals, line: Int)?
  /// The open suites, the innermost last.
  private var suites: [OpenSuite] = []
  private var totals = JUnitTotals()
  private var longestCase = 0.0
  private var suiteNames: [String: Int] = [:]
  private var caseNames: [String: Int] = [:]

  private struct OpenSuite {
    var suite: JUnitSuite
    var line: Int
    /// Of the suite's own cases.
    var own = JUnitTotals()
    /// Of those in suites inside it.
    var inside = JUnitTotals()
  }

  init(_ dialect: JUnitDialect) { self.dialect = dialect }

  mutating func take(_ event: JUnitReader.Event) -> [JUnitViolation] {
    switch event {
    case .report(let name, let totals, let line):
      isRun = name == JUnitWriter.runName && dialect == .superset
      stated = (totals, line)
      return []
    case .suite(let suite, let depth, let line): return start(suite, depth: depth, line: line)
    case .testCase(let testCase, let line): return check(testCase, line: line)
    case .suiteOutput: return []
    case .suiteEnd: return endSuite()
    }
  }

  /// What is left to say at the end of the report.
  func finish() -> [JUnitViolation] {
    guard let stated else { return [] }
    // Outside the superset a report need not have totals.
    let isStated = dialect == .superset || stated.totals != JUnitTotals()
    var found = isStated ? compare(stated.totals, totals, of: "the report", line: stated.line) : []
    if dialect == .superset, stated.totals.time < longestCase - 0.0005 {
      found.append(
        JUnitViolation(
          line: stated.line,
          message: "the report's time \(JUnitFormat.seconds(stated.totals.time)) is shorter than its longest case, "
            + JUnitFormat.seconds(longestCase)))
    }
    return found
  }

  private mutating func start(_ suite: JUnitSuite, depth: Int, line: Int) -> [JUnitViolation] {
    suites.append(OpenSuite(suite: suite, line: line))
    guard dialect == .superset else { return [] }
    var found = duplicates(suite.properties, line: line)
    if depth > 1 {
      found.append(JUnitViolation(line: line, message: "suite '\(suite.name)' is inside another: suites are flat"))
    }
    if let first = suiteNames.updateValue(line, forKey: suite.name) {
      found.append(JUnitViolation(line: line, message: "suite '\(suite.name)' was in line \(first) already"))
    }
    return found
  }

  private mutating func endSuite() -> [JUnitViolation] {
    guard let open = suites.popLast() else { return [] }
    let (suite, line) = (open.suite, open.line)
    totals.add(open.own)
    var suiteTotals = open.own
    suiteTotals.add(open.inside)
    if let last = suites.indices.last { suites[last].inside.add(suiteTotals) }
    var found = compare(suite.totals, suiteTotals, of: "suite '\(suite.name)'", line: line)
    // Some tools count the cases of inner suites in the outer one too, some do not.
    if !found.isEmpty, open.inside.tests > 0, compare(suite.totals, open.own, of: "", line: line).isEmpty { found = [] }
    // Each time is rounded to a millisecond.
    if dialect == .superset, abs(suite.totals.time - suiteTotals.time) > 0.0005 * Double(suiteTotals.tests + 1) {
      found.append(
        JUnitViolation(
          line: line,
          message: "suite '\(suite.name)' says time=\"\(JUnitFormat.seconds(suite.totals.time))\", its cases add up to "
            + JUnitFormat.seconds(suiteTotals.time)))
    }
    return found
  }

  private mutating func check(_ testCase: JUnitCase, line: Int) -> [JUnitViolation] {
    if let last = suites.indices.last { suites[last].own.add(testCase) } else { totals.add(testCase) }
    longestCase = max(longestCase, testCase.time)
    var found: [JUnitViolation] = []
    func add(_ message: String) { found.append(JUnitViolation(line: line, message: message)) }
    let name = "case '\(testCase.className)' '\(testCase.name)'"
    // A name can hold anything but a newline.
    if let first = caseNames.updateValue(line, forKey: testCase.className + "\n" + testCase.name) {
      add("\(name) was in line \(first) already: class name and name together are unique")
    }
    guard dialect == .superset else { return found }
    found += duplicates(testCase.properties, line: line)
    if isRun, let suite = suites.last?.suite, testCase.className != suite.name {
      add("\(name) is in suite '\(suite.name)': the class name is the suite's name")
    }
    if (testCase.file == nil) != (testCase.line == nil) { add("\(name) has one of file and line: both or none") }
    if let number = testCase.line, number < 1 { add("\(name) has line \(number): lines count from 1") }
    if testCase.results.count > 1 { add("\(name) has \(testCase.results.count) results: at most one") }
    for result in testCase.results { found += check(result, of: testCase, named: name, line: line) }
    if isRun { found += checkProperties(of: testCase, named: name, line: line) }
    return found
  }

  private func check(_ result: JUnitResult, of testCase: JUnitCase, named name: String, line: Int) -> [JUnitViolation] {
    var found: [JUnitViolation] = []
    let kind = result.kind.rawValue
    if let message = result.message, !message.hasSuffix("…"), !result.text.contains(message) {
      found.append(JUnitViolation(line: line, message: "\(name): the text of <\(kind)> does not repeat its message"))
    }
    if isRun, let file = testCase.file, let number = testCase.line {
      let prefix = "\(file):\(number):"
      if let other = result.text.split(separator: "\n").first(where: { !$0.hasPrefix(prefix) }) {
        found.append(
          JUnitViolation(
            line: line, message: "\(name): a line of <\(kind)> begins '\(other.prefix(40))', expected '\(prefix) …'"))
      }
    }
    return found
  }

  private func checkProperties(of testCase: JUnitCase, named name: String, line: Int) -> [JUnitViolation] {
    var found: [JUnitViolation] = []
    for property in testCase.properties {
      if property.name == "attachment" || property.name.hasPrefix("attachment."),
        testCase.systemOut?.contains("[[ATTACHMENT|\(property.value)]]") != true
      {
        found.append(
          JUnitViolation(line: line, message: "\(name): attachment '\(property.value)' is not in system-out"))
      }
      if property.name == "verdict", !Self.fits(property.value, testCase.results.first?.kind) {
        let result = testCase.results.first.map { "<\($0.kind.rawValue)>" } ?? "no result"
        found.append(JUnitViolation(line: line, message: "\(name): verdict '\(property.value)' with \(result)"))
      }
    }
    return found
  }

  private static func fits(_ verdict: String, _ kind: JUnitResult.Kind?) -> Bool {
    switch verdict {
    case "pass", "warn": kind == nil
    case "fail": kind == .failure
    case "error": kind == .error
    case "inconclusive", "skipped": kind == .skipped
    default: false
    }
  }

  private func duplicates(_ properties: [JUnitProperty], line: Int) -> [JUnitViolation] {
    guard properties.count > 1 else { return [] }
    var names: Set<String> = []
    return properties.filter { !names.insert($0.name).inserted }.map {
      JUnitViolation(line: line, message: "property '\($0.name)' comes twice; readers keep one")
    }
  }

  private func compare(_ stated: JUnitTotals, _ counted: JUnitTotals, of name: String, line: Int) -> [JUnitViolation] {
    var pairs = [
      ("tests", stated.tests, counted.tests), ("failures", stated.failures, counted.failures),
      ("errors", stated.errors, counted.errors),
    ]
    if dialect == .superset {
      pairs += [
        ("skipped", stated.skipped, counted.skipped), ("assertions", stated.assertions, counted.assertions),
      ]
    }
    return pairs.filter { $0.1 != $0.2 }.map {
      JUnitViolation(line: line, message: "\(name) says \($0.0)=\"\($0.1)\", its elements are \($0.2)")
    }
  }
}
