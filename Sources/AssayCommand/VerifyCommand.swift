import ArgumentParser
import AssayGate

struct VerifyCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify",
    abstract: "Verify every input of a fixture against assay.lock; nothing is replayed.",
    discussion: """
      Ends with 0 when every input is what the lock says, with 2 when one differs, is missing or is not in the lock, when \
      the lock has what the fixture does not take, and when there is no lock.
      """)

  @OptionGroup var inputs: FixtureInputs

  func run() async throws {
    try await inputs.forEach { data in
      let result = try await data.verify()
      for warning in result.warnings { Message.error("warning: \(warning)") }
      for fault in result.faults { Message.error(fault) }
      let bytes = result.files.reduce(0) { $0 + $1.size }
      let what = "\(result.files.count) files, \(Format.whole(bytes)) bytes, \(result.hashed) read"
      let count = result.faults.count
      let verdict = count == 0 ? "verified" : count == 1 ? "1 FAULT" : "\(count) FAULTS"
      print("\(data.manifest.fixture)  \(verdict)  \(what)")
      return result.faults.isEmpty
    }
  }
}
