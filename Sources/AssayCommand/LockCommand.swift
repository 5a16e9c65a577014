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

  @OptionGroup var inputs: FixtureInputs

  func run() async throws {
    try await inputs.forEach { data in
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
