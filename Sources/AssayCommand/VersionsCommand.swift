import ArgumentParser
import AssayGate

struct VersionsCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "versions",
    abstract: "List the versions that a fixture knows, with their files.",
    discussion: """
      Each file with its size in bytes and the first digits of its SHA-256. Ends with 2 when a file is not there or is \
      not what DVC or a digest says.
      """)

  @OptionGroup var inputs: FixtureInputs

  func run() async throws {
    try await inputs.forEach { data in
      let listing = try await data.versions()
      print(listing.description)
      for failure in listing.failures { Message.error(failure) }
      return listing.failures.isEmpty
    }
  }
}
