import ArgumentParser
import AssayGate

/// How input files are read.
struct Reading: ParsableArguments {
  @Flag(help: "Read every file, also those that have not changed by size, times and inode since they were last read.")
  var paranoid = false
}

/// The fixtures of a command that looks at their input files and replays nothing.
struct FixtureInputs: ParsableArguments {
  @Argument(help: "The folders of the fixtures.", completion: .directory)
  var fixtures: [String] = []

  @OptionGroup var reading: Reading

  func validate() throws {
    if fixtures.isEmpty { throw ValidationError("name at least one fixture: the folder that holds assay.yaml") }
  }

  /// Does something with each fixture. The process ends with 64 when a manifest does not parse, with 2 when an input is
  /// not there or not what it must be; the other fixtures are done all the same.
  ///
  /// - Parameter work: returns whether everything was as it must be.
  func forEach(_ work: (FixtureData) async throws -> Bool) async throws {
    let stop = StopSwitch()
    let signals = SignalWatch(stop)
    defer { signals.end() }
    var code = AssayGate.ExitCode.passed
    for path in fixtures where stop.reason == nil {
      do {
        let data = try FixtureData(path, isParanoid: reading.paranoid, stop: stop)
        if try await !work(data), code == .passed { code = .notEvaluated }
      } catch let error as ManifestErrors {
        Message.error("\(error)")
        code = .usage
      } catch let error as InputErrors {
        if stop.reason == nil { Message.error("\(error)") }
        if code == .passed { code = .notEvaluated }
      }
    }
    if let reason = stop.reason {
      Message.error(reason.description)
      if case .signal(let number) = reason { code = .signal(number) }
    }
    if code != .passed { throw ArgumentParser.ExitCode(code.rawValue) }
  }
}
