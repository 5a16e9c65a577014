import AssayGate
import AssayTestEvents
import Foundation

/// The steps of a run: build, list, and the processes of each framework.
struct TestSession {
  var ledger: TestLedger
  var messages: [String] = []

  private let run: TestRun
  let watch: TestProcess.Watch
  /// Logs and event streams of the processes.
  let scratch: String
  /// Where tests' attachments are written.
  private let attachments: String
  /// The path of the tests' bundle: on Linux the program itself.
  private(set) var bundle = ""
  private var processes = 0

  init(_ run: TestRun, deadline: ContinuousClock.Instant?) throws {
    self.run = run
    ledger = TestLedger(root: run.workingDirectory)
    watch = TestProcess.Watch(limit: run.options.limit, deadline: deadline, stop: run.stop)
    scratch = FileManager.default.temporaryDirectory.path + "/assay-test-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: scratch, withIntermediateDirectories: true)
    let output = run.options.output
    let stem = output.hasSuffix(".xml") ? String(output.dropLast(4)) : output
    attachments = (output.hasPrefix("/") ? stem : "\(run.workingDirectory)/\(stem)") + "-attachments"
  }

  /// Removes scratch files, and the folder of attachments when there are none.
  func tidyUp() {
    try? FileManager.default.removeItem(atPath: scratch)
    if (try? FileManager.default.contentsOfDirectory(atPath: attachments))?.isEmpty == true {
      try? FileManager.default.removeItem(atPath: attachments)
    }
  }

  var arguments: TestArguments { run.options.arguments }

  /// The folder in which tests run, as under `swift test`.
  private var folder: String {
    guard let path = arguments.packagePath else { return run.workingDirectory }
    return path.hasPrefix("/") ? path : "\(run.workingDirectory)/\(path)"
  }

  /// Runs everything into the ledger. What goes wrong is an error there.
  mutating func run() async {
    if arguments.wantsParallel, arguments.runsXCTest {
      messages.append(
        "--parallel: XCTest's tests run one after the other here; Swift Testing's always run side by side")
    }
    guard await build(), let listed = await list() else { return }
    let tests = listed.filter { arguments.selects($0) }
    // XCTest's methods have no parentheses.
    let isXCTest: (String) -> Bool = { !$0.hasSuffix(")") }
    if arguments.runsXCTest {
      var xctest = XCTestPass(tests.filter(isXCTest))
      await xctest.run(&self)
    }
    if arguments.runsSwiftTesting, listed.contains(where: { !isXCTest($0) }) {
      var swiftTesting = SwiftTestingPass(tests.filter { !isXCTest($0) }, arguments: arguments)
      await swiftTesting.run(&self)
    }
    if arguments.collectsCoverage, watch.stop.reason == nil { await exportCoverage() }
    if ledger.suites.isEmpty {
      add(
        listed.isEmpty
          ? "the package has no tests: nothing was run, which is not a pass"
          : "none of the \(listed.count) tests is selected: nothing was run, which is not a pass",
        name: "tests", type: "NothingRun")
    }
  }

  /// Adds an error that is about no test, and says it.
  mutating func add(_ message: String, name: String, type: String, details: String = "") {
    messages.append("error: \(message)")
    ledger.addError(message, name: name, type: type, details: details)
  }

  // MARK: Build and list

  private mutating func build() async -> Bool {
    if !arguments.skipsBuild {
      let product = arguments.product.map { ["--product", $0] } ?? ["--build-tests"]
      guard await swift(["build"] + product + arguments.build, doing: "the build of the tests", type: "Build") != nil
      else { return false }
    }
    guard
      let path = await swift(
        ["build", "--show-bin-path"] + arguments.build, doing: "finding the build", type: "Build", isShown: false)
    else { return false }
    let products = path.split(separator: "\n").last.map(String.init) ?? ""
    let names = (try? FileManager.default.contentsOfDirectory(atPath: products)) ?? []
    let bundles = names.filter { name in
      guard name.hasSuffix(".xctest") else { return false }
      return arguments.product.map { name == "\($0).xctest" } ?? true
    }
    func modified(_ name: String) -> Date {
      (try? FileManager.default.attributesOfItem(atPath: "\(products)/\(name)")[.modificationDate]) as? Date
        ?? .distantPast
    }
    guard let newest = bundles.max(by: { modified($0) < modified($1) }) else {
      add("the package has no tests: there is no .xctest in \(products)", name: "tests", type: "NothingRun")
      return false
    }
    if bundles.count > 1 { messages.append("note: of \(bundles.count) test products the newest is run: \(newest)") }
    bundle = "\(products)/\(newest)"
    return true
  }

  /// The names of all tests, as `swift test list` shows them.
  private mutating func list() async -> [String]? {
    let product = arguments.product.map { ["--test-product", $0] } ?? []
    let text = await swift(
      ["test", "list", "--skip-build"] + product + arguments.build, doing: "listing the tests", type: "List",
      isShown: false)
    guard let text else { return nil }
    // Names have a point and no white space outside backticks; what a test bundle prints when it is loaded has not.
    return text.split(separator: "\n").map(String.init).filter { line in
      let bare = line.replacing(#/`[^`]*`/#, with: "")
      return bare.contains(".") && !bare.contains(where: \.isWhitespace) && (bare.hasSuffix(")") || bare.contains("/"))
    }
  }

  /// Runs a subcommand of `swift`; returns what it printed, or `nil` after an error.
  mutating func swift(
    _ words: [String], doing what: String, type: String, isShown: Bool = true
  ) async -> String? {
    await command([run.options.swift] + words, doing: what, type: type, isShown: isShown)
  }

  /// Runs a command; returns what it printed, or `nil` after an error.
  mutating func command(_ words: [String], doing what: String, type: String, isShown: Bool) async -> String? {
    var output: [UInt8] = []
    // Only the tests have a limit without progress.
    var watch = watch
    watch.limit = nil
    let show = run.print
    let end = await start(words, in: run.workingDirectory, watch: watch, environment: unusedProfile) { bytes, _ in
      output += bytes
      if isShown { show(bytes) }
      return false
    }
    let text = String(decoding: output, as: UTF8.self)
    switch end {
    case nil: return nil
    case .exited(0)?: return text
    case .some(let end):
      if !isShown { run.print(output) }
      // 64: the arguments are wrong, and a line of the output says which.
      let refusal = end == .exited(64) ? text.split(separator: "\n").first { $0.hasPrefix("error: ") } : nil
      let reason =
        refusal.map { "swift refuses the arguments: \($0.dropFirst("error: ".count)); see 'swift build --help'" }
        ?? end.inWords
      add("\(what) did not succeed: \(reason)", name: what, type: type, details: Self.tail(of: text))
      return nil
    }
  }

  // MARK: Processes of tests

  /// Runs tests of XCTest; `take` gets each line of what it prints, and of the observer's record where there is one, and
  /// says whether it told of a test. `output` reads parts of what was printed.
  mutating func runXCTest(
    _ names: [String], _ take: (_ line: ArraySlice<UInt8>, _ isEvent: Bool) -> Bool
  ) async -> (end: TestProcess.End, tail: String, output: TestOutput)? {
    #if os(macOS)
      let command = ["xcrun", "xctest", "-XCTest", names.joined(separator: ","), bundle]
    #else
      let command = [bundle, names.joined(separator: ",")]
    #endif
    let record = "\(scratch)/xctest-\(processes).jsonl"
    let ended = await runTests(
      command, environment: ["SWIFT_TESTING_ENABLED": "0", XCTestEvent.variable: record], events: record, take)
    return ended.map { ($0.end, $0.tail, TestOutput(path: log(of: processes))) }
  }

  /// Runs tests of Swift Testing; `take` gets each line of the event stream.
  mutating func runSwiftTesting(
    _ arguments: [String], _ take: (ArraySlice<UInt8>) -> Void
  ) async -> (end: TestProcess.End, tail: String)? {
    let events = "\(scratch)/events-\(processes).jsonl"
    if processes == 0 || !FileManager.default.fileExists(atPath: attachments) {
      try? FileManager.default.createDirectory(atPath: attachments, withIntermediateDirectories: true)
    }
    var command = [bundle]
    #if os(macOS)
      // Not tried on a Mac so far.
      let name = bundle.split(separator: "/").last?.dropLast(".xctest".count) ?? ""
      command = [
        "xcrun", "swiftpm-testing-helper", "--test-bundle-path", "\(bundle)/Contents/MacOS/\(name)",
        "\(bundle)/Contents/MacOS/\(name)",
      ]
    #endif
    command += [
      "--testing-library", "swift-testing", "--event-stream-output-path", events, "--event-stream-version", "6.3",
      "--attachments-path", attachments,
    ]
    return await runTests(
      command + arguments, environment: ["SWT_EXPERIMENTAL_EVENT_STREAM_FIELDS_ENABLED": "1"], events: events
    ) { line, isEvent in
      if isEvent { take(line) }
      return isEvent
    }
  }

  private mutating func runTests(
    _ command: [String], environment: [String: String], events: String?, _ take: (ArraySlice<UInt8>, Bool) -> Bool
  ) async -> (end: TestProcess.End, tail: String)? {
    let stream = events.map { FileTail(path: $0) }
    var tail: [UInt8] = []
    let show = run.print
    let environment = environment.merging(profile) { $1 }
    let end = await start(command, in: folder, watch: watch, environment: environment) { bytes, lines in
      show(bytes)
      tail += bytes.suffix(1 << 16)
      if tail.count > 1 << 16 { tail.removeFirst(tail.count - 1 << 16) }
      var progress = false
      for line in lines where take(line, false) { progress = true }
      guard let stream else { return progress }
      for line in stream.lines(of: stream.read()) where take(line, true) { progress = true }
      return progress
    }
    let size = events.map { TestOutput(path: $0).size } ?? 0
    while let stream, stream.position < size, case let bytes = stream.read(), !bytes.isEmpty {
      for line in stream.lines(of: bytes) { _ = take(line, true) }
    }
    // A last line without an end was cut off by a crash.
    if let stream, let line = stream.lastLine() { _ = take(line, true) }
    return end.map { ($0, Self.tail(of: String(decoding: tail, as: UTF8.self))) }
  }

  /// Runs a process; `poll` gets what it printed since the last call, and the lines of it that are whole.
  private mutating func start(
    _ command: [String], in folder: String, watch: TestProcess.Watch, environment: [String: String] = [:],
    _ poll: ([UInt8], [ArraySlice<UInt8>]) -> Bool
  ) async -> TestProcess.End? {
    processes += 1
    let process = TestProcess(
      command: command, folder: folder, environment: environment, log: log(of: processes))
    let log = FileTail(path: process.log)
    do {
      let end = try await process.run(watch) {
        let bytes = log.read()
        return poll(bytes, log.lines(of: bytes))
      }
      // A call takes no more than a part of what there is; what still writes then is not of this process's group.
      let size = TestOutput(path: process.log).size
      while log.position < size, case let bytes = log.read(), !bytes.isEmpty { _ = poll(bytes, log.lines(of: bytes)) }
      if let last = log.lastLine() { _ = poll([], [last]) }
      return end
    } catch {
      add("\(command[0]) cannot be run: \(error)", name: "process", type: "Process")
      return nil
    }
  }

  private func log(of process: Int) -> String { "\(scratch)/log-\(process).txt" }

  /// The end of an output: 40 lines, without the thousands of a backtrace's registers and images.
  private static func tail(of text: String) -> String {
    var lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    if let fatal = lines.lastIndex(where: { $0.contains("Fatal error: ") || $0.contains("error: ") }) {
      lines = Array(lines[max(0, fatal - 10)...].prefix(40))
    }
    return lines.suffix(40).joined(separator: "\n")
  }
}
