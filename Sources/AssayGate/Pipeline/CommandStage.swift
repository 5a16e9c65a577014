import AssayEngine
import Foundation
import Subprocess
import Synchronization

#if canImport(System)
  import System
#else
  import SystemPackage
#endif

/// A stage that is a program of any kind.
///
/// The program runs in the fixture's folder. `ASSAY_INPUT` names a folder that holds a file per input table
/// (`flights.parquet`), `ASSAY_OUTPUT` the file to write; both in the stage's `format`. `ASSAY_VERSION` names the
/// version. The program and all that it started are ended at the time limit.
struct CommandStage {
  let engine: any Engine
  let stop: StopSwitch
  let scratch: ScratchFolder

  /// How much of what a program prints is kept: the last bytes.
  static let keptOutput = 16_384

  /// Runs the program; the file that it writes becomes the table.
  func run(
    _ stage: StageDeclaration, words: [String], format: StageDeclaration.TableFormat, manifest: Manifest,
    inputs: [(name: String, table: TableName)], into table: TableName
  ) async throws(TableFailure) {
    let folder: String
    do { folder = try scratch.makeFolder("command") } catch {
      throw TableFailure("cannot make a folder for stage '\(stage.name)': \(error.localizedDescription)")
    }
    defer { try? FileManager.default.removeItem(atPath: folder) }
    for input in inputs { try await export(input.table, to: "\(folder)/\(input.name).\(format.rawValue)", format) }
    let output = "\(folder)/output.\(format.rawValue)"
    let words = located(words, in: manifest)
    let started = ContinuousClock.now
    let (status, printed) = try await execute(words, stage, manifest, folder: folder, output: output)
    let seconds = Format.number(((ContinuousClock.now - started).seconds * 10).rounded() / 10)
    let tail = printed.isEmpty ? "; it printed nothing" : "; it printed:\n\(printed)"
    switch status {
    case .ended(0): break
    case .ended(let code):
      throw TableFailure("\(words.joined(separator: " ")) ended with status \(code) after \(seconds) s\(tail)")
    case .signalled(let number):
      throw TableFailure("\(words.joined(separator: " ")) was ended by signal \(number) after \(seconds) s\(tail)")
    case .timedOut(let limit):
      throw TableFailure(
        "\(words.joined(separator: " ")) did not end within its time limit of \(Format.number(limit)) s, and was ended; "
          + "raise 'timeout' if it needs longer\(tail)")
    }
    guard FileManager.default.fileExists(atPath: output) else {
      throw TableFailure(
        "\(words.joined(separator: " ")) ended well but wrote no file; write the table to $ASSAY_OUTPUT\(tail)")
    }
    try TableLoader.inspect(output)
    do {
      let source = format == .parquet ? try engine.parquet([output]) : try engine.csv([output])
      // A table, not a view: the file goes with the stage.
      try await engine.createTable(table, as: "SELECT * FROM \(source)")
    } catch {
      if error.kind == .cancelled { throw TableFailure.stopped }
      throw TableFailure(
        "what \(words.joined(separator: " ")) wrote cannot be read as \(format.rawValue): \(error.message)")
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
    _ words: [String], _ stage: StageDeclaration, _ manifest: Manifest, folder: String, output: String
  ) async throws(TableFailure) -> (Status, String) {
    guard let program = words.first else { throw TableFailure("stage '\(stage.name)' names no program") }
    let executable: Executable = program.contains("/") ? .path(FilePath(absolute(program, manifest))) : .name(program)
    var options = PlatformOptions()
    options.processGroupID = 0
    options.teardownSequence = [.gracefulShutDown(allowedDurationToNextStep: .seconds(1))]
    let environment = Environment.inherit.updating([
      "ASSAY_INPUT": folder, "ASSAY_OUTPUT": output,
    ])
    let printed = OutputTail()
    let configuration = Configuration(
      executable: executable, arguments: Subprocess.Arguments(Array(words.dropFirst())), environment: environment,
      workingDirectory: FilePath(manifest.directory), platformOptions: options)
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
            try await Task.sleep(for: .seconds(limit))
            timedOut.set()
            Self.end(process)
          }
        }
        defer { timer?.cancel() }
        async let standardError: Void = printed.keep(execution.standardError)
        try await printed.keep(execution.standardOutput)
        try await standardError
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
      throw TableFailure("\(program) cannot be started: \(error); is it installed and on the PATH?")
    }
  }

  private func absolute(_ program: String, _ manifest: Manifest) -> String {
    program.hasPrefix("/") ? program : "\(manifest.directory)/\(program)"
  }

  /// Ends a program and all that it started: they share its process group.
  private static func end(_ process: ProcessIdentifier) {
    kill(-process.value, SIGKILL)
  }
}

/// The last of what a program printed, standard output and standard error in the order in which they came.
private final class OutputTail: Sendable {
  private let kept = Mutex<[UInt8]>([])

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
  private let value = Mutex(false)

  func set() { value.withLock { $0 = true } }

  var isSet: Bool { value.withLock { $0 } }
}
