import AssayJUnit

/// Runs Swift Testing's tests, process after process, until each has a result.
struct SwiftTestingPass {
  private let arguments: TestArguments
  /// What has no result yet: names as `swift test list` shows them.
  private var left: [String]
  /// The ids of the tests that have a result: two functions may have one name in the list.
  private var recorded: Set<String> = []
  /// How a process ended in which several tests ran side by side, until the test is found that ends one.
  private var open: (end: TestProcess.End, running: [String], tail: String)?
  private var strayIssues: [TestFinding] = []
  /// The suites whose issues are told: each process sets them up again.
  private var toldSuites: Set<String> = []
  private static let argumentBytes = 1_000_000

  init(_ names: [String], arguments: TestArguments) {
    left = names
    self.arguments = arguments
  }

  mutating func run(_ session: inout TestSession) async {
    guard !left.isEmpty else { return }
    var words = arguments.filters.flatMap { ["--filter", $0] } + arguments.skips.flatMap { ["--skip", $0] }
    if arguments.isSerial { words.append("--no-parallel") }
    if let width = arguments.width { words += ["--experimental-maximum-parallelization-width", width] }
    var isSerial = arguments.isSerial
    /// The names that a further process was asked for; `nil` for the first, which has the user's selection.
    var asked: [String]?
    var withoutStart = 0
    while !left.isEmpty {
      let batch = left
      var log = SwiftTestingLog()
      guard let (end, tail) = await session.runSwiftTesting(words, { log.take($0) }) else {
        return notRun("the tests could not be started", &session)
      }
      // A process that gets to the end of its run has run what it was asked to; only before do signals count.
      let bad = record(log, &session)
      if end == .timedOut || end == .stopped {
        for test in log.running { blame(test, in: log, end.ending(details: tail), &session) }
        if log.running.isEmpty { session.add(end.inWords, name: "Swift Testing", type: end.ending(details: "").type) }
        notRun(end.inWords, &session)
        break
      }
      if log.isComplete {
        conclude(log, end, asked: asked, bad: bad, tail: tail, &session)
      } else if let test = log.running.last, isSerial || log.running.count == 1 {
        blame(test, in: log, end.ending(details: tail), &session)
        open = nil
        withoutStart = 0
      } else if !isSerial {
        open = (end, log.running.map(\.name), tail)
      } else {
        withoutStart = log.order.contains { log.tests[$0]?.hasStarted == true } ? 0 : withoutStart + 1
        blameNext(log, end, tail: tail, &session)
        // What ended the first process has come again.
        if open?.running.isEmpty == true { open = nil }
        if withoutStart == 3 {
          notRun("three processes in a row ended before a test began: \(end.inWords)", &session)
          break
        }
      }
      if left == batch, isSerial { return notRun("the process ended without running them: \(end.inWords)", &session) }
      isSerial = true
      asked = nextBatch()
      words = ["--no-parallel"] + (asked ?? []).flatMap { ["--filter", "^\(Self.escaped($0))(/|$)"] }
    }
    tellOpen(&session)
    tellStrayIssues(&session)
  }

  /// What is left, as far as it fits into the arguments of a process.
  private func nextBatch() -> [String] {
    var bytes = 0
    return Array(
      left.prefix { name in
        bytes += name.utf8.count + 20
        return bytes < Self.argumentBytes
      })
  }

  private static func escaped(_ name: String) -> String {
    name.reduce(into: "") { out, character in
      if #"\^$.|?*+()[]{}/"#.contains(character) { out.append("\\") }
      out.append(character)
    }
  }

  // MARK: Results

  /// Records the tests that have ended; says whether something failed.
  private mutating func record(_ log: SwiftTestingLog, _ session: inout TestSession) -> Bool {
    var bad = false
    for id in log.order {
      guard let test = log.tests[id], test.hasEnded, recorded.insert(id).inserted else { continue }
      add(test, ending: nil, &session)
      bad = bad || !test.own.failures.isEmpty || test.cases.values.contains { !$0.failures.isEmpty }
    }
    let unfinished = Set(log.tests.values.filter { !$0.hasEnded }.map(\.name))
    let ended = Set(log.tests.values.map(\.name)).subtracting(unfinished)
    left.removeAll { ended.contains($0) }
    for suite in log.suiteOrder where toldSuites.insert(suite).inserted {
      let name = TestName(listed: "\(suite)/suite")
      var state = CaseState()
      state.failures = log.suiteIssues[suite] ?? []
      session.ledger.add(name, state, declared: nil)
    }
    bad = bad || !log.suiteOrder.isEmpty
    strayIssues += log.strayIssues
    return bad || !log.strayIssues.isEmpty
  }

  /// Adds the cases of a test.
  private func add(_ test: SwiftTestingLog.Test, ending: TestEnding?, _ session: inout TestSession) {
    let name = TestName(listed: test.name)
    let declared = test.location.map { TestFinding(text: "", file: $0.path, line: $0.line) }
    var properties: [JUnitProperty] = []
    if let display = test.displayName { properties.append(JUnitProperty("display-name", display)) }
    for tag in test.tags { properties.append(JUnitProperty("tag", tag)) }
    guard !test.order.isEmpty, test.own.skipped == nil || test.cases.values.contains(where: { $0.started != nil })
    else {
      session.ledger.add(name, test.own, declared: declared, properties: properties, ending: ending)
      return
    }
    var blamed = ending == nil
    for id in test.order {
      guard var state = test.cases[id] else { continue }
      var own: TestEnding?
      if let ending, state.ended == nil, state.started != nil {
        own = ending
        blamed = true
      } else if state.started == nil, state.skipped == nil {
        state.skipped = test.own.skipped ?? "not run: the process ended with another argument of the test"
      }
      session.ledger.add(name, state, declared: declared, properties: properties, ending: own)
    }
    // What belongs to no argument: issues of the test itself, and an end between two arguments.
    if !blamed || !test.own.failures.isEmpty {
      session.ledger.add(name, test.own, declared: declared, properties: properties, ending: blamed ? nil : ending)
    }
  }

  private mutating func blame(
    _ test: SwiftTestingLog.Test, in log: SwiftTestingLog, _ ending: TestEnding, _ session: inout TestSession
  ) {
    left.removeAll { $0 == test.name }
    if recorded.insert(test.id).inserted { add(test, ending: ending, &session) }
    // Another function of the same name cannot be selected alone.
    for other in log.tests.values where other.name == test.name && recorded.insert(other.id).inserted {
      session.ledger.addNotRun(TestName(listed: other.name), "another test of this name ended the process")
    }
  }

  /// No test was running: the next one due is the nearest to blame.
  private mutating func blameNext(
    _ log: SwiftTestingLog, _ end: TestProcess.End, tail: String, _ session: inout TestSession
  ) {
    let planned = log.order.compactMap { log.tests[$0]?.name }.first { left.contains($0) }
    guard let name = planned ?? left.first else { return }
    left.removeAll { $0 == name }
    session.ledger.add(
      TestName(listed: name),
      TestEnding(
        type: end.ending(details: "").type, message: "Swift Testing did not begin this test: \(end.inWords)",
        details: tail))
  }

  /// A run that came to its end: what has not run has no reason to be run again.
  private mutating func conclude(
    _ log: SwiftTestingLog, _ end: TestProcess.End, asked: [String]?, bad: Bool, tail: String,
    _ session: inout TestSession
  ) {
    // Of what the user's selection does not take, nothing is planned.
    let planned = Set(asked ?? log.tests.values.map(\.name))
    let failedSuites = log.suiteOrder.map { $0 + "/" }
    for name in left where planned.contains(name) {
      let suite = failedSuites.contains { name.hasPrefix($0) }
      if suite {
        session.ledger.addNotRun(TestName(listed: name), "its suite has failed")
      } else {
        session.ledger.add(
          TestName(listed: name),
          TestEnding(type: "NotRun", message: "Swift Testing has not run this test", details: tail))
      }
    }
    left.removeAll { asked == nil || planned.contains($0) }
    if end != .exited(0), end != .exited(69), !bad {
      session.add("\(end.inWords), although no test of it failed", name: "Swift Testing", type: "Exit", details: tail)
    }
  }

  /// A crash that did not come again must not turn green.
  private func tellOpen(_ session: inout TestSession) {
    guard let open else { return }
    session.add(
      open.running.isEmpty
        ? "\(open.end.inWords) while no test ran; a further process ran them all"
        : "\(open.end.inWords) while \(open.running.count) tests ran side by side; none of them ends it alone",
      name: "Swift Testing side by side", type: open.end.ending(details: "").type,
      details: (["running were:"] + open.running.map { "  \($0)" } + [open.tail]).joined(separator: "\n"))
  }

  private func tellStrayIssues(_ session: inout TestSession) {
    guard !strayIssues.isEmpty else { return }
    var state = CaseState()
    state.failures = strayIssues
    session.ledger.add(
      TestName(listed: "\(TestLedger.ownSuite)/issues outside any test"), state, declared: nil)
  }

  private mutating func notRun(_ reason: String, _ session: inout TestSession) {
    for name in left { session.ledger.addNotRun(TestName(listed: name), reason) }
    left = []
  }
}
