import AssayGate
import Foundation
import TestSupport
import Testing

@testable import AssayReports

@Suite("report.html")
struct HTMLReportTests {
  private func html(_ events: [GateEvent], base: ReportBase? = nil) throws -> String {
    try HTMLReport().render(try ReportSample.results(events), base: base)
  }

  /// Expects what a strict content security policy and a screen reader ask for.
  private func expectInert(_ html: String, sourceLocation: Testing.SourceLocation = #_sourceLocation) throws
    -> MarkupDocument
  {
    let document = try MarkupDocument(html)
    let allowed: Set = [
      "a", "b", "body", "caption", "circle", "code", "dd", "desc", "details", "div", "dl", "dt", "fieldset",
      "figcaption",
      "figure", "footer", "h1", "h2", "h3", "head", "header", "html", "input", "label", "legend", "li", "link", "main",
      "meta", "nav", "ol", "p", "path", "pre", "rect", "section", "small", "span", "style", "summary", "svg", "table",
      "tbody", "td", "text", "th", "thead", "title", "tr", "ul",
    ]
    let attributes: Set = [
      "aria-hidden", "aria-label", "aria-labelledby", "charset", "checked", "class", "content", "cx", "cy", "d",
      "height",
      "href", "http-equiv", "id", "lang", "name", "open", "r", "rel", "role", "scope", "tabindex", "text-anchor",
      "transform", "type", "viewBox", "width", "x", "y",
    ]
    for element in document.elements {
      #expect(allowed.contains(element.name), "<\(element.name)>", sourceLocation: sourceLocation)
      for (name, value) in element.attributes {
        #expect(attributes.contains(name), "<\(element.name) \(name)>", sourceLocation: sourceLocation)
        if name == "href" {
          #expect(value.hasPrefix("#") || value == "data:,", "\(value)", sourceLocation: sourceLocation)
        }
        if name == "type" { #expect(value == "radio", sourceLocation: sourceLocation) }
      }
    }
    let style = try #require(document.all("style").first?.text, sourceLocation: sourceLocation)
    #expect(document.all("style").count == 1 && !style.contains("url(") && !style.contains("@import"))
    for (name, count) in [("h1", 1), ("main", 1), ("header", 1), ("nav", 1), ("footer", 1)] {
      #expect(document.all(name).count == count, "\(name)", sourceLocation: sourceLocation)
    }
    let ids = document.elements.compactMap { $0.attributes["id"] }
    #expect(Set(ids).count == ids.count, "ids are unique: \(ids)", sourceLocation: sourceLocation)
    for element in document.elements {
      for reference in (element.attributes["aria-labelledby"] ?? "").split(separator: " ") {
        #expect(ids.contains(String(reference)), "\(reference)", sourceLocation: sourceLocation)
      }
      if let link = element.attributes["href"], link.hasPrefix("#") {
        #expect(ids.contains(String(link.dropFirst())), "\(link)", sourceLocation: sourceLocation)
      }
    }
    #expect(document.all("th").allSatisfy { $0.attributes["scope"] != nil }, sourceLocation: sourceLocation)
    #expect(
      document.all("svg").allSatisfy { $0.attributes["role"] == "img" && $0.attributes["aria-labelledby"] != nil },
      sourceLocation: sourceLocation)
    return document
  }

  @Test("says what broke, where, since when and what to do, in this order")
  func order() throws {
    let html = try html(SampleRun.events())
    let document = try expectInert(html)
    #expect(document.all("h1").first?.text.contains("NOT EVALUATED") == true)
    #expect(
      document.all("h2").map(\.text) == [
        "What to do", "First divergence", "What failed", "What could not be evaluated", "Warnings", "Inconclusive",
        "Slices", "Way of the data", "All checks", "Provenance",
      ])
    let text = document.all("main").first?.text ?? ""
    for said in [
      "stage features, column temp", "in 2013-04 only", "fixtures/flights/stages/features.sql:18",
      "assay run fixtures/flights --version 2013-04 --stage features", "0.02212", "0.0204 to 0.0239", "max 0.005",
      "27,662",
      "assay approve fixtures/flights", "score.p_late", "null", "time_hour          carrier  temp",
      "weather is seasonal",
      "the slice has one class only", "first divergence: column temp",
    ] {
      #expect(text.contains(said), "\(said)")
    }
    #expect(document.all("footer").first?.text.contains("20261123") == true, "the seed")
  }

  @Test("draws distributions, curves and decisions, each with words for those who do not see it")
  func figures() throws {
    let document = try expectInert(
      try html(SampleRun.events(cases: ReportSample.drawn, exitCode: .failed)))
    let descriptions = document.all("desc").map(\.text)
    #expect(document.all("svg").count == 6 && descriptions.count == 6)
    #expect(
      descriptions.contains("gained most: 20 to 30, 10 % to 30 %; lost most: 0 to 10, 50 % to 10 %; null: 10 % to 40 %")
    )
    #expect(descriptions.contains { $0.hasPrefix("gained most: ZZ, 0 % to 30 %; lost most: B6, 40 % to 0 %") })
    let text = document.all("main").first?.text ?? ""
    for said in [
      "null 10 % → 40 %", "new: ZZ", "gone: B6", "✓ 11 (10 %)", "✕ 44 (40 %)", "digest 0123456789ab…, as approved",
    ] {
      #expect(text.contains(said), "\(said)")
    }
    #expect(document.all("path").contains { $0.attributes["class"] == "nul" })
    #expect(document.all("circle").count == 2)
    // Numbers only: nothing of the data gets into a drawing's attributes.
    for element in document.elements where element.path.contains("svg") {
      for name in ["d", "x", "y", "width", "height", "cx", "cy", "r"] {
        let value = element.attributes[name] ?? ""
        #expect(value.allSatisfy { "MLHVZ0123456789.- ".contains($0) }, "\(value)")
      }
    }
  }

  @Test("draws residuals by prediction as bands around their median, with words")
  func residuals() throws {
    let document = try expectInert(try html(SampleRun.events(cases: ReportSample.drawn, exitCode: .failed)))
    let drawn = Dictionary(
      document.all("path").map { ($0.attributes["class"] ?? "", $0.attributes["d"] ?? "") },
      uniquingKeysWith: { first, _ in first })
    // From -9 to 12 over a height of 152: 3 lies at 156 - 12 · 152 / 21.
    #expect(drawn["outer"] == "M0 69.1L33.7 47.4L160 4L160 156L33.7 127L0 119.8Z")
    #expect(drawn["inner"]?.filter { $0 == "L" }.count == 5)
    #expect(document.all("path").contains { $0.attributes["d"] == "M0 90.9L33.7 87.2L160 83.6" })
    #expect(
      document.all("desc").contains {
        $0.text.hasPrefix(
          "Prediction less truth by prediction, 900 rows in 3 bands. predicted 1: median 0, half of the rows ")
      })
    var one = Results.Figure(
      .residuals(.init(subject: "p", predictions: [3], n: [5], quantiles: [[0], [0], [0], [0], [0]])))
    #expect(FigureDrawing.residuals(one)?.median == "M60 80L100 80", "no error at all is a line in the middle")
    one.quantiles = nil
    #expect(FigureDrawing.residuals(one) == nil)
    // The halves of these are equal, though they are not.
    let tiny = Double.leastNonzeroMagnitude
    let nearly = Results.Figure(
      .residuals(
        .init(subject: "p", predictions: [0, tiny], n: [5, 5], quantiles: Array(repeating: [0, tiny], count: 5))))
    #expect(FigureDrawing.residuals(nearly)?.median == "M60 80L100 80")
  }

  @Test("shows rows and what differs as tables where the text is one")
  func tables() throws {
    let rows = try #require(DetailTable(lines: ["  time  carrier   p", "  09:00Z  UA  0.5", "  10:00Z  B6     null"]))
    #expect(
      rows.headings == ["time", "carrier", "p"] && rows.rows == [["09:00Z", "UA", "0.5"], ["10:00Z", "B6", "null"]])
    for lines in [[], ["  a  b"], ["  a  b", "  1"], ["  a", "  1"], ["  a  b", "  x  y  z"]] {
      #expect(DetailTable(lines: lines) == nil, "\(lines)")
    }
    let changes = try #require(
      DetailTable(differences: [
        "column temp: 0 missing, approved 16; min 0, approved 30.92; mean 53.5069, approved 53.5372",
        "column p: 1 missing, approved 2,093; mean 1020.664, approved 1020.661",
      ]))
    #expect(changes.headings == ["column", "missing", "min", "mean"])
    #expect(
      changes.rows == [
        ["temp", "16 → 0", "30.92 → 0", "53.54 → 53.51"], ["p", "2,093 → 1", "=", "1020.661 → 1020.664"],
      ])
    for line in [
      "3 rows, approved 4", "column a: type text", "column a: b: 0 missing, approved 1", "column a: ", "column",
    ] {
      #expect(DetailTable(differences: [line]) == nil, "\(line)")
    }
    let failing = SampleRun.result(
      .fail, "features", "range", column: "temp", metrics: [Metric("rows_out_of_range", 2, n: 9)],
      limits: ["allow 0 rows"],
      message: "2 rows", details: ["  time  temp", "  09:00Z  0", "  10:00Z  0", "a note"])
    let document = try expectInert(try html(SampleRun.events(cases: [failing], exitCode: .failed)))
    #expect(document.all("td").map(\.text).contains("10:00Z") && document.all("pre").map(\.text) == ["a note"])
    #expect(document.all("dt").allSatisfy { $0.text != "interval" }, "a count has none")
    #expect(document.all("header").first?.text.contains("First: features · range · temp, in 2013-04.") == true)
  }

  @Test("shows notices near the head, what was recorded, and what was known from an earlier run")
  func notices() throws {
    var results = try ReportSample.results(SampleRun.events())
    #expect(!(try HTMLReport().render(results, base: nil)).contains("Notices"))
    results.fixtures[0].notices = ["the suppression of <b>x</b> ends on 2026-11-30, 7 days left: seasonal"]
    results.fixtures[0].recorded = ["2013-04  3 metrics"]
    results.notes = ["a note"]
    results.fixtures[0].versions[1].verdictsCached = ["flights", "features"]
    results.fixtures[0].versions[1].stages[0].cached = true
    let document = try expectInert(try HTMLReport().render(results, base: nil))
    #expect(document.all("h2").map(\.text).prefix(4) == ["What to do", "Notices", "Recorded", "First divergence"])
    let text = document.all("main").first?.text ?? ""
    for said in ["<b>x</b> ends on 2026-11-30, 7 days left", "a note", "2013-04  3 metrics"] {
      #expect(text.contains(said), "\(said)")
    }
    let footer = document.all("footer").first?.text ?? ""
    #expect(footer.contains("the verdicts on 2 of 5 tables, the content of 1 of 9 tables"), "\(footer)")
    #expect(MarkdownReport().render(results).contains("Notice: the suppression of"))
  }

  @Test("makes every text inert", arguments: ReportSample.hostile)
  func hostile(text: String) throws {
    let document = try expectInert(try html(ReportSample.hostileRun(text)))
    #expect(!document.all("main").isEmpty)
  }

  @Test("escapes code points, not what people see as characters")
  func escaping() {
    #expect(
      HTMLText.escaped("\"\u{301}<\u{338}>\u{20DD}&\u{301}'\u{301}").unicodeScalars.allSatisfy {
        !"\"<>'".unicodeScalars.contains($0)
      })
    #expect(HTMLText.escaped("plain é 日本") == "plain é 日本")
    #expect(HTMLText.escaped("a\u{202E}b") == "a\\u{202E}b")
    #expect(HTMLText.escaped("<a href=\"x\">&") == "&lt;a href=&#34;x&#34;&gt;&amp;")
  }

  @Test("keeps to its budget whatever the size of the run, and says what it leaves out")
  func budget() throws {
    let long = String(repeating: "a long message of a check ", count: 40)
    let cases = (0..<700).map { index in
      var item = SampleRun.result(
        [.fail, .error, .warn, .inconclusive, .pass][index % 5], "t\(index % 7)", "kind\(index)", column: "c\(index)",
        metrics: [Metric("m", Double(index), n: 5)], limits: ["max 1"], message: long, details: [long, long])
      item.figures = [
        ReportSample.figure(
          "s\(index)", edges: (0...20).map(Double.init), reference: [Double](repeating: 0.05, count: 20),
          current: [Double](repeating: 0.05, count: 20), missing: (0, 0))
      ]
      return item
    }
    let results = try ReportSample.results(SampleRun.events(cases: cases, exitCode: .notEvaluated))
    for budget in [300_000, 60_000] {
      let html = try HTMLReport(budget: budget).render(results)
      #expect(html.utf8.count <= budget, "\(html.utf8.count)")
      let document = try expectInert(html)
      #expect(document.all("main").first?.text.contains("more, all in results.json") == true)
    }
  }

  @Test("of a run that did not finish does not read as a pass")
  func unfinished() throws {
    try SampleRun.withFolder { folder in
      let recorder = RenderedReportRecorder(name: "HTML", output: "a/report.html", workingDirectory: folder) {
        try HTMLReport().render($0)
      }
      try recorder.invalidate()
      let path = URL(filePath: folder + "/a/report.html")
      let before = try expectInert(try String(contentsOf: path, encoding: .utf8))
      #expect(before.all("h1").first?.text.contains("DID NOT FINISH") == true)
      try SampleRun.send(SampleRun.events().dropLast(), to: recorder)
      #expect(try String(contentsOf: path, encoding: .utf8).contains("DID NOT FINISH"))
      try SampleRun.send(SampleRun.events().suffix(1), to: recorder)
      #expect(try String(contentsOf: path, encoding: .utf8).contains("NOT EVALUATED"))
    }
  }

  @Test(
    "has a verdict for each way to end",
    arguments: [
      (.passed, "PASSED"), (.failed, "FAILED"), (.notEvaluated, "NOT EVALUATED"), (.usage, "USAGE ERROR"),
      (.internalError, "INTERNAL ERROR"), (.signal(15), "INTERRUPTED"),
    ] as [(ExitCode, String)])
  func verdicts(code: ExitCode, word: String) throws {
    let cases = [SampleRun.result(.pass, "flights", "row_count")]
    let document = try expectInert(try html(SampleRun.events(cases: cases, exitCode: code, failures: ["because"])))
    #expect(document.all("h1").first?.text.contains(word) == true)
    let banner = document.all("header").first?.attributes["class"]
    #expect(banner == (code == .passed ? "banner good" : "banner bad"))
    #expect(document.all("main").first?.text.contains("because") == true)
  }

  @Test("shows the difference to a base")
  func base() throws {
    let before = SampleRun.result(
      .pass, "features", "null_rate", column: "x", metrics: [Metric("null_rate", 0.1, n: 9)])
    var after = before
    after.verdict = .fail
    after.metrics = [Metric("null_rate", 0.3, n: 9)]
    let base = ReportBase.results(try ReportSample.results(SampleRun.events(cases: [before], exitCode: .passed)))
    let html = try html(SampleRun.events(cases: [after], exitCode: .failed), base: base)
    let text = try expectInert(html).all("main").first?.text ?? ""
    for said in ["1 new failure, 0 mended, 1 metric changed.", "features · null_rate · x in 2013-04, was pass", "+0.2"]
    {
      #expect(text.contains(said), "\(said)")
    }
    let missing = try self.html(
      SampleRun.events(cases: [after], exitCode: .failed), base: .unreadable("b.json: <is empty>"))
    #expect(try expectInert(missing).all("main").first?.text.contains("b.json: <is empty>") == true)
  }
}
