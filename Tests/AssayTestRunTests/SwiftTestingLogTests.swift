import Testing

@testable import AssayTestRun

@Suite("What Swift Testing's event stream says")
struct SwiftTestingLogTests {
  private let id = "M.S\\/f(_:)\\/T.swift:5:4"

  private func log(_ lines: [String]) -> SwiftTestingLog {
    var log = SwiftTestingLog()
    for line in lines { log.take(Array(line.utf8)) }
    return log
  }

  private func test(_ more: String) -> String {
    #"{"kind":"test","payload":{"id":"\#(id)","kind":"function","name":"f(_:)",\#(more)"sourceLocation":{"fileID":"M/T.swift","filePath":"\/p\/T.swift","line":5,"column":4}},"version":"6.3.0"}"#
  }

  private func event(_ kind: String, _ more: String = "", at time: Double = 1, test: Bool = true) -> String {
    let of = test ? #","testID":"\#(id)""# : ""
    return
      #"{"kind":"event","payload":{"kind":"\#(kind)","instant":{"absolute":\#(time),"since1970":\#(time)},\#(more)"messages":[{"symbol":"fail","text":"said"}]\#(of)},"version":"6.3.0"}"#
  }

  private func issue(_ more: String, known: Bool = false, test: Bool = true) -> String {
    event(
      "issueRecorded", #""issue":{"isKnown":\#(known)\#(more),"sourceLocation":{"filePath":"\/p\/U.swift","line":7}},"#,
      test: test)
  }

  @Test("a test with its issues, by what they count for")
  func issues() throws {
    let found = log([
      test(#""isParameterized":false,"displayName":"shown","#), event("runStarted", test: false), event("testStarted"),
      issue(#","isFailure":true,"severity":"error""#), issue(#","isFailure":false,"severity":"warning""#),
      issue(#","isFailure":false,"severity":"error""#, known: true), issue(""), event("testEnded", at: 3.5),
      event("runEnded", test: false),
    ])
    #expect(found.isComplete && found.unreadableLines == 0 && found.running.isEmpty)
    let one = try #require(found.tests.values.first)
    #expect(one.name == "M.S/f(_:)" && one.displayName == "shown" && one.location?.line == 5)
    #expect(one.own.failures == Array(repeating: TestFinding(text: "said", file: "/p/U.swift", line: 7), count: 2))
    #expect(one.own.warnings.count == 1 && one.own.knownIssues.count == 1 && one.own.seconds == 2.5)
  }

  @Test("the cases of a parameterised test, told apart by the experimental fields; without them all is the test's")
  func cases() throws {
    let (a, b) = (#"{"id":"1","displayName":"a"}"#, #"{"id":"2","displayName":"b"}"#)
    func inCase(_ line: String, _ one: String) -> String {
      line.replacing(#""messages""#, with: #""_testCase":\#(one),"messages""#)
    }
    let lines = [
      test(#""isParameterized":true,"_tags":[".slow"],"_testCases":[\#(a),\#(b)],"#), event("testStarted"),
      inCase(event("testCaseStarted"), b), inCase(issue(#","isFailure":true"#), b),
      inCase(event("testCaseEnded", at: 2), b),
    ]
    let one = try #require(log(lines).tests.values.first)
    #expect(one.order == ["1", "2"] && one.tags == [".slow"])
    #expect(one.cases["1"]?.started == nil && one.cases["2"]?.failures.count == 1 && one.cases["2"]?.seconds == 1)
    #expect(log(lines).running.count == 1)
    let plain = log(lines.map { $0.replacing(#/"_testCases?":(\[.*?\]|\{.*?\}),/#, with: "") })
    #expect(plain.tests.values.first?.own.failures.count == 1 && plain.tests.values.first?.order == [])
  }

  @Test("issues of suites and outside any test are kept; a line that was cut off is counted")
  func strays() {
    let suite = issue(#","isFailure":true"#, test: false).replacing(
      "},\"version", with: ",\"testID\":\"M.S\"},\"version")
    let found = log([issue(#","isFailure":true"#, test: false), suite, suite, "{\"kind\":\"eve", ""])
    #expect(found.strayIssues.count == 1 && found.suiteIssues["M.S"]?.count == 2 && found.suiteOrder == ["M.S"])
    #expect(found.unreadableLines == 1 && !found.isComplete)
  }
}
