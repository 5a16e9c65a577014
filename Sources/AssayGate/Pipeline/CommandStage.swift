import AssayConcurrency
import AssayEngine
import Foundation
import Subprocess

#if canImport(System)
  import System
#else
  import SystemPackage
#endif

/// A stage that is a program of any kind.
///
/// The program runs in the fixture's folder. `ASSAY_INPUT` names a folder that holds a file per input table
/// (`flights.parquet`), `ASSAY_OUTPUT` the file to write; both in the stage's `format`. `ASSAY_VERSION` names the
/// version. The program and what it started in its process group are ended at the time limit; what it leaves running
/// when it ends well is ended then.
struct CommandStage {
  let engine: any Engine
  let stop: StopSwitch
  let scratch: ScratchFolder

  /// How much of what a program prints is kept: the last bytes.
  static let keptOutput = 16_384

  /// Runs the program; the file that it writes becomes the table.
  func run(
    _ stage: StageDeclaration, words: [String], format: StageDeclaration.TableFormat, manifest: Manifest,
    version: String, inputs: [(name: String, table: TableName)], into table: TableName
  ) async throws(TableFailure) {
    let folder: String
    do { folder = try scratch.makeFolder("command") } catch {
      throw TableFailure("cannot make a folder for stage '\(stage.name)': \(error.localizedDescription)")
    }
    defer { try? FileManager.default.removeItem(atPath: folder) }
    for input in inputs {
      try await export(input.table, to: "\(folder)/\(FileName.safe(input.name)).\(format.rawValue)", format)
    }
    let output = "\(folder)/output.\(format.rawValue)"
    let words = located(words, in: manifest)
    let line = words.map(Display.path).joined(separator: " ")
    let (status, printed) = try await execute(
      words, stage, manifest,
      variables: ["ASSAY_INPUT": folder, "ASSAY_OUTPUT": output, "ASSAY_VERSION": version])
    let tail = printed.isEmpty ? "; it printed nothing" : "; it printed:\n\(printed)"
    switch status {
    case .ended(0): break
    case .ended(let code):
      throw TableFailure("\(line) ended with status \(code)\(tail)")
    case .signalled(let number):
      throw TableFailure("\(line) was ended by signal \(number)\(tail)")
    case .timedOut(let limit):
      throw TableFailure(
        "\(line) did not end within its time limit of \(Format.number(limit)) s, and was ended; "
          + "raise 'timeout' if it needs longer\(tail)")
    }
    let attributes = try? FileManager.default.attributesOfItem(atPath: output)
    let problem: String? =
      switch (attributes?[.type] as? FileAttributeType, attributes?[.size] as? Int) {
      case (nil, _): "no file"
      case (.typeRegular?, 0?): "an empty file"
      case (.typeRegular?, _): nil
      default: "something else than a file"
      }
    if let problem {
      throw TableFailure("\(line) ended well but wrote \(problem); write the table to $ASSAY_OUTPUT\(tail)")
    }
    do {
      let source = format == .parquet ? try engine.parquet([output]) : try engine.csv([output])
      // A table, not a view: the file goes with the stage.
      try await engine.createTable(table, as: "SELECT * FROM \(source)")
      if format == .csv {
        try await TableLoader(engine: engine).refuseRepeatedNames(output, shown: "what \(line) wrote")
      }
    } catch let failure as TableFailure {
      throw failure
    } catch {
      guard let error = error as? EngineError else { throw TableFailure("\(error)") }
      if error.kind == .cancelled { throw TableFailure.stopped }
      // The file's name is another one in every run, and is gone when somebody reads this.
      let reason = error.message.replacing(output, with: "$ASSAY_OUTPUT")
      throw TableFailure("what \(line) wrote cannot be read as \(format.rawValue): \(reason)")
    }
  }

  private func export(
    _ table: TableName, to path: String, _ format: StageDeclaration.TableFormat
  ) async throws(TableFailure) {
    let select = "SELECT * FROM \(engine.dialect.tableReference(table))"
    do {
      try await engine.copy(select, to: path, format)
    } catch {
      if error.kind == .cancelled { throw TableFailure.stopped }
      throw TableFailure("cannot hand over table '\(table.name)': \(error.message)")
    }
  }

  /// Words that name files of a fixture that this one extends, as absolute paths; the others as they are.
  private func located(_ words: [String], in manifest: Manifest) -> [String] {
    words.map { word in
      guard !word.hasPrefix("/"), word.contains("/") else { return word }
      for layer in manifest.layers where FileManager.default.fileExists(atPath: "\(layer)/\(word)") {
        return layer == manifest.directory ? word : "\(layer)/\(word)"
      }
      return word
    }
  }

  private enum Status {
    case ended(Int)
    case signalled(Int)
    case timedOut(Double)
  }

  private func execute(
    _ words: [String], _ stage: StageDeclaration, _ manifest: Manifest, variables: [Environment.Key: String?]
  ) async throws(TableFailure) -> (Status, String) {
    guard let program = words.first else { throw TableFailure("stage '\(stage.name)' names no program") }
    let executable: Executable = program.contains("/") ? .path(FilePath(absolute(program, manifest))) : .name(program)
    var options = PlatformOptions()
    options.processGroupID = 0
    options.teardownSequence = [.gracefulShutDown(allowedDurationToNextStep: .seconds(1))]
    let printed = OutputTail()
    let configuration = Configuration(
      executable: executable, arguments: Subprocess.Arguments(Array(words.dropFirst())),
      environment: .inherit.updating(variables), workingDirectory: FilePath(manifest.directory),
      platformOptions: options)
    let limit = stage.timeout
    let timedOut = Flag()
    do {
      let result = try await Subprocess.run(
        configuration, input: .none, output: .sequence, error: .sequence
      ) { [stop, limit, printed, timedOut] execution in
        let process = execution.processIdentifier
        let registered = stop.onStop { Self.end(process) }
        defer { stop.forget(registered) }
        let timer = limit.map { limit in
          Task {
            try await Task.sleep(for: .seconds(min(limit, 1e9)))
            timedOut.set()
            Self.end(process)
          }
        }
        defer { timer?.cancel() }
        async let standardError: Void = printed.keep(execution.standardError)
        try await printed.keep(execution.standardOutput)
        try await standardError
        try await Self.waitForEnd(of: process)
        // What it left running would go on using the machine, and could still write to the files of the stage.
        Self.end(process)
      }
      if stop.reason != nil { throw TableFailure.stopped }
      let text = printed.text
      if timedOut.isSet, let limit { return (.timedOut(limit), text) }
      switch result.terminationStatus {
      case .exited(let code): return (.ended(Int(code)), text)
      case .signaled(let number): return (.signalled(Int(number)), text)
      }
    } catch let failure as TableFailure {
      throw failure
    } catch {
      if stop.reason != nil { throw TableFailure.stopped }
      let shown = Display.path(program)
      guard let failure = error as? SubprocessError, failure.code == .executableNotFound else {
        throw TableFailure("\(shown) cannot be run: \(error)")
      }
      throw TableFailure(
        program.contains("/")
          ? "\(shown) cannot be started: it is not there, or it is not executable (chmod +x)"
          : "\(shown) cannot be started: there is no such program on the PATH; install it, or name it by its path")
    }
  }

  private func absolute(_ program: String, _ manifest: Manifest) -> String {
    program.hasPrefix("/") ? program : "\(manifest.directory)/\(program)"
  }

  /// Waits until a program has ended, but leaves it to be reaped: until then nothing else can have its number.
  private static func waitForEnd(of process: ProcessIdentifier) async throws {
    while true {
      var info = siginfo_t()
      let result = waitid(P_PID, id_t(process.value), &info, WEXITED | WNOWAIT | WNOHANG)
      // The signal's number stays 0 as long as the program runs.
      if result != 0 && errno != EINTR || result == 0 && info.si_signo != 0 { return }
      try await Task.sleep(for: .milliseconds(2))
    }
  }

  /// Ends a program and all that it started: they share its process group.
  private static func end(_ process: ProcessIdentifier) {
    kill(-process.value, SIGKILL)
  }
}

/// The last of what a program printed, standard output and standard error in the order in which they came.
private final class OutputTail: Sendable {
  private let kept = Locked<[UInt8]>([])

  /// Reads a stream to its end.
  func keep(_ stream: SubprocessOutputSequence) async throws {
    for try await chunk in stream {
      let bytes = chunk.withUnsafeBytes { Array($0) }
      kept.withLock { kept in
        kept.append(contentsOf: bytes)
        if kept.count > 2 * CommandStage.keptOutput { kept.removeFirst(kept.count - CommandStage.keptOutput) }
      }
    }
  }

  /// The text, with `…` in front when there was more.
  var text: String {
    let bytes = kept.withLock { $0 }
    let last = bytes.suffix(CommandStage.keptOutput)
    let text = String(decoding: last, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
    return (bytes.count > last.count ? "…" : "") + text
  }
}

/// Something that happened, told between tasks.
private final class Flag: Sendable {
  private let value = Locked(false)

  func set() { value.withLock { $0 = true } }

  var isSet: Bool { value.withLock { $0 } }
}
