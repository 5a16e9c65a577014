import AssayGate
import Foundation
import TestSupport
import Testing

@testable import AssayJUnit

@Suite("The JUnit reader")
struct JUnitReaderTests {
  private func events(_ xml: String, limits: JUnitReader.Limits = .init()) throws -> [JUnitReader.Event] {
    try events(Array(xml.utf8), limits: limits)
  }

  private func events(_ bytes: [UInt8], limits: JUnitReader.Limits = .init()) throws -> [JUnitReader.Event] {
    try SampleRun.withFolder { folder in
      let path = folder + "/r.xml"
      try Data(bytes).write(to: URL(filePath: path))
      var out: [JUnitReader.Event] = []
      do {
        try JUnitReader(path: path, limits: limits).read { out.append($0) }
      } catch var error as JUnitError {
        error.file = "r.xml"
        throw error
      }
      return out
    }
  }

  private func error(_ xml: String, limits: JUnitReader.Limits = .init()) -> JUnitError? {
    #expect(throws: JUnitError.self) { try events(xml, limits: limits) }
  }

  @Test("takes what other tools write: missing attributes, one suite as root, nested suites, unknown elements")
  func foreign() throws {
    let found = try events(
      """
      <?xml version="1.0"?>
      <testsuite name="outer" time="1e-1">
        <properties><property name="a">as text</property></properties>
        <testsuite name="inner"><testcase name="x"><rerunFailure> <stackTrace>no</stackTrace> </rerunFailure><note/>
          <failure message="m"><![CDATA[<one>]]> two</failure><failure/><system-out>out</system-out></testcase></testsuite>
        <testcase name="y" classname="c" time="2.5" line="3"/>
      </testsuite>
      """)
    var outer = JUnitSuite(name: "outer", properties: [JUnitProperty("a", "as text")])
    outer.totals.time = 0.1
    let x = JUnitCase(
      className: "", name: "x",
      results: [
        JUnitResult(.failure, message: "m", text: "<one> two"), JUnitResult(.failure, message: nil, text: ""),
      ], attempts: [JUnitAttempt(.rerunFailure, message: nil, text: "no")], systemOut: "out")
    #expect(
      found == [
        .report(name: nil, totals: outer.totals, line: 2), .suite(outer, depth: 1, line: 2),
        .suite(JUnitSuite(name: "inner"), depth: 2, line: 4), .testCase(x, line: 4), .suiteEnd,
        .testCase(JUnitCase(className: "c", name: "y", time: 2.5, line: 3), line: 6), .suiteEnd,
      ])
  }

  @Test("reads other encodings")
  func latin1() throws {
    let bytes =
      Array(#"<?xml version="1.0" encoding="ISO-8859-1"?><testsuites><testsuite name=""#.utf8) + [0xE9]
      + Array(#""/></testsuites>"#.utf8)
    guard case .suite(let suite, _, _) = try events(bytes)[1] else { throw Stop() }
    #expect(suite.name == "é")
  }

  @Test("refuses a document type and whatever one can do")
  func documentType() throws {
    let bomb = (1...9).map { "<!ENTITY e\($0) \"\(String(repeating: "&e\($0 - 1);", count: 10))\">" }.joined()
    let kinds = [
      "<!DOCTYPE testsuites><testsuites/>", "<!DOCTYPE testsuites SYSTEM \"file:///etc/passwd\"><testsuites/>",
      "<!DOCTYPE a [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><testsuites>&x;</testsuites>",
      "<!DOCTYPE a [<!ENTITY % p SYSTEM \"http://localhost:1/x\"> %p;]><testsuites/>",
      "<!DOCTYPE a [<!ENTITY e0 \"ha\">\(bomb)]><testsuites>&e9;</testsuites>",
    ].map { error($0) }
    #expect(kinds.map { $0?.kind } == Array(repeating: .forbidden, count: 5))
    #expect(kinds[0]?.description == "r.xml:1:1: a document type (<!DOCTYPE …>) is refused in a report: remove it")
    let hidden = error("<?xml version='1.0'?>\n<!-- <!DOCTYPE -- > --> \n <!DOCTYPE a><testsuites/>")
    #expect(hidden?.line == 3 && hidden?.column == 2)
    #expect(throws: Never.self) { try events("<!-- <!DOCTYPE a> --><?p <!DOCTYPE a> ?><testsuites/>") }
    #expect(error("<testsuites>&undeclared;</testsuites>")?.kind == .malformed)
  }

  @Test("has limits of depth, size and text")
  func limits() {
    let deep = String(repeating: "<a>", count: 40) + String(repeating: "</a>", count: 40)
    #expect(error("<testsuites>\(deep)</testsuites>")?.message.contains("deeper than 32 levels") == true)
    let long = String(repeating: "x", count: 5_000)
    let xml = "<testsuites><testsuite><testcase><failure>\(long)</failure></testcase></testsuite></testsuites>"
    #expect(error(xml, limits: .init(bytes: 4_000))?.message.contains("limit on its size") == true)
    #expect(error(xml, limits: .init(caseBytes: 4_000))?.message.contains("texts of one case exceed 4000") == true)
  }

  @Test("refuses a result where no report has one, which would be lost")
  func misplaced() {
    for inside in [
      "<testcase name='a'><testcase name='b'><failure/></testcase></testcase>",
      "<testcase name='a'><system-out><failure/></system-out></testcase>", "<group><testcase name='a'/></group>",
    ] {
      let error = error("<testsuite name='s'>\n\(inside)</testsuite>")
      #expect(error?.kind == .malformed && error?.line == 2)
      #expect(error?.message.contains("would be lost") == true)
    }
  }

  @Test("refuses more attributes than a report has, before the parser compares each with all")
  func attributes() throws {
    func report(_ count: Int) -> String {
      "<testsuite name='s'>\n<!-- a='1' > '' --><testcase name='a'><system-out><![CDATA[<a b='' c=\"\"]]></system-out></testcase>"
        + "<testcase " + (0..<count).map { "a\($0)='>'" }.joined(separator: " ") + "/></testsuite>"
    }
    #expect(try events(report(256)).count == 5)
    let error = error(report(200_000))
    #expect(error?.kind == .malformed && error?.line == 2)
    #expect(error?.message.contains("more than 256 attributes") == true)
    let utf16 = Array(report(300).data(using: .utf16) ?? Data())
    #expect(throws: JUnitError.self) { try events(utf16) }
    // What stands in text, comments and other markup is no attribute.
    let text = String(repeating: "<a b=''", count: 1)
    #expect(
      try events(
        "<testsuite name='s'><?p \(String(repeating: "'", count: 600)) ?><testcase name='a'><system-out><![CDATA[\(text)"
          + "\(String(repeating: "'", count: 999))]]></system-out></testcase></testsuite>"
      ).count == 4)
  }

  @Test("no comment and no encoding hides attributes from the count")
  func hiddenAttributes() throws {
    let many = (0..<300).map { "a\($0)='1'" }.joined(separator: " ")
    // The hyphens that begin a comment do not end it.
    for comment in ["<!---><a \" -->", "<!-- - -> <a \" -->", "<!---- -->"] {
      #expect(
        error("\(comment)<testsuite name='s' \(many)/>")?.message.contains("256 attributes") == true, "\(comment)")
    }
    // In UTF-16 a quote and an angle bracket are units, and no half of another character.
    let latvian =
      "<?xml version='1.0'?><testsuites><testsuite name='s'><testcase name='Ģ ļ \(String(repeating: "ļĢ", count: 600))'"
    for order in [String.Encoding.utf16LittleEndian, .utf16BigEndian] {
      for mark in order == .utf16LittleEndian ? [[], [0xFF, 0xFE]] : [[], [0xFE, 0xFF]] as [[UInt8]] {
        #expect(
          try events(mark + Array((latvian + "/></testsuite></testsuites>").data(using: order) ?? Data())).count == 4)
        let refused = #expect(throws: JUnitError.self) {
          try events(mark + Array((latvian + " \(many)/></testsuite></testsuites>").data(using: order) ?? Data()))
        }
        #expect(refused?.message.contains("256 attributes") == true)
      }
    }
  }

  @Test(
    "refuses encodings whose bytes are no ASCII",
    arguments: ["UTF-7", "ISO-2022-JP", "HZ", "IBM037", "UTF-16LE", "UCS-4", "EBCDIC-US"])
  func encodings(name: String) throws {
    let error = error("<?xml version='1.0' encoding='\(name)'?>\n<testsuite name='s'/>")
    #expect(
      error?.description
        == "r.xml:1: the encoding '\(name)' is none that is read in a report: write it in UTF-8")
  }

  @Test("reads the usual encodings, and refuses UTF-32, EBCDIC and a declaration without an end")
  func usualEncodings() throws {
    for name in ["utf-8", "UTF-8", "us-ascii", "windows-1252", "ISO-8859-15", "Shift_JIS", "GB18030", "Big5", "EUC-JP"]
    {
      #expect(try events("<?xml version='1.0' encoding='\(name)'?><testsuite name='s'/>").count == 3, "\(name)")
    }
    for mark in [[], [0xEF, 0xBB, 0xBF]] as [[UInt8]] {
      #expect(
        try events(mark + Array("<?xml version='1.0'?><?p encoding='UTF-7'?><testsuite name='s'/>".utf8)).count == 3)
    }
    func refusal(_ bytes: [UInt8]) -> String? {
      #expect(throws: JUnitError.self) { try events(bytes) }?.message
    }
    for order in [String.Encoding.utf32LittleEndian, .utf32BigEndian] {
      let bytes = Array("<testsuite name='s'/>".data(using: order) ?? Data())
      #expect(refusal(bytes)?.contains("'UTF-32'") == true)
    }
    #expect(refusal([0x4C, 0x6F, 0xA7, 0x94, 0x93])?.contains("'EBCDIC'") == true)
    let long = "<?xml version='1.0' \(String(repeating: " ", count: 2_000)) encoding='UTF-7'?><testsuite name='s'/>"
    #expect(refusal(Array(long.utf8))?.contains("1000 bytes of a declaration") == true)
    // The parser would follow the declaration, against the mark.
    let text = "<?xml version='1.0' encoding='UTF-16BE'?><testsuite name='s'/>"
    #expect(
      refusal([0xFF, 0xFE] + Array(text.data(using: .utf16LittleEndian) ?? Data()))?.contains("UTF-16BE") == true)
  }

  @Test(
    "what CTest, PHPUnit, Robot Framework, gotestsum, Bazel, NUnit's style sheet and Surefire's reruns write is read")
  func otherTools() throws {
    let samples: [(report: String, cases: Int, bad: Int, lost: Int)] = [
      (
        """
        <testsuite name="Linux-c++" tests="3" failures="1" disabled="1" skipped="0" hostname="" time="1" timestamp="2026-01-01T00:00:00">
        <testcase name="a" classname="a" time="0.1" status="run"><system-out/></testcase>
        <testcase name="b" classname="b" time="0.1" status="fail"><failure message="Failed"/><properties><property
        name="cmake_labels" value="x"/></properties><system-out>out</system-out></testcase>
        <testcase name="c" classname="c" time="0" status="disabled"><skipped message="Disabled"/></testcase></testsuite>
        """, 3, 1, 0
      ),
      (
        """
        <testsuites><testsuite name="" tests="2" assertions="2" errors="1" failures="0" skipped="0" time="0.1">
        <testsuite name="T" file="/t.php" tests="2" assertions="2" errors="1" failures="0" skipped="0" time="0.1">
        <testcase name="a" file="/t.php" line="1" class="T" classname="T" assertions="1" time="0.1"><warning
        type="w">w</warning></testcase><testsuite name="T::b" tests="1" errors="1"><testcase name="b with data set #0"
        class="T"><error type="E">no</error></testcase></testsuite></testsuite></testsuite></testsuites>
        """, 2, 1, 0
      ),
      (
        """
        <testsuite name="R" tests="2" errors="0" failures="1" skipped="0" time="0.1" timestamp="2026-01-01T00:00:00.1">
        <testsuite name="In" tests="2" errors="0" failures="1" skipped="0" time="0.1"><testcase classname="R.In" name="a"
        time="0.1"><failure message="1 != 2" type="AssertionError"/></testcase><testcase classname="R.In" name="b"/><properties
        ><property name="Documentation" value="d"/></properties></testsuite></testsuite>
        """, 2, 1, 0
      ),
      (
        """
        <testsuites tests="1" failures="1" errors="1" time="0.1"><testsuite tests="1" failures="1" time="0.1" name="p"
        timestamp="2026-01-01T00:00:00Z"><properties><property name="go.version" value="go1.26"/></properties><testcase
        classname="p" name="TestA" time="0.1"><failure message="Failed" type="">a_test.go:1</failure></testcase
        ></testsuite></testsuites>
        """, 1, 1, 0
      ),
      (
        """
        <testsuites><testsuite name="//a:b" tests="1" failures="0" errors="1"><testcase name="//a:b" status="run"
        duration="1" time="1"><error message="exited with error code 1"></error></testcase><system-out>
        Generated test.log: <![CDATA[]]]]><![CDATA[>]]></system-out></testsuite></testsuites>
        """, 1, 1, 0
      ),
      (
        """
        <testsuites><testsuite name="N" tests="2" time="0.1" failures="1" errors="0" skipped="1"><testcase name="a"
        assertions="1" time="0.1" status="Failed" classname="N"><failure message="m &gt; n"><![CDATA[at N]]></failure
        ></testcase><testcase name="b" status="Skipped" classname="N"><skipped/></testcase></testsuite></testsuites>
        """, 2, 1, 0
      ),
      (
        """
        <testsuite xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" version="3.0.2" name="S" time="1" tests="2" errors="0"
        skipped="0" failures="1" flakes="1"><properties/><testcase name="a" classname="S" time="0.1"><flakyError message="m"
        type="E"><stackTrace><![CDATA[E]]></stackTrace><system-out>o</system-out></flakyError></testcase><testcase name="b"
        classname="S" time="0.1"><failure message="m" type="F"><![CDATA[F]]></failure><rerunFailure message="m" type="F"
        ><stackTrace>F</stackTrace><system-err>e</system-err></rerunFailure><system-out>o</system-out></testcase></testsuite>
        """, 2, 1, 0
      ),
      // pytest counts a test twice whose teardown fails, and has one case for it.
      (
        """
        <testsuites name="pytest tests"><testsuite name="pytest" errors="1" failures="0" skipped="0" tests="2" time="0.1"
        timestamp="2026-01-01T00:00:00.1+01:00" hostname="h"><testcase classname="t" name="a" time="0.1"><error
        message="failed on teardown">no</error></testcase></testsuite></testsuites>
        """, 1, 1, 1
      ),
    ]
    for sample in samples {
      try SampleRun.withFolder { folder in
        try sample.report.write(toFile: folder + "/a.xml", atomically: true, encoding: .utf8)
        let summary = try JUnitSummary(path: folder + "/a.xml")
        #expect(summary.totals.tests == sample.cases && summary.totals.failures + summary.totals.errors == sample.bad)
        #expect(summary.lost == sample.lost, "\(sample.report)")
        let merged = try JUnitMerger(JUnitMerger.Options(), workingDirectory: folder)
          .merge([folder + "/a.xml"], to: folder + "/merged.xml")
        // The failure is there: that the totals differ is a note and no error.
        #expect(merged.errors == [] && merged.totals.tests == sample.cases, "\(merged)")
        #expect(try JUnitValidator().validate(path: folder + "/merged.xml") == [])
      }
    }
  }

  @Test("says that a file is empty of XML, and refuses counts whose sum would overflow")
  func empty() {
    #expect(error("oops")?.message.contains("this is no XML") == true)
    #expect(error("<testsuite name='s' tests='9223372036854775807'/>")?.kind == .badNumber)
    #expect(error("<testsuite name='s' tests='-9223372036854775808'/>")?.kind == .badNumber)
  }

  @Test("refuses what is no JUnit report, with the line")
  func notJUnit() {
    #expect(
      error("<?xml version=\"1.0\"?>\n<html/>")?.description
        == "r.xml:2: found <html>, expected <testsuites> or <testsuite>: this is no JUnit report")
    #expect(error("")?.kind == .malformed)
    #expect(error("{}")?.kind == .malformed)
    #expect(
      error("<testsuites>\n<testsuite tests=\"1,000\"/></testsuites>")?.description
        == "r.xml:2: tests=\"1,000\" is no whole number")
    #expect(error("<testsuites time=\"nan\"/>")?.kind == .badNumber)
    for time in ["1,2", "0,123.5", "1,23.5", "1,234", "12,34,567.8", "1.5.2", "1,234.5e3"] {
      #expect(error("<testsuites time=\"\(time)\"/>")?.kind == .badNumber, "\(time)")
    }
    #expect(error("<testsuites>\n\n</testsuite>")?.line == 3)
  }

  @Test("says that a file is missing, or a folder")
  func unreadable() throws {
    for (path, reason) in [("/nowhere/r.xml", "No such file or directory"), ("/tmp", "Is a directory")] {
      let error = #expect(throws: JUnitError.self) { try JUnitReader(path: path).read { _ in } }
      #expect(error?.kind == .unreadable && error?.message.contains(reason) == true)
    }
  }

  @Test("refuses a document type in UTF-16, which the parser itself has to find")
  func documentTypeInUTF16() throws {
    let text = "<?xml version=\"1.0\" encoding=\"UTF-16\"?><!DOCTYPE a [<!ENTITY x \"y\">]><testsuites>&x;</testsuites>"
    var bytes: [UInt8] = [0xFF, 0xFE]
    for unit in text.utf16 { bytes += [UInt8(unit & 0xFF), UInt8(unit >> 8)] }
    let error = #expect(throws: JUnitError.self) { try events(bytes) }
    #expect(error?.kind == .forbidden)
  }

  @Test("refuses a text of more than 10 MB, with its position and without reading on")
  func hugeText() throws {
    let text = String(repeating: "x", count: 11_000_000)
    for (xml, line) in [
      ("<testsuites>\n<testsuite><testcase><failure>\(text)", 2), ("<testsuites>\n\n<![CDATA[\(text)", 3),
      ("<testsuites>\n<testsuite name=\"\(text)", 2),
    ] {
      let found = error(xml)
      #expect(found?.line == line && (found?.column ?? 0) >= 1, "\(String(describing: found))")
      #expect(found?.message.contains("cut it where it is written") == true)
    }
  }

  @Test("reads what suites wrote, thousands in times, and disabled tests of GoogleTest")
  func moreForeign() throws {
    let found = try events(
      """
      <testsuite name="s" time="12,001,204.5" tests=""><testcase name="a" status="notrun" time="0."/>
      <system-out>out<![CDATA[ & more]]></system-out><system-err>err</system-err></testsuite>
      """)
    guard case .suite(let suite, _, _) = found[1], case .testCase(let one, _) = found[2] else { throw Stop() }
    #expect(suite.totals.time == 12_001_204.5)
    #expect(one.results.map(\.kind) == [.skipped])
    #expect(found[3...] == [.suiteOutput("out & more", isError: false), .suiteOutput("err", isError: true), .suiteEnd])
  }

  @Test("refuses a report that was cut off, wherever")
  func truncated() throws {
    try SampleRun.withFolder { folder in
      let recorder = JUnitRecorder(output: "r.xml", workingDirectory: folder)
      try SampleRun.send(SampleRun.events(), to: recorder)
      let bytes = [UInt8](try Data(contentsOf: URL(filePath: folder + "/r.xml")))
      for length in stride(from: 0, to: bytes.count - 15, by: 97) {
        #expect(throws: JUnitError.self) { try events(Array(bytes[..<length])) }
      }
    }
  }

  @Test("survives damaged bytes: it reads or throws its error")
  func damaged() throws {
    try SampleRun.withFolder { folder in
      let recorder = JUnitRecorder(output: "r.xml", workingDirectory: folder)
      try SampleRun.send(SampleRun.events(), to: recorder)
      let bytes = [UInt8](try Data(contentsOf: URL(filePath: folder + "/r.xml")))
      var generator = SplitMix64(state: 7)
      var refused = 0
      for _ in 0..<200 {
        var damaged = bytes
        for _ in 0..<3 {
          damaged[Int.random(in: 0..<bytes.count, using: &generator)] = .random(in: 0...255, using: &generator)
        }
        do { _ = try events(damaged) } catch is JUnitError { refused += 1 }
      }
      #expect(refused > 50)
    }
  }

  @Test("ends when its caller throws")
  func callerThrows() {
    #expect(throws: Stop.self) {
      try SampleRun.withFolder { folder in
        try JUnitRecorder(output: "r.xml", workingDirectory: folder).invalidate()
        try JUnitReader(path: folder + "/r.xml").read { _ in throw Stop() }
      }
    }
  }

  @Test("reads in parallel")
  func parallel() async throws {
    try await withThrowingTaskGroup(of: Int.self) { group in
      for _ in 0..<8 {
        group.addTask { try RecordedReport(SampleRun.events()).cases.count }
      }
      for try await count in group { #expect(count == 8) }
    }
  }

  private struct Stop: Error {}
}
