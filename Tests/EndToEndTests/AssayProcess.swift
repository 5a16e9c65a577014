import Foundation
import Subprocess
import AssayConcurrency
import TestSupport
import Testing

#if canImport(System)
  import System
#else
  import SystemPackage
#endif

/// The built `assay`, started as a user or a CI system starts it: a process of its own in the work tree's folder.
///
/// What it prints goes to files, so that nothing that it leaves running can keep a reader waiting. It has a process
/// group of its own, a scratch folder of its own, and a time limit, at which it is killed and the test fails.
struct AssayProcess: Sendable {
  /// The process id.
  let id: pid_t
  private let errorFile: String

  /// Seconds until a process is killed. Generous, for slow machines and sanitizers; a hang fails the test all the same.
  static let limit = 300.0

  /// Sends a signal.
  func signal(_ number: Int32) { _ = kill(id, number) }

  /// Waits until a line of standard error is complete.
  func firstErrorLine() async throws {
    while !(FileManager.default.contents(atPath: errorFile) ?? Data()).contains(UInt8(ascii: "\n")) {
      try await Task.sleep(for: .milliseconds(1))
    }
  }

  /// The executable, in the folder of the test bundle.
  static let executable: String? = {
    let places = CommandLine.arguments + [Bundle.main.executablePath ?? ""] + Bundle.allBundles.map(\.bundlePath)
    for place in places {
      guard let bundle = place.range(of: ".xctest") else { continue }
      let folder = URL(fileURLWithPath: String(place[..<bundle.upperBound])).deletingLastPathComponent()
      let path = folder.appendingPathComponent("assay").path
      if FileManager.default.isExecutableFile(atPath: path) { return path }
    }
    return nil
  }()

  /// Variables that would change what is shown or allowed; a test sets those that it is about.
  private static let removed = [
    "CI", "NO_COLOR", "CLICOLOR_FORCE", "FORCE_COLOR", "TERM", "LC_CTYPE", "LANG", "GIT_DIR", "GITHUB_ACTIONS",
    "GITHUB_OUTPUT", "GITHUB_STEP_SUMMARY", "GITLAB_CI", "JENKINS_URL", "TF_BUILD", "CIRCLECI", "BUILDKITE",
    "BITBUCKET_BUILD_NUMBER", "TEAMCITY_VERSION",
  ]

  fileprivate static func environment(_ fixture: TemporaryFixture, _ changes: [String: String]) -> Environment {
    var values: [Environment.Key: String?] = [
      "TMPDIR": fixture.scratch, "LC_ALL": "C.UTF-8", "ASSAY_DATA_CACHE": fixture.dataCache,
      "ASSAY_REPLAY_CACHE": fixture.replayCache,
    ]
    for name in removed { values[Environment.Key(stringLiteral: name)] = .some(nil) }
    for (name, value) in changes { values[Environment.Key(stringLiteral: name)] = value }
    return .inherit.updating(values)
  }

  fileprivate init(id: pid_t, errorFile: String) {
    self.id = id
    self.errorFile = errorFile
  }
}

/// How a process ended.
struct AssayRun: Sendable {
  let arguments: [String]
  /// The exit status; `nil` when a signal ended it.
  let status: Int32?
  /// The signal that ended it.
  let signal: Int32?
  /// Standard output.
  let output: String
  /// Standard error.
  let errors: String
  /// Seconds from start to end.
  let seconds: Double

  /// Standard output without empty lines.
  var lines: [String] { output.split(separator: "\n").map(String.init) }
}

/// Kills a process group when its time is over.
private final class Deadline: Sendable {
  private let timer = Locked<Task<Void, Never>?>(nil)
  private let reached = Locked(false)

  var wasReached: Bool { reached.withLock { $0 } }

  func start(_ group: pid_t) {
    let task = Task {
      do { try await Task.sleep(for: .seconds(AssayProcess.limit)) } catch { return }
      reached.withLock { $0 = true }
      kill(-group, SIGKILL)
    }
    timer.withLock { $0 = task }
  }

  func cancel() { timer.withLock { $0?.cancel() } }
}

/// How many processes run at once: tests start all together, and a machine has few cores.
private actor Slots {
  static let shared = Slots(max(2, ProcessInfo.processInfo.activeProcessorCount))
  private var free: Int
  private var waiting: [CheckedContinuation<Void, Never>] = []

  init(_ count: Int) { free = count }

  func take() async {
    if free > 0 {
      free -= 1
    } else {
      await withCheckedContinuation { waiting.append($0) }
    }
  }

  func give() {
    if waiting.isEmpty { free += 1 } else { waiting.removeFirst().resume() }
  }
}

extension TemporaryFixture {
  /// The folder for scratch files of processes; the first process makes it.
  var scratch: String { "\(root)/scratch" }

  /// The cache of data of processes: of this fixture alone.
  var dataCache: String { "\(root)/data-cache" }

  /// The replay cache of processes: of this fixture alone.
  var replayCache: String { "\(root)/replay-cache" }

  /// What processes left in their scratch folder.
  var leftovers: [String] { (try? FileManager.default.contentsOfDirectory(atPath: scratch)) ?? [] }

  /// Starts `assay` in the folder of the work tree, where the fixture is `fixture`, and waits for its end.
  ///
  /// Fails the test when the process is killed for its time, is ended by a signal that the test did not send, or leaves
  /// scratch files behind.
  ///
  /// - Parameters:
  ///   - environment: variables to set.
  ///   - mayLeaveScratch: the process is ended in a way that leaves it no time to tidy up.
  ///   - during: runs beside the process, to signal it.
  func assay(
    _ arguments: String..., environment: [String: String] = [:], mayLeaveScratch: Bool = false,
    sourceLocation: SourceLocation = #_sourceLocation,
    during: (@Sendable (AssayProcess) async throws -> Void)? = nil
  ) async throws -> AssayRun {
    try await assay(
      list: arguments, environment: environment, mayLeaveScratch: mayLeaveScratch, sourceLocation: sourceLocation,
      during: during)
  }

  /// The same, with the arguments as a list.
  func assay(
    list arguments: [String], environment: [String: String] = [:], mayLeaveScratch: Bool = false,
    sourceLocation: SourceLocation = #_sourceLocation,
    during: (@Sendable (AssayProcess) async throws -> Void)? = nil
  ) async throws -> AssayRun {
    let executable = try #require(
      AssayProcess.executable, "the built assay is not beside the tests: swift build --build-tests",
      sourceLocation: sourceLocation)
    let run = try await spawn(executable, arguments, environment: environment, sourceLocation, during)
    if during == nil {
      #expect(run.signal == nil, "assay crashed: \(run.errors.suffix(2000))", sourceLocation: sourceLocation)
    }
    if run.status != nil, !mayLeaveScratch {
      #expect(leftovers.isEmpty, "scratch files were left", sourceLocation: sourceLocation)
    }
    return run
  }

  /// Runs a line of shell in the folder of the work tree; `$ASSAY` is the built `assay`.
  func shell(_ line: String, sourceLocation: SourceLocation = #_sourceLocation) async throws -> AssayRun {
    let executable = try #require(AssayProcess.executable, sourceLocation: sourceLocation)
    return try await spawn("/bin/sh", ["-c", line], environment: ["ASSAY": executable], sourceLocation, nil)
  }

  private func spawn(
    _ executable: String, _ arguments: [String], environment: [String: String], _ sourceLocation: SourceLocation,
    _ during: (@Sendable (AssayProcess) async throws -> Void)?
  ) async throws -> AssayRun {
    await Slots.shared.take()
    do {
      let run = try await spawnNow(executable, arguments, environment: environment, sourceLocation, during)
      await Slots.shared.give()
      return run
    } catch {
      await Slots.shared.give()
      throw error
    }
  }

  private func spawnNow(
    _ executable: String, _ arguments: [String], environment: [String: String], _ sourceLocation: SourceLocation,
    _ during: (@Sendable (AssayProcess) async throws -> Void)?
  ) async throws -> AssayRun {
    try FileManager.default.createDirectory(atPath: scratch, withIntermediateDirectories: true)
    let name = "\(root)/printed-\(UUID().uuidString)"
    let files = (output: "\(name).out", errors: "\(name).err")
    func open(_ path: String) throws -> FileDescriptor {
      try FileDescriptor.open(
        FilePath(path), .writeOnly, options: [.create, .truncate], permissions: [.ownerReadWrite, .groupRead])
    }
    var options = PlatformOptions()
    options.processGroupID = 0
    let configuration = Configuration(
      executable: .path(FilePath(executable)), arguments: Subprocess.Arguments(arguments),
      environment: AssayProcess.environment(self, environment), workingDirectory: FilePath(root),
      platformOptions: options)
    let deadline = Deadline()
    let started = ContinuousClock.now
    let result = try await Subprocess.run(
      configuration, input: .none,
      output: .fileDescriptor(try open(files.output), closeAfterSpawningProcess: true),
      error: .fileDescriptor(try open(files.errors), closeAfterSpawningProcess: true)
    ) { execution in
      let id = execution.processIdentifier.value
      deadline.start(id)
      do {
        try await during?(AssayProcess(id: id, errorFile: files.errors))
      } catch {
        Issue.record(error, sourceLocation: sourceLocation)
        kill(-id, SIGKILL)
      }
    }
    deadline.cancel()
    let seconds = (ContinuousClock.now - started) / .seconds(1)
    func text(_ path: String) -> String {
      String(decoding: FileManager.default.contents(atPath: path) ?? Data(), as: UTF8.self)
    }
    var status: Int32?
    var signal: Int32?
    switch result.terminationStatus {
    case .exited(let code): status = code
    case .signaled(let number): signal = number
    }
    let run = AssayRun(
      arguments: arguments, status: status, signal: signal, output: text(files.output), errors: text(files.errors),
      seconds: seconds)
    #expect(
      !deadline.wasReached,
      "\(arguments.joined(separator: " ")) did not end within \(AssayProcess.limit) s: \(run.errors.suffix(2000))",
      sourceLocation: sourceLocation)
    return run
  }
}
