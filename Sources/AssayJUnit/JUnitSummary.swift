/// The totals of a report of any tool, counted by its cases, and the first of those that did not pass.
public struct JUnitSummary: Sendable {
  /// A case that did not pass.
  public struct Problem: Sendable {
    /// The class name, or the suite's name where the case has none.
    public var className: String
    /// The name.
    public var name: String
    /// The gravest of its results.
    public var kind: JUnitResult.Kind
    /// One line.
    public var message: String
    /// `file:line`, as far as the report says.
    public var place: String?
  }

  /// The totals.
  public var totals = JUnitTotals()
  /// The number of cases that passed after attempts that did not.
  public var flaky = 0
  /// Failures and errors in the order of the report, at most as many as were asked for.
  public var problems: [Problem] = []
  /// The failures and errors that the report's root states; a report whose cases show none has lost them.
  public var stated = 0

  /// Reads a report to its end.
  ///
  /// - Parameters:
  ///   - path: the report.
  ///   - maximumProblems: so many problems are kept.
  /// - Throws: ``JUnitError``.
  public init(path: String, maximumProblems: Int = 20, limits: JUnitReader.Limits = JUnitReader.Limits()) throws {
    var suites: [JUnitSuite] = []
    var statedBySuites = 0
    try JUnitReader(path: path, limits: limits).read { event in
      switch event {
      case .report(_, let totals, _): stated = totals.failures + totals.errors
      case .suite(let suite, _, _):
        suites.append(suite)
        statedBySuites += suite.totals.failures + suite.totals.errors
      case .suiteEnd: suites.removeLast()
      case .suiteOutput: break
      case .testCase(let testCase, _): take(testCase, in: suites.last?.name ?? "", maximumProblems)
      }
    }
    stated = max(stated, statedBySuites)
  }

  /// Whether something failed, could not be evaluated, or was not there at all.
  public var isPass: Bool { totals.tests > 0 && totals.failures + totals.errors == 0 && stated == 0 }

  private mutating func take(_ testCase: JUnitCase, in suite: String, _ maximumProblems: Int) {
    var whole = testCase
    whole.results = JUnitCase.joined(testCase.results).map { [$0] } ?? []
    totals.add(whole)
    guard let result = whole.results.first else {
      if !testCase.attempts.isEmpty { flaky += 1 }
      return
    }
    guard result.kind != .skipped, problems.count < maximumProblems else { return }
    let className = JUnitFormat.line(testCase.className)
    let place = testCase.file.map { JUnitFormat.line($0) + (testCase.line.map { ":\($0)" } ?? "") }
    problems.append(
      Problem(
        className: className.isEmpty ? JUnitFormat.line(suite) : className, name: JUnitFormat.caseName(testCase.name),
        kind: result.kind, message: result.shownMessage, place: place))
  }
}
