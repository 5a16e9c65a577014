import AssayJUnit
import Testing

@testable import AssayTesting

@Suite("Expectations")
struct ExpectationTests {
  @Test("columns within the tolerance are close; the largest difference is told")
  func close() {
    let found = ExpectationResult.close([1, 2, .nan, .infinity], [1, 2.5, .nan, .infinity], tolerance: 0.5)
    #expect(found.verdict == .pass)
    #expect(found.message == "4 rows differ by at most 0.5")
    #expect(found.metrics.first?.value == 0.5)
    #expect(ExpectationResult.close([-0.0], [0], tolerance: 0).verdict == .pass)
  }

  @Test("a difference is told with its row, its size and the number of rows")
  func far() {
    let found = ExpectationResult.close([1, 2, 3], [1, 2.5, 5], tolerance: 0.1)
    #expect(found.verdict == .fail)
    #expect(
      found.message == "2 of 3 rows differ by more than 0.1, by at most 2.0; the first is row 1: 2.0, expected 2.5")
  }

  @Test("a missing number and an infinity are far from any number", arguments: [Double.nan, .infinity, -.infinity])
  func notNumbers(_ value: Double) {
    let found = ExpectationResult.close([1, value], [1, 1], tolerance: 1e300)
    #expect(found.verdict == .fail)
    #expect(found.message.hasPrefix("1 of 2 rows differ by more than 1e+300, by at most inf"))
    #expect(ExpectationResult.close([1, 1], [1, value], tolerance: 1e300).verdict == .fail)
  }

  @Test("what cannot be compared does not pass")
  func incomparable() {
    #expect(ExpectationResult.close([1], [1, 2], tolerance: 1).message == "1 row, expected 2")
    #expect(ExpectationResult.close([1], [1, 2], tolerance: 1).verdict == .fail)
    #expect(ExpectationResult.close([], [], tolerance: 1).verdict == .error)
    #expect(ExpectationResult.close([1], [1], tolerance: -1).verdict == .error)
    #expect(ExpectationResult.close([1], [1], tolerance: .nan).verdict == .error)
    #expect(ExpectationResult.close([1], [1], tolerance: .infinity).verdict == .error)
  }

  private let reference = (0..<2_000).map { Double($0) / 2_000 }

  @Test("drift has the verdicts of the drift check")
  func drift() {
    func verdict(_ current: [Double], limit: Double = 0.1) -> Verdict {
      ExpectationResult.noDrift(current, from: reference, limit: limit, falseAlarms: 0.005).verdict
    }
    #expect(verdict(reference) == .pass)
    #expect(verdict(reference.map { $0 + 0.4 }) == .fail)
    #expect(verdict(reference.map { $0 + 0.12 }) == .warn)
    #expect(verdict(Array(reference[995..<1_005])) == .inconclusive)
    #expect(verdict([.nan, .nan]) == .error)
    #expect(verdict(reference, limit: 0) == .error)
  }

  @Test("a failure is an issue at the caller's line, a warning is none")
  func lines() async {
    let far = #line + 2
    withKnownIssue {
      _ = expectClose([1], [2])
    } matching: {
      $0.sourceLocation?.line == far && $0.isFailure
    }
    let inTask = #line + 2
    await withKnownIssue {
      await Task { _ = expectClose([1], [2]) }.value
    } matching: {
      $0.sourceLocation?.line == inTask
    }
    let impossible = #line + 2
    withKnownIssue {
      _ = expectNoDrift([1, 2, 3], from: [.nan])
    } matching: {
      $0.sourceLocation?.line == impossible
    }
    expectNoDrift(reference.map { $0 + 0.12 }, from: reference)
  }

  @Test("a case of the report has place, numbers and attachments, in the form that readers take")
  func report() throws {
    let found = ExpectationResult(
      name: "2026-02 totals range[total]", kind: "range", verdict: .fail, message: "3 rows are outside\nall of it",
      details: ["  id  total", "  1  2"], metrics: [Metric("rows", 3, n: 4), Metric("rows", 0.75, n: 4)],
      limits: ["min 0", "max 1"], n: 4, attachments: ["rows/a.csv", "rows/b.csv"])
    let location = CallerLocation("Module/File.swift", "/elsewhere/File.swift", 12, 3)
    let one = found.junitCase(at: location, test: "Module.Suite/test()")
    #expect(one.name == "2026-02 totals range[total] line 12")
    #expect(one.file == "/elsewhere/File.swift")
    #expect(one.line == 12)
    let result = try #require(one.results.first)
    #expect(result.kind == .failure)
    #expect(result.message == "3 rows are outside")
    let prefix = "/elsewhere/File.swift:12: "
    #expect(result.text.split(separator: "\n").map { $0.hasPrefix(prefix) } == Array(repeating: true, count: 6))
    let names = ["test", "n", "metric.rows", "metric.rows.2", "limit", "limit.2", "attachment", "attachment.2"]
    #expect(one.properties.map(\.name) == names)
    #expect(one.systemOut == "[[ATTACHMENT|rows/a.csv]]\n[[ATTACHMENT|rows/b.csv]]")
  }

  @Test("a verdict has its JUnit element", arguments: Verdict.allCases)
  func elements(_ verdict: Verdict) {
    let found = ExpectationResult(name: "a", kind: "b", verdict: verdict, message: "c")
    let one = found.junitCase(at: CallerLocation("M/F.swift", "/F.swift", 1, 1), test: nil)
    let kind: JUnitResult.Kind? =
      switch verdict {
      case .pass, .warn: nil
      case .fail: .failure
      case .error: .error
      case .inconclusive, .skipped: .skipped
      }
    #expect(one.results.first?.kind == kind)
    #expect((one.systemOut == "warning: c") == (verdict == .warn))
  }
}
