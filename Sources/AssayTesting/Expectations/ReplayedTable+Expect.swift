import AssayGate

extension ReplayedTable {
  /// Expects a check to hold, written as in the manifest: `null_rate: { columns: temp, max: 0.05 }`.
  ///
  /// Every check of the manifest can be asked for. A failure, or a check that could not be evaluated, fails the test at
  /// the caller's line, in Swift Testing as in XCTest, also from a detached task; `warn` and `inconclusive` are shown as
  /// warnings. The verdicts are in the JUnit report of the tests' expectations.
  ///
  /// - Parameter check: one entry of the manifest's lists under `checks`, as YAML, without the `- ` in front.
  /// - Returns: whether the test goes on without a failure from here.
  @discardableResult
  public func expect(
    _ check: String, fileID: StaticString = #fileID, filePath: StaticString = #filePath, line: UInt = #line,
    column: UInt = #column
  ) async -> Bool {
    let location = CallerLocation(fileID, filePath, line, column)
    let found: [ExpectationResult]
    do {
      let folder = TestFolders.reports(of: TestHost.current ?? .swiftTesting, from: filePath)
      let results = try await judge(check, output: folder)
      found = results.map { result in
        ExpectationResult(
          name: "\(version) \(name) \(result.name)", kind: result.kind, verdict: result.verdict,
          message: "\(version) \(name) \(result.name): \(result.message)", details: result.details,
          metrics: result.metrics, limits: result.limits, n: result.n, attachments: result.attachments)
      }
    } catch {
      return ExpectationResult.report(
        [ExpectationResult(name: "\(version) \(name)", kind: "expect", verdict: .error, message: "\(error)")],
        at: location)
    }
    guard !found.isEmpty else {
      let message = "\(version) \(name): the check gave no verdict: \(check)"
      return ExpectationResult.report(
        [ExpectationResult(name: "\(version) \(name)", kind: "expect", verdict: .error, message: message)], at: location
      )
    }
    return ExpectationResult.report(found, at: location)
  }
}
