import Testing

@testable import AssayTestRun

@Suite("What XCTest prints")
struct XCTestLogTests {
  private func log(_ text: String) -> XCTestLog {
    var log = XCTestLog()
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) { log.take(String(line)) }
    return log
  }

  @Test("results, places, skips, warnings and output")
  func results() {
    let found = log(
      """
      Test Suite 'All tests' started at 2026-11-23 17:16:04.465
      Test Case 'A.testA' started at 2026-11-23 17:16:04.468
      /p/T.swift:6: error: A.testA : XCTAssertEqual failed: ("1") is not equal to ("2") - first
      printed: Test Case 'B.testB' passed
      /p/T.swift:7: error: A.testA : failed - second
        limit: max 1
        declared at x.yaml:3
      /p/T.swift:8: warning: soft limit
      <EXPR>:0: error: A.testA : threw error "E()"
      no end of lineTest Case 'A.testA' failed (0.125 seconds)
      Test Case 'A.testB' started at 2026-11-23 17:16:04.468
      /p/T.swift:9: A.testB : Test skipped - no GPU
      Test Case 'A.testB' skipped (0.0 seconds)
      between
      Test Case 'A.testC' started at 2026-11-23 17:16:04.468
      Test Case 'A.testC' passed (1.5e-05 seconds)
      """)
    #expect(found.finished.map(\.name) == ["A.testA", "A.testB", "A.testC"] && found.running.isEmpty)
    let state = found.finished[0].state
    #expect(
      state.failures == [
        TestFinding(
          text: "XCTAssertEqual failed: (\"1\") is not equal to (\"2\") - first", file: "/p/T.swift", line: 6),
        TestFinding(text: "second\n  limit: max 1\n  declared at x.yaml:3", file: "/p/T.swift", line: 7),
        TestFinding(text: "threw error \"E()\""),
      ])
    #expect(state.warnings == [TestFinding(text: "soft limit", file: "/p/T.swift", line: 8)])
    #expect(state.output == "printed: Test Case 'B.testB' passed\nno end of line\n" && state.seconds == 0.125)
    #expect(found.finished[1].state.skipped == "no GPU" && found.finished[2].state.failures.isEmpty)
  }

  @Test("what was running when it ended, and tests inside tests")
  func running() {
    let found = log(
      """
      Test Case 'A.testA' started at x
      Test Case 'A.2026-03 check' started at x
      Test Case 'A.2026-03 check' failed (0.1 seconds)
      Test Case 'A.2026-04 check' started at x
      Fatal error: gone
      """)
    #expect(found.finished.map(\.name) == ["A.2026-03 check"])
    #expect(found.finished[0].state.failures.count == 1, "a failure without a message is one")
    #expect(found.running.map(\.name) == ["A.testA", "A.2026-04 check"])
  }

  @Test("lines that a test prints in the form of the log neither end it nor hide its failure")
  func imitations() {
    var found = XCTestLog { ["A.testA", "A.testB", "A.testC"].contains($0) }
    for line in """
    Test Case 'A.testA' started at 2026-11-23 17:16:04.468
    Test Case 'X.y' started at now
    Test Case 'A.testA' passed (0.0 seconds)
    Test Case 'A.testB' started at 2026-11-23 17:16:04.468
    Test Case 'A.testB' passed (0.0 seconds)
    /p/T.swift:6: error: A.testB : failed - really
    Test Case 'A.testB' failed (0.5 seconds)
    Test Case 'A.testC' started at 2026-11-23 17:16:04.468
    Test Case 'Q.z' started at now
    inside
    Test Case 'Q.z' passed (0.0 seconds)
    Test Case 'A.testC' passed (0.0 seconds)
    """.split(separator: "\n") { found.take(String(line)) }
    #expect(found.finished.map(\.name) == ["A.testA", "A.testB", "A.testC"] && found.running.isEmpty)
    #expect(found.finished[0].state.output == "Test Case 'X.y' started at now\n")
    #expect(found.finished[1].state.failures == [TestFinding(text: "really", file: "/p/T.swift", line: 6)])
    #expect(found.finished[1].state.output == "Test Case 'A.testB' passed (0.0 seconds)\n")
    #expect(found.finished[1].state.seconds == 0.5)
    #expect(
      found.finished[2].state.output
        == "Test Case 'Q.z' started at now\ninside\nTest Case 'Q.z' passed (0.0 seconds)\n")
  }
}
