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
  /// How many of the tests that the report states have no case, beside skipped ones, which some tools only count.
  public var lost = 0

  /// Reads a report to its end.
  ///
  /// - Parameters:
  ///   - path: the report.
  ///   - maximumProblems: so many problems are kept.
  /// - Throws: ``JUnitError``.
  public init(path: String, maximumProblems: Int = 20, limits: JUnitReader.Limits = JUnitReader.Limits()) throws {
    var suites: [JUnitSuite] = []
    var statedBySuites = 0
    var (root, outer) = (JUnitTotals(), JUnitTotals())
    try JUnitReader(path: path, limits: limits).read { event in
      switch event {
      case .report(_, let totals, _):
        stated = totals.failures + totals.errors
        root = totals
      case .suite(let suite, let depth, _):
        suites.append(suite)
        if depth == 1 {
          outer.tests += suite.totals.tests
          outer.skipped += suite.totals.skipped
        }
        statedBySuites += suite.totals.failures + suite.totals.errors
      case .suiteEnd: suites.removeLast()
      case .suiteOutput: break
      case .testCase(let testCase, _): take(testCase, in: suites.last?.name ?? "", maximumProblems)
      }
    }
    stated = max(stated, statedBySuites)
    lost = max(0, root.casesLost(in: totals), outer.casesLost(in: totals))
  }

  /// Whether nothing failed, everything could be evaluated, and no case is missing.
  public var isPass: Bool { totals.tests > 0 && totals.failures + totals.errors == 0 && stated == 0 && lost == 0 }

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
