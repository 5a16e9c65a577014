import AssayConcurrency
import Foundation

/// What `assay setup` does: fetches the pinned libraries that are missing into the per-user cache.
public enum LibrarySetup {
  /// Runs the embedded `fetch.py` with the machine's Python. Nothing is installed, and nothing is downloaded when
  /// nothing is missing.
  ///
  /// Cancelling the task ends the download and leaves nothing half done.
  ///
  /// - Parameters:
  ///   - libraries: Which libraries to provide.
  ///   - onLine: Receives every line of progress as it comes, on a thread of its own.
  /// - Throws: ``LibraryError`` when there is no Python ≥ 3.9 or no pip, when a download fails, when a digest is wrong
  ///   (the text names the file, both digests and what to do), or when the task was cancelled.
  public static func run(
    _ libraries: [NativeLibrary] = NativeLibrary.all,
    onLine: @escaping @Sendable (String) -> Void = { print($0) }
  ) async throws(LibraryError) {
    try await Script().provide(libraries, onLine: onLine)
  }

  /// `fetch.py` with its pins, in one environment.
  struct Script: Sendable {
    var environment: [String: String] = ProcessInfo.processInfo.environment
    var pins = Data(PackageResources.libraries_json)

    func provide(_ libraries: [NativeLibrary], onLine: @escaping @Sendable (String) -> Void) async throws(LibraryError)
    {
      let result = await run(libraries.map(\.identifier), onLine: onLine)
      if Task.isCancelled {
        throw LibraryError(message: "The set-up of the libraries was cancelled; run it again.")
      }
      let (status, text) = try result.get()
      guard status == 0 else {
        throw LibraryError(message: text.isEmpty ? "fetch.py ended with status \(status) and said nothing." : text)
      }
    }

    /// Runs the script off the cooperative pool, from a thread that blocks no signals, so that it can be terminated.
    ///
    /// - Returns: Its exit status (128 + n when signal n ended it) and what it wrote on standard error.
    func run(
      _ arguments: [String], onLine: @escaping @Sendable (String) -> Void
    ) async -> Result<(Int32, String), LibraryError> {
      let child = CancellableProcess()
      return await withTaskCancellationHandler {
        await OwnThread.run { launch(child, arguments, onLine: onLine) }
      } onCancel: {
        child.cancel()
      }
    }

    private func launch(
      _ child: CancellableProcess, _ arguments: [String], onLine: (String) -> Void
    ) -> Result<(Int32, String), LibraryError> {
      guard let python = executable("python3") else {
        return .failure(
          LibraryError(
            message: """
              python3 was not found on PATH; fetching the libraries takes Python 3.9 or newer with pip (Debian, \
              Ubuntu: apt-get install python3 python3-pip). Or set \
              \(NativeLibrary.all.map(\.environmentVariable).joined(separator: " and ")) to libraries that you have.
              """))
      }
      let folder = FileManager.default.temporaryDirectory.appendingPathComponent("assay-setup-\(UUID().uuidString)")
      do {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let script = folder.appendingPathComponent("fetch.py")
        let pins = folder.appendingPathComponent("libraries.json")
        let errors = folder.appendingPathComponent("errors.txt")
        try Data(PackageResources.fetch_py).write(to: script)
        try self.pins.write(to: pins)
        try Data().write(to: errors)

        let process = Process()
        process.executableURL = URL(fileURLWithPath: python)
        process.arguments = [script.path, "--pins", pins.path] + arguments
        process.environment = environment
        process.standardInput = FileHandle.nullDevice
        // To a file: a second pipe would have to be emptied at the same time.
        process.standardError = try FileHandle(forWritingTo: errors)
        let output = Pipe()
        process.standardOutput = output
        try child.start(process)
        Self.forEachLine(of: output.fileHandleForReading, onLine)
        process.waitUntilExit()
        child.finished()

        // Not Data(contentsOf:), which leaks its buffer when the file is empty.
        let written = try FileHandle(forReadingFrom: errors).readToEnd() ?? Data()
        let text = String(decoding: written, as: UTF8.self)
        let status = process.terminationReason == .exit ? process.terminationStatus : 128 + process.terminationStatus
        return .success((status, text.trimmingCharacters(in: .whitespacesAndNewlines)))
      } catch {
        return .failure(LibraryError(message: "\(python) could not be run in \(folder.path): \(error)"))
      }
    }

    private func executable(_ name: String) -> String? {
      (environment["PATH"] ?? "/usr/local/bin:/usr/bin:/bin").split(separator: ":").lazy
        .map { "\($0)/\(name)" }
        .first { FileManager.default.isExecutableFile(atPath: $0) }
    }

    private static func forEachLine(of handle: FileHandle, _ body: (String) -> Void) {
      var rest = Data()
      while case let data = handle.availableData, !data.isEmpty {
        rest.append(data)
        while let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
          body(String(decoding: rest[rest.startIndex..<end], as: UTF8.self))
          rest = Data(rest[(end + 1)...])
        }
      }
      if !rest.isEmpty { body(String(decoding: rest, as: UTF8.self)) }
    }
  }
}

/// A child process that may be cancelled from any thread, before, while and after it runs.
private final class CancellableProcess: Sendable {
  private struct State {
    var running: Process?
    var isCancelled = false
  }

  private let state = Locked(State())

  func start(_ process: sending Process) throws {
    try state.withLock { state in
      if state.isCancelled { throw CancellationError() }
      try process.run()
      state.running = process
    }
  }

  func finished() {
    state.withLock { $0.running = nil }
  }

  func cancel() {
    state.withLock { state in
      state.isCancelled = true
      state.running?.terminate()
    }
  }
}
