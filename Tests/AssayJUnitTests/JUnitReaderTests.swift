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
