import Foundation
import Testing

@testable import AssayJUnit

@Suite("The summary of a report")
struct JUnitSummaryTests {
  @Test("counts cases by the gravest of their results and names the first that failed")
  func counts() throws {
    try MergeFolder.with { folder in
      try folder.write(
        "r.xml",
        """
        <testsuite name="s" failures="9"><testcase name="a"><skipped/><failure>first
        second</failure><error message="m"/></testcase>
        <testcase name="b" classname="c" file="f.py" line="7"><failure message="no"/></testcase>
        <testcase name="d"><failure/></testcase><testcase name="e"><flakyError type="t"/></testcase></testsuite>
        """)
      let summary = try JUnitSummary(path: "\(folder.path)/r.xml", maximumProblems: 2)
      #expect(summary.totals.tests == 4 && summary.totals.failures == 2 && summary.totals.errors == 1)
      #expect(summary.flaky == 1)
      #expect(summary.problems.map(\.className) == ["s", "c"] && summary.problems.map(\.message) == ["m", "no"])
      #expect(summary.problems.map(\.place) == [nil, "f.py:7"] && summary.problems[0].kind == .error)
      #expect(!summary.isPass)
    }
  }

  @Test("does not take a report for a pass that states failures, or that is empty")
  func lost() throws {
    try MergeFolder.with { folder in
      try folder.write("lost.xml", "<testsuite name='s' errors='1'><testcase name='a'/></testsuite>")
      try folder.write("empty.xml", "")
      try folder.write("good.xml", "<testsuite name='s'><testcase name='a'/></testsuite>")
      let passes = try ["lost", "empty", "good"].map { try JUnitSummary(path: "\(folder.path)/\($0).xml").isPass }
      #expect(passes == [false, false, true])
    }
  }
}
