import AssayGate
import AssayJUnit

/// What an expectation found, on its way to the test framework and to the JUnit report.
struct ExpectationResult: Sendable {
  /// What the report calls it, without the place.
  var name: String
  /// The kind of check: `close`.
  var kind: String
  var verdict: Verdict
  /// One line.
  var message: String
  var details: [String] = []
  var metrics: [Metric] = []
  var limits: [String] = []
  /// The number of rows that the verdict stands on.
  var n = 0
  /// Files, relative to the working directory.
  var attachments: [String] = []

  /// Reports results at the caller's line: failures, and checks that could not be evaluated, fail the test; what is
  /// neither they nor a pass is a warning.
  ///
  /// - Returns: whether nothing failed.
  static func report(_ results: [ExpectationResult], at location: CallerLocation) -> Bool {
    guard let host = TestHost.current else {
      TestHost.endProcess(results.first?.story ?? "nothing was expected", at: location)
    }
    var holds = true
    for var result in results {
      switch result.verdict {
      case .pass: break
      case .fail, .error:
        holds = false
        if !TestHost.fail(result.story, at: location) {
          result.verdict = .skipped
          result.message = "known issue: \(result.message)"
        }
      case .warn, .inconclusive, .skipped:
        TestHost.warn("\(result.verdict.rawValue): \(result.story)", at: location)
      }
      do {
        try ExpectationReport.add(result, of: host, at: location)
      } catch {
        TestHost.fail("the expectation could not be reported: \(error)", at: location)
        holds = false
      }
    }
    return holds
  }

  private var lines: [String] { [message] + details + attachments.map { "see \($0)" } }

  private var story: String { lines.joined(separator: "\n  ") }

  /// The case of the JUnit report.
  ///
  /// - Parameters:
  ///   - location: where the expectation stands.
  ///   - test: the id of the test, where it is known.
  func junitCase(at location: CallerLocation, test: String?) -> JUnitCase {
    let file = Display.path("\(location.filePath)")
    let prefix = "\(file):\(location.line): "
    var testCase = JUnitCase(
      className: "", name: "\(name) line \(location.line)", assertions: verdict == .skipped ? 0 : 1, file: file,
      line: Int(location.line), properties: properties(test: test))
    let kind: JUnitResult.Kind? =
      switch verdict {
      case .pass, .warn: nil
      case .fail: .failure
      case .error: .error
      case .inconclusive, .skipped: .skipped
      }
    if let kind {
      let text = lines.flatMap { ReportText.clean($0).split(separator: "\n") }
      testCase.results = [
        JUnitResult(
          kind, type: self.kind, message: text.first.map(String.init),
          text: text.map { prefix + $0 }.joined(separator: "\n"))
      ]
    }
    var output = attachments.map { "[[ATTACHMENT|\($0)]]" }
    if verdict == .warn { output.insert("warning: \(message)", at: 0) }
    if !output.isEmpty { testCase.systemOut = output.joined(separator: "\n") }
    return testCase
  }

  private func properties(test: String?) -> [JUnitProperty] {
    var properties: [JUnitProperty] = []
    var counts: [String: Int] = [:]
    func add(_ name: String, _ value: String?) {
      guard let value else { return }
      // Some readers keep one value for each name.
      let count = counts[name, default: 0] + 1
      counts[name] = count
      properties.append(JUnitProperty(count == 1 ? name : "\(name).\(count)", value))
    }
    add("test", test)
    if verdict == .warn || verdict == .inconclusive { add("verdict", verdict.rawValue) }
    add("n", String(n))
    for metric in metrics {
      add("metric.\(metric.name)", ReportText.shortest(metric.value))
      add("metric.\(metric.name).lower", metric.lower.map(ReportText.shortest))
      add("metric.\(metric.name).upper", metric.upper.map(ReportText.shortest))
    }
    for limit in limits { add("limit", limit) }
    for path in attachments { add("attachment", path) }
    return properties
  }
}
