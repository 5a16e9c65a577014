import AssayConcurrency
import AssayGate
import Foundation
import Subprocess

#if canImport(System)
  import System
#else
  import SystemPackage
#endif

/// A process with a group of its own, whose output goes to a file that is read along the way.
///
/// A file and not a pipe: what a test leaves running cannot keep the reader waiting, and the output up to a crash is there.
struct TestProcess {
  /// How a process ended.
  enum End: Hashable {
    case exited(Int32)
    case signalled(Int32)
    /// It was killed because nothing happened for so many seconds.
    case hung(Double)
    /// It was killed because the time of the whole run was over.
    case timedOut
    /// It was killed because this process was asked to stop.
    case stopped
  }

  /// What is watched while a process runs.
  struct Watch {
    /// Seconds without progress until the process is killed; `nil` for no limit.
    var limit: Double?
    /// When the whole run must be over.
    var deadline: ContinuousClock.Instant?
    var stop: StopSwitch
  }

  var command: [String]
  var folder: String
  var environment: [String: String] = [:]
  /// The file for standard output and standard error.
  var log: String

  /// Runs the process to its end.
  ///
  /// - Parameter poll: called every few milliseconds, and once after the end; says whether there was progress.
  /// - Throws: when it cannot be started.
  func run(_ watch: Watch, poll: () -> Bool) async throws -> End {
    var options = PlatformOptions()
    options.processGroupID = 0
    let descriptor = try FileDescriptor.open(
      FilePath(log), .writeOnly, options: [.create, .truncate, .append], permissions: [.ownerReadWrite, .groupRead])
    // One description for both: their lines stay in order.
    let copy = try descriptor.duplicate()
    let program = command[0]
    let configuration = Configuration(
      executable: program.contains("/") ? .path(FilePath(program)) : .name(program),
      arguments: Subprocess.Arguments(Array(command.dropFirst())),
      environment: .inherit.updating(
        Dictionary(uniqueKeysWithValues: environment.map { (Environment.Key(stringLiteral: $0), $1 as String?) })),
      workingDirectory: FilePath(folder), platformOptions: options)
    let group = Locked<pid_t?>(nil)
    let ended = Locked<Bool>(false)
    let process = Task {
      defer { ended.withLock { $0 = true } }
      return try await Subprocess.run(
        configuration, input: .none, output: .fileDescriptor(descriptor, closeAfterSpawningProcess: true),
        error: .fileDescriptor(copy, closeAfterSpawningProcess: true)
      ) { execution in
        let id = execution.processIdentifier.value
        group.withLock { $0 = id }
      }
    }
    let killed = await follow(watch, group: group, isEnded: { ended.withLock(\.self) }, poll)
    let status = try await process.value.terminationStatus
    if let group = group.withLock(\.self) { kill(-group, SIGKILL) }
    _ = poll()
    if let killed { return killed }
    switch status {
    case .exited(let code): return .exited(Int32(code))
    case .signaled(let number): return .signalled(Int32(number))
    }
  }

  /// Polls until the process has ended; kills it when it has to.
  private func follow(
    _ watch: Watch, group: Locked<pid_t?>, isEnded: () -> Bool, _ poll: () -> Bool
  ) async -> End? {
    var last = ContinuousClock.now
    var killed: End?
    while !isEnded() {
      try? await Task.sleep(for: .milliseconds(20))
      let now = ContinuousClock.now
      if poll() { last = now }
      guard killed == nil, let id = group.withLock(\.self) else { continue }
      if watch.stop.reason != nil {
        killed = .stopped
      } else if let deadline = watch.deadline, now >= deadline {
        killed = .timedOut
      } else if let limit = watch.limit, now - last > .seconds(limit) {
        killed = .hung(limit)
      }
      if killed != nil { kill(-id, SIGKILL) }
    }
    return killed
  }
}

extension TestProcess.End {
  /// Whether the process has ended by itself and not by a signal.
  var isExit: Bool {
    if case .exited = self { return true }
    return false
  }

  /// Why a test that was running has no verdict.
  func ending(details: String) -> TestEnding {
    let fatal = details.split(separator: "\n").last { $0.contains("Fatal error: ") || $0.contains("Assertion failed") }
    let said =
      fatal.flatMap { line in line.firstRange(of: "Fatal error: ").map { ": " + line[$0.lowerBound...] } } ?? ""
    return switch self {
    case .exited(let code):
      TestEnding(
        type: "Exit", message: "the process ended with exit code \(code) while this test was running", details: details)
    case .signalled(let number):
      TestEnding(
        type: "Crash", message: "the process was ended by \(Self.name(of: number)) while this test was running\(said)",
        details: details)
    case .hung(let limit):
      TestEnding(
        type: "Hang",
        message: "nothing happened for \(Self.seconds(limit)) s while this test was running: it was killed",
        details: details)
    case .timedOut:
      TestEnding(type: "Timeout", message: "the time limit of the whole run was reached while this test was running")
    case .stopped: TestEnding(type: "Interrupted", message: "the run was interrupted while this test was running")
    }
  }

  /// What happened to the process, for tests that did not run because of it.
  var inWords: String {
    switch self {
    case .exited(let code): "the process ended with exit code \(code)"
    case .signalled(let number): "the process was ended by \(Self.name(of: number))"
    case .hung(let limit): "nothing happened for \(Self.seconds(limit)) s, and the process was killed"
    case .timedOut: "the time limit of the whole run was reached"
    case .stopped: "the run was interrupted"
    }
  }

  private static func seconds(_ value: Double) -> String {
    value == value.rounded() && value < 1e15 ? String(Int(value)) : String(value)
  }

  static func name(of signal: Int32) -> String {
    let names: [Int32: String] = [
      SIGILL: "SIGILL", SIGTRAP: "SIGTRAP", SIGABRT: "SIGABRT", SIGBUS: "SIGBUS", SIGFPE: "SIGFPE", SIGKILL: "SIGKILL",
      SIGSEGV: "SIGSEGV", SIGPIPE: "SIGPIPE", SIGTERM: "SIGTERM", SIGINT: "SIGINT", SIGHUP: "SIGHUP",
    ]
    return "signal \(signal)" + (names[signal].map { " (\($0))" } ?? "")
  }
}
