import AssayJUnit

/// Runs XCTest's tests, process after process, until each has a result.
struct XCTestPass {
  /// What has no result yet, in the order of the list: `Module.Class/testMethod`.
  private var left: [String]
  /// The listed names by what XCTest prints: `Class.testMethod`.
  private var listed: [String: [String]] = [:]
  /// The modules of the classes, for tests that are made while tests run.
  private var modules: [String: String] = [:]
  /// One argument of a process can have 128 KiB.
  private static let argumentBytes = 100_000

  init(_ names: [String]) {
    left = names
    for name in names {
      let parts = name.split(separator: "/")
      let className = parts.first?.split(separator: ".").last.map(String.init) ?? ""
      listed["\(className).\(parts.last ?? "")", default: []].append(name)
      modules[className] = parts.first.map(String.init)
    }
  }

  mutating func run(_ session: inout TestSession) async {
    var withoutStart = 0
    while !left.isEmpty {
      let batch = nextBatch()
      let listed = Set(listed.keys)
      var printed = XCTestLog { listed.contains($0) }
      var events = XCTestRecord()
      let ended = await session.runXCTest(batch) { line, isEvent in
        if isEvent {
          events.take(line)
          return true
        }
        // What the observer says is not mixed with what tests print.
        if events.isRegistered { return false }
        let before = printed.progress
        printed.take(String(decoding: line, as: UTF8.self))
        return printed.progress != before
      }
      guard let (end, tail, output) = ended else { return notRun("the tests could not be started", &session) }
      let log = events.isRegistered ? Tests(&events, output) : Tests(printed)
      let bad = record(log, &session)
      if end == .timedOut || end == .stopped {
        blameRunning(log, end.ending(details: tail), &session)
        if log.running.isEmpty { session.add(end.inWords, name: "XCTest", type: end.ending(details: "").type) }
        return notRun(end.inWords, &session)
      }
      if !log.running.isEmpty {
        blameRunning(log, end.ending(details: tail), &session)
        withoutStart = 0
        continue
      }
      let remaining = batch.filter { left.contains($0) }
      if remaining.isEmpty {
        if end != .exited(0), !bad {
          session.add(
            "\(end.inWords), although no test of it failed", name: "XCTest", type: "Exit", details: tail)
        }
        continue
      }
      withoutStart = log.finished.isEmpty ? withoutStart + 1 : 0
      // Between two tests, or before the first: a class's set-up for example. The next one due is the nearest to blame.
      let ending = TestEnding(
        type: end == .exited(0) ? "NotRun" : end.ending(details: "").type,
        message: "XCTest did not begin this test: \(end.inWords)", details: tail)
      session.ledger.add(TestName(listed: remaining[0]), ending)
      left.removeAll { $0 == remaining[0] }
      if withoutStart == 3 {
        return notRun("three processes in a row ended before a test began: \(end.inWords)", &session)
      }
    }
  }

  private func nextBatch() -> [String] {
    var bytes = 0
    return Array(
      left.prefix { name in
        bytes += name.utf8.count + 1
        return bytes < Self.argumentBytes
      })
  }

  /// What one process's tests came to, by whichever way it was told.
  private struct Tests {
    struct Test {
      /// `Class.testMethod`, and `Module.Class/testMethod` where that is known.
      var printed: String
      var listed: String?
      var state: CaseState
    }

    var finished: [Test]
    var running: [Test]
    var strayFailures: [TestFinding] = []
    var strayWarnings: [TestFinding] = []

    init(_ log: XCTestLog) {
      finished = log.finished.map { Test(printed: $0.name, state: $0.state) }
      running = log.running.map { Test(printed: $0.name, state: $0.state) }
    }

    init(_ record: inout XCTestRecord, _ output: TestOutput) {
      record.finish(outputSize: output.size)
      func test(_ one: XCTestRecord.Test) -> Test {
        var state = one.state
        state.output = one.ownOutput(output.read)
        return Test(printed: one.name, listed: one.listed, state: state)
      }
      finished = record.finished.map(test)
      running = record.running.map(test)
      strayFailures = record.strayFailures
      strayWarnings = record.strayWarnings
    }
  }

  /// Records what has ended; says whether something failed.
  private mutating func record(_ log: Tests, _ session: inout TestSession) -> Bool {
    for test in log.finished { session.ledger.add(take(test), test.state, declared: nil) }
    for warning in log.strayWarnings { session.messages.append("warning: \(warning.text)") }
    if !log.strayFailures.isEmpty {
      var state = CaseState()
      state.failures = log.strayFailures
      session.ledger.add(
        TestName(listed: "\(TestLedger.ownSuite)/XCTest failures outside any test"), state, declared: nil)
    }
    return !log.strayFailures.isEmpty || log.finished.contains { !$0.state.failures.isEmpty }
  }

  /// The outermost test that was running is the listed one.
  private mutating func blameRunning(_ log: Tests, _ ending: TestEnding, _ session: inout TestSession) {
    guard let test = log.running.first else { return }
    session.ledger.add(take(test), test.state, declared: nil, ending: ending)
  }

  /// The names of a test for the report; it is no longer left.
  private mutating func take(_ test: Tests.Test) -> TestName {
    if let name = test.listed, left.contains(name) {
      left.removeAll { $0 == name }
      return TestName(listed: name)
    }
    let printed = test.printed
    if let name = listed[printed]?.first(where: { left.contains($0) }) ?? listed[printed]?.first {
      left.removeAll { $0 == name }
      return TestName(listed: name)
    }
    let point = printed.firstIndex(of: ".") ?? printed.endIndex
    let className = String(printed[..<point])
    // A test made while tests ran: its name can hold anything.
    return TestName(className: modules[className] ?? className, name: String(printed[point...].dropFirst()))
  }

  private func notRun(_ reason: String, _ session: inout TestSession) {
    for name in left { session.ledger.addNotRun(TestName(listed: name), reason) }
  }
}
