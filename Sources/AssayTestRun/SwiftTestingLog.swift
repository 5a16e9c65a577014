import Foundation

/// What the event stream of one process says.
struct SwiftTestingLog {
  /// A test function.
  struct Test {
    /// `Module.Suite/function()/File.swift:1:2`.
    var id: String
    var displayName: String?
    var location: EventRecord.Location?
    var tags: [String] = []
    var isParameterized = false
    var hasStarted = false
    var hasEnded = false
    /// What does not belong to an argument.
    var own = CaseState()
    /// The cases of a parameterised test by their ids, in the order in which they are listed.
    var cases: [String: CaseState] = [:]
    var order: [String] = []

    /// `Module.Suite/function()`, as `swift test list` shows it.
    var name: String { Self.name(of: id) }

    static func name(of id: String) -> String {
      guard let slash = id.lastIndex(of: "/"), id[slash...].contains(".swift:") else { return id }
      return String(id[..<slash])
    }
  }

  /// The functions of the plan by their ids, and in the order of the stream.
  private(set) var tests: [String: Test] = [:]
  private(set) var order: [String] = []
  /// Issues of suites by the suite's id, for example of a trait that could not set it up.
  private(set) var suiteIssues: [String: [TestFinding]] = [:]
  private(set) var suiteOrder: [String] = []
  /// Issues outside any test.
  private(set) var strayIssues: [TestFinding] = []
  /// The process has said that its run is over.
  private(set) var isComplete = false
  /// Lines that could not be read; one that was cut off by a crash is among them.
  private(set) var unreadableLines = 0

  private let decoder = JSONDecoder()

  /// The functions that have begun and not ended.
  var running: [Test] { order.compactMap { tests[$0] }.filter { $0.hasStarted && !$0.hasEnded } }

  /// Takes a line of the stream.
  mutating func take(_ line: some Collection<UInt8>) {
    guard !line.isEmpty else { return }
    guard let record = try? decoder.decode(EventRecord.self, from: Data(line)) else {
      unreadableLines += 1
      return
    }
    if record.kind == "test" { declare(record.payload) } else { take(record.payload) }
  }

  private mutating func declare(_ payload: EventRecord.Payload) {
    guard payload.kind == "function", let id = payload.id, tests[id] == nil else { return }
    var test = Test(id: id, displayName: payload.displayName, location: payload.sourceLocation)
    test.tags = payload._tags ?? []
    test.isParameterized = payload.isParameterized ?? false
    for one in payload._testCases ?? [] { test.add(one) }
    tests[id] = test
    order.append(id)
  }

  private mutating func take(_ event: EventRecord.Payload) {
    if event.kind == "runEnded" { isComplete = true }
    guard let id = event.testID, tests[id] != nil else {
      if event.kind == "issueRecorded" { takeStray(event) }
      return
    }
    let now = event.instant?.absolute
    switch event.kind {
    case "testStarted":
      tests[id]?.hasStarted = true
      tests[id]?.own.started = now
    case "testEnded":
      tests[id]?.hasEnded = true
      tests[id]?.own.ended = now
    case "testSkipped":
      tests[id]?.hasEnded = true
      tests[id]?.own.skipped = Self.reason(event)
    case "testCaseStarted": tests[id]?.update(event._testCase) { $0.started = now }
    case "testCaseEnded": tests[id]?.update(event._testCase) { $0.ended = now }
    case "testCancelled": tests[id]?.own.skipped = Self.reason(event)
    case "testCaseCancelled": tests[id]?.update(event._testCase) { $0.skipped = Self.reason(event) }
    case "valueAttached":
      guard let path = event.attachment?.path else { return }
      let attachment = CaseState.Attachment(name: event.attachment?._preferredName, path: path)
      tests[id]?.update(event._testCase) { $0.attachments.append(attachment) }
    case "issueRecorded":
      guard let issue = event.issue else { return }
      let finding = Self.finding(event, issue)
      tests[id]?.update(event._testCase) { state in
        if issue.isKnown {
          state.knownIssues.append(finding)
        } else if issue.isFailure ?? (issue.severity != "warning") {
          state.failures.append(finding)
        } else {
          state.warnings.append(finding)
        }
      }
    default: break
    }
  }

  /// An issue of a suite, or of no test at all.
  private mutating func takeStray(_ event: EventRecord.Payload) {
    guard let issue = event.issue, !issue.isKnown, issue.isFailure ?? (issue.severity != "warning") else { return }
    guard let suite = event.testID else {
      strayIssues.append(Self.finding(event, issue))
      return
    }
    if suiteIssues[suite] == nil { suiteOrder.append(suite) }
    suiteIssues[suite, default: []].append(Self.finding(event, issue))
  }

  private static func finding(_ event: EventRecord.Payload, _ issue: EventRecord.Issue) -> TestFinding {
    var texts = (event.messages ?? []).map(\.text)
    // What the test said of it comes behind.
    if texts.count > 1, texts[0] == "Issue recorded" { texts.removeFirst() }
    let text = texts.joined(separator: "\n")
    return TestFinding(
      text: text.isEmpty ? "an issue without a message" : text, file: issue.sourceLocation?.path,
      line: issue.sourceLocation?.line)
  }

  private static func reason(_ event: EventRecord.Payload) -> String {
    let comments = (event._comments ?? []).joined(separator: "; ")
    if !comments.isEmpty { return comments }
    return event.messages?.first?.text ?? (event.kind == "testSkipped" ? "skipped" : "cancelled")
  }
}

extension SwiftTestingLog.Test {
  fileprivate mutating func add(_ one: EventRecord.Case) {
    guard cases[one.id] == nil else { return }
    cases[one.id] = CaseState(argument: one.displayName ?? one.id)
    order.append(one.id)
  }

  /// Changes the state of a case; of the test itself where there is no case to tell.
  fileprivate mutating func update(_ one: EventRecord.Case?, _ body: (inout CaseState) -> Void) {
    guard isParameterized, let one else { return body(&own) }
    add(one)
    if var state = cases[one.id] {
      body(&state)
      cases[one.id] = state
    }
  }
}
