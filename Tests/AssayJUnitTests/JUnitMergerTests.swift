import Foundation
import TestSupport
import Testing

@testable import AssayJUnit

/// Files of one test's folder, merged there.
struct MergeFolder {
  let path: String

  static func with<Result>(_ body: (MergeFolder) throws -> Result) throws -> Result {
    try SampleRun.withFolder { try body(MergeFolder(path: $0)) }
  }

  /// Writes a report: the suites' XML, or whole when it begins with a declaration.
  func write(_ name: String, _ xml: String) throws {
    let whole = xml.hasPrefix("<?xml") ? xml : "<testsuites>\(xml)</testsuites>"
    try Data(whole.utf8).write(to: URL(filePath: "\(path)/\(name)"))
  }

  func merge(_ names: [String], _ change: (inout JUnitMerger.Options) -> Void = { _ in }) throws -> JUnitMerger.Report {
    var options = JUnitMerger.Options()
    change(&options)
    return try JUnitMerger(options, workingDirectory: path).merge(names.map { "\(path)/\($0)" }, to: "\(path)/out.xml")
  }

  func cases(_ name: String = "out.xml") throws -> [JUnitCase] {
    var out: [JUnitCase] = []
    try JUnitReader(path: "\(path)/\(name)").read { if case .testCase(let one, _) = $0 { out.append(one) } }
    return out
  }

  func suites(_ name: String = "out.xml") throws -> [JUnitSuite] {
    var out: [JUnitSuite] = []
    try JUnitReader(path: "\(path)/\(name)").read { if case .suite(let one, _, _) = $0 { out.append(one) } }
    return out
  }

  func text(_ name: String = "out.xml") throws -> String {
    try String(contentsOfFile: "\(path)/\(name)", encoding: .utf8)
  }

  func violations(_ name: String = "out.xml", _ dialect: JUnitDialect = .superset) throws -> [JUnitViolation] {
    try JUnitValidator().validate(path: "\(path)/\(name)", dialect: dialect)
  }

  var files: [String] { (try? FileManager.default.contentsOfDirectory(atPath: path).sorted()) ?? [] }
}

@Suite("Merging reports")
struct JUnitMergerTests {
  static let samples = URL(filePath: #filePath).deletingLastPathComponent().path + "/Samples"

  @Test("a table of names keeps what is asked for when that is few, and else all")
  func nameTable() {
    func table() -> NameTable<UInt32> {
      var table = NameTable<UInt32>()
      for number in 0..<1_000 as Range<UInt32> { table.set(.init("name \(number)"), number) }
      return table
    }
    var few = table()
    few.keepIfFew { $0 % 10 == 0 }
    #expect(few.count == 100)
    #expect((0..<1_000).allSatisfy { few[.init("name \($0)")] == ($0 % 10 == 0 ? UInt32($0) : nil) })
    var many = table()
    many.keepIfFew { $0 < 500 }
    #expect(many.count == 1_000 && many[.init("name 999")] == 999)
    many.keepIfFew { _ in false }
    #expect(many.count == 0 && many[.init("name 1")] == nil)
    many.set(.init("name 1"), 7)
    #expect(many[.init("name 1")] == 7)
  }

  @Test("takes what pytest, Surefire, Gradle, GoogleTest, Jest and Swift write", arguments: JUnitDialect.allCases)
  func samples(_ dialect: JUnitDialect) throws {
    try MergeFolder.with { folder in
      var options = JUnitMerger.Options()
      options.dialect = dialect
      let report = try JUnitMerger(options, workingDirectory: folder.path).merge(
        [Self.samples], to: "\(folder.path)/out.xml")
      #expect(report.files == 6 && report.errors.isEmpty && report.renamed.count == 0)
      #expect(report.flaky == 1)
      let totals = report.totals
      #expect(totals.tests == 22 && totals.failures == 6 && totals.errors == 1 && totals.skipped == 5)
      #expect(try folder.violations("out.xml", dialect) == [])
      let cases = try folder.cases()
      let byName = Dictionary(uniqueKeysWithValues: cases.map { ("\($0.className)|\($0.name)", $0) })
      let flaky = try #require(byName["org.example.ScoringTest|talksToServer"])
      #expect(flaky.results.isEmpty && flaky.attempts.map(\.kind) == [.flakyFailure])
      #expect(flaky.attempts[0].text.hasSuffix("ScoringTest.java:31)") && flaky.attempts[0].systemOut == "connecting\n")
      #expect(byName["org.example.ScoringTest|keepsOrder"]?.attempts.map(\.kind) == [.rerunFailure])
      #expect(byName["org.example.ScoringTest|scoresEverything"]?.time == 1203.5)
      #expect(byName["Quantiles|DISABLED_Large"]?.results.first?.kind == .skipped)
      let two = try #require(byName["Quantiles|Ties"]?.results)
      #expect(two.count == 1 && two[0].text.contains("Which is: 2") && two[0].text.hasSuffix("second"))
      #expect(
        byName["tests.test_model|test_output"]?.properties.map(\.name)
          == (dialect == .superset ? ["auc", "auc.2"] : []))
      let suites = try folder.suites()
      #expect(suites.first { $0.name == "pytest" }?.timestamp == "2026-11-20T09:15:03")
      #expect(try folder.text().contains("<system-err>warning: duplicate keys"))
    }
  }

  @Test("gives a number to the name of another, also across files and cuts")
  func uniqueNames() throws {
    try MergeFolder.with { folder in
      let long = String(repeating: "é", count: 600)
      let suite = """
        <testsuite name="s"><testcase classname="c" name="a"/><testcase classname="c" name="a #2"/>\
        <testcase classname="c" name="\(long)1"/></testsuite>
        """
      try folder.write("1.xml", suite)
      try folder.write("2.xml", suite.replacing("\(long)1", with: "\(long)2"))
      let report = try folder.merge(["1.xml", "2.xml"])
      let names = try folder.cases().map(\.name)
      #expect(Set(names).count == 6)
      #expect(names[..<2] == ["a", "a #2"] && names[3] == "a #3" && names[4] == "a #2 #2")
      #expect(names[5].hasSuffix("… #2"))
      #expect(report.renamed.count == 3 && report.renamed.first == "c a")
      #expect(try folder.suites().map(\.name) == ["s", "s #2"])
      #expect(try folder.violations() == [])
    }
  }

  @Test("is exact with many names: each comes once, none is lost, none gets a number without need")
  func manyNames() throws {
    try MergeFolder.with { folder in
      // Few bytes a case: the census expects fewer names than there are, and meets many false repetitions.
      let cases = (0..<5_000).map { #"<testcase name="\#($0)"/>"# }.joined()
      try folder.write("1.xml", #"<testsuite name="s">\#(cases)</testsuite>"#)
      let report = try folder.merge(["1.xml"])
      #expect(report.renamed.count == 0)
      #expect(Set(try folder.cases().map(\.name)) == Set((0..<5_000).map(String.init)))
    }
  }

  @Test("joins attempts: the last one counts, unless it was skipped")
  func retries() throws {
    try MergeFolder.with { folder in
      func attempt(_ results: [String: String]) -> String {
        let cases = results.sorted { $0.key < $1.key }.map { name, result in
          #"<testcase classname="c" name="\#(name)">\#(result)<system-out>\#(name) wrote</system-out></testcase>"#
        }
        return #"<testsuite name="s">\#(cases.joined())</testsuite>"#
      }
      let bad = "<failure message='no' type='T'>no: 1</failure>"
      let worse = "<error message='gone'>gone: 2</error>"
      let skipped = "<skipped message='later'/>"
      try folder.write("1.xml", attempt(["bad": bad, "flaky": bad, "once": "", "skip": bad, "good": ""]))
      try folder.write("2.xml", attempt(["bad": worse, "flaky": worse, "skip": skipped, "good": ""]))
      try folder.write("3.xml", attempt(["bad": bad, "flaky": ""]))
      let report = try folder.merge(["1.xml", "2.xml", "3.xml"]) { $0.retries = true }
      #expect(report.attempts == 6 && report.flaky == 1 && report.renamed.count == 0)
      let cases = Dictionary(uniqueKeysWithValues: try folder.cases().map { ($0.name, $0) })
      #expect(cases.count == 5)
      #expect(cases["flaky"]?.results == [] && cases["flaky"]?.attempts.map(\.kind) == [.flakyFailure, .flakyError])
      #expect(cases["flaky"]?.attempts[0].text == "no: 1" && cases["flaky"]?.attempts[0].systemOut == "flaky wrote")
      #expect(cases["bad"]?.results.first?.kind == .failure)
      #expect(cases["bad"]?.attempts.map(\.kind) == [.rerunFailure, .rerunError])
      #expect(cases["skip"]?.results.first?.kind == .failure, "a skipped attempt does not hide the failure before it")
      #expect(cases["good"]?.attempts == [])
      #expect(try folder.violations() == [])
      #expect(try folder.merge(["1.xml", "2.xml", "3.xml"]).renamed.count == 6, "without the option all are kept")
    }
  }

  @Test("shows every illegal character, and cuts what is too long")
  func illegalCharacters() throws {
    try MergeFolder.with { folder in
      // XML itself lets C1 controls and noncharacters in by number only; a parser refuses the others.
      let xml =
        #"<testsuite name="s&#x85;"><testcase name="a&#9;b" classname="c&#x9f;"><failure message="&#x80;">"#
        + String(repeating: "x", count: 70_000) + "</failure></testcase></testsuite>"
      try folder.write("1.xml", xml)
      _ = try folder.merge(["1.xml"])
      let one = try #require(try folder.cases().first)
      #expect(one.className == "c\\u{9F}" && one.name == "a b")
      #expect(one.results[0].message == "\\u{80}")
      #expect(one.results[0].text.hasSuffix("… cut") && one.results[0].text.utf8.count <= 65_536)
      #expect(try folder.violations() == [])
    }
  }

  @Test("splits at a size, each part whole and valid; parts of an earlier merge go")
  func split() throws {
    try MergeFolder.with { folder in
      let text = String(repeating: "<&\"'x", count: 400)
        .replacing("&", with: "&amp;").replacing("<", with: "&lt;")
      let cases = (0..<100).map { #"<testcase name="n\#($0)"><system-out>\#(text)</system-out></testcase>"# }
      let suite =
        #"<properties><property name="p" value="v"/></properties>\#(cases.joined())<system-out>end</system-out>"#
      try folder.write("1.xml", #"<testsuite name="s">\#(suite)</testsuite>"#)
      let report = try folder.merge(["1.xml"]) { $0.split = 100_000 }
      #expect(report.outputs.count > 4)
      #expect(
        report.outputs.map { URL(filePath: $0).lastPathComponent } == (1...report.outputs.count).map { "out-\($0).xml" }
      )
      #expect(
        folder.files.filter { $0.hasPrefix("out") }.sorted()
          == (1...report.outputs.count).map { "out-\($0).xml" }.sorted())
      var names: [String] = []
      for path in report.outputs {
        let name = URL(filePath: path).lastPathComponent
        #expect(try folder.violations(name) == [])
        #expect(try folder.text(name).utf8.count <= 100_000)
        #expect(try folder.suites(name).map(\.properties) == [[JUnitProperty("p", "v")]])
        names += try folder.cases(name).map(\.name)
      }
      #expect(names == (0..<100).map { "n\($0)" })
      #expect(report.totals.tests == 100)

      let again = try folder.merge(["1.xml"]) { $0.split = 200_000 }
      #expect(again.removed.count == report.outputs.count - again.outputs.count)
      for named in [["1.xml", "out-1.xml"], ["out.xml"], ["1.xml", "./x/../out-1.xml"]] {
        #expect(try folder.refusal(of: named)?.kind == .replaced)
      }
      #expect(folder.files.contains("out-1.xml"), "an input is never removed")
      let whole = try folder.merge(["."])
      #expect(whole.totals.tests == 100, "its own parts are not merged again")
      #expect(folder.files == ["1.xml", "out.xml"])
    }
  }

  @Test("keeps nothing green that is not: cut files, lost failures, no case at all")
  func failClosed() throws {
    try MergeFolder.with { folder in
      try folder.write("cut.xml", "<?xml version='1.0'?><testsuites><testsuite name='s'><testcase name='a'/><testcase")
      try folder.write("lost.xml", "<testsuite name='t' tests='2' failures='1'><testcase name='b'/></testsuite>")
      try folder.write("empty.xml", "")
      try folder.write("page.html.xml", "<?xml version='1.0'?><html/>")
      let report = try folder.merge(["cut.xml", "lost.xml", "empty.xml", "missing.xml", "page.html.xml"])
      #expect(report.errors.count == 4 && report.totals.errors == 4 && report.totals.tests == 6)
      #expect(report.files == 2)
      let bad = try folder.cases().compactMap(\.results.first)
      #expect(Set(bad.compactMap(\.type)) == ["Unreadable", "LostFailures"])
      #expect(bad.contains { $0.message?.contains("cut.xml:1:") == true })
      #expect(
        bad.contains { $0.message?.contains("states 1 failures or errors, and none of its cases has one") == true })
      #expect(try folder.violations() == [])

      let nothing = try folder.merge(["empty.xml"])
      #expect(nothing.totals.tests == 1 && nothing.totals.errors == 1 && nothing.errors.count == 1)
      try FileManager.default.createDirectory(atPath: folder.path + "/none", withIntermediateDirectories: true)
      #expect(try folder.merge(["none"]).errors.first?.contains("no file in this folder ends in .xml") == true)
    }
  }

  @Test("looks in folders for reports and passes other XML over, named files it does not")
  func folders() throws {
    try MergeFolder.with { folder in
      try FileManager.default.createDirectory(atPath: folder.path + "/r/deep", withIntermediateDirectories: true)
      try folder.write("r/b.xml", "<testsuite name='b'><testcase name='1'/></testsuite>")
      try folder.write("r/deep/a.XML", "<testsuite name='a'><testcase name='1'/></testsuite>")
      try folder.write("r/coverage.xml", "<?xml version='1.0'?><coverage/>")
      try folder.write("r/.hidden.xml", "<?xml version='1.0'?><x/>")
      try folder.write("r/notes.txt", "no")
      let report = try folder.merge(["r", "r/b.xml"])
      #expect(report.files == 2 && report.errors.isEmpty)
      #expect(report.passedOver.map { URL(filePath: $0).lastPathComponent } == ["coverage.xml"])
      #expect(try folder.suites().map(\.name) == ["b", "a"])
    }
  }

  @Test("makes nested suites flat, and cases without a class name or a suite their own")
  func nested() throws {
    try MergeFolder.with { folder in
      try folder.write(
        "1.xml",
        """
        <testcase name="loose"/>
        <testsuite name="outer"><system-out>first</system-out><testcase name="x"/>
          <testsuite name="inner"><testcase name="x"/></testsuite><testsuite name="outer.other"><testcase/></testsuite>
          <testcase name="y" file="" line="3"/></testsuite>
        """)
      let report = try folder.merge(["1.xml"])
      #expect(report.totals.tests == 5)
      let cases = try folder.cases()
      #expect(
        Set(cases.map { "\($0.className)|\($0.name)" })
          == ["unnamed|loose", "outer|x", "inner|x", "outer.other|unnamed", "outer|y"])
      #expect(try folder.suites().map(\.name).suffix(3) == ["outer", "outer.inner", "outer.other"])
      #expect(try folder.text().contains("<system-out>first</system-out>"))
      #expect(try folder.violations() == [])
    }
  }

  @Test(
    "reads timestamps with fractions and zones",
    arguments: [
      ("2026-11-20T10:15:03", "2026-11-20T10:15:03"), ("2026-11-20T10:15:03.120911", "2026-11-20T10:15:03"),
      ("2026-03-01T00:15:03+01:00", "2026-02-28T23:15:03"), ("2024-02-28T23:15:03.1-0130", "2024-02-29T00:45:03"),
      ("2026-11-20 10:15:03Z", "2026-11-20T10:15:03"), ("1999-12-31T23:59:59-01", "2000-01-01T00:59:59"),
      ("2026-02-29T10:15:03", nil), ("2026-11-20", nil), ("Fri Nov 20 10:15:03 2026", nil),
      ("2026-11-20T24:00:00", nil), ("2026-11-20T10:15:03 CET", nil), ("0000-01-01T00:00:00", nil),
    ] as [(String, String?)])
  func timestamps(text: String, expected: String?) {
    #expect(JUnitFormat.timestamp(reading: text) == expected)
  }

  @Test("a census never misses a name that comes twice")
  func census() {
    var census = NameCensus(expected: 100)
    for number in 0..<20_000 { census.insert("name \(number)") }
    #expect((0..<20_000).allSatisfy { census.mayContain("name \($0)") })
    for number in stride(from: 0, to: 20_000, by: 7) { census.insert("name \(number)") }
    #expect(stride(from: 0, to: 20_000, by: 7).allSatisfy { census.mayRepeat("name \($0)") })
  }
}
