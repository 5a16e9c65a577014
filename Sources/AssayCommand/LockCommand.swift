import ArgumentParser
import AssayGate

struct LockCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "lock",
    abstract: "Pin every input of a fixture by SHA-256 and size.",
    discussion: """
      Data files after globs, models, queries, and files of commands (words that name files, and 'files') go into \
      assay.lock beside assay.yaml: one line for each file, sorted. From then on every run verifies its inputs before it \
      replays anything, and ends with 2 when one differs, is missing or is not in the lock. When nothing changed, nothing \
      is written.

      Data can also come from DVC, a git revision, or a URL:
        train:  { dvc: data/train.parquet }
        flights:
          reference: { git: "main:data/flights.parquet" }
          versions:
            april: { url: "https://…/april.parquet", sha256: 9f86… }
      """)

  @Argument(help: "The folders of the fixtures.", completion: .directory)
  var fixtures: [String] = []

  @OptionGroup var reading: Reading

  mutating func validate() throws {
    if fixtures.isEmpty { throw ValidationError("name at least one fixture: the folder that holds assay.yaml") }
  }

  func run() async throws {
    try await reading.forEach(fixtures) { data, _ in
      let result = try await data.lock()
      for warning in result.warnings { Message.error("warning: \(warning)") }
      let count = result.lock.inputs.count
      let files = count == 1 ? "1 file" : "\(count) files"
      print("\(data.manifest.fixture)  \(files) pinned\(result.isWritten ? "" : ", nothing changed")")
      for (sign, addresses) in [("+", result.added), ("~", result.changed), ("-", result.removed)] {
        for address in addresses where result.isWritten { print("  \(sign) \(address)") }
      }
      return true
    }
  }
}

/// How input files are read.
struct Reading: ParsableArguments {
  @Flag(help: "Read every file, also those that have not changed by size, times and inode since they were last read.")
  var paranoid = false

  /// Does something with each fixture. The process ends with 64 when a manifest does not parse, with 2 when an input is
  /// not there or not what it must be; the other fixtures are done all the same.
  ///
  /// - Parameter work: returns whether everything was as it must be.
  func forEach(_ fixtures: [String], _ work: (FixtureData, String) async throws -> Bool) async throws {
    let stop = StopSwitch()
    let signals = SignalWatch(stop)
    defer { signals.end() }
    var code = AssayGate.ExitCode.passed
    for path in fixtures where stop.reason == nil {
      do {
        let data = try FixtureData(path, isParanoid: paranoid, stop: stop)
        if try await !work(data, path), code == .passed { code = .notEvaluated }
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
