@_exported public import AssayGate

extension FixtureSession {
  /// The session that `.fixture(…)` opened for the current test.
  @TaskLocal public static var current: FixtureSession?
}

extension ReplayedTable {
  /// Expects a check to hold, written as in the manifest: `null_rate: { columns: temp, max: 0.05 }`.
  ///
  /// Every check of the manifest can be asked; a failure or an error is recorded at the caller's line, in Swift Testing
  /// as in XCTest. Returns whether the check holds.
  @discardableResult
  public func expect(
    _ check: String, fileID: StaticString = #fileID, filePath: StaticString = #filePath, line: UInt = #line,
    column: UInt = #column
  ) async -> Bool {
    let location = CallerLocation(fileID: fileID, filePath: filePath, line: line, column: column)
    do {
      var holds = true
      for result in try await judge(check) {
        switch result.verdict {
        case .fail, .error:
          TestHost.fail(GateCase.message(result), at: location)
          holds = false
        case .warn: TestHost.warn(GateCase.message(result), at: location)
        case .pass, .inconclusive, .skipped: break
        }
      }
      return holds
    } catch {
      TestHost.fail("\(error)", at: location)
      return false
    }
  }
}
