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

  @Test("does not take a report for a pass that states more tests than it has cases, unless they were skipped")
  func lostCases() throws {
    try MergeFolder.with { folder in
      let one = "<testcase name='a'/>"
      try folder.write("lost.xml", "<testsuite name='s' tests='300'>\(one)</testsuite>")
      try folder.write(
        "root.xml", "<?xml version='1.0'?><testsuites tests='2'><testsuite name='s'>\(one)</testsuite></testsuites>")
      try folder.write("skipped.xml", "<testsuite name='s' tests='3' skipped='2'>\(one)</testsuite>")
      try folder.write(
        "outer.xml",
        "<testsuite name='s' tests='2'>\(one)<testsuite name='t' tests='1'><testcase name='b'/></testsuite></testsuite>"
      )
      let summaries = try ["lost", "root", "skipped", "outer"].map {
        try JUnitSummary(path: "\(folder.path)/\($0).xml")
      }
      #expect(summaries.map(\.lost) == [299, 1, 0, 0])
      #expect(summaries.map(\.isPass) == [false, false, true, true])
    }
  }

  @Test("counts a failure of a suite itself as a case")
  func suiteItself() throws {
    try MergeFolder.with { folder in
      try folder.write(
        "r.xml",
        "<testsuite name='s'><error message='setup broke'>trace</error><testcase name='a'/></testsuite>"
      )
      let summary = try JUnitSummary(path: "\(folder.path)/r.xml")
      #expect(summary.totals.tests == 2 && summary.totals.errors == 1 && !summary.isPass)
      #expect(summary.problems.map(\.className) == ["s"] && summary.problems.map(\.name) == ["the suite itself"])
      #expect(summary.problems.map(\.message) == ["setup broke"])
    }
  }
}
