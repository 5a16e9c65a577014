import AssayTestEvents
import Foundation
import Testing

@testable import AssayTestRun

@Suite("What the observer of XCTest says")
struct XCTestRecordTests {
  /// A process's output and record, written as XCTest and the observer write them, in either order.
  private struct Process {
    var observerIsFirst: Bool
    var output = ""
    var record = XCTestRecord()

    mutating func take(_ event: XCTestEvent, printing line: String = "") throws {
      var event = event
      if !observerIsFirst { output += line }
      event.offset = output.utf8.count
      record.take(Array(try JSONEncoder().encode(event)))
      if observerIsFirst { output += line }
    }

    mutating func start(_ name: String) throws {
      var event = XCTestEvent(.started, test: name)
      event.className = "Module.\(name.prefix { $0 != "." })"
      try take(event, printing: "Test Case '\(name)' started at 2026-11-23 17:16:04.468\n")
    }

    mutating func fail(_ name: String, _ text: String) throws {
      var event = XCTestEvent(.failed, test: name)
      (event.text, event.file, event.line) = ("failed - \(text)", "/p/T.swift", 7)
      try take(event, printing: "/p/T.swift:7: error: \(name) : failed - \(text)\n")
    }

    mutating func finish(_ name: String, _ result: String) throws {
      var event = XCTestEvent(.finished, test: name)
      (event.seconds, event.isSkipped) = (0.25, result == "skipped")
      try take(event, printing: "Test Case '\(name)' \(result) (0.25 seconds)\n")
    }

    func ownOutput(_ test: XCTestRecord.Test) -> String {
      let bytes = Array(output.utf8)
      return test.ownOutput { String(decoding: bytes[$0], as: UTF8.self) }
    }
  }

  @Test("messages of several lines, output and tests inside tests stay apart", arguments: [true, false])
  func apart(_ observerIsFirst: Bool) throws {
    var process = Process(observerIsFirst: observerIsFirst)
    try process.take(XCTestEvent(.registered))
    try process.start("A.testA")
    process.output += "one\nTest Case 'A.testA' passed (0.1 seconds)\n"
    try process.fail("A.testA", "first\n\n  Test Case 'B.x' started at 2")
    process.output += "two\n"
    try process.start("A.2026-03 check")
    process.output += "inner\n"
    try process.finish("A.2026-03 check", "passed")
    process.output += "three, without an end of line"
    try process.finish("A.testA", "failed")
    try process.start("A.testB")
    process.output += "last words"
    process.record.finish(outputSize: process.output.utf8.count)

    let record = process.record
    #expect(record.isRegistered && record.unreadableLines == 0)
    #expect(record.finished.map(\.name) == ["A.2026-03 check", "A.testA"])
    #expect(record.finished.map(\.listed) == ["Module.A/2026-03 check", "Module.A/testA"])
    #expect(process.ownOutput(record.finished[0]) == "inner\n")
    #expect(
      process.ownOutput(record.finished[1])
        == "one\nTest Case 'A.testA' passed (0.1 seconds)\ntwo\nthree, without an end of line")
    #expect(
      record.finished[1].state.failures
        == [TestFinding(text: "first\n\n  Test Case 'B.x' started at 2", file: "/p/T.swift", line: 7)])
    #expect(record.finished[1].state.seconds == 0.25)
    #expect(record.running.map(\.name) == ["A.testB"])
    #expect(process.ownOutput(record.running[0]) == "last words")
  }

  @Test("warnings and numbers belong to the test that runs, what comes outside a test is kept")
  func warningsAndNumbers() throws {
    var process = Process(observerIsFirst: true)
    try process.start("A.testA")
    var warning = XCTestEvent(.warned, test: "A.testA")
    (warning.text, warning.file, warning.line) = ("soft\nlimit", "/p/T.swift", 3)
    try process.take(warning)
    process.output += "/p/T.swift:3: warning: soft\nlimit\nmore\n"
    var numbers = XCTestEvent(.measured, test: "A.testA")
    numbers.metrics = ["psi": 0.5]
    try process.take(numbers)
    try process.finish("A.testA", "passed")
    warning.test = nil
    try process.take(warning)
    var failure = XCTestEvent(.failed)
    failure.text = "Suite: gone"
    try process.take(failure)
    process.record.take(Array("{\"kind\": \"fin".utf8))

    let test = try #require(process.record.finished.first)
    #expect(test.state.warnings == [TestFinding(text: "soft\nlimit", file: "/p/T.swift", line: 3)])
    #expect(test.state.metrics == ["psi": 0.5] && process.ownOutput(test) == "more\n")
    #expect(process.record.strayWarnings.count == 1)
    #expect(process.record.strayFailures == [TestFinding(text: "Suite: gone")])
    #expect(process.record.unreadableLines == 1)
  }

  @Test(
    "the reason of a skip",
    arguments: [
      ("Test skipped - no\nGPU", "no\nGPU"), ("Test skipped: required true - no GPU", "required true - no GPU"),
      ("Test skipped", nil), (nil, nil),
    ])
  func reason(_ summary: String?, _ reason: String?) { #expect(XCTestRecord.reason(summary) == reason) }
}
