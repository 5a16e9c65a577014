import AssayGate
import Mustache

/// `report.html`: a run for people, in one file that asks for nothing else and runs no script.
///
/// A function of ``Results``. Whatever the size of the run it keeps to a budget of bytes: what does not fit is left out
/// where it is said how much that was, and all of it is in `results.json`.
public struct HTMLReport: Sendable {
  /// The most bytes of a report.
  public static let defaultBudget = 300_000

  /// The most bytes of this report; at least 40,000.
  public let budget: Int

  private let parts: [MustacheTemplate]

  /// Creates a renderer.
  ///
  /// - Parameter budget: the most bytes; values below 40,000 count as that.
  /// - Throws: what the template's parser throws, which would be a defect of this package.
  public init(budget: Int = HTMLReport.defaultBudget) throws {
    self.budget = max(40_000, budget)
    parts = try Self.parsed.get()
  }

  /// The template, parsed once for all reports of a process.
  private static let parsed = Result<[MustacheTemplate], any Error> {
    MustacheContentTypes.register(HTMLText(), named: HTMLText.name)
    return try TemplateParts.cut(PackageResources.report_mustache).map { part in
      // A line of its own: it leaves nothing in the text.
      try MustacheTemplate(string: "{{% CONTENT_TYPE: \(HTMLText.name)}}\n" + part)
    }
  }

  /// The report of a run.
  ///
  /// - Parameters:
  ///   - results: the run.
  ///   - base: the results to show the difference to, usually the base branch's.
  /// - Returns: a whole HTML document in UTF-8.
  public func render(_ results: Results, base: ReportBase? = nil) -> String {
    let summary = RunSummary(results)
    let comparison = base.map { RunComparison(results, base: $0) }
    let css = String(decoding: PackageResources.report_css, as: UTF8.self)
    var text = ""
    for limits in ReportLimits.all {
      let page = ReportPageBuilder(summary: summary, comparison: comparison, limits: limits).page(css: css)
      text = parts.map { $0.render(page) }.joined()
      if text.utf8.count <= budget { break }
    }
    return text
  }
}

/// How much of everything a report shows.
struct ReportLimits {
  /// Cards of failing checks, of errors, and of warnings, each.
  var cards: Int
  /// Rows of a card's table, and lines of its details.
  var lines: Int
  /// The most bytes of a message.
  var message: Int
  var charts: Int
  var curves: Int
  var slices: Int
  var rows: Int
  var versions: Int
  var inputs: Int

  /// From the most to the least; the last fits into any budget.
  static let all = [
    ReportLimits(
      cards: 60, lines: 24, message: 900, charts: 48, curves: 12, slices: 60, rows: 400, versions: 40, inputs: 100),
    ReportLimits(
      cards: 40, lines: 14, message: 600, charts: 24, curves: 8, slices: 30, rows: 250, versions: 24, inputs: 40),
    ReportLimits(
      cards: 25, lines: 10, message: 400, charts: 16, curves: 4, slices: 20, rows: 120, versions: 16, inputs: 20),
    ReportLimits(
      cards: 12, lines: 6, message: 300, charts: 8, curves: 4, slices: 10, rows: 50, versions: 10, inputs: 10),
    ReportLimits(cards: 4, lines: 3, message: 200, charts: 2, curves: 0, slices: 4, rows: 10, versions: 4, inputs: 4),
  ]
}
