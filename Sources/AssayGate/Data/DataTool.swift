import AssayConcurrency
import Foundation
import Subprocess

#if canImport(System)
  import System
#else
  import SystemPackage
#endif

/// Programs that fetch data: git and curl. No shell reads their arguments; they are ended when the run is stopped.
struct DataTool: Sendable {
  /// `git` or `curl`, looked up on the PATH.
  let name: String
  /// The folder that they run in.
  let folder: String
  let stop: StopSwitch

  /// What a program left.
  struct Output: Sendable {
    /// The exit status; 128 + n for one that signal n ended.
    var status: Int
    /// Standard output.
    var bytes: [UInt8]
    /// The end of standard error, without white space around it.
    var errors: String
    /// Standard output was longer than allowed, and the program was ended for that.
    var isTooLong = false

    /// Standard output as text without white space around it.
    var text: String { String(decoding: bytes, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines) }
  }

  /// Variables that hooks of git set for one repository, and that would lead a git elsewhere.
  private static let removed = ["GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX", "GIT_COMMON_DIR"]
  /// The messages of a program that are kept.
  private static let keptErrors = 2_000

  /// Runs the program and keeps what it prints.
  ///
  /// - Parameters:
  ///   - arguments: its arguments.
  ///   - limit: the most bytes of standard output; a program that prints more is ended.
  func run(_ arguments: [String], limit: Int = 16 << 20) async throws(InputError) -> Output {
    let kept = Locked<[UInt8]>([])
    var output = try await run(arguments, limit: limit) { chunk throws(InputError) in
      kept.withLock { $0 += chunk }
    }
    output.bytes = kept.withLock { $0 }
    return output
  }

  /// Runs the program and hands on what it prints, chunk by chunk.
  func run(
    _ arguments: [String], limit: Int,
    take: @escaping @Sendable ([UInt8]) throws(InputError) -> Void
  ) async throws(InputError) -> Output {
    var options = PlatformOptions()
    options.processGroupID = 0
    options.teardownSequence = [.gracefulShutDown(allowedDurationToNextStep: .seconds(1))]
    var variables: [Environment.Key: String?] = [
      "LC_ALL": "C", "GIT_TERMINAL_PROMPT": "0", "GIT_OPTIONAL_LOCKS": "0",
    ]
    for name in Self.removed { variables[Environment.Key(stringLiteral: name)] = .some(nil) }
    let configuration = Configuration(
      executable: .name(name), arguments: Subprocess.Arguments(arguments),
      environment: .inherit.updating(variables), workingDirectory: FilePath(folder), platformOptions: options)
    let errors = Locked<[UInt8]>([])
    let tooLong = Locked(false)
    do {
      let result = try await Subprocess.run(
        configuration, input: .none, output: .sequence, error: .sequence
      ) { [stop] execution in
        let process = execution.processIdentifier.value
        let registered = stop.onStop { kill(-process, SIGKILL) }
        defer { stop.forget(registered) }
        async let messages: Void = Self.keep(execution.standardError, in: errors)
        var taken = 0
        do {
          for try await chunk in execution.standardOutput {
            let bytes = chunk.withUnsafeBytes { Array($0) }
            taken += bytes.count
            guard taken <= limit else {
              tooLong.withLock { $0 = true }
              kill(-process, SIGKILL)
              break
            }
            try take(bytes)
          }
        } catch {
          kill(-process, SIGKILL)
          throw error
        }
        try await messages
      }
      if stop.reason != nil { throw InputError.stopped }
      let status: Int
      switch result.terminationStatus {
      case .exited(let code): status = Int(code)
      case .signaled(let number): status = 128 + Int(number)
      }
      let text = String(decoding: errors.withLock { $0 }, as: UTF8.self)
      return Output(
        status: status, bytes: [], errors: text.trimmingCharacters(in: .whitespacesAndNewlines),
        isTooLong: tooLong.withLock { $0 })
    } catch let error as InputError {
      throw error
    } catch {
      if stop.reason != nil { throw InputError.stopped }
      guard let failure = error as? SubprocessError, failure.code == .executableNotFound else {
        throw InputError("\(name) cannot be run: \(error)")
      }
      throw InputError("\(name) is needed for this and is not on the PATH; install it")
    }
  }

  private static func keep(_ stream: SubprocessOutputSequence, in kept: Locked<[UInt8]>) async throws {
    for try await chunk in stream {
      let bytes = chunk.withUnsafeBytes { Array($0) }
      kept.withLock { kept in
        kept += bytes
        if kept.count > 2 * keptErrors { kept.removeFirst(kept.count - keptErrors) }
      }
    }
  }
}
